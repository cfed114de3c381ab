/** Presses on buttons and messages: each is dealt with by the application, once, and never holds up those that come after it. */
import type { Telegram } from 'telegraf';
import { z } from 'zod';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Hearing, Incoming, Press, PressAnswer } from '../../src/ports.ts';
import { second } from '../../src/time.ts';
import { ask, withoutToken } from './client.ts';
import { sender, toUser } from './incoming.ts';
import { longestPopup, shorten } from './message.ts';
import { atMost, type Wait } from './wait.ts';

/** A message that is not accessible any more still carries its chat and id. */
const callbackQuery = z.object({
  id: z.string(),
  data: z.string().optional(),
  from: sender,
  message: z.object({ message_id: z.int(), chat: z.object({ id: z.int() }) }).optional(),
});
type Query = z.infer<typeof callbackQuery>;

export type Presses = {
  /** Resolves when the press is dealt with, or after a moment: slow work goes on beside. Never rejects. */
  take(query: unknown): Promise<void>;
  /** The same for what is no press. `id`: what it is known by if it comes again. `lost`: says to who wrote it that it could not be dealt with. */
  hear(id: string, incoming: Incoming, lost: () => Promise<void>): Promise<void>;
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
/** While the update is not confirmed it comes again after a crash; but the presses behind it wait as long. */
const longestHoldMs = second;
/** A press lives 150 s at Telegram, and its popup some 15 s: tries after that help nobody. */
const retryAfterMs = [second, 3 * second, 8 * second];
const mostRemembered = 1000;
const silent: PressAnswer = { text: '', alert: false };

/** null for presses that cannot be one of ours: without data, or from a message sent by way of another bot's inline mode. */
function toPress({ data, from, message }: Query): Press | null {
  if (data === undefined || message === undefined) return null;
  return { data, user: toUser(from), chat: String(message.chat.id), message: message.message_id };
}

export function createPresses(needs: Needs): Presses {
  const { token, client, log, wait, stopping, hearing, troubleText } = needs;
  const taken = new Set<string>();
  const running = new Set<Promise<void>>();

  /** false when this very press was taken before: Telegram delivers again what was not confirmed. */
  function isNew(id: string): boolean {
    if (taken.has(id)) return false;
    taken.add(id);
    for (const old of taken) {
      if (taken.size <= mostRemembered) break;
      taken.delete(old);
    }
    return true;
  }

  /** `whenLost` when it failed to the last. */
  async function persist<T>(work: () => Promise<T>, whenLost: T, message: number | null): Promise<T> {
    for (const pauseMs of [...retryAfterMs, null]) {
      try {
        return await work();
      } catch (error) {
        log.error({ detail: withoutToken(messageOf(error), token), message, again: pauseMs !== null }, 'an update could not be dealt with');
        if (pauseMs === null) break;
        await wait(pauseMs, stopping);
        if (stopping.aborted) break;
      }
    }
    return whenLost;
  }

  function decide(press: Press): Promise<PressAnswer> {
    return persist(() => hearing.press(press), { text: troubleText, alert: true }, press.message);
  }

  async function attend(incoming: Incoming, lost: () => Promise<void>): Promise<void> {
    const { incoming: listen } = hearing;
    if (listen === undefined) return;
    const message = incoming.kind === 'message' ? incoming.message : null;
    const heard = await persist(() => listen(incoming).then(() => true), false, message);
    if (!heard) await persist(lost, undefined, message);
  }

  /** The card is the truth and the popup a courtesy: a refused one changes nothing. */
  async function answer(id: string, { text, alert }: PressAnswer): Promise<void> {
    const popup = text === '' ? {} : { text: shorten(text, longestPopup), show_alert: alert };
    const reply = await ask(token, answerLimitMs, (signal) => client.callApi('answerCallbackQuery', { callback_query_id: id, ...popup }, { signal }));
    if (reply.kind !== 'answer') log.info({ detail: reply.detail }, 'a press was not answered');
  }

  async function work(query: Query): Promise<void> {
    const press = toPress(query);
    await answer(query.id, press === null ? silent : await decide(press));
  }

  function track(task: Promise<void>): Promise<void> {
    running.add(task);
    return task.finally(() => running.delete(task));
  }

  return {
    async take(given) {
      const query = callbackQuery.safeParse(given);
      if (!query.success) return log.warn('a press came in a form that is not known');
      if (!isNew(query.data.id)) return;
      await atMost(longestHoldMs, track(work(query.data)));
    },
    async hear(id, incoming, lost) {
      if (!isNew(id)) return;
      await atMost(longestHoldMs, track(attend(incoming, lost)));
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
