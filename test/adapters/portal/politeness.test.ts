import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import { plainSource, type Source } from '../../../src/source.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { listenHere } from '../../fakes/server.ts';

const zone = 'Asia/Ho_Chi_Minh';
const start = new Date('2026-03-10T00:00:00Z');
const feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title><item><title>Thông báo</title><link>/tin/1</link></item></channel></rss>';

type Reply = { readonly status: number; readonly body: string; readonly headers?: Record<string, string> };
const replies = new Map<string, Reply>();
const asked: string[] = [];
const answer: http.RequestListener = (request, response) => {
  asked.push(request.url ?? '');
  const { status, body, headers } = replies.get(request.url ?? '') ?? { status: 404, body: 'không có' };
  response.writeHead(status, { 'Content-Type': 'text/xml', ...headers }).end(body);
};
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const server = http.createServer(answer);
const secure = https.createServer({ key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) }, answer);
let origin = '';
let securePort = 0;

beforeAll(async () => {
  origin = `http://tin.lamson.gov.vn:${await listenHere(server)}`;
  securePort = await listenHere(secure);
});
afterAll(() => {
  for (const one of [server, secure]) {
    one.closeAllConnections();
    one.close();
  }
});
beforeEach(() => {
  replies.clear();
  asked.length = 0;
});

/** A portal whose clock stands still but for its pauses; hosts lead to this machine. */
function reader(sources: readonly Source[] = [], privateHosts: readonly string[] = []) {
  const time = { now: start };
  const waits: number[] = [];
  const portal = createPortal({
    zone,
    sources,
    privateHosts: ['127.0.0.1', ...privateHosts],
    // The look-up of a host that may be fetched on a private network is what a test needs; pauses are of the host's name.
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    clock: () => time.now,
    wait: async (ms) => {
      waits.push(ms);
      time.now = addMs(time.now, ms);
    },
  });
  return { portal, time, waits, read: (url: string) => portal.readFeed(url, null, time.now) };
}
const own = ['tin.lamson.gov.vn', 'van-hoa.lamson.gov.vn'];
const rss = (body = feed): Reply => ({ status: 200, body });
const text = (body: string, status = 200): Reply => ({ status, body, headers: { 'Content-Type': 'text/plain' } });
const sourceOf = (url: string, extra: Partial<Source> = {}): Source => ({ ...plainSource(url, zone), ...extra });

describe('robots.txt at the wire', () => {
  test('is read once a day, and what it forbids is not asked for', async () => {
    replies.set('/robots.txt', text('User-agent: *\nDisallow: /noi-bo'));
    replies.set('/rss', rss());
    replies.set('/noi-bo/rss', rss());
    const { read, time } = reader([], own);
    expect((await read(`${origin}/rss`)).outcome).toBe('read');
    expect(await read(`${origin}/noi-bo/rss`)).toMatchObject({ outcome: 'failed', problem: { kind: 'robots' } });
    await read(`${origin}/rss`);
    expect(asked).toEqual(['/robots.txt', '/rss', '/rss']);
    time.now = addMs(start, 25 * hour);
    await read(`${origin}/rss`);
    expect(asked.slice(3)).toEqual(['/robots.txt', '/rss']);
  });

  test('is read once also when many ask at the same time', async () => {
    replies.set('/rss', rss());
    const { read } = reader([], own);
    await Promise.all(Array.from({ length: 5 }, () => read(`${origin}/rss`)));
    expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(1);
  });

  test('forbids article pages and pictures alike', async () => {
    replies.set('/robots.txt', text('User-agent: fanpage-desk\nDisallow: /'));
    const { portal } = reader([], own);
    expect(await portal.readArticle(`${origin}/tin/1`, start)).toMatchObject({ problem: { kind: 'robots' } });
    expect(await portal.readPicture(`${origin}/anh.jpg`)).toMatchObject({ problem: { kind: 'robots' } });
    expect(asked).toEqual(['/robots.txt']);
  });

  test('is not asked where the portal’s own office said so', async () => {
    replies.set('/robots.txt', text('User-agent: *\nDisallow: /'));
    replies.set('/rss', rss());
    const { read } = reader([sourceOf(`${origin}/rss`, { robots: false })], own);
    expect((await read(`${origin}/rss`)).outcome).toBe('read');
    expect(asked).toEqual(['/rss']);
  });

  test('a server that fails at it is left alone for a day, then read without', async () => {
    replies.set('/robots.txt', text('lỗi', 500));
    replies.set('/rss', rss());
    const { read, time } = reader([], own);
    expect(await read(`${origin}/rss`)).toMatchObject({ problem: { kind: 'status', status: 500 } });
    time.now = addMs(start, 23 * hour);
    expect((await read(`${origin}/rss`)).outcome).toBe('failed');
    time.now = addMs(start, 24 * hour + minute);
    expect((await read(`${origin}/rss`)).outcome).toBe('read');
    expect(asked).toEqual(['/robots.txt', '/robots.txt', '/robots.txt', '/rss']);
  });

  test('a protection page in its place is named as one', async () => {
    const challenge = { status: 503, body: '<html><script src="/cdn-cgi/challenge-platform/x.js"></script></html>', headers: { 'Content-Type': 'text/html' } };
    replies.set('/robots.txt', challenge);
    replies.set('/rss', challenge);
    const { read } = reader([], own);
    expect(await read(`${origin}/rss`)).toMatchObject({ problem: { kind: 'challenge' } });
  });
});

