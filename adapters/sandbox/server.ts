/** The sandbox: stand-ins for Facebook, Telegram and a portal on one local port, with a page to look at. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SandboxPlaces } from '../../src/config.ts';
import { DeskError, messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Clock } from '../../src/ports.ts';
import { type Answer, answered, json, typed } from './answers.ts';
import { type BotApi, createBotApi, type PressOutcome } from './bot-api.ts';
import { createBotForward } from './bot-forward.ts';
import { createRate } from './bot-rate.ts';
import { createUpdateQueue } from './bot-updates.ts';
import { createFaults, type FaultOrder, type FaultRequest, faultOrder, hasEffect, type Spoiled, spoil } from './faults.ts';
import { createGraph } from './graph.ts';
import { graphError } from './graph-errors.ts';
import { type ChatKind, placesAt, staffChat } from './identity.ts';
import { createLive, type SandboxEvent } from './live.ts';
import { createOwnRoutes } from './own-routes.ts';
import { pageFile } from './page-files.ts';
import { type ArticleWords, createPortal } from './portal.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { createRecorder, recordedParams } from './recorder.ts';
import { type Params, parseParams, readBody } from './request-params.ts';
import type { PortalArticle } from './sample-article.ts';
import { openMemory } from './state.ts';
import { type SandboxView, viewOf } from './view.ts';

export type { PressOutcome } from './bot-api.ts';
export type { FaultRequest } from './faults.ts';
export type { SandboxEvent } from './live.ts';
export type { PortalArticle } from './sample-article.ts';
export type { MessageView, SandboxView } from './view.ts';

/** Serves the paths of a desk in this process (`/healthz`, `/metrics`, `/plan.png`, its webhook); false when the path is none of its own. */
export type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export type SandboxOptions = {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  /** Where Page and chat are kept over a restart; null: nowhere. */
  readonly stateFile: string | null;
  readonly chat: ChatKind;
  readonly log: Log;
  /** Milliseconds that never go back, for rates; by default the machine's. */
  readonly monotonic?: () => number;
  /** How long Facebook works on a video before it is on the Page; two seconds by default. */
  readonly videoWorkMs?: number;
  readonly extra?: ExtraHandler;
};

export type RunningSandbox = {
  /** `http://host:port` */
  readonly address: string;
  readonly places: SandboxPlaces;
  /** Calls to Facebook and Telegram so far, the newest 20,000. */
  requests(): readonly RecordedRequest[];
  /** What the page shows. */
  view(): SandboxView;
  /** Returns what ends the watching. */
  watch(listener: (event: SandboxEvent) => void): () => void;
  press(user: number, message: number, data: string): PressOutcome;
  /** The update that was confirmed last comes to the bot once more, as after a confirmation that was lost; false when there is none. */
  repeatUpdate(): boolean;
  /** Returns the id of the message. */
  write(user: number, text: string, replyTo: number | null, picture?: Uint8Array | null): number;
  publishArticle(): PortalArticle;
  /** Corrects the portal's article with this address, or (null) takes it down. */
  changeArticle(url: string, words: ArticleWords | null): void;
  setFault(order: FaultRequest): void;
  clearFaults(): void;
  serveExtra(handler: ExtraHandler): void;
  stop(): Promise<void>;
};

type Work = {
  readonly system: FaultOrder['system'];
  readonly method: string;
  readonly path: string;
  readonly params: Params;
  readonly run: () => Promise<Answer>;
};

