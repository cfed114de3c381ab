/** Each fault that the simulation's models inject was first shown over HTTP: the real adapters against real answers. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { createFanPage } from '../../adapters/facebook/fan-page.ts';
import { createPortal } from '../../adapters/portal/portal.ts';
import { createChat } from '../../adapters/telegram/chat.ts';
import { sha256 } from '../../src/identity.ts';
import { createSilentLog } from '../../src/log.ts';
import type { FanPage, PagePostInput, PortalProblem, PublishOutcome } from '../../src/ports.ts';
import type { Uploads } from '../../src/post.ts';
import { type SandboxUnderTest, startForTest } from '../adapters/sandbox/sandbox-under-test.ts';
import { listenHere, originOf } from '../fakes/server.ts';
import { faultsOfModels } from './model-answers.ts';

const open: { close: () => Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function aSandbox(): Promise<SandboxUnderTest> {
  const sandbox = await startForTest();
  open.push({ close: () => sandbox.stop() });
  return sandbox;
}

type Reply = { readonly status: number; readonly body: string; readonly headers?: Record<string, string> } | 'silence' | 'cut';

/** A server that answers everything alike; its address. */
async function aServer(reply: Reply, secure: https.ServerOptions | null = null): Promise<string> {
  const handle: http.RequestListener = (request, response) => {
    request.resume();
    if (reply === 'silence') return;
    // Whether a portal may be read is no part of how it fails.
    if (request.url === '/robots.txt') return void response.writeHead(404).end();
    if (reply === 'cut') return void response.socket?.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
  };
  const server = secure === null ? http.createServer(handle) : https.createServer(secure, handle);
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `${secure === null ? 'http' : 'https'}://127.0.0.1:${await listenHere(server)}`;
}

async function aClosedPort(): Promise<string> {
  const url = await aServer('silence');
  await open.pop()?.close();
  return url;
}

// ---------------------------------------------------------------- the Page

const text: PagePostInput = { form: 'link', message: 'Tin mới', link: 'https://halam.example/tin/1' };
const at = { timeoutMs: 150, wait: async () => {} };

function pageOf(sandbox: SandboxUnderTest): FanPage {
  return createFanPage(sandbox.places.facebook, { ...at, clock: sandbox.now });
}

function pageAt(graphUrl: string): FanPage {
  const facebook = { graphUrl, version: 'v24.0', pageId: '100', pageToken: 'EAAB-token', appId: null, appSecret: null, tokenIn: 'header' as const };
  return createFanPage(facebook, at);
}

const graphError = (code: number, subcode?: number, headers?: Record<string, string>): Exclude<Reply, string> => ({
  status: 400,
  body: JSON.stringify({ error: { message: 'no', code, ...(subcode === undefined ? {} : { error_subcode: subcode }) } }),
  ...(headers === undefined ? {} : { headers }),
});
const inTwentyMinutes = { 'x-business-use-case-usage': JSON.stringify({ 100: [{ type: 'pages', estimated_time_to_regain_access: 20 }] }) };

type Fault = Parameters<SandboxUnderTest['setFault']>[0]['fault'];

/** What a send comes to under a fault, and how many posts are on the Page then. */
async function sentUnder(fault: Fault, effect = false): Promise<{ readonly outcome: PublishOutcome; readonly posts: number }> {
  const sandbox = await aSandbox();
  sandbox.setFault({ system: 'facebook', method: 'POST', fault, effect });
  const outcome = await pageOf(sandbox).publish(text, null);
  return { outcome, posts: sandbox.view().postCount };
}
const isUnknown = async (fault: Fault, effect: boolean) => {
  const sent = await sentUnder(fault, effect);
  expect(sent).toMatchObject({ outcome: { outcome: 'unknown' }, posts: effect ? 1 : 0 });
};
const isRefused = async (url: Promise<string>, refusal: object) => {
  expect(await pageAt(await url).publish(text, null)).toMatchObject({ outcome: 'refused', refusal });
};
const unread = async (url: Promise<string>, expected: object) => {
  const page = pageAt(await url);
  for (const read of [() => page.postsSince(new Date(0)), () => page.readBack('100_1'), () => page.followers(), () => page.figures('100_1')])
    expect(await read()).toMatchObject(expected);
};
const noTime = { retryAt: null };
const aTime = { retryAt: expect.any(Date) };

// ---------------------------------------------------------------- uploads

