/** One polite and safe GET: limits on time, size and redirects, the open network only, every failure a value. */
import { lookup as systemLookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, constants, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { AxiosResponse, AxiosStatic } from 'axios';
import type { PortalProblem } from '../../src/ports.ts';
import { hour } from '../../src/time.ts';
import { bareHost, isClosedAddress, isClosedHost } from './network-address.ts';
import { problem } from './page-answer.ts';

/** By `require`, as the SDK has it: an `import` would load the other build of it besides, some 5 MB. */
const axios: AxiosStatic = createRequire(import.meta.url)('axios');

/** The addresses of a host name; as `dns.lookup` with `all`. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export type FetchLimits = {
  readonly privateHosts: readonly string[];
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly resolve: Resolve;
  /** How the certificate of a host is checked, where its source says otherwise. */
  readonly tlsOf?: (host: string) => https.AgentOptions;
};

/** `url` is where the answer came from, after redirects. `cut`: the connection broke before the end; the bytes until there are kept. */
export type Answer = {
  readonly status: number;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly cut: boolean;
};
export type Fetched = { readonly answer: Answer } | { readonly problem: PortalProblem };

const mostRedirects = 5;
const longestWait = 24 * hour;

export function resolveBySystem(host: string): ReturnType<Resolve> {
  return systemLookup(host, { all: true });
}

class Refused extends Error {
  readonly problem: PortalProblem;
  constructor(refusal: PortalProblem) {
    super(refusal.detail);
    this.name = 'Refused';
    this.problem = refusal;
  }
}

/** Why an address is not asked at all; null when it may be. */
export function addressRefusal(url: URL, limits: FetchLimits): PortalProblem | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return problem('address', `not an http(s) address: ${url.protocol}`);
  if (url.username !== '' || url.password !== '') return problem('address', 'an address with a name or password in it');
  if (isClosedHost(url.hostname, limits.privateHosts)) {
    return problem('address', `${url.hostname} is on a private network; name it in ALLOW_PRIVATE_HOSTS if it is meant to be read`);
  }
  return null;
}

/** Looks the host up and lets only open addresses through; the connection is made to what was checked here. */
async function openAddresses(host: string, limits: FetchLimits): Promise<{ address: string; family: number }[]> {
  const found = await limits.resolve(host);
  if (limits.privateHosts.some((name) => bareHost(name) === bareHost(host))) return [...found];
  const open = found.filter(({ address }) => !isClosedAddress(address));
  if (open.length === 0 && found.length > 0) {
    throw new Refused(problem('address', `${host} leads to a private network; name it in ALLOW_PRIVATE_HOSTS if it is meant to be read`));
  }
  return open;
}

const tlsCodes = /^(?:UNABLE_TO_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_)/;

/** What is wrong with a host's TLS, and what helps: for that source only, never for all. */
function tlsTrouble(host: string, code: string): string {
  if (/DH_KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION|UNSUPPORTED_PROTOCOL|NO_CIPHERS|NO_SHARED_CIPHER|WRONG_VERSION/.test(code))
    return `${host} speaks a TLS that is too old to be safe (${code}); its administrators should renew it`;
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${host} has expired (${code}); its administrators should renew it`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate of ${host} is for another name (${code}); check the address, or tell its administrators`;
  return `the certificate of ${host} cannot be verified (${code}); its administrators should serve the whole chain; until then give the missing certificate as tls: ca of this source in newsroom.yaml`;
}

function causes(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at: unknown = thrown; at instanceof Error && chain.length < 6; at = at.cause) chain.push(at);
  return chain;
}

function codeOf(thrown: unknown): string {
  for (const error of causes(thrown)) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code !== 'ERR_BAD_RESPONSE') return error.code;
  }
  return '';
}

/** A thrown thing in our words. Only its code is passed on: a message may carry an address with secrets. */
function failureOf(thrown: unknown, signal: AbortSignal, limits: FetchLimits, host: string): PortalProblem {
  const refused = causes(thrown).find((error) => error instanceof Refused);
  if (refused instanceof Refused) return refused.problem;
  if (signal.aborted) return problem('slow', `no whole answer within ${limits.timeoutMs / 1000} s from ${host}`);
  const code = codeOf(thrown);
  if (tlsCodes.test(code)) return problem('tls', tlsTrouble(host, code));
  if (code === 'ENOTFOUND') return problem('unreachable', `${host} is not known any more (ENOTFOUND); ask for the portal's new address if it lasts`);
  return problem('unreachable', `${host} cannot be reached (${/^[A-Z_0-9]{2,40}$/.test(code) ? code : 'connection failed'})`);
}