/** Rejects with a DeskError when the port is taken or the state cannot be kept. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { clock, log } = options;
  const memory = openMemory(options.stateFile, clock(), log);
  const server = createServer();
  const address = await listen(server, options);
  const places = placesAt(address, options.chat);
  const chat = staffChat(options.chat);
  const monotonic = options.monotonic ?? (() => performance.now());
  const live = createLive();
  const recorder = createRecorder();
  const faults = createFaults();
  const botForward = createBotForward();
  const portal = createPortal({ memory, clock, address });
  const updates = createUpdateQueue(memory, clock);
  const graph = createGraph({ memory, clock, portal, address, videoWorkMs: options.videoWorkMs ?? 2000, changed: () => live.tell({ kind: 'changed' }) });
  const botApi: BotApi = createBotApi({ memory, clock, monotonic, chat, rate: createRate(options.chat, monotonic), updates, portal, address, tell: live.tell });
  const view = () => viewOf({ memory, clock, chat, portal, faults: faults.list() });
  const own = createOwnRoutes({ places, address, memory, botApi, botForward, portal, faults, recorder, view, tell: live.tell });
  let extra: ExtraHandler = options.extra ?? (() => false);

  function graphWork(request: IncomingMessage, url: URL, params: Params): Work {
    const [, version, path = ''] = /^\/graph\/(v\d{1,3}\.\d)\/?(.*?)\/?$/.exec(url.pathname) ?? [];
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const method = request.method ?? 'GET';
    const run = () =>
      version === undefined
        ? Promise.resolve(graphError({ status: 400, code: 2635, message: '(#2635) You are calling a deprecated version of the API' }))
        : graph.call({ method, version, path: decodeURIComponent(path), params, bearer });
    return { system: 'facebook', method, path: `/${path}`, params, run };
  }

  function botWork(request: IncomingMessage, url: URL, params: Params): Work {
    const [, token = '', method = ''] = /^\/telegram\/bot([^/]*)\/([^/]*)$/.exec(url.pathname) ?? [];
    return {
      system: 'telegram',
      method: request.method ?? 'GET',
      path: method,
      params,
      run: () => botApi.call({ token: decodeURIComponent(token), method, params }),
    };
  }

  function portalWork(request: IncomingMessage, url: URL, params: Params): Work {
    const one = (name: 'if-none-match' | 'if-modified-since') => request.headers[name] ?? null;
    const acceptsGzip = String(request.headers['accept-encoding'] ?? '').includes('gzip');
    const run = () => portal.answer({ pathname: url.pathname, ifNoneMatch: one('if-none-match'), ifModifiedSince: one('if-modified-since'), acceptsGzip });
    return { system: 'portal', method: request.method ?? 'GET', path: url.pathname, params, run };
  }

  /** What `getFile` told the address of. */
  function botFile(url: URL): Answer {
    const [, token = '', path = ''] = /^\/telegram\/file\/bot([^/]*)\/(.+)$/.exec(url.pathname) ?? [];
    const bytes = botApi.file(decodeURIComponent(token), path);
    return bytes === null ? json(404, { ok: false, error_code: 404, description: 'Not Found' }) : typed(200, 'application/octet-stream', bytes);
  }

  async function outside(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname.startsWith('/telegram/file/')) return send(response, botFile(url));
    const parsed = await answeredParams(request, url);
    if ('status' in parsed) return send(response, parsed);
    const work = url.pathname.startsWith('/graph/')
      ? graphWork(request, url, parsed)
      : url.pathname.startsWith('/telegram/')
        ? botWork(request, url, parsed)
        : portalWork(request, url, parsed);
    const fault = faults.take({ ...work, phase: phaseOf(parsed) });
    const answer = fault === null || hasEffect(fault) ? await work.run() : null;
    const spoiled: Spoiled = fault === null ? { way: 'answer', answer: answer ?? json(500, {}) } : spoil(fault);
    record(work, spoiled);
    deliver(response, spoiled);
  }

  /** A reel's bytes, taken as they come. A fault before the effect breaks off at once, `cut-midway` when half of it is there. */
  async function reelUpload(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const one = (name: string) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    };
    const fault = faults.take({ system: 'facebook', method: 'POST', path: `/video-upload/${id}`, phase: 'transfer' });
    const half = fault?.fault === 'cut-midway' ? Math.floor(Number(one('content-length')) / 2) : null;
    const upload = { id, authorization: one('authorization'), offset: one('offset'), size: one('file_size') };
    const works = fault === null || half !== null || hasEffect(fault);
    const answer = works ? await graph.takeReel(upload, bytesOf(request, half)).catch(() => null) : null;
    if (answer === null && works) return void response.destroy();
    request.resume();
    deliver(response, fault === null ? { way: 'answer', answer: answer ?? json(500, {}) } : spoil(fault));
  }

  function record(work: Work, spoiled: Spoiled): void {
    const { system, method, path, params } = work;
    if (system === 'portal' || (method !== 'GET' && method !== 'POST' && method !== 'DELETE')) return;
    recorder.add({ system, method, path, params: recordedParams(params), status: spoiled.way === 'answer' ? spoiled.answer.status : 0 });
  }

  async function inside(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (!hostFits(request, options.host, address)) return send(response, json(403, { ok: false, error: 'refused: another host name' }));
    if (url.pathname === '/sandbox/events') return streamEvents(request, response, live.watch);
    if (url.pathname.startsWith('/sandbox/')) return send(response, await answered(() => own(request, url.pathname)));
    send(response, pageFile(url.pathname) ?? json(404, { ok: false, error: 'no such path' }));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', address);
    const reel = request.method === 'POST' ? /^\/video-upload\/v[\d.]+\/(\d+)$/.exec(url.pathname)?.[1] : undefined;
    if (reel !== undefined) return reelUpload(request, response, reel);
    // A desk in this process answers its own paths: status and webhook.
    if (extra(request, response)) return;
    // Nobody plans where no desk runs, which is no trouble of the page's.
    if (url.pathname === '/plan.png' && botForward.port() === null) send(response, typed(204, 'image/png', new Uint8Array()));
    else if (['/healthz', '/metrics', '/plan.png'].includes(url.pathname)) send(response, await botForward.get(url.pathname));
    else if (/^\/(graph|telegram|portal)(\/|$)/.test(url.pathname)) await outside(request, response, url);
    else await inside(request, response, url);
  }

  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ error: messageOf(error) }, 'the sandbox failed at a request');
      if (response.headersSent) response.destroy();
      else send(response, json(500, { ok: false, error: 'the sandbox failed: see its log' }));
    });
  });

  return {
    address,
    places,
    requests: recorder.all,
    view,
    watch: live.watch,
    press: botApi.press,
    repeatUpdate: updates.repeat,
    write: botApi.write,
    publishArticle: () => {
      const article = portal.publish();
      live.tell({ kind: 'changed' });
      return article;
    },
    changeArticle: (url, words) => {
      const number = portal.articles().find((article) => article.url === url)?.number;
      if (number === undefined) throw new DeskError(`the portal has no article ${url}`, '');
      portal.change(number, words);
      live.tell({ kind: 'changed' });
    },
    setFault: (order) => faults.add(faultOrder.parse(order)),
    clearFaults: faults.clear,
    serveExtra: (handler) => {
      extra = handler;
    },
    stop: () => {
      updates.stop();
      memory.save();
      return close(server);
    },
  };
}

