/** What the tests of this adapter share: a chat at the test's own Bot API, a clock that jumps instead of waiting, and a log that is kept. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect } from 'vitest';
import { type ChatOptions, createChat, type TelegramChat } from '../../../adapters/telegram/chat.ts';
import type { TelegramConfig } from '../../../src/config.ts';
import type { Log } from '../../../src/log.ts';
import type { CardView } from '../../../src/ports.ts';
import { type BotApi, token } from './bot-api.ts';

export const group = '-1001';

export type Clockwork = { ticks(): number; now(): Date; wait(ms: number, signal?: AbortSignal): Promise<void>; readonly waits: number[] };

/** Time that stands still except while somebody waits. */
export function createClockwork(): Clockwork {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    ticks: () => now,
    now: () => new Date(now),
    async wait(ms, signal) {
      if (signal?.aborted === true) return;
      waits.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    waits,
  };
}

export function createKeptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: pino({ level: 'trace' }, stream), lines };
}

export type Desk = { readonly chat: TelegramChat; readonly clock: Clockwork; readonly lines: string[] };

export function openDesk(api: Pick<BotApi, 'root'>, options: Partial<ChatOptions> = {}, config: Partial<TelegramConfig> = {}): Desk {
  const clock = createClockwork();
  const { log, lines } = createKeptLog();
  const chat = createChat(
    { apiRoot: api.root, token, chat: group, webhook: null, ...config },
    { log, ticks: clock.ticks, wait: clock.wait, random: () => 0.5, troubleText: 'Chưa ghi nhận, xin bấm lại.', ...options },
  );
  return { chat, clock, lines };
}

/** The smallest PNG there is; bytes enough for an upload. */
export const picture = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
);

export function card(view: Partial<CardView> = {}): CardView {
  return {
    text: 'Tin mới: <3 Bắc Ninh & "quan họ"',
    picture: null,
    buttons: [
      [
        { label: 'Duyệt', press: 'approve:7:1' },
        { label: 'Loại', press: 'reject:7:1' },
      ],
      [{ label: 'Xem bài', open: 'https://example.vn/tin' }],
    ],
    ...view,
  };
}

/** For the end of every test: nothing told the token. */
export function expectClean(desks: readonly Desk[]): void {
  expect(desks.flatMap((desk) => desk.lines).filter((line) => line.includes(token) || line.includes(token.split(':')[1] ?? ''))).toEqual([]);
}
