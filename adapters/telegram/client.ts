/** The calls to the Bot API: one try each, a time limit, and an answer without foreign errors and without the token. */
import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Telegram, TelegramError } from 'telegraf';
import type { TelegramConfig } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import { second } from '../../src/time.ts';

/** `no-answer`: it may have been done, unless `reached` is false: then the connection was never made. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly detail: string;
      /** For 429: how long to keep silent. */
      readonly retryAfterMs: number | null;
      /** The group became a supergroup with this id. */
      readonly movedTo: string | null;
    }
  | { readonly kind: 'no-answer'; readonly reached: boolean; readonly detail: string };

type CallOptions = NonNullable<Parameters<Telegram['callApi']>[2]>;
export type CallSignal = NonNullable<CallOptions['signal']>;
export type Call<T> = (signal: CallSignal) => Promise<T>;

export const callLimitMs = 30 * second;
export const uploadLimitMs = 90 * second;

/** Connections are made anew for each call: a kept one that died in silence would turn a send into an unknown one. */
function agentFor(apiRoot: string) {
  if (apiRoot.startsWith('http://')) return new PlainAgent({ keepAlive: false });
  // The default 250 ms a family are too short for slow IPv4 or dead IPv6 (nodejs/node#54359).
  return new SecureAgent({ keepAlive: false, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 3 * second });
}

/** Options for telegraf. A root with a path needs its slash at the end, or the path is dropped. */
export function clientOptions(config: TelegramConfig) {
  const apiRoot = config.apiRoot.endsWith('/') ? config.apiRoot : `${config.apiRoot}/`;
  return { apiRoot, agent: agentFor(apiRoot), webhookReply: false };
}

/** telegraf drops the agent of plain http roots while it is built; given afterwards it stays. */
export function keepAgent(client: Telegram, options: ReturnType<typeof clientOptions>): Telegram {
  client.options.agent = options.agent;
  return client;
}

export function createClient(config: TelegramConfig): Telegram {
  const options = clientOptions(config);
  return keepAgent(new Telegram(config.token, options), options);
}

/** Takes every form of a bot token out of a text. */
export function withoutToken(text: string, token: string): string {
  return text
    .replaceAll(token, '[secret]')
    .replaceAll(encodeURIComponent(token), '[secret]')
    .replace(/\d{3,}(:|%3A)[\w-]{20,}/gi, '[secret]');
}

const neverReached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

function isNotJson(thrown: unknown): boolean {
  return thrown instanceof Error && 'type' in thrown && thrown.type === 'invalid-json';
}

/** What a call of telegraf threw, in our words. */
export function toFailure(thrown: unknown, token: string): Exclude<Reply<never>, { kind: 'answer' }> {
  if (!(thrown instanceof TelegramError)) {
    if (isNotJson(thrown)) return { kind: 'no-answer', reached: true, detail: 'the answer was not JSON: a proxy or a login page may stand in between' };
    const code = codeOf(thrown);
    const detail = withoutToken(messageOf(thrown), token);
    return { kind: 'no-answer', reached: code === null || !neverReached.has(code), detail: code === null ? detail : `${code}: ${detail}` };
  }
  const code = Number.isInteger(thrown.code) ? thrown.code : 0;
  const detail = withoutToken(`${code} ${thrown.description}`, token);
  if (code >= 500) return { kind: 'no-answer', reached: true, detail };
  const after = thrown.parameters?.retry_after;
  const movedTo = thrown.parameters?.migrate_to_chat_id;
  return {
    kind: 'refused',
    code,
    detail,
    retryAfterMs: code === 429 ? (after ?? 5) * second : null,
    movedTo: movedTo === undefined ? null : String(movedTo),
  };
}

/** One call, ended by the limit or by `stop`. Never throws. */
export async function ask<T>(token: string, limitMs: number, call: Call<T>, stop?: AbortSignal): Promise<Reply<T>> {
  const ending = new AbortController();
  let tooSlow = false;
  const end = () => ending.abort();
  const limit = setTimeout(() => {
    tooSlow = true;
    ending.abort();
  }, limitMs);
  stop?.addEventListener('abort', end);
  if (stop?.aborted === true) ending.abort();
  try {
    // node-fetch takes Node's own signal; telegraf only names the type of an older stand-in for it.
    return { kind: 'answer', value: await call(ending.signal as unknown as CallSignal) };
  } catch (thrown) {
    if (tooSlow) return { kind: 'no-answer', reached: true, detail: `no answer within ${limitMs / second} s` };
    return toFailure(thrown, token);
  } finally {
    clearTimeout(limit);
    stop?.removeEventListener('abort', end);
  }
}
