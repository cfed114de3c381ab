/** Whatever answers, reads, deaths and clocks come: no post twice on the Page, and once the faults end each is visibly out or visibly not. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PagePost, PageRead, PublishOutcome } from '../../../src/ports.ts';
import { refusalClasses } from '../../../src/post.ts';
import { hour, minute, second } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { anotherProcess, aScheduled, dyingAt, linkOf, postOf, putScheduled, refusal, timesOnPage } from '../../fakes/processes.ts';

/** The Page's own time; the desk's clock may be wrong against it. */
type World = { readonly desk: FakeDesk; readonly time: { now: number; skew: number }; readonly delayMs: number };

const posts = 3;

async function createWorld(delayMs: number, gapMinutes: number, unconfirmed: 'resend' | 'ask'): Promise<World> {
  const desk = await createFakeDesk({ unconfirmed, timetable: { times: 'asap', gapMinutes, zone: 'Asia/Ho_Chi_Minh' } });
  const time = { now: start.getTime(), skew: 0 };
  const world = { desk, time, delayMs };
  const { publish } = desk.page;
  desk.page.publish = async (post, uploads) => {
    const before = desk.page.live.length;
    const outcome = await publish(post, uploads);
    desk.page.live.splice(0, desk.page.live.length - before, ...landed(desk, before, time.now));
    return outcome;
  };
  desk.page.postsSince = async (since) => desk.page.reads.shift() ?? { outcome: 'read', value: visible(world, since) };
  return world;
}

function landed(desk: FakeDesk, before: number, now: number): PagePost[] {
  return desk.page.live.slice(0, desk.page.live.length - before).map((post) => ({ ...post, createdAt: new Date(now) }));
}

/** The Page lists a new post only after a while. */
function visible(world: World, since: Date): readonly PagePost[] {
  return world.desk.page.live.filter((post) => post.createdAt >= since && post.createdAt.getTime() <= world.time.now - world.delayMs);
}

function pass(world: World, ms: number): void {
  world.time.now += ms;
  world.desk.at(new Date(world.time.now + world.time.skew));
}

const outcomes: readonly { readonly outcome: PublishOutcome; readonly lands: boolean }[] = [
  { outcome: { outcome: 'unknown', detail: 'reset' }, lands: true },
  { outcome: { outcome: 'unknown', detail: '500' }, lands: true },
  { outcome: { outcome: 'unknown', detail: '200 without an id' }, lands: true },
  { outcome: { outcome: 'unknown', detail: '502' }, lands: false },
  { outcome: { outcome: 'not-sent', detail: 'refused' }, lands: false },
  { outcome: { outcome: 'refused', refusal: refusal('content', { code: 506 }), duplicate: true }, lands: false },
  ...refusalClasses.map((kind) => ({ outcome: { outcome: 'refused', refusal: refusal(kind), duplicate: false } as const, lands: false })),
];
const badReads: readonly PageRead<readonly PagePost[]>[] = [
  { outcome: 'no-answer', detail: 'slow' },
  ...refusalClasses.map((kind) => ({ outcome: 'refused', refusal: refusal(kind) }) as const),
];

type Step =
  | { readonly do: 'answer'; readonly which: number }
  | { readonly do: 'misread'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'clock'; readonly skewMs: number }
  | { readonly do: 'run'; readonly job: 'schedule' | 'publish' | 'settle' | 'check-health' }
  | { readonly do: 'both' }
  | { readonly do: 'restore'; readonly number: number }
  | { readonly do: 'die'; readonly job: 'publish' | 'settle'; readonly nth: number; readonly when: 'before' | 'after' };

