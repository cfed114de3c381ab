/** How fast a chat may be written to: one a second with a small burst in a private chat, 20 a minute in a group. */
import { tooManyRequests } from './bot-errors.ts';
import type { ChatKind } from './identity.ts';

export type Rate = { take(messages: number): void };

/** `monotonic` tells milliseconds that never go back. Refuses with 429 and `retry_after` in seconds. */
export function createRate(kind: ChatKind, monotonic: () => number): Rate {
  return kind === 'private' ? bucket(3, 1000, monotonic) : window(20, 60_000, monotonic);
}

function bucket(most: number, refillMs: number, monotonic: () => number): Rate {
  let left = most;
  let at = monotonic();
  return {
    take: (messages) => {
      const now = monotonic();
      left = Math.min(most, left + (now - at) / refillMs);
      at = now;
      // An album larger than the burst would never fit: it may go when the bucket is full.
      const needed = Math.min(messages, most);
      if (left < needed) throw tooManyRequests(Math.max(1, Math.ceil(((needed - left) * refillMs) / 1000)));
      left -= messages;
    },
  };
}

function window(most: number, spanMs: number, monotonic: () => number): Rate {
  let taken: number[] = [];
  return {
    take: (messages) => {
      const now = monotonic();
      taken = taken.filter((at) => now - at < spanMs);
      if (taken.length + messages > most) {
        const oldest = taken[taken.length + messages - most - 1] ?? now;
        throw tooManyRequests(Math.max(1, Math.ceil((oldest + spanMs - now) / 1000)));
      }
      for (let message = 0; message < messages; message++) taken.push(now);
    },
  };
}