type Body = { readonly bytes: Buffer; readonly cut: boolean };

async function readBody(stream: Readable, limits: FetchLimits, signal: AbortSignal): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const part = Buffer.from(chunk);
      size += part.length;
      if (size > limits.maxBytes) throw new Refused(tooBig(limits));
      chunks.push(part);
    }
    return { bytes: Buffer.concat(chunks), cut: false };
  } catch (error) {
    if (error instanceof Refused || signal.aborted) throw error;
    return { bytes: Buffer.concat(chunks), cut: true };
  } finally {
    stream.destroy();
  }
}

function tooBig(limits: Pick<FetchLimits, 'maxBytes'>): PortalProblem {
  return problem('too-big', `more than ${Math.round(limits.maxBytes / 100_000) / 10} MB unpacked`);
}

const unpackers = { gzip: promisify(gunzip), br: promisify(brotliDecompress), deflate: promisify(inflate), raw: promisify(inflateRaw) };

/** Unpacked, at most `maxBytes`; also gzip that came without its header, and packed bytes that were cut off (what is whole of them). */
async function unpacked(body: Body, encoding: string, limits: FetchLimits): Promise<Buffer> {
  const { bytes } = body;
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const codec = isGzip ? 'gzip' : /\bbr\b/i.test(encoding) ? 'br' : /\bdeflate\b/i.test(encoding) ? ((bytes[0] ?? 0) % 16 === 8 ? 'deflate' : 'raw') : null;
  if (codec === null || bytes.length === 0) return bytes;
  const finish = body.cut ? { finishFlush: codec === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH } : {};
  try {
    return await unpackers[codec](bytes, { maxOutputLength: limits.maxBytes, ...finish });
  } catch (error) {
    if (error instanceof RangeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new Refused(tooBig(limits));
    throw new Refused(problem('broken', `packed bytes that cannot be unpacked (${codec === 'raw' ? 'deflate' : codec})`));
  }
}

function plainHeaders(response: AxiosResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) if (typeof value === 'string') headers[name.toLowerCase()] = value;
  return headers;
}

/** Network family of a look-up for the socket, in the form Node asks for. */
function guardedLookup(limits: FetchLimits): (host: string) => Promise<[{ address: string; family: 4 | 6 }[]]> {
  return async (host) => {
    const open = await openAddresses(host, limits);
    return [open.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))];
  };
}

async function request(url: URL, headers: Record<string, string>, limits: FetchLimits, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
  return axios.get<Readable>(url.href, {
    responseType: 'stream',
    decompress: false,
    maxRedirects: 0,
    maxContentLength: -1, // counted while reading: what came before the limit or the cut is needed
    proxy: false,
    signal,
    validateStatus: () => true,
    lookup: guardedLookup(limits),
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false, ...limits.tlsOf?.(url.hostname) }),
    headers: { 'User-Agent': limits.userAgent, 'Accept-Encoding': 'gzip, deflate, br', 'Accept-Language': 'vi,en;q=0.5', ...headers },
  });
}

function nextAddress(response: AxiosResponse, from: URL): URL | null {
  const location: unknown = response.headers.location;
  if (![301, 302, 303, 307, 308].includes(response.status) || typeof location !== 'string' || location === '') return null;
  try {
    // Raw bytes of a header are read as Latin-1; Vietnamese in an address is UTF-8.
    return new URL(Buffer.from(location, 'latin1').toString('utf8'), from);
  } catch {
    return null;
  }
}

/** `inTurn` runs a request when its host has no other one of ours open. */
export type InTurn = <T>(host: string, work: () => Promise<T>) => Promise<T>;

type Hop = { readonly answer: Answer } | { readonly next: URL };

async function hop(url: URL, headers: Record<string, string>, limits: FetchLimits, redirected: boolean, leftMs: number): Promise<Hop> {
  const signal = AbortSignal.timeout(leftMs);
  try {
    const response = await request(url, headers, limits, signal);
    const next = nextAddress(response, url);
    if (next !== null) {
      response.data.destroy();
      return { next };
    }
    const declared = Number(response.headers['content-length']);
    if (declared > limits.maxBytes) {
      response.data.destroy();
      throw new Refused(tooBig(limits));
    }
    const body = await readBody(response.data, limits, signal);
    const bytes = await unpacked(body, String(response.headers['content-encoding'] ?? ''), limits);
    return { answer: { status: response.status, url: url.href, redirected, headers: plainHeaders(response), bytes, cut: body.cut } };
  } catch (error) {
    throw new Refused(failureOf(error, signal, limits, url.hostname));
  }
}