const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const album: PagePostInput = { form: 'photo', message: 'Ảnh', pictures: [pixel, Buffer.concat([pixel, pixel])].map((bytes) => ({ bytes, alt: null })) };
const filmBytes = Buffer.from('film');
const film: PagePostInput = {
  form: 'video',
  as: 'video',
  message: 'Phim',
  sha256: sha256(filmBytes),
  file: { size: filmBytes.length, read: async (from, to) => filmBytes.subarray(from, to) },
  cover: null,
};
const uploaded: Uploads = {
  photos: [],
  video: { sha256: sha256(filmBytes), as: 'video', id: '900', at: new Date(), session: '800', offset: filmBytes.length },
};
const given = (page: FanPage) => page.upload(album, null, async () => true);

const isUngiven = async (reply: Reply, refusal: object) => {
  expect(await given(pageAt(await aServer(reply)))).toMatchObject({ outcome: 'refused', refusal });
};
const isNotGiven = async (url: string) => {
  expect(await given(pageAt(url))).toMatchObject({ outcome: 'not-sent' });
};
/** The Page has the picture, unseen by readers, and the desk no handle of it. */
const isGivenUnseen = async () => {
  const sandbox = await aSandbox();
  sandbox.setFault({ system: 'facebook', method: 'POST', fault: 'lost-after' });
  const handles: unknown[] = [];
  const outcome = await pageOf(sandbox).upload(album, null, async (uploads) => handles.push(uploads) > 0);
  expect({ outcome, handles, posts: sandbox.view().postCount }).toMatchObject({ outcome: { outcome: 'not-sent' }, handles: [], posts: 0 });
  expect(sandbox.requests().filter((request) => request.method === 'POST')).toHaveLength(1);
};
const isNotUploaded = async () => {
  const sandbox = await aSandbox();
  expect(await pageOf(sandbox).publish(album, null)).toMatchObject({ outcome: 'not-sent' });
  expect(sandbox.requests().filter((request) => request.method === 'POST')).toEqual([]);
};

