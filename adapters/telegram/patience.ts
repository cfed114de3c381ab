/** telegraf's own calls (getMe, deleteWebhook, getUpdates …) made patient: they wait every trouble out instead of ending the bot. */
import type { Telegram } from 'telegraf';
import { z } from 'zod';
import type { Log } from '../../src/log.ts';
import { minute, second } from '../../src/time.ts';
import { ask, type Call, type CallSignal, callLimitMs, type Reply } from './client.ts';
import type { Confirming } from './confirming.ts';
import { atMost, type Wait } from './wait.ts';

type Needs = {
  readonly token: string;
  readonly log: Log;
  readonly wait: Wait;
  readonly ticks: () => number;
  readonly random: () => number;
  readonly stopping: AbortSignal;
  readonly confirming: Confirming;
  /** Resolves when nothing is being worked on. */
  readonly settled: () => Promise<void>;
};
type Failure = Exclude<Reply<unknown>, { kind: 'answer' }>;
type TroubleKind = 'network' | 'throttled' | 'conflict' | 'token' | 'refused';

/** Telegram holds a poll for 50 s; a connection that died in silence is given up soon after. */
const pollLimitMs = 75 * second;
const confirmLimitMs = 2 * second;
/** At the end, what is still worked on may become done before the last word is said. */
const lastWorkMs = 2.5 * second;
/** A server that does not hold the poll would be asked a thousand times a second; one that is asked for what is kept anyway does not hold it. */
const emptyPollMs = second / 2;
const conflictMemoryMs = 2 * minute;

const updates = z.array(z.looseObject({ update_id: z.int() }));

const advice: Record<TroubleKind, { readonly message: string; readonly fix: string }> = {
  network: { message: 'Telegram does not answer', fix: 'Nothing, if it passes; else check the network and TELEGRAM_API_ROOT.' },
  throttled: { message: 'Telegram asks for patience', fix: 'Nothing: it goes on by itself.' },
  conflict: { message: 'another process takes the updates of this bot; standing by', fix: 'Run one process a bot, or leave this one as a stand-by.' },
  token: { message: 'Telegram does not know this bot token', fix: 'Take the token from @BotFather, put it in TELEGRAM_BOT_TOKEN, and start again.' },
  refused: { message: 'Telegram refuses a call of the bot', fix: 'See the detail; check TELEGRAM_API_ROOT and TELEGRAM_WEBHOOK_URL.' },
};

function kindOf(failure: Failure): TroubleKind {
  if (failure.kind === 'no-answer') return 'network';
  if (failure.retryAfterMs !== null) return 'throttled';
  if (failure.code === 409) return 'conflict';
  return failure.code === 401 || failure.code === 404 ? 'token' : 'refused';
}

function doubled(firstMs: number, times: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(times, 10));
}

/** Two processes that take turns must not meet again at the same moment, hence the chance in it. */
export function conflictPause(conflicts: number, random: number): number {
  return doubled(2 * second, conflicts, 20 * second) * (0.5 + random);
}

function pauseAfter(kind: TroubleKind, failure: Failure, times: number): number {
  if (kind === 'throttled' && failure.kind === 'refused') return failure.retryAfterMs ?? 5 * second;
  return kind === 'network' ? doubled(second, times, 30 * second) : doubled(5 * second, times, minute);
}

/** Polling ends in silence at an error of this name, and `launch` resolves. */
function stopped(): Error {
  const error = new Error('the bot was stopped');
  error.name = 'AbortError';
  return error;
}

function has(payload: unknown, key: string): boolean {
  return typeof payload === 'object' && payload !== null && key in payload;
}

/** An answer that polling could not work with (telegraf would end over it) counts as none. */
function checked<T>(method: string, reply: Reply<T>): Reply<T> {
  if (method !== 'getUpdates' || reply.kind !== 'answer' || updates.safeParse(reply.value).success) return reply;
  return { kind: 'no-answer', reached: true, detail: 'the answer is no list of updates' };
}

