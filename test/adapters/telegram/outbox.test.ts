import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openMemoryStores } from '../../../adapters/store/open.ts';
import { createOutbox, type Outbox } from '../../../adapters/telegram/outbox.ts';
import { earliestSend, type Pace, telegramPace, type Window, windowsOf } from '../../../adapters/telegram/pace.ts';
import { createSends, nothingNoted } from '../../../adapters/telegram/sends.ts';
import { createSilentLog } from '../../../src/log.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      signal?.removeEventListener('abort', end);
      resolve();
    };
    setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
function open(pace: Pace = telegramPace, sends = nothingNoted): Outbox {
  return createOutbox({ pace, ticks: () => Date.now(), wait: pause, sends });
}
/** Whether any span of the window holds more than it may. */
function overfull(starts: readonly number[], { sends, ms }: Window): boolean {
  return starts.some((start, index) => {
    const later = starts[index + sends];
    return later !== undefined && later - start < ms;
  });
}

test('the earliest send is now while a window has room, and else when its oldest send leaves it', () => {
  const windows = [
    { sends: 1, ms: 1000 },
    { sends: 3, ms: 10_000 },
  ];
  expect(earliestSend(windows, [], 500)).toBe(500);
  expect(earliestSend(windows, [500], 600)).toBe(1500);
  expect(earliestSend(windows, [500, 1500, 2500], 3600)).toBe(10_500);
  expect(earliestSend(windows, [500, 1500, 2500], 20_000)).toBe(20_000);
});

test('groups and channels have the pace of groups', () => {
  expect(windowsOf('-1001', telegramPace)).toBe(telegramPace.group);
  expect(windowsOf('@toasoan', telegramPace)).toBe(telegramPace.group);
  expect(windowsOf('1001', telegramPace)).toBe(telegramPace.direct);
});

test('200 cards to a group go out 20 a minute, none lost, in order', async () => {
  const outbox = open();
  const sent: { card: number; at: number }[] = [];
  const from = Date.now();
  const all = Promise.all(
    Array.from({ length: 200 }, (_, card) =>
      outbox.put(
        '-1001',
        async () => {
          sent.push({ card, at: Date.now() });
          return { end: true };
        },
        false,
      ),
    ),
  );
  await vi.runAllTimersAsync();
  expect((await all).every((one) => one)).toBe(true);
  expect(sent.map((one) => one.card)).toEqual(Array.from({ length: 200 }, (_, card) => card));
  const starts = sent.map((one) => one.at);
  expect(overfull(starts, { sends: 20, ms: 60_000 })).toBe(false);
  expect(overfull(starts, { sends: 1, ms: 1000 })).toBe(false);
  const took = (starts.at(-1) ?? 0) - from;
  expect(took).toBeGreaterThan(9 * 60_000);
  expect(took).toBeLessThan(10 * 60_000);
});

test('whatever is put in, whenever, and however long the answers take, no window is ever overfull and each chat keeps its order', async () => {
  const chats = fc.constantFrom('-1', '-2', '7', '8', '9');
  const message = fc.record({ chat: chats, afterMs: fc.integer({ min: 0, max: 3000 }), takesMs: fc.integer({ min: 0, max: 2500 }), throttled: fc.boolean() });
  const pace: Pace = { ...telegramPace, overall: [{ sends: 3, ms: 1050 }] };
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 60 }), async (messages) => {
      const outbox = open(pace);
      const starts: { chat: string; at: number; index: number }[] = [];
      const all: Promise<boolean>[] = [];
      for (const [index, { chat, afterMs, takesMs, throttled }] of messages.entries()) {
        await vi.advanceTimersByTimeAsync(afterMs);
        let again = throttled;
        all.push(
          outbox.put(
            chat,
            async () => {
              starts.push({ chat, at: Date.now(), index });
              await pause(takesMs);
              if (!again) return { end: true };
              again = false;
              return { againAfterMs: 5000 };
            },
            false,
          ),
        );
      }
      await vi.runAllTimersAsync();
      expect((await Promise.all(all)).every((one) => one)).toBe(true);
      for (const window of pace.overall)
        expect(
          overfull(
            starts.map((one) => one.at),
            window,
          ),
        ).toBe(false);
      for (const chat of new Set(starts.map((one) => one.chat))) {
        const mine = starts.filter((one) => one.chat === chat);
        for (const window of windowsOf(chat, pace))
          expect(
            overfull(
              mine.map((one) => one.at),
              window,
            ),
          ).toBe(false);
        expect(mine.map((one) => one.index)).toEqual(mine.map((one) => one.index).toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 40 },
  );
});

