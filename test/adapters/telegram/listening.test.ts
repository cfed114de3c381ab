import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatOptions } from '../../../adapters/telegram/chat.ts';
import { waitFor } from '../../../adapters/telegram/wait.ts';
import type { Listening, Press, PressAnswer } from '../../../src/ports.ts';
import { type BotApi, no, ok, startBotApi, token } from './bot-api.ts';
import { card, type Desk, expectClean, openDesk } from './desk.ts';

let api: BotApi;
let desks: Desk[] = [];
let listenings: Listening[] = [];
beforeEach(async () => {
  api = await startBotApi();
  desks = [];
  listenings = [];
});
afterEach(async () => {
  await Promise.all(listenings.map((listening) => listening.stop()));
  await api.close();
  expectClean(desks);
});

const agreed: PressAnswer = { text: 'Đã duyệt', alert: false };
type Listener = Desk & { readonly listening: Listening; readonly presses: Press[] };

function listen(onPress: (press: Press) => Promise<PressAnswer> = async () => agreed, root = api.root, options: Partial<ChatOptions> = {}): Listener {
  const desk = openDesk({ root }, options);
  const presses: Press[] = [];
  const listening = desk.chat.listen({
    press: (press) => {
      presses.push(press);
      return onPress(press);
    },
  });
  desks.push(desk);
  listenings.push(listening);
  return { ...desk, listening, presses };
}
const answers = () => api.calls('answerCallbackQuery').map((request) => request.params);
const answered = (count: number) => api.until(() => answers().length >= count);
/** After so many further polls. */
const polled = (more: number) => {
  const before = api.calls('getUpdates').length;
  return api.until(() => api.calls('getUpdates').length >= before + more);
};
const told = (desk: Desk, words: string) => desk.lines.filter((line) => line.includes(words));

