/** Whatever a portal does, and wherever the desk dies: an article is stored once, each change of its text is recorded once, nothing is unaccounted for. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { articleIdOf, postIdOf } from '../../../src/identity.ts';
import { hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, keyOf, pageId, publishOnPortal } from '../../fakes/desk.ts';

type Step =
  | { readonly do: 'publish' }
  | { readonly do: 'edit' | 'withdraw' | 'put back' | 'new date'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'run'; readonly job: 'collect' | 'draft' | 'watch' | 'ask-staff'; readonly dies: number };

const which = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'publish' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'withdraw' as const, 'put back' as const, 'new date' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(minute, 5 * minute, hour, 7 * hour) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      job: fc.constantFrom('collect' as const, 'draft' as const, 'watch' as const, 'watch' as const, 'ask-staff' as const),
      // The write at which the process dies; most often none.
      dies: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -6, max: 6 }) }),
    }),
  },
);

/** The portal as it is, and each text that an article ever had there. */
type World = { readonly shown: Article[]; readonly gone: Set<string>; readonly texts: Map<string, string[]> };

function show(desk: FakeDesk, { shown, gone }: World): void {
  publishOnPortal(
    desk,
    shown.filter((article) => !gone.has(article.url)),
  );
  for (const url of gone) desk.portal.pages.set(url, { outcome: 'failed', problem: { kind: 'withdrawn', status: 410, detail: 'gone', retryAt: null } });
}

function publish(world: World): void {
  const n = world.shown.length + 1;
  const article = anArticle({ url: `https://halam.example/tin/${n}`, title: `Tin ${n}` });
  world.shown.push(article);
  world.texts.set(article.url, [article.title]);
}

function alter(world: World, kind: 'edit' | 'withdraw' | 'put back' | 'new date', at: number): void {
  const article = world.shown[at];
  if (article === undefined) return;
  if (kind === 'withdraw') world.gone.add(article.url);
  if (kind === 'put back') world.gone.delete(article.url);
  if (kind === 'new date') world.shown[at] = { ...article, publishedAt: new Date((article.publishedAt?.getTime() ?? 0) + hour) };
  if (kind !== 'edit') return;
  const title = `${article.title}+`;
  world.shown[at] = { ...article, title };
  world.texts.get(article.url)?.push(title);
}

const writes = ['add', 'replace'] as const;
const stores = ['articles', 'revisions', 'posts', 'sources'] as const;

/** Runs a job whose process dies at its n-th write: before it (positive), or after it (negative). */
async function runDying(desk: FakeDesk, job: 'collect' | 'draft' | 'watch' | 'ask-staff', dies: number): Promise<void> {
  const left = { writes: Math.abs(dies), dead: false };
  const restore: (() => void)[] = [];
  for (const store of stores) {
    for (const method of writes) {
      const target = desk.ports[store];
      const real: unknown = Reflect.get(target, method);
      if (typeof real !== 'function') continue;
      restore.push(() => void Reflect.set(target, method, real));
      Reflect.set(target, method, async (...given: unknown[]) => {
        if (left.dead) return new Promise(() => {});
        left.writes -= 1;
        if (left.writes === 0 && dies > 0) left.dead = true;
        if (left.dead) throw new Error('killed');
        const result: unknown = await Reflect.apply(real, target, given);
        if (left.writes === 0 && dies < 0) left.dead = true;
        if (left.dead) throw new Error('killed');
        return result;
      });
    }
  }
  await desk.app.run(job);
  for (const each of restore) each();
}

async function holds(desk: FakeDesk, world: World): Promise<void> {
  const stored = await desk.ports.articles.all(null, 99);
  expect(new Set(stored.map((article) => article.key)).size).toBe(stored.length);
  expect((await desk.app.ledger()).unaccounted).toBe(0);
  for (const article of stored) {
    const recorded = await desk.ports.revisions.of(article.id);
    expect(recorded.map((one) => one.number)).toEqual(recorded.map((_, place) => place + 1));
    // At most one record is ahead of its article: that which was written when the desk died.
    expect(recorded.length - article.watch.revisions).toBeLessThanOrEqual(1);
    const edits = recorded.filter((one) => one.kind === 'edited');
    for (const [place, edit] of edits.entries()) {
      expect(edit.was.title).not.toBe(edit.is.title);
      if (place > 0) expect(edit.was.title).toBe(edits[place - 1]?.is.title);
    }
    const turns = recorded.filter((one) => one.kind !== 'edited').map((one) => one.kind);
    expect(turns).toEqual(turns.map((_, place) => (place % 2 === 0 ? 'withdrawn' : 'back')));
    const texts = world.texts.get(article.url) ?? [];
    expect(texts).toContain(article.title);
    for (const edit of edits) expect(texts.indexOf(edit.is.title)).toBeGreaterThan(texts.indexOf(edit.was.title));
  }
}

it('whatever happens, and in the end the desk knows what the portal shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const desk = await createFakeDesk();
      const world: World = { shown: [], gone: new Set(), texts: new Map() };
      publish(world);
      for (const one of steps) {
        if (one.do === 'pass') desk.pass(one.ms);
        else if (one.do === 'publish') publish(world);
        else if (one.do !== 'run') alter(world, one.do, one.which);
        show(desk, world);
        if (one.do === 'run') await runDying(desk, one.job, one.dies);
        await holds(desk, world);
      }
      for (const job of ['collect', 'draft', 'watch'] as const) await desk.app.run(job);
      for (let look = 0; look < 3; look++) {
        desk.pass(24 * hour);
        await desk.app.run('watch');
      }
      await holds(desk, world);
      for (const article of world.shown) {
        const id = articleIdOf(keyOf(article.url));
        const known = await desk.ports.articles.get(id);
        const gone = world.gone.has(article.url);
        if (known === null || known.watch.lookAt === null) {
          expect(gone || known?.progress.state === 'skipped').toBe(true);
          continue;
        }
        expect(known.watch.withdrawnAt !== null).toBe(gone);
        if (!gone) expect(known.title).toBe(article.title);
        expect(known.watch.revisions).toBe((await desk.ports.revisions.of(id)).length);
        const post = await desk.ports.posts.get(postIdOf(id, pageId));
        expect(post?.status === 'held').toBe(gone);
      }
      await desk.ports.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