/** A Page that answers so to the call that publishes a film, and tells this of the film. */
async function aFilmPage(told: object, finish: Exclude<Reply, string> = { status: 200, body: '{"success":true}' }): Promise<string> {
  const server = http.createServer((request, response) => {
    request.resume();
    const reply = request.method === 'POST' ? finish : { status: 200, body: JSON.stringify(told) };
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return originOf(server);
}

const pageProofs: Readonly<Record<string, () => Promise<void>>> = {
  'page.publish: unknown: 500 code 1': () => isUnknown('error-500-1', false),
  'page.publish: unknown: 500 code 2': () => isUnknown('error-500-2', false),
  'page.publish: unknown: 502 with HTML': () => isUnknown('502-html', false),
  'page.publish: unknown: 200 empty': () => isUnknown('200-empty', false),
  'page.publish: unknown: 200 with HTML': () => isUnknown('200-html', false),
  'page.publish: unknown: hung up': () => isUnknown('lost-before', false),
  'page.publish: unknown: connection reset': () => isUnknown('reset', false),
  'page.publish: unknown: 503 empty': async () => {
    expect(await pageAt(await aServer({ status: 503, body: '' })).publish(text, null)).toMatchObject({ outcome: 'unknown' });
  },
  'page.publish: loses it': () => isUnknown('lost-before', false),
  'page.publish: takes it, the answer is lost': async () => {
    expect(await sentUnder('lost-after')).toMatchObject({ outcome: { outcome: 'unknown' }, posts: 1 });
  },
  'page.publish: will take it late': () => isUnknown('hang', true),
  'page.publish: takes its time': async () => {
    const server = http.createServer((_, response) => void setTimeout(() => response.end('{"id":"100_7"}'), 60));
    open.push({ close: () => void server.close() });
    const url = await originOf(server);
    expect(await pageAt(url).publish(text, null)).toMatchObject({ outcome: 'published', remoteId: '100_7' });
  },
  'page.publish: cannot be reached': async () => {
    expect(await pageAt(await aClosedPort()).publish(text, null)).toMatchObject({ outcome: 'not-sent' });
  },
  'page.publish: not-sent: connection refused': async () => {
    expect(await pageAt(await aClosedPort()).publish(text, null)).toMatchObject({ outcome: 'not-sent' });
  },
  'page.publish: refuses the content': async () => {
    const sandbox = await aSandbox();
    const missing = `${sandbox.address}/portal/no-such-page`;
    expect(await pageOf(sandbox).publish({ ...text, link: missing }, null)).toMatchObject({
      outcome: 'refused',
      refusal: { class: 'content', subcode: 1609005 },
    });
  },
  'page.publish: refused: content 324/none': () => isRefused(aServer(graphError(324)), { class: 'content', code: 324, subcode: null }),
  'page.publish: refused: content 100/none': () => isRefused(aServer(graphError(100)), { class: 'content', code: 100, subcode: null }),
  'page.publish: refused: content 100/1609005': () => isRefused(aServer(graphError(100, 1609005)), { class: 'content', code: 100, subcode: 1609005 }),
  'page.publish: refused: content 506/1455006': async () => {
    const sandbox = await aSandbox();
    await pageOf(sandbox).publish(text, null);
    expect(await pageOf(sandbox).publish(text, null)).toMatchObject({ outcome: 'refused', duplicate: true, refusal: { code: 506, subcode: 1455006 } });
  },
  'page.publish: has just taken the same text from another bot': async () => {
    const sandbox = await aSandbox();
    await sandbox.graph('POST', `${sandbox.places.facebook.pageId}/feed`, { message: text.message, link: 'https://halam.example/tin/1' });
    expect(await pageOf(sandbox).publish(text, null)).toMatchObject({ outcome: 'refused', duplicate: true });
  },
  'page.publish: refused: token 190/463': () => isRefused(aServer(graphError(190, 463)), { class: 'token', code: 190, subcode: 463 }),
  'page.publish: refused: permission 200/none': () => isRefused(aServer(graphError(200)), { class: 'permission', code: 200 }),
  'page.publish: refused: policy 368/none': () => isRefused(aServer(graphError(368)), { class: 'policy', code: 368 }),
  'page.publish: refused: rate 32/none': () => isRefused(aServer(graphError(32)), { class: 'rate', ...noTime }),
  'page.publish: refused: rate 32/none, with a time': () => isRefused(aServer(graphError(32, undefined, inTwentyMinutes)), { class: 'rate', ...aTime }),
  'page.publish: has it already': async () => {
    // A session that was finished before is unknown to Facebook; the film itself tells.
    const out = { status: { publishing_phase: { status: 'complete', publish_status: 'published' } }, post_id: '7' };
    expect(await pageAt(await aFilmPage(out, graphError(100, 1363041))).publish(film, uploaded)).toMatchObject({ outcome: 'published', remoteId: '100_7' });
  },
  'page.publish: refused: content 352/none': () => isRefused(aServer(graphError(352)), { class: 'content', code: 352 }),
  'page.publish: is not called: not all of it was uploaded': () => isNotUploaded(),
  'page.publish: not-sent: not uploaded whole': () => isNotUploaded(),
  'page.upload: cannot be reached': async () => isNotGiven(await aClosedPort()),
  'page.upload: not-sent: connection refused': async () => isNotGiven(await aClosedPort()),
  'page.upload: takes it, the answer is lost': () => isGivenUnseen(),
  'page.upload: not-sent: no answer': () => isGivenUnseen(),
  'page.upload: refuses the picture': () => isUngiven(graphError(324), { class: 'content', code: 324 }),
  'page.upload: refused: content 324/none': () => isUngiven(graphError(324), { class: 'content', code: 324 }),
  'page.upload: refused: token 190/463': () => isUngiven(graphError(190, 463), { class: 'token' }),
  'page.upload: refused: permission 200/none': () => isUngiven(graphError(200), { class: 'permission' }),
  'page.upload: refused: policy 368/none': () => isUngiven(graphError(368), { class: 'policy' }),
  'page.upload: refused: rate 32/none': () => isUngiven(graphError(32), { class: 'rate', ...noTime }),
  'page.upload: refused: rate 32/none, with a time': () => isUngiven(graphError(32, undefined, inTwentyMinutes), { class: 'rate', ...aTime }),
  'page read: no-answer: timed out': () => unread(aServer('silence'), { outcome: 'no-answer' }),
  'page read: refused: token 190/463': () => unread(aServer(graphError(190, 463)), { outcome: 'refused', refusal: { class: 'token' } }),
  'page read: refused: rate 32/none': () => unread(aServer(graphError(32)), { outcome: 'refused', refusal: { class: 'rate', ...noTime } }),
  'page read: refused: rate 32/none, with a time': () =>
    unread(aServer(graphError(32, undefined, inTwentyMinutes)), { outcome: 'refused', refusal: { class: 'rate', ...aTime } }),
  'page.health: a permission is missing': async () => {
    const server = aServer({ status: 200, body: JSON.stringify({ data: { is_valid: true, scopes: ['pages_read_engagement'] }, name: 'Hạ Lam' }) });
    expect(await pageAt(await server).health()).toMatchObject({ outcome: 'read', value: { valid: true, scopes: ['pages_read_engagement'] } });
  },
};

// ---------------------------------------------------------------- the chat

async function told(fault: Fault | null, chat?: string) {
  const sandbox = await aSandbox();
  if (fault !== null) sandbox.setFault({ system: 'telegram', fault, times: 5 });
  const { telegram } = sandbox.places;
  const options = { log: createSilentLog(), wait: async () => {}, troubleText: 'Chưa ghi nhận' };
  const outcome = await createChat(telegram, options).sendText(chat ?? telegram.chat, 'Tin');
  return { outcome, messages: sandbox.view().chat.messages.length };
}
const notTold = async (fault: Fault, outcome: object, messages: number) => {
  expect(await told(fault)).toMatchObject({ outcome, messages });
};

const chatProofs: Readonly<Record<string, () => Promise<void>>> = {
  'chat: gets lost': () => notTold('lost-before', { outcome: 'unknown' }, 0),
  'chat: unknown: no answer': () => notTold('lost-before', { outcome: 'unknown' }, 0),
  'chat: arrives, the answer is lost': () => notTold('lost-after', { outcome: 'unknown' }, 1),
  'chat: cannot be reached': () => notTold('403-kicked', { outcome: 'refused', why: 'no-chat' }, 0),
  'chat: refused: no-chat': () => notTold('403-kicked', { outcome: 'refused', why: 'no-chat' }, 0),
  'chat: is refused': () => refusedText(),
  'chat: refused: other': () => refusedText(),
  'chat: is not there any more': () => goneCard(),
  'chat: refused: gone-card': () => goneCard(),
};

async function refusedText(): Promise<void> {
  const url = await aServer({ status: 400, body: JSON.stringify({ ok: false, error_code: 400, description: 'Bad Request: message text is empty' }) });
  const chat = createChat(
    { apiRoot: url, token: '1:a', chat: '-1', webhook: null },
    { log: createSilentLog(), wait: async () => {}, troubleText: 'Chưa ghi nhận' },
  );
  expect(await chat.sendText('-1', 'Tin')).toMatchObject({ outcome: 'refused', why: 'other' });
}

async function goneCard(): Promise<void> {
  const { telegram } = (await aSandbox()).places;
  const chat = createChat(telegram, { log: createSilentLog(), wait: async () => {}, troubleText: 'Chưa ghi nhận' });
  const edited = await chat.editCard({ chat: telegram.chat, message: 1, form: 'text' }, { text: 'Tin', picture: null, buttons: [] });
  expect(edited).toMatchObject({ outcome: 'refused', why: 'gone-card' });
}

// ---------------------------------------------------------------- the portal

const now = new Date('2026-11-23T01:00:00Z');
const html = { 'content-type': 'text/html; charset=utf-8' };

/** Feed, article and picture at that address all fail in this way. */
async function failsAs(url: Promise<string>, problem: Partial<PortalProblem> | object, only: 'all' | 'pages' | 'feed' | 'article' = 'all'): Promise<void> {
  // A new one each time: whoever was told to wait asks nothing more of that host.
  const portal = () => createPortal({ zone: 'Asia/Ho_Chi_Minh', privateHosts: ['127.0.0.1'], timeoutMs: 150, clock: () => now, wait: async () => {} });
  const address = `${await url}/tin/1.html`;
  const expected = { outcome: 'failed', problem };
  if (only !== 'article') expect(await portal().readFeed(address, null, now)).toMatchObject(expected);
  if (only !== 'feed') expect(await portal().readArticle(address, now)).toMatchObject(expected);
  if (only === 'all') expect(await portal().readPicture(address)).toMatchObject(expected);
}
const status = (code: number, more: Record<string, string> = {}) => aServer({ status: code, body: 'bận', headers: { ...html, ...more } });
const later = { 'retry-after': '600' };
const challenge = '<html><head><title>Just a moment...</title></head><body></body></html>';
const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)));
const someFeed = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title><item><title>Tin một</title><link>/tin/1</link></item>';

