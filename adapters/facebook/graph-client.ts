/** The Graph API over axios: one call in, one typed answer out. Nothing that axios throws, and no token, gets past here. */
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { AxiosInstance, AxiosResponse, AxiosStatic } from 'axios';
import { z } from 'zod';
import type { FacebookConfig } from '../../src/config.ts';
import type { Clock, PageUsage, Refusal } from '../../src/ports.ts';
import { isMultipart, type Multipart } from './forms.ts';
import { contentRefusal, type GraphError, graphErrorSchema, judge, parseJson, regainAccessAt, usageIn, wordsOf } from './graph-error.ts';
import { appSecretProof, withoutSecrets } from './secrets.ts';

/** By `require`, as the SDK has it: an `import` would load the other build of it besides, some 5 MB. */
const axios: AxiosStatic = createRequire(import.meta.url)('axios');

export type GraphMethod = 'GET' | 'POST' | 'DELETE';
export type GraphParams = FormData | Multipart | Readonly<Record<string, unknown>>;
export type GraphBody = Readonly<Record<string, unknown>>;
export type GraphCall = {
  readonly method: GraphMethod;
  readonly path: readonly string[];
  readonly params: GraphParams;
  /** Another token than the Page's. */
  readonly token?: string;
};

/** What went wrong with a call. `unclear`: a write may have been carried out, a read proves nothing. */
export type GraphProblem =
  /** `resumeAt`: where an upload is to go on, when the Page said so. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly duplicate: boolean; readonly resumeAt: number | null }
  | { readonly outcome: 'not-sent'; readonly detail: string }
  | { readonly outcome: 'unclear'; readonly detail: string };
export type GraphAnswer = { readonly outcome: 'answered'; readonly body: GraphBody } | GraphProblem;

export type GraphClient = (call: GraphCall) => Promise<GraphAnswer>;

/** A file's bytes for an address that the Graph API named. `body` is read as fast as they are taken. */
export type GraphUpload = {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
  readonly body: AsyncIterable<Uint8Array>;
};
export type GraphUploader = (upload: GraphUpload) => Promise<GraphAnswer>;

export type GraphOptions = {
  /** The longest a call may take in total, in milliseconds; an upload may take three times as long. */
  readonly timeoutMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly clock: Clock;
  /** Told what every answer said about the Page's allowance. */
  readonly noteUsage: (usage: PageUsage) => void;
};

const uploadFactor = 3;
const longestAnswer = 8 * 1024 * 1024;
const longestBody = 64 * 1024 * 1024;
const readPausesMs = [1000, 3000];

/** Codes by which the system says that no connection came to be. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const connectFailures = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

type Attempt = AnswerOrRetry & { readonly code: number | null };
type AnswerOrRetry = { readonly answer: GraphAnswer; readonly again: boolean };

/** Calls the Graph API of the configuration. Reads are asked again at most twice, when the trouble may pass; writes are sent once. */
export function createGraphClient(config: FacebookConfig, options: GraphOptions): GraphClient {
  const send = createSender(config, options);
  return async function call(given) {
    let asked = given;
    for (const pause of given.method === 'GET' ? readPausesMs : []) {
      const attempt = await send(asked);
      if (!attempt.again) return attempt.answer;
      await options.wait(pause);
      asked = attempt.code === 1 ? withSmallerLimit(asked) : asked;
    }
    return (await send(asked)).answer;
  };
}

/** Code 1 is also how the Page says "reduce the amount of data you are asking for". */
function withSmallerLimit(call: GraphCall): GraphCall {
  if (isForm(call.params) || typeof call.params.limit !== 'number') return call;
  return { ...call, params: { ...call.params, limit: Math.max(1, Math.floor(call.params.limit / 2)) } };
}

function createSender(config: FacebookConfig, options: GraphOptions): (call: GraphCall) => Promise<Attempt> {
  const client = createAxios();
  const secrets = secretsOf(config);
  const clean = (text: string) => withoutSecrets(text, secrets);
  return async function send(call) {
    const limit = isForm(call.params) ? options.timeoutMs * uploadFactor : options.timeoutMs;
    const signal = AbortSignal.timeout(limit);
    const connection = watchConnection(signal);
    try {
      const response = await client.request<unknown>({
        method: call.method,
        url: addressOf(config, call),
        headers: headersOf(config, call),
        data: bodyOf(call),
        signal,
        transport: connection.transport,
      });
      const now = options.clock();
      const usage = usageIn(headerOf(response, 'x-app-usage'), headerOf(response, 'x-business-use-case-usage'), now);
      if (usage !== null) options.noteUsage(usage);
      return attemptOf(response, now, clean);
    } catch (error) {
      const answer = signal.aborted ? lateCall(limit, connection.unmade()) : lostCall(error, clean);
      return { answer, again: true, code: null };
    }
  };
}

