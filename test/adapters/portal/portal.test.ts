import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import type { FeedReading, PortalProblem } from '../../../src/ports.ts';
import { listenHere } from '../../fakes/server.ts';

const now = new Date('2026-03-10T00:00:00Z');
const zone = 'Asia/Ho_Chi_Minh';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answers = new Map<string, Answer>();
const requests: IncomingMessage[] = [];
let open = 0;
let mostOpen = 0;

const server = http.createServer((request, response) => {
  requests.push(request);
  open += 1;
  mostOpen = Math.max(mostOpen, open);
  response.on('close', () => {
    open -= 1;
  });
  const answer = answers.get(request.url ?? '');
  if (answer === undefined) response.writeHead(404).end('không có');
  else answer(request, response);
});
let port = 0;
let origin = '';

beforeAll(async () => {
  port = await listenHere(server);
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers.clear();
  requests.length = 0;
  mostOpen = 0;
});

function portal(extra: Partial<Parameters<typeof createPortal>[0]> = {}) {
  return createPortal({ zone, privateHosts: ['127.0.0.1'], ...extra });
}

function feedOf(count: number): string {
  const items = Array.from(
    { length: count },
    (_, i) => `<item><title>Thông báo số ${i}</title><link>/tin/${i}</link><pubDate>Mon, 09 Mar 2026 10:00:00 +0700</pubDate></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin</title>${items.join('')}</channel></rss>`;
}
function page(body: string): string {
  return `<html lang="vi"><head><title>Lễ hội đền Thượng</title></head><body><h1>Lễ hội đền Thượng</h1><div class="article-content">${body}</div></body></html>`;
}
const wholePage = page('<p>Lễ hội diễn ra trong ba ngày với nhiều hoạt động văn hóa đặc sắc, thu hút đông đảo nhân dân và du khách.</p>');

function send(body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8', ...headers }).end(body);
  };
}
function titles(reading: FeedReading): string[] {
  return reading.outcome === 'read' ? reading.items.map((item) => item.article.title) : [reading.outcome];
}
function problemOf(reading: { outcome: string; problem?: PortalProblem }): PortalProblem {
  if (reading.problem === undefined) throw new Error(`expected a problem, got ${reading.outcome}`);
  return reading.problem;
}