const portalProofs: Readonly<Record<string, () => Promise<void>>> = {
  'portal: failed: unreachable': () => failsAs(aClosedPort(), { kind: 'unreachable' }),
  'portal: failed: slow': () => failsAs(aServer('silence'), { kind: 'slow' }),
  'portal: failed: tls': () => failsAs(aServer({ status: 200, body: '' }, { key: fixture('server.key'), cert: fixture('server.pem') }), { kind: 'tls' }),
  'portal: failed: challenge': () => failsAs(aServer({ status: 503, body: challenge, headers: html }), { kind: 'challenge' }),
  'portal: failed: broken': () =>
    failsAs(aServer({ status: 200, body: 'không phải brotli', headers: { ...html, 'content-encoding': 'br' } }), { kind: 'broken' }),
  'portal: failed: not-a-feed': () =>
    failsAs(aServer({ status: 200, body: '<html><body><p>Bảo trì</p></body></html>', headers: html }), { kind: 'not-a-feed' }, 'feed'),
  'portal: failed: withdrawn': () => failsAs(status(410), { kind: 'withdrawn' }, 'article'),
  ...Object.fromEntries(
    [403, 429, 500, 503].flatMap((code): [string, () => Promise<void>][] => [
      [`portal: failed: status ${code}`, () => failsAs(status(code), { kind: 'status', status: code, retryAt: null })],
      [
        `portal: failed: status ${code}, with a time`,
        () => failsAs(status(code, later), { kind: 'status', status: code, retryAt: new Date(now.getTime() + 600_000) }, 'pages'),
      ],
    ]),
  ),
  'portal: partial': async () => {
    const url = await aServer({ status: 200, body: `${someFeed}<item><title>Tin h`, headers: { 'content-type': 'application/rss+xml' } });
    const portal = createPortal({ zone: 'Asia/Ho_Chi_Minh', privateHosts: ['127.0.0.1'] });
    expect(await portal.readFeed(`${url}/rss`, null, now)).toMatchObject({ outcome: 'read', partial: true });
  },
  'portal: unchanged': async () => {
    const url = await aServer({ status: 304, body: '' });
    const portal = createPortal({ zone: 'Asia/Ho_Chi_Minh', privateHosts: ['127.0.0.1'] });
    expect(await portal.readFeed(`${url}/rss`, { etag: '"1"', lastModified: null }, now)).toEqual({ outcome: 'unchanged' });
  },
};

