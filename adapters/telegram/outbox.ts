/** One queue for all that the bot sends: first in, first out within a chat, never faster than the pace. */
import { setMaxListeners } from 'node:events';
import { earliestSend, type Pace, stillCounting, type Window, windowsOf } from './pace.ts';
import type { Sends } from './sends.ts';
import type { Wait } from './wait.ts';

/** What one try came to: an end, or "the same again, after so long". */
export type Try<T> = { readonly end: T } | { readonly againAfterMs: number };

export type Outbox = {
  /** Runs `attempt` when the chat's turn has come, again while it asks for it, and gives its end; `whenClosed` if the outbox closed before. An album counts as so many messages. */
  put<T>(chat: string, attempt: () => Promise<Try<T>>, whenClosed: T, messages?: number): Promise<T>;
  /** Lets the call under way end; what still waits for its turn is given up at once. */
  close(): Promise<void>;
};

type Line = { readonly chat: string; readonly windows: readonly Window[]; sends: number[]; heldUntil: number; last: Promise<void> };
type Needs = { readonly pace: Pace; readonly ticks: () => number; readonly wait: Wait; readonly sends: Sends };

/** `ticks` is a steady clock in milliseconds: a wall clock that is set back would hold up the queue. */
export function createOutbox({ pace, ticks, wait, sends: noted }: Needs): Outbox {
  const closing = new AbortController();
  // One waiting chat, one listener: many are no leak.
  setMaxListeners(0, closing.signal);
  const lines = new Map<string, Line>();
  let overall: number[] = [];

  function lineOf(chat: string): Line {
    const line = lines.get(chat) ?? { chat, windows: windowsOf(chat, pace), sends: [], heldUntil: 0, last: Promise.resolve() };
    lines.set(chat, line);
    return line;
  }

  /** The check and the entry in `overall` happen in one go, so that two chats never take the same free place. */
  async function turnOf(line: Line, messages: number): Promise<void> {
    while (!closing.signal.aborted) {
      const ages = await noted.ages(line.chat);
      const now = ticks();
      // By this process and others, now and before it began.
      const all = ages.map((age) => now - age);
      const chat = Math.max(earliestSend(line.windows, line.sends, now, messages), earliestSend(line.windows, all, now, messages));
      const at = Math.max(chat, earliestSend(pace.overall, overall, now, messages), line.heldUntil);
      if (at <= now) {
        overall = [...stillCounting(pace.overall, overall, now), ...Array.from({ length: messages }, () => now)];
        return;
      }
      await wait(at - now, closing.signal);
    }
  }

  async function run<T>(line: Line, attempt: () => Promise<Try<T>>, whenClosed: T, messages: number): Promise<T> {
    for (;;) {
      await turnOf(line, messages);
      if (closing.signal.aborted) return whenClosed;
      try {
        const result = await attempt();
        if ('end' in result) return result.end;
        line.heldUntil = ticks() + result.againAfterMs;
      } finally {
        // Counted when the answer is there: then two sends are as far apart at Telegram's end as here.
        const now = ticks();
        line.sends = [...stillCounting(line.windows, line.sends, now), ...Array.from({ length: messages }, () => now)];
        await noted.note(line.chat, messages);
      }
    }
  }

  return {
    put(chat, attempt, whenClosed, messages = 1) {
      const line = lineOf(chat);
      const mine = line.last.then(() => run(line, attempt, whenClosed, messages));
      line.last = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },
    async close() {
      closing.abort();
      await Promise.all([...lines.values()].map((line) => line.last));
    },
  };
}
