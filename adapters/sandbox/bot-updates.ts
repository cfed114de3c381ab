/** The bot's queue of updates: kept until confirmed, handed out by a poll that is really held, or brought to a webhook. */
import type { Clock } from '../../src/ports.ts';
import { type Answer, json } from './answers.ts';
import { botError } from './bot-errors.ts';
import { bring, type Webhook } from './bot-webhook.ts';
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
  /** Updates are brought there from now on; null: they are polled again. */
  bringTo(webhook: Webhook | null, allowed: readonly string[] | null): void;
  webhook(): Webhook | null;
  /** What was confirmed last comes once more under its number, as after a confirmation that was lost; false when nothing waits to be repeated. */
  repeat(): boolean;
  drop(): void;
  stop(): void;
};

const pressLife = 150_000;
const messageLife = 24 * 60 * 60 * 1000;
const conflict = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const webhookConflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

export function createUpdateQueue(memory: Memory, clock: Clock): UpdateQueue {
  const { state } = memory;
  let held: { readonly look: () => boolean; readonly end: (answer: Answer) => void } | null = null;
  let webhook: Webhook | null = null;
  let confirmed: Update | null = null;
  const underWay = new Set<number>();

  /** A press that nobody fetched for 150 seconds vanishes without a trace, a message after a day. */
  function forgetOld(): void {
    const now = clock().getTime();
    state.updates = state.updates.filter((update) => now - Date.parse(update.at) < (update.kind === 'callback_query' ? pressLife : messageLife));
  }

  function confirm(offset: number | null): void {
    if (offset === null) return;
    const kept = offset < 0 ? state.updates.slice(offset) : state.updates.filter((update) => update.id >= offset);
    if (kept.length === state.updates.length) return;
    confirmed = state.updates[state.updates.length - kept.length - 1] ?? confirmed;
    state.updates = kept;
    memory.save();
  }

  /** Each by itself: a slow one holds up no other. */
  function bringAll(): void {
    const to = webhook;
    if (to === null) return;
    forgetOld();
    for (const update of state.updates.filter(({ id }) => !underWay.has(id))) {
      underWay.add(update.id);
      void bring(to, toWire(update), () => webhook === to && state.updates.includes(update)).then((taken) => {
        underWay.delete(update.id);
        // The address is another one now, or the update is forgotten.
        if (!taken) return bringAll();
        confirmed = update;
        state.updates = state.updates.filter((each) => each !== update);
        memory.save();
      });
    }
  }

  function waiting(poll: Poll): readonly unknown[] {
    forgetOld();
    return state.updates.slice(0, poll.limit).map(toWire);
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
      bringAll();
    },

    poll: (poll) => {
      if (webhook !== null) return Promise.resolve(botError(409, webhookConflict));
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

    bringTo: (given, allowed) => {
      rememberKinds(allowed);
      webhook = given;
      bringAll();
    },
    webhook: () => webhook,

    repeat: () => {
      if (confirmed === null) return false;
      state.updates = [confirmed, ...state.updates];
      confirmed = null;
      held?.look();
      bringAll();
      return true;
    },

    drop: () => {
      state.updates = [];
      memory.save();
    },

    stop: () => {
      webhook = null;
      held?.end(json(200, { ok: true, result: [] }));
    },
  };
}

function toWire(update: Update): Record<string, unknown> {
  return { update_id: update.id, [update.kind]: update.body };
}