// ---------------------------------------------------------------- the table

/** What is not in an answer: a post that the Page lists late, and an address that it does not tell. */
const stateProofs: Readonly<Record<string, () => Promise<void>>> = {
  'page: its health says that the token is dead': async () => {
    const server = aServer({ status: 200, body: JSON.stringify({ data: { is_valid: false, scopes: [] }, name: 'Hạ Lam' }) });
    expect(await pageAt(await server).health()).toMatchObject({ outcome: 'read', value: { valid: false } });
  },
  'page: Facebook took a film and is at work on it': async () => {
    const page = pageAt(await aFilmPage({ status: { video_status: 'processing' } }));
    expect(await page.publish(film, uploaded)).toMatchObject({ outcome: 'unknown' });
    expect(await page.videoState('900')).toEqual({ outcome: 'read', value: { state: 'processing' } });
  },
  'page: Facebook cannot use a film that it took': async () => {
    const page = pageAt(await aFilmPage({ status: { video_status: 'error' } }));
    expect(await page.videoState('900')).toMatchObject({ outcome: 'read', value: { state: 'failed' } });
  },
  'page: an unseen picture is not there any more': () => isRefused(aServer(graphError(100)), { class: 'content', code: 100 }),
  'page: a post that landed is not listed yet': async () => {
    const page = pageAt(await aServer({ status: 200, body: '{"data":[]}' }));
    expect(await page.postsSince(new Date(0))).toEqual({ outcome: 'read', value: [] });
  },
  'page: the answer to a send tells no address': async () => {
    const page = pageAt(await aServer({ status: 200, body: '{"id":"100_7"}' }));
    expect(await page.publish(text, null)).toEqual({ outcome: 'published', remoteId: '100_7', permalink: null });
  },
};

const proofs = { ...pageProofs, ...chatProofs, ...portalProofs, ...stateProofs };

const found = await faultsOfModels();

it('there is a proof over HTTP for every fault that a model injects, and none for what no model does', () => {
  expect([...found].filter((fault) => !(fault in proofs)).sort()).toEqual([]);
  const known = { ...pageProofs, ...chatProofs, ...portalProofs };
  expect(Object.keys(known).filter((fault) => !found.has(fault))).toEqual([]);
});

it.each(Object.entries(proofs))('over HTTP: %s', async (_, proof) => {
  await proof();
});