describe('pauses', () => {
  const open = (pauseMs: number) => sourceOf(`${origin}/rss`, { pauseMs, robots: false });

  test('a host of the newsroom’s own network needs none', async () => {
    replies.set('/rss', rss());
    const { read, waits } = reader([open(500)], own);
    await read(`${origin}/rss`);
    await read(`${origin}/rss`);
    expect(waits).toEqual([]);
  });

  test('any other host is left alone for as long as its source says between two requests, whatever became of the first', async () => {
    const { read, waits, time } = reader([open(500)]);
    // Refused after the look-up: it leads to this machine. The turn was taken all the same.
    expect(await read(`${origin}/rss`)).toMatchObject({ problem: { kind: 'address' } });
    time.now = addMs(start, 200);
    await read(`${origin}/rss`);
    expect(waits).toEqual([300]);
  });

  test('a longer one that robots.txt asks for is kept everywhere', async () => {
    replies.set('/robots.txt', text('User-agent: *\nCrawl-delay: 7'));
    replies.set('/rss', rss());
    const { read, waits } = reader([], own);
    await read(`${origin}/rss`);
    await read(`${origin}/rss`);
    expect(waits).toEqual([7000, 7000]);
  });

  test('a host that asked to be left alone is not asked again before', async () => {
    replies.set('/rss', { status: 429, body: '', headers: { 'Retry-After': '600' } });
    const { read, time } = reader([open(0)], own);
    expect(await read(`${origin}/rss`)).toMatchObject({ problem: { status: 429, retryAt: addMs(start, 10 * minute) } });
    replies.set('/rss', rss());
    time.now = addMs(start, 9 * minute);
    expect(await read(`${origin}/rss`)).toMatchObject({ problem: { status: 429, retryAt: addMs(start, 10 * minute) } });
    expect(asked).toHaveLength(1);
    time.now = addMs(start, 10 * minute);
    expect((await read(`${origin}/rss`)).outcome).toBe('read');
  });
});

describe('a certificate chain that cannot be verified', () => {
  const address = (host = 'tin.lamson.gov.vn') => `https://${host}:${securePort}/rss`;
  const tls = (extra: Partial<Source['tls']>, url = address()) => sourceOf(url, { robots: false, tls: { caFile: null, verify: true, ...extra } });

  test('is told with what to do', async () => {
    const { read } = reader([], own);
    expect(await read(address())).toMatchObject({
      problem: { kind: 'tls', detail: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE') },
    });
  });

  test.each(['intermediate.pem', 'root.pem'])('with %s for this source: only the certificate that is missing helps', async (file) => {
    replies.set('/rss', rss());
    const { read } = reader([tls({ caFile: fixture(file) })], own);
    expect((await read(address())).outcome).toBe(file === 'intermediate.pem' ? 'read' : 'failed');
  });

  test('what one source trusts, or does not verify, holds for no other host', async () => {
    replies.set('/rss', rss());
    const { read } = reader([tls({ verify: false })], own);
    expect((await read(address())).outcome).toBe('read');
    expect(await read(address('van-hoa.lamson.gov.vn'))).toMatchObject({ problem: { kind: 'tls' } });
  });

  test('a name that the certificate is not for is refused though its issuer is trusted', async () => {
    const url = address('khac.lamson.gov.vn');
    const { read } = reader([tls({ caFile: fixture('intermediate.pem') }, url)], [...own, 'khac.lamson.gov.vn']);
    expect(await read(url)).toMatchObject({ problem: { kind: 'tls', detail: expect.stringContaining('another name') } });
  });

  test('a file that is not there, or holds no certificate, is told at the start', () => {
    expect(() => reader([tls({ caFile: fixture('none.pem') })])).toThrow(/none\.pem cannot be read/);
    expect(() => reader([tls({ caFile: fixture('make.sh') })])).toThrow(/holds no certificate/);
  });
});
