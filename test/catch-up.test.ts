/** After an hour, a day, a week without anybody at work: the real adapters against the sandbox over HTTP, on both engines, the clock passed in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { type App, createApp } from '../src/app.ts';
import { type Config, parseConfig, withSandbox } from '../src/config.ts';
import type { JobName } from '../src/job-run.ts';
import { createSilentLog } from '../src/log.ts';
import { type Desk, openDesk } from '../src/main.ts';
import type { Ports } from '../src/ports.ts';
import type { Post } from '../src/post.ts';
import { addMs, hour, instantOf, minute } from '../src/time.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './contracts/mongo-test-uri.ts';
import { aScheduled } from './fakes/processes.ts';

const zone = 'Asia/Ho_Chi_Minh';
/** Wednesday, 8:00: the desk is stopped now. */
const stopped = instantOf('2026-11-11', '08:00', zone);
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Stage = { readonly sandbox: RunningSandbox; readonly clock: { now: Date }; readonly config: Config; readonly start: () => Promise<Desk> };

async function openStage(mongoUri: string | null): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catch-up-'));
  ending.push(() => rm(dataDir, { recursive: true, force: true }));
  const clock = { now: stopped };
  const log = createSilentLog();
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => clock.now, stateFile: null, chat: 'private', log });
  ending.push(() => sandbox.stop());
  const settings = { DATA_DIR: dataDir, POSTING_TIMES: 'asap', MIN_GAP_MINUTES: '20', ...(mongoUri === null ? {} : { MONGODB_URI: mongoUri }) };
  const config = withSandbox(parseConfig(settings), sandbox.places);
  // The chat's pace is no matter here.
  let ticks = 0;
  const chatTime = {
    ticks: () => ticks,
    wait: async (ms: number) => {
      ticks += ms;
    },
  };
  const start = async () => {
    const desk = await openDesk(config, { clock: () => clock.now, log, chatTime });
    ending.push(() => desk.close());
    await desk.app.install();
    return desk;
  };
  return { sandbox, clock, config, start };
}

const engines: readonly { readonly name: string; readonly there: boolean; readonly uri: () => string | null }[] = [
  { name: 'the embedded engine', there: true, uri: () => null },
  {
    name: 'MongoDB',
    there: mongoTestUri !== null,
    uri: () => {
      if (mongoTestUri === null) return null;
      const uri = freshDatabase(mongoTestUri);
      ending.push(() => dropDatabase(uri));
      return uri;
    },
  },
];

/** Eight planned posts, 20 minutes apart from 8:20 on: the first four are a few hours old, the others half a day, and every fourth is a document. */
async function putEight({ posts }: Pick<Ports, 'posts'>, page: string): Promise<void> {
  for (let number = 1; number <= 8; number++) {
    const over = {
      page,
      articleAt: addMs(stopped, -(number > 4 ? number + 10 : number) * hour),
      kind: number % 4 === 0 ? ('document' as const) : ('news' as const),
    };
    expect(await posts.add(aScheduled(number, addMs(stopped, number * 20 * minute), over))).toBe(true);
  }
}

const catchingUp: readonly JobName[] = ['schedule', 'publish', 'settle', 'ask-staff'];

/** Like the beats of the jobs, so many minutes apart. */
async function work(app: App, clock: Stage['clock'], hours: number, minutes: number): Promise<void> {
  for (let round = 0; round < (hours * 60) / minutes; round++) {
    for (const job of catchingUp) expect(await app.run(job), job).toMatchObject({ outcome: 'done' });
    clock.now = addMs(clock.now, minutes * minute);
  }
}

function toldOf(sandbox: RunningSandbox): readonly string[] {
  return sandbox.view().chat.messages.flatMap((message) => (message.text.includes('vừa được xếp lại') ? [message.text] : []));
}

/** Titles by number as they stand on the Page, oldest first, and the minutes between them. */
function postedOn(sandbox: RunningSandbox) {
  const posts = [...sandbox.view().posts].sort((a, b) => new Date(a.at).getTime() - new Date(b.at).getTime());
  const times = posts.map((post) => new Date(post.at).getTime());
  return {
    numbers: posts.map((post) => Number(/Tin số (\d)/.exec(post.message ?? '')?.[1])),
    gaps: times.slice(1).map((at, place) => (at - (times[place] ?? 0)) / minute),
  };
}

async function statuses({ posts }: Pick<Ports, 'posts'>): Promise<Record<string, number>> {
  const found: readonly Post[] = await posts.list(true, 100);
  return Object.fromEntries([...new Set(found.map((post) => post.status))].map((status) => [status, found.filter((post) => post.status === status).length]));
}

