/** Presses on buttons and messages: each is dealt with by the application, once in this process, and tried again when that fails. */
import type { Telegram } from 'telegraf';
import { z } from 'zod';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Hearing, Incoming, Press, PressAnswer } from '../../src/ports.ts';
import { second } from '../../src/time.ts';
import { ask, withoutToken } from './client.ts';
import { sender, toUser } from './incoming.ts';
import { longestPopup, shorten } from './message.ts';
import type { Wait } from './wait.ts';

/** A message that is not accessible any more still carries its chat and id. */
const callbackQuery = z.object({
  id: z.string(),
  data: z.string().optional(),
  from: sender,
  message: z.object({ message_id: z.int(), chat: z.object({ id: z.int() }) }).optional(),
});
type Query = z.infer<typeof callbackQuery>;

export type Presses = {
  /** Resolves when the press is dealt with; false when the bot was stopped before: then whoever takes the updates next is to. Never rejects. */
  take(query: unknown): Promise<boolean>;
  /** The same for what is no press. `id`: what it is known by if it comes again. `lost`: says to who wrote it that it could not be dealt with. */
  hear(id: string, incoming: Incoming, lost: () => Promise<void>): Promise<boolean>;
  /** Resolves when nothing is being worked on. */
  settled(): Promise<void>;
};
type Needs = {
  readonly token: string;
  readonly client: Telegram;
  readonly log: Log;
  readonly wait: Wait;
  readonly stopping: AbortSignal;
  readonly hearing: Hearing;
  /** The popup when a press could not be dealt with, in the newsroom's language. */
  readonly troubleText: string;
};

const answerLimitMs = 10 * second;
/** A press lives 150 s at Telegram, and its popup some 15 s: tries after that help nobody. */
const retryAfterMs = [second, 3 * second, 8 * second];
const longestPopupWaitMs = 10 * second;
const mostRemembered = 1000;
const silent: PressAnswer = { text: '', alert: false };

/** null for presses that cannot be one of ours: without data, or from a message sent by way of another bot's inline mode. */
function toPress({ data, from, message }: Query): Press | null {
  if (data === undefined || message === undefined) return null;
  return { data, user: toUser(from), chat: String(message.chat.id), message: message.message_id };
}

export function createPresses(needs: Needs): Presses {
  const { token, client, log, wait, stopping, hearing, troubleText } = needs;
  const taken = new Map<string, Promise<boolean>>();
  const running = new Set<Promise<boolean>>();

  /** Telegram delivers again what was not confirmed: one that is worked on is waited for, not worked on twice. */
  function once(id: string, work: () => Promise<boolean>): Promise<boolean> {
    const known = taken.get(id);
    if (known !== undefined) return known;
    const task = work();
    taken.set(id, task);
    running.add(task);
    for (const old of taken.keys()) {
      if (taken.size <= mostRemembered) break;
      taken.delete(old);
    }
    return task.finally(() => running.delete(task));
  }

  /** `whenLost` when it failed to the last, null when the bot was stopped in between. */
  async function persist<T>(work: () => Promise<T>, whenLost: T, message: number | null): Promise<T | null> {
    for (const pauseMs of [...retryAfterMs, null]) {
      try {
        return await work();
      } catch (error) {
        log.error({ detail: withoutToken(messageOf(error), token), message, again: pauseMs !== null }, 'an update could not be dealt with');
        if (pauseMs === null) break;
        await wait(pauseMs, stopping);
        if (stopping.aborted) return null;
      }
    }
    return whenLost;
  }

  function decide(press: Press): Promise<PressAnswer | null> {
    return persist(() => hearing.press(press), { text: troubleText, alert: true }, press.message);
  }

  async function attend(incoming: Incoming, lost: () => Promise<void>): Promise<boolean> {
    const { incoming: listen } = hearing;
    if (listen === undefined) return true;
    const message = incoming.kind === 'message' ? incoming.message : null;
    const heard = await persist(() => listen(incoming).then(() => true), false, message);
    if (heard === false) await persist(lost, undefined, message);
    return heard !== null;
  }

  /** The card is the truth and the popup a courtesy: a refused one changes nothing. One that came too fast was surely not shown, and goes once more. */
  async function answer(id: string, { text, alert }: PressAnswer): Promise<void> {
    const popup = text === '' ? {} : { text: shorten(text, longestPopup), show_alert: alert };
    const say = () => ask(token, answerLimitMs, (signal) => client.callApi('answerCallbackQuery', { callback_query_id: id, ...popup }, { signal }));
    let reply = await say();
    const throttledMs = reply.kind === 'refused' ? reply.retryAfterMs : null;
    if (throttledMs !== null && throttledMs <= longestPopupWaitMs) {
      await wait(throttledMs, stopping);
      reply = await say();
    }
    if (reply.kind !== 'answer') log.info({ detail: reply.detail }, 'a press was not answered');
  }

  async function work(query: Query): Promise<boolean> {
    const press = toPress(query);
    const said = press === null ? silent : await decide(press);
    if (said === null) return false;
    await answer(query.id, said);
    return true;
  }

  return {
    async take(given) {
      const query = callbackQuery.safeParse(given);
      if (query.success) return once(query.data.id, () => work(query.data));
      log.warn('a press came in a form that is not known');
      return true;
    },
    hear: (id, incoming, lost) => once(id, () => attend(incoming, lost)),
    async settled() {
      await Promise.all(running);
    },
  };
}
