/** The bot's queue of updates: kept until confirmed, handed out by a poll that is really held. */
import type { Clock } from '../../src/ports.ts';
import { type Answer, json } from './answers.ts';
import { botError } from './bot-errors.ts';
import type { Memory, Update } from './state.ts';

export type Poll = {
  readonly offset: number | null;
  readonly limit: number;
  readonly timeoutSeconds: number;
  /** null: as last time; empty: the default again. */
  readonly allowed: readonly string[] | null;
};

export type UpdateQueue = {
  /** Telegram keeps no update of a kind that the bot does not ask for. */
  add(kind: Update['kind'], body: Record<string, unknown>): void;
  poll(poll: Poll): Promise<Answer>;
  drop(): void;
  stop(): void;
};

const pressLife = 150_000;
const messageLife = 24 * 60 * 60 * 1000;
const conflict = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

export function createUpdateQueue(memory: Memory, clock: Clock): UpdateQueue {
  const { state } = memory;
  let held: { readonly look: () => boolean; readonly end: (answer: Answer) => void } | null = null;

  /** A press that nobody fetched for 150 seconds vanishes without a trace, a message after a day. */
  function forgetOld(): void {
    const now = clock().getTime();
    state.updates = state.updates.filter((update) => now - Date.parse(update.at) < (update.kind === 'callback_query' ? pressLife : messageLife));
  }

  function confirm(offset: number | null): void {
    if (offset === null) return;
    const kept = offset < 0 ? state.updates.slice(offset) : state.updates.filter((update) => update.id >= offset);
    if (kept.length === state.updates.length) return;
    state.updates = kept;
    memory.save();
  }

  function waiting(poll: Poll): readonly unknown[] {
    forgetOld();
    return state.updates.slice(0, poll.limit).map((update) => ({ update_id: update.id, [update.kind]: update.body }));
  }

  function rememberKinds(allowed: readonly string[] | null): void {
    if (allowed === null) return;
    const kinds = allowed.length === 0 ? null : [...allowed];
    if (JSON.stringify(kinds) === JSON.stringify(state.allowedUpdates)) return;
    state.allowedUpdates = kinds;
    memory.save();
  }

  return {
    add: (kind, body) => {
      if (state.allowedUpdates !== null && !state.allowedUpdates.includes(kind)) return;
      state.nextUpdate += 1;
      state.updates.push({ id: state.nextUpdate, at: clock().toISOString(), kind, body });
      memory.save();
      held?.look();
    },

    poll: (poll) => {
      rememberKinds(poll.allowed);
      confirm(poll.offset);
      // A poll whose client has gone ends here too; what it was handed stays in the queue until it is confirmed.
      held?.end(botError(409, conflict));
      return new Promise((resolve) => {
        const end = (answer: Answer) => {
          clearTimeout(timer);
          if (held === mine) held = null;
          resolve(answer);
        };
        const leave = () => end(json(200, { ok: true, result: [] }));
        const look = () => {
          const updates = waiting(poll);
          if (updates.length > 0) end(json(200, { ok: true, result: updates }));
          return updates.length > 0;
        };
        const timer = setTimeout(leave, poll.timeoutSeconds * 1000);
        const mine = { look, end };
        held = mine;
        if (!look() && poll.timeoutSeconds === 0) leave();
      });
    },

    drop: () => {
      state.updates = [];
      memory.save();
    },

    stop: () => held?.end(json(200, { ok: true, result: [] })),
  };
}