describe('a press', () => {
  test('comes with who, where and what, and is answered once', async () => {
    const { presses } = listen();
    api.press({ data: 'approve:7:1', user: 4_503_599_627_370_495, id: 'q1' });
    await answered(1);
    expect(presses).toEqual([{ data: 'approve:7:1', user: { id: 4_503_599_627_370_495, name: 'Lan Trần' }, chat: '-1001', message: 51 }]);
    expect(answers()).toEqual([{ callback_query_id: 'q1', text: 'Đã duyệt', show_alert: false }]);
    expect(api.calls('getUpdates')[0]?.params.allowed_updates).toEqual(['callback_query', 'message', 'my_chat_member']);
    // What came while the bot was down is never thrown away.
    expect(api.calls('deleteWebhook').map(({ params }) => params)).toEqual([{}]);
  });

  test('delivered twice is decided once and answered once', async () => {
    const { presses } = listen();
    api.press({ id: 'same' });
    api.press({ id: 'same' });
    await answered(1);
    api.press({ id: 'same' });
    api.press({ id: 'other' });
    await answered(2);
    expect(presses).toHaveLength(2);
    expect(answers().map((params) => params.callback_query_id)).toEqual(['same', 'other']);
  });

  test('that is delivered again after a restart is passed on again: the new process cannot know of it', async () => {
    const first = listen();
    api.press({ id: 'q1' });
    await answered(1);
    await first.listening.stop();
    const second = listen();
    api.press({ id: 'q1' });
    await answered(2);
    expect(second.presses).toEqual(first.presses);
  });

  test('does not wait for another one of the same batch', async () => {
    const order: string[] = [];
    let release: (answer: PressAnswer) => void = () => undefined;
    listen((press) => {
      order.push(press.data);
      if (press.data === 'b') release({ text: 'a', alert: false });
      return press.data === 'a' ? new Promise((resolve) => (release = resolve)) : Promise.resolve({ text: 'b', alert: true });
    });
    api.update({ message: { message_id: 1, date: 1, chat: { id: 5, type: 'private' }, text: 'x' } });
    api.press({ data: 'a', id: 'qa' });
    api.press({ data: 'b', id: 'qb' });
    await answered(2);
    expect(order).toEqual(['a', 'b']);
    expect(answers()).toContainEqual({ callback_query_id: 'qb', text: 'b', show_alert: true });
  });

  test('that takes long holds up nobody, and is not confirmed before it is dealt with', async () => {
    let release: (answer: PressAnswer) => void = () => undefined;
    const slow = new Promise<PressAnswer>((resolve) => {
      release = resolve;
    });
    const { presses, clock } = listen((press) => (press.data === 'slow' ? slow : Promise.resolve(agreed)));
    api.press({ data: 'before', id: 'before' });
    await answered(1);
    const kept = api.press({ data: 'slow', id: 'slow' });
    await until(() => presses.length === 2);
    for (const number of [1, 2, 3]) {
      api.press({ data: 'quick', id: `quick ${number}` });
      await answered(1 + number);
    }
    expect(answers().map((params) => params.callback_query_id)).toEqual(['before', 'quick 1', 'quick 2', 'quick 3']);
    await polled(2);
    expect(api.unconfirmed()).toEqual([kept, kept + 1, kept + 2, kept + 3]);
    // Polls for what is kept anyway are not held at Telegram's end: they come twice a second.
    expect(clock.waits).toContain(500);
    release(agreed);
    await answered(5);
    await api.until(() => api.unconfirmed().length === 0);
    expect(presses).toHaveLength(5);
  });

  test('that never ends does not hide what comes after it', async () => {
    const { presses } = listen((press) => (press.data === 'stuck' ? new Promise(() => undefined) : Promise.resolve(agreed)));
    api.press({ data: 'stuck', id: 'stuck' });
    for (let number = 0; number < 130; number += 1) api.press({ data: 'quick', id: `quick ${number}` });
    await answered(130);
    expect(new Set(answers().map((params) => params.callback_query_id)).size).toBe(130);
    expect(presses).toHaveLength(131);
    listenings = [];
  });

  test('whose handling fails is left to the next process when the bot ends before it is dealt with', async () => {
    const first: Listener = listen(async () => {
      if (first.presses.length === 2) void first.listening.stop();
      throw new Error('the store is busy');
    });
    api.press({ data: 'done later', id: 'q1' });
    await until(() => first.presses.length === 2);
    await first.listening.stop();
    expect(api.unconfirmed()).toHaveLength(1);
    const second = listen();
    await answered(1);
    expect(second.presses).toMatchObject([{ data: 'done later' }]);
    expect(answers()).toEqual([{ callback_query_id: 'q1', text: 'Đã duyệt', show_alert: false }]);
    await api.until(() => api.unconfirmed().length === 0);
  });

  test('whose handling fails to the last is told, confirmed, and does not come for ever', async () => {
    const { presses } = listen(async () => {
      throw new Error('broken');
    });
    api.press({ id: 'q1' });
    await answered(1);
    await api.until(() => api.unconfirmed().length === 0);
    expect(answers()).toEqual([{ callback_query_id: 'q1', text: 'Chưa ghi nhận, xin bấm lại.', show_alert: true }]);
    expect(presses).toHaveLength(4);
  });

  test('whose popup came too fast for Telegram is answered when it asked for', async () => {
    const desk = listen();
    api.script('answerCallbackQuery', no(429, 'Too Many Requests', { retry_after: 3 }));
    api.press({ id: 'q1' });
    await answered(2);
    expect(answers().map((params) => params.text)).toEqual(['Đã duyệt', 'Đã duyệt']);
    expect(desk.clock.waits).toContain(3000);
    // After so long nobody would see it any more.
    api.script('answerCallbackQuery', no(429, 'Too Many Requests', { retry_after: 60 }));
    api.press({ id: 'q2' });
    await answered(3);
    api.press({ id: 'q3' });
    await answered(4);
    expect(answers().at(-1)?.callback_query_id).toBe('q3');
  });

  test('that fails is tried again, and the bot goes on', async () => {
    let failures = 2;
    const desk = listen(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error(`the store is busy, token ${token}`);
      return agreed;
    });
    api.press({ id: 'q1' });
    await answered(1);
    expect(answers()).toEqual([{ callback_query_id: 'q1', text: 'Đã duyệt', show_alert: false }]);
    expect(desk.presses).toHaveLength(3);
    expect(told(desk, 'the store is busy, token [secret]')).toHaveLength(2);
  });

  test('that keeps failing says so to who pressed, and the next one works', async () => {
    listen(async (press) => {
      if (press.data === 'bad') throw new Error('broken');
      return agreed;
    });
    api.press({ data: 'bad', id: 'q1' });
    await answered(1);
    api.press({ data: 'good', id: 'q2' });
    await answered(2);
    expect(answers()).toEqual([
      { callback_query_id: 'q1', text: 'Chưa ghi nhận, xin bấm lại.', show_alert: true },
      { callback_query_id: 'q2', text: 'Đã duyệt', show_alert: false },
    ]);
  });

  test('whose answer comes too late changes nothing', async () => {
    const desk = listen();
    api.script('answerCallbackQuery', no(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid'), 'hang-up');
    api.press({ id: 'old' });
    api.press({ id: 'cut' });
    await answered(2);
    api.press({ id: 'new' });
    await answered(3);
    expect(desk.presses).toHaveLength(3);
    expect(answers().map((params) => params.callback_query_id)).toEqual(expect.arrayContaining(['old', 'cut', 'new']));
  });

  test('is answered in silence where there is nothing to say, and in 200 characters where there is too much', async () => {
    listen(async (press) => ({ text: press.data === 'long' ? 'dài '.repeat(100) : '', alert: true }));
    api.press({ data: 'none', id: 'q1' });
    await answered(1);
    api.press({ data: 'long', id: 'q2' });
    await answered(2);
    expect(answers()[0]).toEqual({ callback_query_id: 'q1' });
    expect(String(answers()[1]?.text).length).toBeLessThanOrEqual(200);
  });

  test('on a message that is not accessible any more still tells its chat and message', async () => {
    const { presses } = listen();
    api.update({
      callback_query: { id: 'q1', chat_instance: 'x', data: 'd', from: { id: 5, username: 'lan' }, message: { message_id: 9, date: 0, chat: { id: -1001 } } },
    });
    await answered(1);
    expect(presses).toEqual([{ data: 'd', user: { id: 5, name: 'lan' }, chat: '-1001', message: 9 }]);
  });

  test('without data, without message, or in an unknown form decides nothing and ends nothing', async () => {
    const { presses } = listen();
    api.update({
      callback_query: { id: 'q1', chat_instance: 'x', game_short_name: 'g', from: { id: 5 }, message: { message_id: 9, date: 0, chat: { id: 1 } } },
    });
    api.update({ callback_query: { id: 'q2', chat_instance: 'x', data: 'd', inline_message_id: 'i', from: { id: 5 } } });
    api.update({ callback_query: { id: 3 } });
    api.press({ id: 'q4' });
    await answered(3);
    expect(presses).toHaveLength(1);
    expect(
      answers()
        .map((params) => params.callback_query_id)
        .sort(),
    ).toEqual(['q1', 'q2', 'q4']);
  });
});

describe('the bot goes on by itself', () => {
  test('when there is no network at the start', async () => {
    const port = await freePort();
    const desk = listen(undefined, `http://127.0.0.1:${port}`);
    await until(() => desk.clock.waits.length >= 3);
    await api.close();
    api = await startBotApi(port);
    api.press();
    await answered(1);
    expect(desk.clock.waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(told(desk, 'Telegram does not answer').length).toBeGreaterThanOrEqual(3);
    expect(told(desk, '"level":40').length).toBe(1);
    expect(told(desk, 'Telegram answers again')).toHaveLength(1);
  });

  test.each([
    ['5xx', { status: 502, body: {} }, 'getMe', [1000]],
    ['a cut line', 'hang-up', 'getMe', [1000]],
    ['a login page that names the token in its error', { text: '<html>' }, 'getMe', [1000]],
    ['5xx while polling', { status: 500, body: {} }, 'getUpdates', [1000]],
    ['a cut line while polling', 'hang-up', 'getUpdates', [1000]],
    ['half of a JSON while polling', { text: '{"ok":true,"result":[{"update_id":7' }, 'getUpdates', [1000]],
    ['no JSON while polling', { text: 'Bad gateway', status: 502 }, 'getUpdates', [1000]],
    ['null for updates', ok(null), 'getUpdates', [1000]],
    ['updates that are no list', ok({}), 'getUpdates', [1000]],
    ['updates without number', ok([{ message: {} }]), 'getUpdates', [1000]],
    ['429 with a time', no(429, 'Too Many Requests', { retry_after: 11 }), 'getUpdates', [11_000]],
    ['429 without a time', no(429, 'Too Many Requests'), 'getMe', [5000]],
    ['401', no(401, 'Unauthorized'), 'getMe', [5000]],
    ['403 while polling', no(403, 'Forbidden'), 'getUpdates', [5000]],
  ] as const)('after %s', async (_what, answer, method, waits) => {
    api.script(method, answer);
    const desk = listen();
    api.press();
    await answered(1);
    expect(desk.clock.waits).toEqual(waits);
    expect(desk.presses).toHaveLength(1);
  });

  test.each([
    ['never answered', 'hold'],
    ['cut off in the middle of its answer', 'cut-short'],
  ] as const)('when a poll is %s: the line is given up, and what came meanwhile is fetched', async (_what, dead) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      api.script('getUpdates', dead);
      const desk = listen();
      await until(() => api.calls('getUpdates').length === 1);
      api.press({ id: 'q1' });
      // Telegram holds a poll for 50 s: that long it is no trouble.
      await vi.advanceTimersByTimeAsync(60_000);
      expect(told(desk, 'Telegram does not answer')).toEqual([]);
      await vi.advanceTimersByTimeAsync(15_000);
      await until(() => answers().length === 1);
      expect(told(desk, 'Telegram does not answer')).toHaveLength(1);
      expect(desk.presses).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('when the server knows of no webhook', async () => {
    api.script('deleteWebhook', no(404, 'Not Found'));
    listen();
    api.press();
    await answered(1);
    expect(api.calls('deleteWebhook')).toHaveLength(1);
  });

  test('after 401, slower and slower, saying what to do once', async () => {
    api.script('getMe', ...Array.from({ length: 6 }, () => no(401, 'Unauthorized')));
    const desk = listen();
    api.press();
    await answered(1);
    expect(desk.clock.waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(told(desk, '"level":50')).toHaveLength(1);
    expect(told(desk, '@BotFather').length).toBeGreaterThan(0);
  });

  test('after 409: it stands by, longer each time, and takes over when the other is gone', async () => {
    const conflict = no(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
    api.script('getUpdates', conflict, conflict, conflict);
    const desk = listen();
    api.press();
    await answered(1);
    expect(desk.clock.waits).toEqual([2000, 4000, 8000]);
    expect(told(desk, 'standing by').length).toBeGreaterThan(0);
    expect(desk.presses).toHaveLength(1);
  });

  test('beside a second process: one polls at a time, no press is lost, and the one that stays takes over', async () => {
    const quick = { wait: (ms: number, signal?: AbortSignal) => waitFor(ms / 100, signal) };
    const first = listen(undefined, api.root, quick);
    await api.until(() => api.calls('getUpdates').length >= 1);
    const second = listen(undefined, api.root, quick);
    await until(() => told(first, 'standing by').length > 0);
    api.press({ id: 'q1' });
    await answered(1);
    await second.listening.stop();
    api.press({ id: 'q2' });
    await api.until(() => answers().some((params) => params.callback_query_id === 'q2'));
    expect(first.presses.length + second.presses.length).toBeGreaterThanOrEqual(2);
    expect(told(first, '"level":50')).toEqual([]);
  });

  test('when a server does not hold its polls: it asks twice a second, not a thousand times', async () => {
    api.script('getUpdates', ok([]), ok([]), ok([]));
    const desk = listen();
    api.press();
    await answered(1);
    expect(desk.clock.waits).toEqual([500, 500, 500]);
  });

  test('when the bot is thrown out of a chat, taken back, or spoken to', async () => {
    const desk = listen();
    const member = { user: { id: 123456789, is_bot: true, first_name: 'Desk' } };
    const chat = { id: -1001, type: 'supergroup', title: 'x' };
    api.update({
      my_chat_member: {
        chat,
        from: { id: 5, is_bot: false, first_name: 'A' },
        date: 1,
        old_chat_member: { ...member, status: 'member' },
        new_chat_member: { ...member, status: 'kicked' },
      },
    });
    api.update({ my_chat_member: {} });
    api.update({ message: { message_id: 1, date: 1, chat, text: 'xin chào' } });
    api.press();
    await answered(1);
    expect(told(desk, '"inChat":false')).toHaveLength(1);
    expect(told(desk, 'in a form that is not known')).toHaveLength(1);
  });

  test('when its group becomes a supergroup: what is sent then goes to the new id', async () => {
    const desk = listen();
    api.update({ message: { message_id: 1, date: 1, chat: { id: -77, type: 'group', title: 'x' }, migrate_to_chat_id: -1_002_000_000_000 } });
    api.press();
    await answered(1);
    expect(await desk.chat.sendCard('-77', card())).toMatchObject({ outcome: 'sent', value: { chat: '-1002000000000' } });
    expect(api.calls('sendMessage')[0]?.params.chat_id).toBe(-1_002_000_000_000);
  });
});

describe('stopping', () => {
  test('ends the poll and confirms what was handled', async () => {
    const { listening } = listen();
    const update = api.press();
    await answered(1);
    await listening.stop();
    const last = api.calls('getUpdates').at(-1);
    expect(last?.params).toEqual({ offset: update + 1, limit: 1 });
    const polls = api.calls('getUpdates').length;
    await listening.stop();
    expect(api.calls('getUpdates')).toHaveLength(polls);
  });

  test('before polling has begun is possible, at any moment', async () => {
    api.script('getMe', 'hold');
    const { listening } = listen();
    await api.until(() => api.calls('getMe').length === 1);
    await listening.stop();
    const early = listen();
    await early.listening.stop();
    expect(api.calls('getUpdates').filter((request) => request.params.timeout !== undefined)).toEqual([]);
  });

  test('while standing by does not cut off the process that polls', async () => {
    api.script('getUpdates', no(409, 'Conflict'));
    let waiting: () => void = () => undefined;
    const desk = openDesk(api, {
      wait: (_ms, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve());
          waiting();
        }),
    });
    const stoodBy = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const listening = desk.chat.listen({ press: async () => agreed });
    await stoodBy;
    await listening.stop();
    expect(api.calls('getUpdates')).toHaveLength(1);
  });

  test('waits for the press under way', async () => {
    let release: (answer: PressAnswer) => void = () => undefined;
    const slow = new Promise<PressAnswer>((resolve) => {
      release = resolve;
    });
    const { listening, presses } = listen(() => slow);
    api.press();
    await until(() => presses.length === 1);
    await polled(1);
    const stopping = listening.stop();
    // The last word to Telegram is not said before.
    for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(api.calls('getUpdates').filter(({ params }) => params.timeout === undefined)).toEqual([]);
    release(agreed);
    await stopping;
    expect(answers()).toHaveLength(1);
    // What became done at the end does not come again.
    expect(api.unconfirmed()).toEqual([]);
  });

  test('takes five seconds at most, whatever hangs', async () => {
    const { listening, presses } = listen(() => new Promise(() => undefined));
    api.press();
    await until(() => presses.length === 1);
    const from = performance.now();
    await listening.stop();
    expect(performance.now() - from).toBeLessThan(6000);
    listenings = [];
  });

  test('is followed by another start that works', async () => {
    const first = listen();
    await api.until(() => api.calls('getUpdates').length >= 1);
    await first.listening.stop();
    const second = listen();
    api.press();
    await answered(1);
    expect(second.presses).toHaveLength(1);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port)));
    });
  });
}

/** For what happens inside of the process: looked at in each turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