describe('a feed over HTTP', () => {
  test('is asked for with a name, and its validators are given back', async () => {
    answers.set('/rss', send(feedOf(2), { ETag: 'W/"a-1"', 'Last-Modified': 'Mon, 09 Mar 2026 03:00:00 GMT' }));
    const reading = await portal({ userAgent: 'ban-tin/1.0 (toasoan@lamson.gov.vn)' }).readFeed(`${origin}/rss`, null, now);
    expect(titles(reading)).toEqual(['Thông báo số 0', 'Thông báo số 1']);
    expect(reading).toMatchObject({ validators: { etag: 'W/"a-1"', lastModified: 'Mon, 09 Mar 2026 03:00:00 GMT' }, partial: false });
    expect(requests[0]?.headers['user-agent']).toBe('ban-tin/1.0 (toasoan@lamson.gov.vn)');
    expect(requests[0]?.headers['if-none-match']).toBeUndefined();
  });

  test('has no validators when the server gave none', async () => {
    answers.set('/rss', send(feedOf(1)));
    expect(await portal().readFeed(`${origin}/rss`, null, now)).toMatchObject({ outcome: 'read', validators: null });
  });

  test('is unchanged at 304, asked with the validators as they came', async () => {
    answers.set('/rss', send('', {}, 304));
    const validators = { etag: 'W/"a-1"', lastModified: 'Mon, 09 Mar 2026 03:00:00 GMT' };
    expect(await portal().readFeed(`${origin}/rss`, validators, now)).toEqual({ outcome: 'unchanged' });
    expect(requests.at(-1)?.headers).toMatchObject({ 'if-none-match': validators.etag, 'if-modified-since': validators.lastModified });
  });

  test('is not unchanged at a 304 that nobody asked for', async () => {
    answers.set('/rss', send('', {}, 304));
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now))).toMatchObject({ kind: 'status', status: 304 });
  });

  test('validators that no header can hold are not sent', async () => {
    answers.set('/rss', send(feedOf(1)));
    expect((await portal().readFeed(`${origin}/rss`, { etag: 'a\r\nX-Evil: 1', lastModified: null }, now)).outcome).toBe('read');
    expect(requests.at(-1)?.url).toBe('/rss');
    expect(requests.at(-1)?.headers['x-evil']).toBeUndefined();
  });

  test.each([
    ['gzip', gzipSync(feedOf(3)), 'gzip'],
    ['br', brotliCompressSync(feedOf(3)), 'br'],
    ['deflate', deflateSync(feedOf(3)), 'deflate'],
    ['deflate without its head', deflateRawSync(feedOf(3)), 'deflate'],
    ['gzip without a header', gzipSync(feedOf(3)), ''],
    ['plain, called gzip', Buffer.from(feedOf(3)), 'gzip'],
  ])('is unpacked: %s', async (_name, bytes, encoding) => {
    answers.set('/rss', send(bytes, encoding === '' ? {} : { 'Content-Encoding': encoding }));
    expect(titles(await portal().readFeed(`${origin}/rss`, null, now))).toHaveLength(3);
  });

  test('packed bytes that are none are a broken answer', async () => {
    answers.set('/rss', send('không phải brotli', { 'Content-Encoding': 'br' }));
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now)).kind).toBe('broken');
  });

  test.each([
    ['plain', Buffer.from(feedOf(40)), {}],
    ['packed', gzipSync(feedOf(400)), { 'Content-Encoding': 'gzip' }],
  ])('cut off in the middle keeps its whole items and no validators: %s', async (_name, bytes, headers) => {
    answers.set('/rss', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': String(bytes.length), ETag: '"x"', ...headers });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
    });
    const reading = await portal().readFeed(`${origin}/rss`, null, now);
    expect(reading).toMatchObject({ outcome: 'read', partial: true, validators: null });
    expect(titles(reading).length).toBeGreaterThan(5);
  });

  test('cut off before its first item is no empty feed', async () => {
    answers.set('/rss', (_request, response) => {
      response.writeHead(200, { 'Content-Length': '5000' });
      response.write('<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title><item><ti', () => response.destroy());
    });
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now)).kind).toBe('broken');
  });

  test('a page where a feed was says what it is and stores nothing', async () => {
    answers.set('/rss', send('<html><head><title>Bảo trì hệ thống</title></head><body>Hẹn gặp lại</body></html>', { ETag: '"x"' }));
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now))).toMatchObject({
      kind: 'not-a-feed',
      detail: expect.stringContaining('Bảo trì hệ thống'),
    });
  });
});

describe('no and no answer', () => {
  test.each([
    ['120', '2026-03-10T00:02:00.000Z'],
    ['Tue, 10 Mar 2026 00:30:00 GMT', '2026-03-10T00:30:00.000Z'],
    ['999999', '2026-03-11T00:00:00.000Z'],
    ['Fri, 10 Apr 2026 00:00:00 GMT', '2026-03-11T00:00:00.000Z'],
    ['Mon, 09 Mar 2026 00:00:00 GMT', null],
    ['soon', null],
  ])('Retry-After %s', async (header, expected) => {
    answers.set('/rss', send('', { 'Retry-After': header }, 503));
    const problem = problemOf(await portal().readFeed(`${origin}/rss`, null, now));
    expect(problem).toMatchObject({ kind: 'status', status: 503 });
    expect(problem.retryAt?.toISOString() ?? null).toBe(expected);
  });

  test('403 names whom to ask; a protection page with it is a challenge', async () => {
    answers.set('/rss', send('Forbidden', {}, 403));
    answers.set('/bao-ve', send('<html><head><title>Just a moment...</title></head><body></body></html>', {}, 403));
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now))).toMatchObject({
      kind: 'status',
      status: 403,
      detail: expect.stringContaining('ask its people'),
    });
    expect(problemOf(await portal().readFeed(`${origin}/bao-ve`, null, now))).toMatchObject({
      kind: 'challenge',
      status: 403,
      detail: expect.stringContaining('Cloudflare'),
    });
  });

  test('a refused connection and an unknown host are unreachable, without details that may hold secrets', async () => {
    const refused = problemOf(await portal().readFeed('http://127.0.0.1:1/rss?token=bi-mat', null, now));
    expect(refused).toMatchObject({ kind: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') });
    const resolve = async () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    const unknown = problemOf(await portal({ resolve }).readFeed('http://cu.lamson.gov.vn/rss?token=bi-mat', null, now));
    expect(unknown).toMatchObject({ kind: 'unreachable', detail: expect.stringContaining('new address') });
    expect(`${refused.detail}${unknown.detail}`).not.toContain('bi-mat');
  });

  test('a server that speaks no TLS where https was asked is a TLS problem', async () => {
    expect(problemOf(await portal().readFeed(`https://127.0.0.1:${port}/rss`, null, now)).kind).toBe('tls');
  });

  test('a hang-up before any answer is unreachable', async () => {
    answers.set('/rss', (request) => request.socket.destroy());
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now)).kind).toBe('unreachable');
  });
});

