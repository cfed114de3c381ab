/** A sandbox on any free port with a clock that stands still until it is moved, and callers for each of its systems. */
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../../adapters/sandbox/server.ts';
import { createSilentLog } from '../../../src/log.ts';
import { addMs } from '../../../src/time.ts';

export const opening = new Date('2026-11-23T01:00:00Z');

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

export type SandboxUnderTest = RunningSandbox & {
  /** Moves both the clock and the monotonic time. */
  move(ms: number): void;
  now(): Date;
  graph(method: string, path: string, params?: Record<string, unknown> | FormData, headers?: Record<string, string>): Promise<Reply>;
  bot(method: string, params?: Record<string, unknown> | FormData): Promise<Reply>;
  own(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
};

/** Reads an answer as JSON; an answer that is none comes as an empty object. */
export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const value: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {};
  const body = Array.isArray(value) ? { list: value } : Object(value);
  return { status: response.status, headers: response.headers, body };
}

export async function startForTest(options: Partial<SandboxOptions> = {}): Promise<SandboxUnderTest> {
  let passed = 0;
  const now = () => addMs(opening, passed);
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: now,
    monotonic: () => passed,
    stateFile: null,
    chat: 'group',
    log: createSilentLog(),
    ...options,
  });
  const { facebook, telegram } = sandbox.places;
  const json = { 'content-type': 'application/json' };

  async function graph(method: string, path: string, params: Record<string, unknown> | FormData = {}, headers: Record<string, string> = {}): Promise<Reply> {
    const url = new URL(`${facebook.graphUrl}/${facebook.version}/${path}`);
    const auth = { authorization: `Bearer ${facebook.pageToken}`, ...headers };
    if (params instanceof FormData) return replyOf(await fetch(url, { method, headers: auth, body: params }));
    if (method === 'POST') return replyOf(await fetch(url, { method, headers: { ...json, ...auth }, body: JSON.stringify(params) }));
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    return replyOf(await fetch(url, { method, headers: auth }));
  }

  async function bot(method: string, params: Record<string, unknown> | FormData = {}): Promise<Reply> {
    const url = `${telegram.apiRoot}/bot${telegram.token}/${method}`;
    if (params instanceof FormData) return replyOf(await fetch(url, { method: 'POST', body: params }));
    return replyOf(await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(params) }));
  }

  async function own(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const init = body === undefined ? { headers } : { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
    return replyOf(await fetch(`${sandbox.address}${path}`, init));
  }

  const move = (ms: number) => {
    passed += ms;
  };
  return { ...sandbox, move, now, graph, bot, own };
}

/** The smallest JPEG head that tells its size, followed by nothing: enough for what reads first bytes. */
export function jpeg(width: number, height: number, bytes = 200): Uint8Array<ArrayBuffer> {
  const picture = new Uint8Array(bytes);
  picture.set([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3]);
  return picture;
}

export function form(values: Record<string, string>, files: Record<string, Uint8Array<ArrayBuffer>> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  for (const [name, bytes] of Object.entries(files)) data.set(name, new Blob([bytes], { type: 'image/jpeg' }), `${name}.jpg`);
  return data;
}

/** A value deep inside an answer, by its path. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}