function listen(server: Server, { host, port }: SandboxOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      const fix = taken ? 'Stop the program that uses this port, or set HTTP_PORT to another one.' : 'Check HTTP_HOST and HTTP_PORT.';
      reject(new DeskError(taken ? `port ${port} on ${host} is taken` : `the sandbox cannot listen on ${host}:${port}: ${messageOf(error)}`, fix));
    });
    server.listen(port, host, () => {
      const bound = server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve(`http://${reachable(host)}:${boundPort}`);
    });
  });
}

/** A name under which a server that listens everywhere can be called from this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Against name rebinding: a page of a foreign name that was made to point here is not served. */
function hostFits(request: IncomingMessage, host: string, address: string): boolean {
  if (host === '0.0.0.0' || host === '::') return true;
  const { port, host: own } = new URL(address);
  return [own, `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`].includes(request.headers.host ?? '');
}

/** Params, or the refusal of a body that cannot be read. */
async function answeredParams(request: IncomingMessage, url: URL): Promise<Params | Answer> {
  const read: { params?: Params } = {};
  const answer = await answered(async () => {
    read.params = parseParams(url, request.headers['content-type'] ?? '', await readBody(request));
    return json(200, {});
  });
  return read.params ?? answer;
}

function phaseOf(params: Params): string | null {
  const phase = params.values.get('upload_phase');
  return typeof phase === 'string' ? phase.toLowerCase() : null;
}

/** The body's bytes, the first `most` of them where it is to end early. */
async function* bytesOf(request: IncomingMessage, most: number | null): AsyncGenerator<Uint8Array> {
  let left = most ?? Number.POSITIVE_INFINITY;
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    yield bytes.subarray(0, Math.min(left, bytes.length));
    left -= bytes.length;
    if (left <= 0) return;
  }
}

function send(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, ...(answer.status === 304 ? {} : { 'content-length': String(body.length) }) });
  response.end(response.req.method === 'HEAD' || answer.status === 304 ? undefined : body);
}

function deliver(response: ServerResponse, spoiled: Spoiled): void {
  switch (spoiled.way) {
    case 'answer':
      send(response, spoiled.answer);
      return;
    case 'destroy':
      response.socket?.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      // Nothing is ever said; the connection ends with the client or the sandbox.
      return;
  }
}

function streamEvents(request: IncomingMessage, response: ServerResponse, watch: (listener: (event: SandboxEvent) => void) => () => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  response.write('retry: 1500\n\n');
  const end = watch((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  const beat = setInterval(() => response.write(': still here\n\n'), 20_000);
  beat.unref();
  request.on('close', () => {
    clearInterval(beat);
    end();
  });
}