const job = fc.constantFrom('publish' as const, 'settle' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(outcomes.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('misread' as const), which: fc.nat(badReads.length - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(second, 10 * second, minute, 3 * minute, 6 * minute, 30 * minute) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), skewMs: fc.integer({ min: -6 * hour, max: 6 * hour }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      job: fc.constantFrom('schedule' as const, 'publish' as const, 'settle' as const, 'check-health' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'both' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), number: fc.integer({ min: 1, max: posts }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('die' as const),
      job,
      nth: fc.integer({ min: 1, max: 8 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
);

async function take(world: World, step: Step, number: number): Promise<void> {
  const { desk } = world;
  switch (step.do) {
    case 'answer': {
      const answer = outcomes[step.which];
      if (answer !== undefined) desk.page.script.push(answer);
      return;
    }
    case 'misread': {
      const read = badReads[step.which];
      if (read !== undefined) desk.page.reads.push(read);
      return;
    }
    case 'pass':
      return pass(world, step.ms);
    case 'clock':
      // A clock that jumps forward shortens every wait: only a Page that shows at once can be watched by it.
      if (world.delayMs === 0) world.time.skew = step.skewMs;
      return pass(world, 0);
    case 'run':
      await desk.app.run(step.job);
      return;
    case 'both': {
      const apps = [`host|${number}|x`, `host|${number}|y`].map((self) => anotherProcess(desk, self));
      await Promise.all(apps.map((app) => app.run('publish')));
      return;
    }
    case 'restore':
      return restore(world, step.number);
    case 'die': {
      const self = `host|${number}|dies`;
      await anotherProcess(desk, self, dyingAt(step.nth, step.when).around).run(step.job);
      desk.gone.add(self);
    }
  }
}

/** A backup from before the post went out is put back; it can be seen on the Page by then. */
async function restore(world: World, number: number): Promise<void> {
  if (world.delayMs > 0) return;
  const { posts } = world.desk.ports;
  const old = aScheduled(number, start, { slotKey: `restored-${number}` });
  const current = await posts.get(old.id);
  if (current !== null && current.status !== 'publishing') await posts.replace(current, { ...old, rev: current.rev });
}

/** The faults end: honest answers, a right clock, time enough for every window. */
async function recover(world: World): Promise<void> {
  const { desk } = world;
  desk.page.script.length = 0;
  desk.page.reads.length = 0;
  world.time.skew = 0;
  for (let round = 0; round < 600; round++) {
    for (const name of ['check-health', 'schedule', 'publish', 'settle'] as const) expect((await desk.app.run(name)).outcome).toBe('done');
    const { approved, scheduled, publishing, unconfirmed } = await desk.ports.posts.count();
    if (approved + scheduled + publishing + unconfirmed === 0) return;
    pass(world, 5 * minute);
  }
}

function leastGap(desk: FakeDesk): number {
  const times = desk.page.live.map((post) => post.createdAt.getTime()).sort((a, b) => a - b);
  return Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
}

it('no sequence of faults puts a post on the Page twice, or loses one', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 30 }),
    fc.constantFrom(0, 8 * minute),
    fc.constantFrom(0, 5),
    fc.constantFrom('resend' as const, 'ask' as const),
    async (steps, delayMs, gapMinutes, unconfirmed) => {
      const world = await createWorld(delayMs, gapMinutes, unconfirmed);
      const ids = await putScheduled(world.desk, posts);
      for (const [number, next] of steps.entries()) {
        await take(world, next, number);
        expect(Object.values(timesOnPage(world.desk)).every((times) => times === 1)).toBe(true);
      }
      await recover(world);
      const times = timesOnPage(world.desk);
      for (const [i, id] of ids.entries()) {
        const post = await postOf(world.desk, id);
        expect(['published', 'failed']).toContain(post.status);
        expect(times[linkOf(i + 1)] ?? 0).toBeLessThanOrEqual(1);
        if (post.status === 'published') expect(world.desk.page.live.map((live) => live.remoteId)).toContain(post.remoteId);
      }
      // The desk's clock told the truth in these: the gap held whatever happened.
      if (delayMs > 0) expect(leastGap(world.desk)).toBeGreaterThanOrEqual(gapMinutes * minute);
      await world.desk.ports.close();
    },
  );
  await fc.assert(property, { numRuns: 120 });
}, 60_000);