test('a chat that waits does not hold up another', async () => {
  const outbox = open();
  const sent: string[] = [];
  const send = (chat: string) =>
    outbox.put(
      chat,
      async () => {
        sent.push(chat);
        return { end: true };
      },
      false,
    );
  const all = [send('-1'), send('-1'), send('7')];
  await vi.advanceTimersByTimeAsync(10);
  expect(sent).toEqual(['-1', '7']);
  await vi.runAllTimersAsync();
  await Promise.all(all);
});

test('a call that throws does not stop those behind it', async () => {
  const outbox = open();
  const first = outbox.put('7', () => Promise.reject(new Error('a bug')), false);
  const second = outbox.put('7', async () => ({ end: true }), false);
  await expect(first).rejects.toThrow('a bug');
  await vi.runAllTimersAsync();
  expect(await second).toBe(true);
});

test('closing lets the call under way end, and gives up at once what waits', async () => {
  const outbox = open();
  let release: (value: { end: string }) => void = () => undefined;
  const running = outbox.put<string>('7', () => new Promise((resolve) => (release = resolve)), 'closed');
  const waiting = outbox.put<string>('7', async () => ({ end: 'sent' }), 'closed');
  await vi.advanceTimersByTimeAsync(1);
  const closing = outbox.close();
  release({ end: 'sent' });
  await closing;
  expect(await running).toBe('sent');
  expect(await waiting).toBe('closed');
  expect(await outbox.put<string>('8', async () => ({ end: 'sent' }), 'closed')).toBe('closed');
});

/** Puts in so many messages, which note when they went. */
function put(outbox: Outbox, count: number, starts: number[], chat = '-1', messages = 1): Promise<boolean[]> {
  const attempt = async () => {
    for (let message = 0; message < messages; message += 1) starts.push(Date.now());
    return { end: true };
  };
  return Promise.all(Array.from({ length: count }, () => outbox.put(chat, attempt, false, messages)));
}

test('a process that begins anew, and one beside it, go on in the same minute: together they stay within 20', async () => {
  const { paces } = await openMemoryStores();
  const noted = () => createSends({ paces, log: createSilentLog() }, () => new Date());
  const starts: number[] = [];
  const first = open(telegramPace, noted());
  const before = put(first, 12, starts);
  const album = put(first, 1, starts, '-1', 5);
  await vi.runAllTimersAsync();
  await before;
  await album;
  // Killed, and started again at once.
  const second = open(telegramPace, noted());
  const third = open(telegramPace, noted());
  const after = [put(second, 30, starts), put(third, 30, starts)];
  await vi.runAllTimersAsync();
  expect((await Promise.all(after)).flat().every((sent) => sent)).toBe(true);
  expect(starts).toHaveLength(77);
  const sorted = starts.toSorted((a, b) => a - b);
  expect(overfull(sorted, { sends: 20, ms: 60_000 })).toBe(false);
  const kept = await paces.get('-1');
  expect(kept?.sends.length).toBeLessThan(30);
  // A private chat has no limit by the minute, and nothing is kept of it.
  await put(second, 1, starts, '7');
  expect(await paces.get('7')).toBeNull();
});

test('what cannot be noted or read holds up no message', async () => {
  const { paces } = await openMemoryStores();
  const fails = () => Promise.reject(new Error('the store is gone'));
  const outbox = open(
    telegramPace,
    createSends({ paces: { ...paces, get: fails, add: fails, replace: fails }, log: createSilentLog() }, () => new Date()),
  );
  const starts: number[] = [];
  const sent = put(outbox, 3, starts);
  await vi.runAllTimersAsync();
  expect(await sent).toEqual([true, true, true]);
});