/**
 * Sends a file's bytes, once, with the Page's token. Only to hosts that are Facebook's, or the configured one: the token goes
 * along. It may last as long as bytes are taken; `timeoutMs` bounds the time without one, and three times as much the wait for the answer.
 */
export function createGraphUploader(config: FacebookConfig, options: GraphOptions): GraphUploader {
  const client = createAxios();
  const secrets = secretsOf(config);
  const clean = (text: string) => withoutSecrets(text, secrets);
  return async function upload(given) {
    if (!mayHaveToken(given.address, config.graphUrl))
      return { outcome: 'refused', refusal: contentRefusal('the upload address is not one of Facebook’s'), duplicate: false, resumeAt: null };
    const silence = watchSilence(options.timeoutMs);
    const connection = watchConnection(silence.signal);
    try {
      const response = await client.request<unknown>({
        method: 'POST',
        url: given.address,
        headers: {
          ...given.headers,
          Authorization: `OAuth ${config.pageToken}`,
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(given.length),
        },
        data: Readable.from(silence.heard(given.body)),
        maxBodyLength: Number.POSITIVE_INFINITY,
        signal: silence.signal,
        transport: connection.transport,
      });
      return attemptOf(response, options.clock(), clean).answer;
    } catch (error) {
      return silence.signal.aborted ? lateCall(options.timeoutMs, connection.unmade()) : lostCall(error, clean);
    } finally {
      silence.end();
    }
  };
}

function mayHaveToken(address: string, graphUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin, username } = new URL(address);
  if (username !== '') return false;
  return origin === new URL(graphUrl).origin || (protocol === 'https:' && /(^|\.)facebook\.com$/.test(hostname));
}

/** Aborts when nothing was taken of the body for `timeoutMs`, or when the answer did not come three times as long after its end. */
function watchSilence(timeoutMs: number) {
  const control = new AbortController();
  const over = () => control.abort();
  let timer = setTimeout(over, timeoutMs);
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(over, ms);
  };
  async function* heard(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      wait(timeoutMs);
      yield piece;
    }
    wait(timeoutMs * uploadFactor);
  }
  return { signal: control.signal, heard, end: () => clearTimeout(timer) };
}

function secretsOf(config: FacebookConfig): string[] {
  const { pageToken, appSecret } = config;
  return appSecret === null ? [pageToken] : [pageToken, appSecret, appSecretProof(pageToken, appSecret)];
}

/**
 * - Every call has a connection of its own: a kept one that the other side has just closed makes a write's outcome unknown for nothing.
 * - No proxy, whatever the environment says: its variables are meant for other programs of the machine and would take
 *   the calls to a local sandbox along.
 * - A redirect is not followed: a POST would become a GET, and the token would go to another host.
 */
function createAxios(): AxiosInstance {
  return axios.create({
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false }),
    proxy: false,
    maxRedirects: 0,
    maxContentLength: longestAnswer,
    maxBodyLength: longestBody,
    responseType: 'text',
    transformResponse: [(text: unknown) => text],
    validateStatus: () => true,
  });
}

/** Tells whether the connection was still being made, and nothing written out, at the moment when the time was over. */
function watchConnection(signal: AbortSignal) {
  let sent: http.ClientRequest | undefined;
  let unmade = false;
  // Listens before axios does: afterwards the socket is destroyed and tells nothing any more.
  signal.addEventListener('abort', () => {
    unmade = sent?.socket?.connecting === true && !sent.writableFinished;
  });
  function request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
    sent = options.protocol === 'https:' ? https.request(options, onResponse) : http.request(options, onResponse);
    return sent;
  }
  return { transport: { request }, unmade: () => unmade };
}

function addressOf(config: FacebookConfig, call: GraphCall): string {
  const token = call.token ?? config.pageToken;
  const query = new URLSearchParams();
  if (call.method !== 'POST' && !isForm(call.params)) addParams(query, call.params);
  if (config.tokenIn === 'query') query.set('access_token', token);
  // The proof belongs to the Page's token; an app's own token holds the secret already.
  if (config.appSecret !== null && call.token === undefined) query.set('appsecret_proof', appSecretProof(token, config.appSecret));
  const path = [config.version, ...call.path].map(encodeURIComponent).join('/');
  return query.size > 0 ? `${config.graphUrl}/${path}?${query}` : `${config.graphUrl}/${path}`;
}

/** Lists and objects as JSON text, as the Graph API wants them in a query; what is not there is left out. */
function addParams(query: URLSearchParams, params: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    query.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
}

