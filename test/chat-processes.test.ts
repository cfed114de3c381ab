/** The real program over HTTP on a real store: killed (SIGKILL) between a decision and what tells of it, and two of it at once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type MessageView, type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { createSilentLog } from '../src/log.ts';
import { addMs, hour } from '../src/time.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './contracts/mongo-test-uri.ts';
import { ask, type Environment, type Launched, launch } from './fakes/fanpage.ts';

const [lan, minh] = [1001, 1002] as const;
const decisions = z.array(z.object({ verb: z.string(), postId: z.string(), by: z.union([z.literal('desk'), z.object({ id: z.number(), name: z.string() })]) }));

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Stage = {
  readonly sandbox: RunningSandbox;
  readonly environment: Environment;
  readonly start: () => Launched;
  /** Messages that can be approved. */
  readonly cards: () => readonly MessageView[];
  /** Returns the number of the press. */
  readonly press: (user: number, message: number, data: string) => string;
  /** What was flashed for each press. */
  readonly popups: ReadonlyMap<string, string>;
};

async function openStage(store: 'embedded' | 'mongodb'): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'chat-processes-'));
  ending.push(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  // Opened days ago: a handful of articles are of the last day, each with a card of its own.
  const opening = { late: 55 * hour };
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => addMs(new Date(), -opening.late),
    stateFile: null,
    chat: 'private',
    log: createSilentLog(),
  });
  ending.push(() => sandbox.stop());
  opening.late = 0;
  const uri = store === 'mongodb' && mongoTestUri !== null ? freshDatabase(mongoTestUri) : null;
  if (uri !== null) ending.push(() => dropDatabase(uri));
  const environment = {
    DATA_DIR: dir,
    HTTP_PORT: new URL(sandbox.address).port,
    POSTING_TIMES: 'asap',
    MIN_GAP_MINUTES: '0',
    ...(uri === null ? {} : { MONGODB_URI: uri }),
  };
  const start = () => {
    const service = launch(['start'], environment);
    ending.push(() => service.kill('SIGKILL'));
    return service;
  };
  const popups = new Map<string, string>();
  sandbox.watch((event) => event.kind === 'popup' && popups.set(event.query, event.text));
  const cards = () => sandbox.view().chat.messages.filter((message) => dataOf(message, 'Duyệt') !== undefined);
  const press = (user: number, message: number, data: string) => {
    const pressed = sandbox.press(user, message, data);
    if (pressed.outcome === 'refused') throw new Error(pressed.why);
    return pressed.query;
  };
  return { sandbox, environment, start, cards, press, popups };
}

/** For what another process does: looked at after each event of the sandbox and, where that tells of none, all the time. */
async function eventually<T>(look: () => T | undefined, what: string): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function dataOf(card: MessageView, label: string): string | undefined {
  return card.keyboard.flat().find((button) => button.text.includes(label))?.data ?? undefined;
}

const isThere = (store: 'embedded' | 'mongodb') => store === 'embedded' || mongoTestUri !== null;
const again = 'Bạn đã quyết định bài này rồi.';