/** Gets an address, following at most 5 redirects, each checked like the first. Never throws. */
export async function fetchSafely(address: string, headers: Record<string, string>, limits: FetchLimits, inTurn: InTurn): Promise<Fetched> {
  try {
    let url = new URL(address);
    let spent = 0;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const refusal = addressRefusal(url, limits);
      if (refusal !== null) return { problem: refusal };
      const at = url;
      const done = await inTurn(at.host, async () => {
        // Counted from when its turn has come: a queue of pages does not eat the limit up, redirects do.
        const begun = performance.now();
        const result = await hop(at, headers, limits, redirects > 0, Math.max(1, Math.round(limits.timeoutMs - spent)));
        spent += performance.now() - begun;
        return result;
      });
      if ('answer' in done) return done;
      url = done.next;
    }
    return { problem: problem('address', `more than ${mostRedirects} redirects`) };
  } catch (error) {
    return { problem: error instanceof Refused ? error.problem : problem('address', 'not an address') };
  }
}

/** When the server asked to be left alone until, at most a day ahead; null when it did not. */
export function retryAtOf(headers: Readonly<Record<string, string>>, now: Date): Date | null {
  const told = headers['retry-after']?.trim() ?? '';
  // An HTTP date always ends in GMT; then the host's zone plays no part in reading it.
  const at = /^\d{1,9}$/.test(told) ? now.getTime() + Number(told) * 1000 : / GMT$/.test(told) ? Date.parse(told) : Number.NaN;
  return at > now.getTime() ? new Date(Math.min(at, now.getTime() + longestWait)) : null;
}

/** `maxBytes` of the whole file; `idleMs`: so long may nothing come. */
export type FileLimits = { readonly maxBytes: number; readonly idleMs: number };
export type Opened =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly chunks: AsyncIterable<Uint8Array>; readonly close: () => void }
  | { readonly problem: PortalProblem };

/** As `fetchSafely`, but its body is handed out piece by piece: nothing of it is held. A packed body is refused; films are not packed. */
export async function openSafely(address: string, headers: Record<string, string>, limits: FetchLimits, file: FileLimits, inTurn: InTurn): Promise<Opened> {
  try {
    let url = new URL(address);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const refusal = addressRefusal(url, limits);
      if (refusal !== null) return { problem: refusal };
      const at = url;
      const opened = await inTurn(at.host, () => openOnce(at, headers, limits, file));
      if (!('next' in opened)) return opened;
      url = opened.next;
    }
    return { problem: problem('address', `more than ${mostRedirects} redirects`) };
  } catch (error) {
    return { problem: error instanceof Refused ? error.problem : problem('address', 'not an address') };
  }
}

async function openOnce(url: URL, headers: Record<string, string>, limits: FetchLimits, file: FileLimits): Promise<Opened | { readonly next: URL }> {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), limits.timeoutMs);
  try {
    const response = await request(url, { ...headers, 'Accept-Encoding': 'identity' }, limits, stop.signal);
    const close = () => void response.data.destroy();
    const next = nextAddress(response, url);
    if (next !== null || Number(response.headers['content-length']) > file.maxBytes) {
      close();
      if (next !== null) return { next };
      throw new Refused(tooBig(file));
    }
    return { status: response.status, headers: plainHeaders(response), chunks: pieces(response.data, file), close };
  } catch (error) {
    throw new Refused(failureOf(error, stop.signal, limits, url.hostname));
  } finally {
    clearTimeout(late);
  }
}

/** Throws when nothing came for too long, when more came than may be, and when the connection broke. */
async function* pieces(stream: Readable, { maxBytes, idleMs }: FileLimits): AsyncGenerator<Uint8Array> {
  let size = 0;
  const quiet = setTimeout(() => stream.destroy(new Error('nothing came for too long')), idleMs);
  try {
    for await (const chunk of stream) {
      quiet.refresh();
      const piece = Buffer.from(chunk);
      size += piece.length;
      if (size > maxBytes) throw new Refused(tooBig({ maxBytes }));
      yield piece;
      quiet.refresh();
    }
  } finally {
    clearTimeout(quiet);
    stream.destroy();
  }
}