/** The call that tells Telegram, at the very end, what was handled. */
function isFarewell(method: string, payload: unknown): boolean {
  return method === 'getUpdates' && !has(payload, 'timeout');
}

/** Replaces the calls of the client that telegraf starts and polls with: they end by an answer or by `stopping`, nothing else. */
export function makePatient(client: Telegram, needs: Needs): void {
  const { token, log, wait, ticks, random, stopping, confirming, settled } = needs;
  const plain = client.callApi.bind(client);
  let conflicts: number[] = [];
  let standingBy = false;

  function pauseFor(kind: TroubleKind, failure: Failure, times: number): number {
    if (kind !== 'conflict') return pauseAfter(kind, failure, times);
    standingBy = true;
    conflicts = [...conflicts.filter((at) => at > ticks() - conflictMemoryMs), ticks()];
    return conflictPause(conflicts.length - 1, random());
  }

  /** Told once for each kind of trouble in a row. */
  function tell(kind: TroubleKind, told: TroubleKind | null, detail: string, pauseMs: number): void {
    const { message, fix } = advice[kind];
    const fields = { detail, fix, pauseMs: Math.round(pauseMs) };
    if (kind === told) log.debug(fields, message);
    else if (kind === 'token' || kind === 'refused') log.error(fields, message);
    else log.warn(fields, message);
  }

  /** Tried once, and never in the way of another process that polls now. */
  async function farewell<T>(call: Call<T>): Promise<T> {
    if (!standingBy) await atMost(lastWorkMs, settled());
    const reply = standingBy ? null : await ask(token, confirmLimitMs, call);
    if (reply?.kind === 'answer') return reply.value;
    throw stopped();
  }

  async function untilAnswered<T>(method: string, call: Call<T>): Promise<T> {
    const limitMs = method === 'getUpdates' ? pollLimitMs : callLimitMs;
    let told: TroubleKind | null = null;
    for (let times = 0; !stopping.aborted; times += 1) {
      const reply = checked(method, await ask(token, limitMs, call, stopping));
      if (reply.kind === 'answer') {
        if (told !== null) log.info('Telegram answers again');
        return reply.value;
      }
      if (stopping.aborted) break;
      const kind = kindOf(reply);
      if (kind !== told) times = 0;
      const pauseMs = pauseFor(kind, reply, times);
      tell(kind, told, reply.detail, pauseMs);
      told = kind;
      await wait(pauseMs, stopping);
    }
    throw stopped();
  }

  function nothingNew(answer: unknown): boolean {
    const given = updates.safeParse(answer);
    return given.success && given.data.every(({ update_id }) => confirming.isKnown(update_id));
  }

  /** Asked for anew at each try: what is done meanwhile need not come again. */
  function confirmed<P>(method: string, payload: P): P {
    const offset = method === 'getUpdates' && has(payload, 'offset') ? Reflect.get(Object(payload), 'offset') : null;
    return typeof offset === 'number' ? { ...payload, offset: confirming.offsetFor(offset) } : payload;
  }

  client.callApi = async (method, payload) => {
    const call = (signal: CallSignal) => plain(method, confirmed(method, payload), { signal });
    if (isFarewell(method, payload)) return await farewell(call);
    const asked = ticks();
    const answer = await untilAnswered(method, call);
    if (method !== 'getUpdates') return answer;
    standingBy = false;
    if (nothingNew(answer) && ticks() - asked < emptyPollMs) await wait(emptyPollMs, stopping);
    return answer;
  };

  // Polling needs no webhook in its way; a server that knows none has none to delete.
  client.deleteWebhook = async () => {
    const reply = await ask(token, callLimitMs, (signal) => plain('deleteWebhook', {}, { signal }), stopping);
    if (reply.kind !== 'answer') log.info({ detail: reply.detail }, 'the webhook was not deleted');
    return true;
  };
}