describe('limits', () => {
  test.each([
    ['never answers', () => undefined],
    [
      'drips a byte at a time',
      (_request: IncomingMessage, response: ServerResponse) => {
        const drip = setInterval(() => response.write('<'), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('a server that %s is slow', async (_name, answer) => {
    answers.set('/rss', answer);
    const begun = performance.now();
    expect(problemOf(await portal({ timeoutMs: 300 }).readFeed(`${origin}/rss`, null, now)).kind).toBe('slow');
    expect(performance.now() - begun).toBeLessThan(2500);
  });

  test('redirects share one time limit', async () => {
    for (let i = 0; i < 5; i++)
      answers.set(`/r${i}`, (_request, response) => void setTimeout(() => response.writeHead(302, { Location: `/r${i + 1}` }).end(), 150));
    answers.set('/r5', send(feedOf(1)));
    expect(problemOf(await portal({ timeoutMs: 400 }).readFeed(`${origin}/r0`, null, now)).kind).toBe('slow');
  });

  test.each([
    ['by its own word', send(Buffer.alloc(200_000, 0x20))],
    [
      'without saying so',
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(50_000, 0x20)));
          response.once('drain', more);
        };
        more();
      },
    ],
    ['once unpacked', send(gzipSync(Buffer.alloc(3_000_000, 0x20)), { 'Content-Encoding': 'gzip' })],
    ['once unpacked, as brotli', send(brotliCompressSync(Buffer.alloc(3_000_000, 0x20)), { 'Content-Encoding': 'br' })],
  ])('an answer that is too big %s is refused', async (_name, answer) => {
    answers.set('/rss', answer);
    expect(problemOf(await portal({ maxBytes: 100_000 }).readFeed(`${origin}/rss`, null, now)).kind).toBe('too-big');
  });

  test('10 MB is the limit unless told otherwise: 30 MB are refused quickly and cheaply', async () => {
    answers.set('/rss', send(gzipSync(Buffer.alloc(30_000_000, 0x20)), { 'Content-Encoding': 'gzip' }));
    const before = process.memoryUsage().rss;
    const begun = performance.now();
    expect(problemOf(await portal().readFeed(`${origin}/rss`, null, now))).toMatchObject({ kind: 'too-big', detail: expect.stringContaining('10 MB') });
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('five redirects are followed, a sixth is not', async () => {
    for (let i = 0; i < 6; i++) answers.set(`/r${i}`, send('', { Location: `/r${i + 1}` }, 302));
    answers.set('/r6', send(feedOf(1)));
    expect((await portal().readFeed(`${origin}/r1`, null, now)).outcome).toBe('read');
    expect(problemOf(await portal().readFeed(`${origin}/r0`, null, now))).toMatchObject({ kind: 'address', detail: expect.stringContaining('redirects') });
  });

  test('one request at a time per host', async () => {
    answers.set('/rss', (_request, response) => void setTimeout(() => response.end(feedOf(1)), 30));
    const one = portal();
    const readings = await Promise.all(Array.from({ length: 5 }, () => one.readFeed(`${origin}/rss`, null, now)));
    expect(readings.map((reading) => reading.outcome)).toEqual(Array(5).fill('read'));
    expect(mostOpen).toBe(1);
  });
});

describe('the open network only', () => {
  const closed = createPortal({ zone, privateHosts: [] });

  test.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'ftp://lamson.gov.vn/',
    'file:///etc/passwd',
    'http://a:b@lamson.gov.vn/',
    'không phải địa chỉ',
  ])('%s is not asked', async (url) => {
    expect(problemOf(await closed.readArticle(url, now)).kind).toBe('address');
    expect(problemOf(await closed.readPicture(url)).kind).toBe('address');
    expect(requests).toHaveLength(0);
  });

  test('a name that leads to a private address is refused after the look-up', async () => {
    answers.set('/rss', send(feedOf(1)));
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const url = `http://tin.lamson.gov.vn:${port}/rss`;
    expect(problemOf(await createPortal({ zone, privateHosts: [], resolve }).readFeed(url, null, now))).toMatchObject({
      kind: 'address',
      detail: expect.stringContaining('ALLOW_PRIVATE_HOSTS'),
    });
    expect(requests).toHaveLength(0);
    expect((await createPortal({ zone, privateHosts: ['tin.lamson.gov.vn'], resolve }).readFeed(url, null, now)).outcome).toBe('read');
  });

  test('a redirect to a private address is refused', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const target = createPortal({ zone, privateHosts: ['tin.lamson.gov.vn'], resolve });
    for (const location of ['http://127.0.0.2/', 'http://[::1]:80/', 'http://trong.lamson.gov.vn/', 'file:///etc/passwd']) {
      answers.set('/rss', send('', { Location: location }, 302));
      expect(problemOf(await target.readFeed(`http://tin.lamson.gov.vn:${port}/rss`, null, now)).kind).toBe('address');
    }
  });
});

