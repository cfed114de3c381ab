/** Everything that is sent goes through here: the chat's turn, the call, and what to do when it did not work. */
import type { Telegram } from 'telegraf';
import type { Log } from '../../src/log.ts';
import type { ChatOutcome } from '../../src/ports.ts';
import { ask, type CallSignal, type Reply } from './client.ts';
import type { Outbox, Try } from './outbox.ts';
import { againAfter, type Deed, type Failed, newTally, toFailed } from './outcome.ts';

/** `answer`: Telegram did it. The reply is kept beside the outcome for those who must look closer. */
export type Delivered =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly reply: Exclude<Reply<unknown>, { kind: 'answer' }> };
export type Delivery = {
  readonly client: Telegram;
  /** `chat` as the caller knows it; `call` gets the id to send to. Edits go to the id they were given, sends follow a moved group. */
  deliver(chat: string, deed: Deed, limitMs: number, call: (chat: string, signal: CallSignal) => Promise<unknown>, messages?: number): Promise<Delivered>;
  /** A group became a supergroup: what is sent from now on goes to the new id. */
  moved(from: string, to: string): void;
  /** Called with each move that was not known before. */
  onMoved(tell: (from: string, to: string) => void): void;
  addressOf(chat: string): string;
};
type Needs = { readonly token: string; readonly client: Telegram; readonly outbox: Outbox; readonly log: Log };

const closed: Delivered = {
  done: false,
  reply: { kind: 'refused', code: 0, detail: 'not sent: the bot is shutting down', retryAfterMs: null, movedTo: null },
};

export function toOutcome(delivered: Extract<Delivered, { done: false }>): Failed {
  return toFailed(delivered.reply);
}

export function createDelivery({ token, client, outbox, log }: Needs): Delivery {
  const aliases = new Map<string, string>();
  const state: { tell: (from: string, to: string) => void } = { tell: () => {} };

  function moved(from: string, to: string): void {
    if (from === to || aliases.get(from) === to) return;
    aliases.set(from, to);
    state.tell(from, to);
    log.warn({ from, to, fix: `Write ${to} in place of ${from} in the settings.` }, 'the group became a supergroup with a new id');
  }

  function addressOf(chat: string): string {
    return aliases.get(chat) ?? chat;
  }

  function deliver(chat: string, deed: Deed, limitMs: number, call: (chat: string, signal: CallSignal) => Promise<unknown>, messages = 1): Promise<Delivered> {
    const tally = newTally();
    const attempt = async (): Promise<Try<Delivered>> => {
      const address = deed === 'send' ? addressOf(chat) : chat;
      const reply = await ask(token, limitMs, (signal) => call(address, signal));
      if (reply.kind === 'answer') return { end: { done: true, value: reply.value } };
      if (reply.kind === 'refused' && reply.movedTo !== null) moved(address, reply.movedTo);
      const after = againAfter(reply, deed, tally);
      if (after === null) return { end: { done: false, reply } };
      log.warn({ chat, afterMs: after, detail: reply.detail }, 'the chat did not take it, trying again');
      return { againAfterMs: after };
    };
    return outbox.put(addressOf(chat), attempt, closed, messages);
  }

  function onMoved(tell: (from: string, to: string) => void): void {
    state.tell = tell;
  }

  return { client, deliver, moved, onMoved, addressOf };
}

/** Turns a delivery into the port's outcome; `read` null means: done, as it seems, but the answer says nothing that can be used. */
export function readOutcome<T>(delivered: Delivered, read: (value: unknown) => T | null): ChatOutcome<T> {
  if (!delivered.done) return toOutcome(delivered);
  const value = read(delivered.value);
  return value === null ? { outcome: 'unknown', detail: 'an answer without the message' } : { outcome: 'sent', value };
}