function headersOf(config: FacebookConfig, call: GraphCall): Record<string, string> {
  const token: Record<string, string> = config.tokenIn === 'header' ? { Authorization: `Bearer ${call.token ?? config.pageToken}` } : {};
  return { Accept: 'application/json', ...token, ...(call.method === 'POST' ? contentHeaders(call.params) : {}) };
}

/** A form's headers are axios' work. */
function contentHeaders(params: GraphParams): Record<string, string> {
  if (params instanceof FormData) return {};
  if (!isMultipart(params)) return { 'Content-Type': 'application/json' };
  const length = params.pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { 'Content-Type': `multipart/form-data; boundary=${params.boundary}`, 'Content-Length': String(length) };
}

function isForm(params: GraphParams): params is FormData | Multipart {
  return params instanceof FormData || isMultipart(params);
}

function bodyOf(call: GraphCall): FormData | Readable | string | undefined {
  if (call.method !== 'POST') return undefined;
  if (isMultipart(call.params)) return Readable.from(call.params.pieces);
  return call.params instanceof FormData ? call.params : JSON.stringify(call.params);
}

const jsonObject = z.record(z.string(), z.unknown());
const someError = z.object({ error: z.unknown().refine((error) => error !== undefined && error !== null) });

function attemptOf(response: AxiosResponse<unknown>, now: Date, clean: (text: string) => string): Attempt {
  const parsed = typeof response.data === 'string' ? parseJson(response.data) : undefined;
  const refused = someError.safeParse(parsed);
  if (refused.success) return refusedAttempt(graphErrorSchema.safeParse(refused.data.error), response, now, clean);
  const body = jsonObject.safeParse(parsed);
  const ok = response.status >= 200 && response.status < 300;
  if (ok && body.success) return { answer: { outcome: 'answered', body: body.data }, again: false, code: null };
  const what = ok || parsed === undefined ? 'an answer that is not the Graph API’s' : 'an answer without a reason';
  return { answer: { outcome: 'unclear', detail: `HTTP ${response.status} with ${what}` }, again: true, code: null };
}

function refusedAttempt(parsed: z.ZodSafeParseResult<GraphError>, response: AxiosResponse<unknown>, now: Date, clean: (text: string) => string): Attempt {
  const { status } = response;
  if (!parsed.success) return { answer: { outcome: 'unclear', detail: `HTTP ${status} with an error in an unknown form` }, again: true, code: null };
  const error = parsed.data;
  const code = error.code ?? null;
  const verdict = judge(error, status);
  const detail = clean(wordsOf(error));
  if (verdict.kind === 'unclear') return { answer: { outcome: 'unclear', detail: `HTTP ${status}, code ${code ?? 'none'}: ${detail}` }, again: true, code };
  const retryAt = verdict.class === 'rate' ? regainAccessAt(headerOf(response, 'x-business-use-case-usage'), now) : null;
  const refusal: Refusal = { class: verdict.class, code, subcode: error.error_subcode ?? null, detail, retryAt };
  return { answer: { outcome: 'refused', refusal, duplicate: verdict.duplicate, resumeAt: error.error_data ?? null }, again: false, code };
}

function headerOf(response: AxiosResponse<unknown>, name: string): string | null {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : null;
}

/** The time was over. Only where the connection surely never came to be was nothing sent. */
function lateCall(limit: number, unmade: boolean): GraphProblem {
  if (unmade) return { outcome: 'not-sent', detail: `no connection to the Graph API within ${limit} ms` };
  return { outcome: 'unclear', detail: `no answer within ${limit} ms` };
}

/** The system broke the call off. */
function lostCall(error: unknown, clean: (text: string) => string): GraphProblem {
  const { code, syscall } = systemFailure(error);
  const unmade = neverConnected.has(code) || (connectFailures.has(code) && syscall === 'connect');
  if (unmade) return { outcome: 'not-sent', detail: `no connection to the Graph API (${clean(code)})` };
  return { outcome: 'unclear', detail: `the connection broke off (${clean(code)})` };
}

const systemError = z.object({ code: z.string().optional().catch(undefined), syscall: z.string().optional().catch(undefined) });

/** The system's code and call behind an error of axios; where several addresses were tried, all must have failed in the same call. */
function systemFailure(error: unknown): { code: string; syscall: string | null } {
  const own = systemError.safeParse(error);
  const cause: unknown = axios.isAxiosError(error) ? error.cause : undefined;
  const causes: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const calls = new Set(causes.map((each) => systemError.safeParse(each).data?.syscall ?? null));
  return { code: own.data?.code ?? 'no code', syscall: calls.size === 1 ? ([...calls][0] ?? null) : null };
}