describe('an article page', () => {
  test('is read under the address it was found at last', async () => {
    answers.set('/cu', send('', { Location: Buffer.from('/tin/lễ-hội').toString('latin1') }, 301));
    answers.set('/tin/l%E1%BB%85-h%E1%BB%99i', send(wholePage, { 'Content-Type': 'text/html' }));
    expect(await portal().readArticle(`${origin}/cu`, now)).toMatchObject({
      outcome: 'read',
      article: { title: 'Lễ hội đền Thượng', url: `${origin}/tin/l%E1%BB%85-h%E1%BB%99i` },
    });
  });

  test.each([404, 410])('is withdrawn at %i', async (status) => {
    answers.set('/bai', send('không có', {}, status));
    expect(problemOf(await portal().readArticle(`${origin}/bai`, now))).toMatchObject({ kind: 'withdrawn', status });
  });

  test('is withdrawn when its address leads to the front page, whose top story is not stored under it', async () => {
    answers.set('/bai', send('', { Location: '/web/guest/home' }, 302));
    answers.set('/web/guest/home', send(wholePage));
    expect(problemOf(await portal().readArticle(`${origin}/bai`, now)).kind).toBe('withdrawn');
  });

  test('that is cut off is no article', async () => {
    answers.set('/bai', (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100000' });
      response.write(wholePage, () => response.destroy());
    });
    expect(problemOf(await portal().readArticle(`${origin}/bai`, now)).kind).toBe('unreachable');
  });
});

describe('a picture', () => {
  test('comes with its bytes and type', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
    answers.set('/documents/anh', send(bytes, { 'Content-Type': 'image/jpeg' }));
    expect(await portal().readPicture(`${origin}/documents/anh`)).toMatchObject({ outcome: 'read', type: 'image/jpeg', bytes });
  });

  test('has no type when the server tells a wrong one', async () => {
    answers.set('/anh', send(Buffer.from([0xff, 0xd8, 0xff]), { 'Content-Type': 'application/octet-stream' }));
    expect(await portal().readPicture(`${origin}/anh`)).toMatchObject({ outcome: 'read', type: null });
  });

  test('is none when a login page, nothing or an error comes, or it is cut off', async () => {
    answers.set('/a', send('<!DOCTYPE html><html>Đăng nhập</html>', { 'Content-Type': 'image/jpeg' }));
    answers.set('/b', send(''));
    answers.set('/c', send('', {}, 500));
    answers.set('/d', (_request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write(Buffer.from([0xff, 0xd8]), () => response.destroy());
    });
    const kinds = [];
    for (const path of ['/a', '/b', '/c', '/d']) kinds.push(problemOf(await portal().readPicture(`${origin}${path}`)).kind);
    expect(kinds).toEqual(['broken', 'broken', 'status', 'unreachable']);
  });
});