describe.each(engines.filter(({ there }) => there))('on $name, after a standstill', ({ uri }) => {
  it.each([
    // The second is late within its window; the first missed its time, and the third stands too near to the second now: they follow, in their order, what keeps its time.
    { what: 'of an hour', downHours: 1, posted: [2, 4, 5, 6, 7, 8, 1, 3], expired: 0, late: /1 bài lỡ giờ/ },
    // All slots were missed; of the news the three oldest are stale by now.
    { what: 'of nearly two days', downHours: 43, posted: [1, 2, 3, 4, 8], expired: 3, late: /5 bài lỡ giờ[\s\S]*3 bài đã quá hạn/ },
    { what: 'of a week less an hour', downHours: 7 * 24 - 7, posted: [4], expired: 7, late: /1 bài lỡ giờ[\s\S]*7 bài đã quá hạn/ },
  ])('$what, what is fresh goes out in order with the gaps kept, the rest expires, and staff get one message', async ({ downHours, posted, expired, late }) => {
    const { sandbox, clock, start } = await openStage(uri());
    const desk = await start();
    await putEight(desk.ports, sandbox.places.facebook.pageId);
    await desk.close();
    clock.now = addMs(stopped, downHours * hour);
    const again = await start();
    await work(again.app, clock, 4, 10);
    const { numbers, gaps } = postedOn(sandbox);
    expect(numbers).toEqual(posted);
    expect(gaps.every((gap) => gap >= 20)).toBe(true);
    expect(await statuses(again.ports)).toEqual({ published: posted.length, ...(expired === 0 ? {} : { expired }) });
    expect(toldOf(sandbox)).toEqual([expect.stringMatching(late)]);
    expect(await again.app.ledger()).toMatchObject({ unaccounted: 0 });
  });
});

/** Each call in `npm run check:long`, else every so many. */
const every = Number(process.env.CATCH_UP_EVERY ?? 8);

/** The stores and the chat of a process that dies right before, or right after, its n-th write or message of catching up. */
function dying(ports: Ports, nth: number, when: 'before' | 'after'): { readonly ports: Ports; readonly diedAt: () => string | null } {
  let calls = 0;
  let died: string | null = null;
  const around = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (died !== null) throw new Error('dead');
    calls += 1;
    if (calls !== nth) return work();
    if (when === 'before') died = name;
    if (when === 'before') throw new Error('killed');
    const result = await work();
    died = name;
    return Promise.reject(new Error(`killed after ${typeof result}`));
  };
  const { posts, notices, pages, chat } = ports;
  return {
    ports: {
      ...ports,
      posts: { ...posts, replace: (current, next) => around(`post ${next.status}`, () => posts.replace(current, next)) },
      pages: { ...pages, replace: (current, next) => around('pages', () => pages.replace(current, next)) },
      notices: {
        ...notices,
        add: (notice) => around('notice opened', () => notices.add(notice)),
        replace: (current, next) => around('notice told', () => notices.replace(current, next)),
      },
      chat: { ...chat, sendText: (...given) => around('message', () => chat.sendText(...given)) },
      // Its name tells that it is gone, whoever asks.
      processes: { self: 'gone|1|a', isGone: ports.processes.isGone },
    },
    diedAt: () => died,
  };
}

describe.each(engines.filter(({ there }) => there))('on $name, killed while it catches up', ({ uri }) => {
  it.each(['before', 'after'] as const)(
    'right %s any write or message, the next start tells it once, posts each once, and keeps the gaps',
    async (when) => {
      const outcomes: string[] = [];
      for (let nth = 1; ; nth += every) {
        const { sandbox, clock, config, start } = await openStage(uri());
        const desk = await start();
        await putEight(desk.ports, sandbox.places.facebook.pageId);
        clock.now = addMs(stopped, 40 * hour - 20 * minute);
        const { ports, diedAt } = dying(desk.ports, nth, when);
        const app = createApp(ports, { ...config, chat: config.telegram?.chat ?? '' });
        for (const job of catchingUp) await app.run(job);
        await desk.close();
        const died = diedAt();
        if (died === null) break;
        // The next hour has begun when it is started again.
        clock.now = addMs(clock.now, 20 * minute);
        const again = await start();
        again.ports.processes.isGone = (name: string) => name.startsWith('gone|');
        await work(again.app, clock, 3, 20);
        const { numbers, gaps } = postedOn(sandbox);
        expect([...numbers].sort(), died).toEqual([1, 2, 3, 4, 8]);
        expect(
          gaps.every((gap) => gap >= 20),
          died,
        ).toBe(true);
        expect(await statuses(again.ports), died).toEqual({ published: 5, expired: 3 });
        outcomes.push(`${died}: ${toldOf(sandbox).length}`);
      }
      // Between the chat's answer and the note of it nobody can know: rather twice than never.
      const unsure = when === 'after' ? 'message: 2' : 'notice told: 2';
      const odd = outcomes.filter((outcome) => !outcome.endsWith(': 1'));
      expect(odd).toEqual(every === 1 || odd.length > 0 ? [unsure] : []);
      expect(outcomes.length).toBeGreaterThan(12 / every);
    },
    120_000,
  );
});