describe('killed after a decision was stored', () => {
  // Each start of the program takes seconds: what does not depend on the store is met on one of them.
  const moments = [
    ['embedded', 'before its popup: the press comes again', 'answerCallbackQuery', again],
    ['embedded', 'before its card was redrawn', 'edit*', /^Đã duyệt: /],
    ['mongodb', 'before its popup: the press comes again', 'answerCallbackQuery', again],
  ] as const;
  it.each(moments.filter(([store]) => isThere(store)))(
    '(%s) %s, the next one brings the card right: one decision, one post, told truthfully to both',
    { timeout: 60_000 },
    async (store, _what, held, popup) => {
      const { sandbox, environment, start, cards, press, popups } = await openStage(store);
      const first = start();
      await first.ready;
      const card = await eventually(() => cards()[0], 'a card');
      const data = dataOf(card, 'Duyệt') ?? '';
      // What would tell of the decision never arrives.
      for (const path of [held, 'edit*']) sandbox.setFault({ system: 'telegram', path, fault: 'hang', times: 1_000_000 });
      const [wanted] = held.split('*');
      const before = sandbox.requests().length;
      const query = press(lan, card.id, data);
      await eventually(
        () =>
          sandbox
            .requests()
            .slice(before)
            .find(({ system, path }) => system === 'telegram' && path.startsWith(wanted ?? '')),
        `${held} is on its way`,
      );
      // Long enough for any poll that would confirm the press too early.
      if (held === 'answerCallbackQuery') await new Promise((resolve) => setTimeout(resolve, 2_000));
      await first.kill('SIGKILL');
      sandbox.clearFaults();
      expect(dataOf(cards().find(({ id }) => id === card.id) ?? card, 'Duyệt')).toBe(data);
      const second = start();
      await second.ready;
      const shown = await eventually(() => sandbox.view().chat.messages.find(({ id, text }) => id === card.id && text.includes('Đã đăng lúc')), 'the card');
      expect(shown.text).toContain('Lan duyệt lúc');
      expect(dataOf(shown, 'Duyệt')).toBeUndefined();
      expect(await eventually(() => popups.get(query), 'the popup')).toEqual(typeof popup === 'string' ? popup : expect.stringMatching(popup));
      // The other one's telephone still shows the old card.
      const late = press(minh, card.id, data);
      expect(await eventually(() => popups.get(late), 'the other popup')).toMatch(/^Lan đã duyệt lúc /);
      expect(sandbox.view().posts).toHaveLength(1);
      const kept = await untilKept(environment, 2);
      const [, post] = data.split(':');
      expect(kept).toMatchObject([
        { verb: 'approve', postId: post, by: { id: lan } },
        { verb: 'publish', postId: post },
      ]);
      await second.kill('SIGTERM');
    },
  );
});

/** The decisions in their order. A card may be drawn a moment before its last one stands in the chain. */
async function untilKept(environment: Environment, count: number): Promise<z.infer<typeof decisions>> {
  const end = Date.now() + 30_000;
  for (;;) {
    const kept = decisions.parse(await ask(['audit', 'export'], environment));
    if (kept.length >= count || Date.now() > end) return kept;
  }
}

const listens = (said: string) => said.includes('this process takes the updates of the bot');

describe('two services on one store', () => {
  const ends = [
    ['embedded', 'SIGKILL'],
    ['mongodb', 'SIGTERM'],
  ] as const;
  it.each(ends.filter(([store]) => isThere(store)))(
    '(%s) one takes the updates, the other stands by and takes over when the first ends by %s',
    { timeout: 60_000 },
    async (store, signal) => {
      const { sandbox, environment, start, cards, press, popups } = await openStage(store);
      const first = start();
      await first.until(listens);
      const second = start();
      await second.ready;
      const [one, other] = await eventually(() => (cards().length > 1 ? cards() : undefined), 'two cards');
      if (one === undefined || other === undefined) throw new Error('no cards');
      const early = press(lan, one.id, dataOf(one, 'Duyệt') ?? '');
      expect(await eventually(() => popups.get(early), 'the first popup')).toMatch(/^Đã duyệt: /);
      expect(listens(second.said())).toBe(false);
      // Two that poll would cut each other off.
      const cutOff = () => sandbox.requests().filter(({ path, status }) => path === 'getUpdates' && status === 409).length;
      expect(cutOff()).toBe(0);
      await first.kill(signal);
      const killed = performance.now();
      const late = press(minh, other.id, dataOf(other, 'Duyệt') ?? '');
      expect(await eventually(() => popups.get(late), 'the second popup')).toMatch(/^Đã duyệt: /);
      // Far from the 150 s after which Telegram forgets a press.
      expect(performance.now() - killed).toBeLessThan(20_000);
      expect(listens(second.said())).toBe(true);
      const published = () => sandbox.view().chat.messages.filter(({ text }) => text.includes('Đã đăng lúc')).length === 2;
      await eventually(() => published() || undefined, 'both cards tell of their posts');
      // The poll that the first one left behind, at most.
      expect(cutOff()).toBeLessThanOrEqual(1);
      expect(sandbox.view().posts).toHaveLength(2);
      const kept = await untilKept(environment, 4);
      expect(kept.map(({ verb }) => verb).sort()).toEqual(['approve', 'approve', 'publish', 'publish']);
      await second.kill('SIGTERM');
    },
  );
});
