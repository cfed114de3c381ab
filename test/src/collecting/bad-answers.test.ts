/** Every bad answer of a portal, at the wire: the real reader against a server that answers badly. Nothing that is known may change by it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import type { SourceState } from '../../../src/ports.ts';
import { plainSource } from '../../../src/source.ts';
import { hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk } from '../../fakes/desk.ts';
import { originOf } from '../../fakes/server.ts';

const zone = 'Asia/Ho_Chi_Minh';
let server: Server;
let origin = '';
let answer: RequestListener = (_request, response) => response.end();
/** If-None-Match of each request. */
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    answer(request, response);
  });
  origin = await originOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function feed(numbers: readonly number[], end = '</channel></rss>'): string {
  const items = numbers.map(
    (n) =>
      `<item><title>Tin số ${n} của tỉnh</title><link>${origin}/tin/${n}</link><pubDate>Mon, 23 Nov 2026 07:${String(n).padStart(2, '0')}:00 +0700</pubDate></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Hà Lâm</title>${items.join('')}${end}`;
}

function says(status: number, body: string, type: string, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, ETag: '"bad"', 'Last-Modified': 'Mon, 23 Nov 2026 00:00:00 GMT', ...headers });
    response.end(body);
  };
}
const good = (numbers: readonly number[]) =>
  says(200, feed(numbers), 'application/rss+xml', { ETag: '"good"', 'Last-Modified': 'Sun, 22 Nov 2026 00:00:00 GMT' });
const html = (body: string) => `<!doctype html><html><head><title>Cổng</title></head><body>${body}</body></html>`;
const long = '<p>Trang thông tin của tỉnh Hà Lâm, chuyên mục giới thiệu chung về tỉnh và các đơn vị.</p>'.repeat(20);
const challenge = '<html><script>document.cookie="D1N=abc"+"; path=/";window.location.reload(true);</script></html>';

async function deskAt(path = '/rss'): Promise<FakeDesk> {
  const desk = await createFakeDesk({ sources: [plainSource(`${origin}${path}`, zone)] });
  Object.assign(desk.ports.portal, createPortal({ zone, privateHosts: ['127.0.0.1'], timeoutMs: 700, maxBytes: 100_000 }));
  return desk;
}

async function poll(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run('collect');
  if (ran.outcome !== 'done') throw new Error(ran.outcome);
  return ran.counts;
}

async function state(desk: FakeDesk): Promise<SourceState> {
  const known = await desk.ports.sources.get(`${origin}/rss`);
  if (known === null) throw new Error('nothing is known');
  return known;
}

const kept = { etag: '"good"', lastModified: 'Sun, 22 Nov 2026 00:00:00 GMT' };

/** The rows of the table, each with how often it must happen before staff are told (null: not by one row alone). */
const rows: readonly [string, () => RequestListener, number | null][] = [
  ['an HTML page where the feed was', () => says(200, html(long), 'text/html'), 1],
  ['a login page', () => says(200, html('<form>Đăng nhập <input type="password" name="p"></form>'), 'text/html'), 1],
  ['a protection page with status 200', () => says(200, challenge, 'text/html'), 1],
  ['a protection page with status 403', () => says(403, challenge, 'text/html'), 1],
  [
    'a page that needs JavaScript',
    () => says(200, '<!doctype html><html><body><div id="app"></div><script src="/a.js"></script></body></html>', 'text/html'),
    1,
  ],
  ['403', () => says(403, 'no', 'text/plain'), 1],
  ['404 of the feed', () => says(404, html('404'), 'text/html'), 1],
  ['410 of the feed', () => says(410, '', 'text/plain'), 1],
  ['500', () => says(500, feed([9]), 'application/rss+xml'), 3],
  ['502 with a body', () => says(502, html('Bad gateway'), 'text/html'), 3],
  ['an empty answer', () => says(200, '', 'application/rss+xml'), null],
  ['too many bytes', () => says(200, `${feed([1])}${' '.repeat(200_000)}`, 'application/rss+xml'), 1],
  ['a redirect loop', () => says(302, '', 'text/plain', { Location: '/rss' }), 1],
  ['a redirect to a private host', () => says(302, '', 'text/plain', { Location: 'http://10.0.0.1/rss' }), 1],
  ['a connection that is cut at once', () => (request) => request.socket.destroy(), 3],
  ['no answer in time', () => () => {}, 3],
  ['an entity bomb', () => says(200, '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item>&b;', 'application/rss+xml'), null],
];

describe('a bad answer of a source', () => {
  it.each(rows)('(%s) keeps articles and validators as they were, and staff are told in time', async (_name, bad, toldAt) => {
    const desk = await deskAt();
    answer = good([1, 2]);
    expect((await poll(desk)).added).toBe(2);
    const articles = await desk.ports.articles.all(null, 9);
    for (let time = 1; time <= 3; time++) {
      desk.pass(2 * hour);
      answer = bad();
      expect(await poll(desk)).toMatchObject({ failed: 1, added: 0 });
      expect(await desk.ports.articles.all(null, 9)).toEqual(articles);
      expect(await state(desk)).toMatchObject({ validators: kept, failures: time });
      if (toldAt !== null) expect(await desk.ports.notices.pending(9)).toHaveLength(time >= toldAt ? 1 : 0);
    }
    desk.pass(2 * hour);
    answer = good([1, 2, 3]);
    asked.length = 0;
    expect(await poll(desk)).toMatchObject({ read: 1, added: 1 });
    expect(asked).toEqual(['"good"']);
    expect((await state(desk)).failures).toBe(0);
  });

  it.each([
    ['429', 429, '120', 2 * minute],
    ['503', 503, '600', 10 * minute],
    ['503 with years', 503, '99999999', 24 * hour],
  ] as const)('(%s) is left alone for as long as it asks', async (_name, status, seconds, wait) => {
    const desk = await deskAt();
    answer = good([1]);
    await poll(desk);
    answer = says(status, '', 'text/plain', { 'Retry-After': seconds });
    desk.pass(5 * minute);
    await poll(desk);
    expect((await state(desk)).notBefore?.getTime()).toBe(desk.clock().getTime() + wait);
    expect((await state(desk)).validators).toEqual(kept);
    asked.length = 0;
    desk.pass(wait - 1);
    await poll(desk);
    expect(asked).toHaveLength(0);
  });

  it('(cut off) gives its whole items, drops the half one, and is asked for without validators the next time', async () => {
    const desk = await deskAt();
    answer = good([1]);
    await poll(desk);
    answer = says(200, feed([1, 2, 3], '<item><title>Tin dở dang</title><link>http'), 'application/rss+xml');
    desk.pass(5 * minute);
    expect(await poll(desk)).toMatchObject({ read: 1, added: 2 });
    expect((await state(desk)).validators).toBeNull();
    answer = good([1, 2, 3, 4]);
    asked.length = 0;
    expect(await poll(desk)).toMatchObject({ added: 1 });
    expect(asked).toEqual([undefined]);
  });

  it('(valid, with nothing in it) is no error', async () => {
    const desk = await deskAt();
    answer = good([]);
    expect(await poll(desk)).toMatchObject({ read: 1, failed: 0, added: 0 });
    expect(await desk.ports.notices.pending(9)).toEqual([]);
    expect(await state(desk)).toMatchObject({ failures: 0, firstReadAt: null, emptySince: desk.clock() });
  });

  it('(unchanged) costs a 304', async () => {
    const desk = await deskAt();
    answer = good([1]);
    await poll(desk);
    answer = (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"good"' ? 304 : 200);
      response.end();
    };
    expect(await poll(desk)).toMatchObject({ unchanged: 1, failed: 0 });
  });
});

const page = (title: string, body = 'Sáng 23/11, UBND tỉnh Hà Lâm tổ chức lễ khánh thành cầu Hạ Lam bắc qua sông Lam, nối hai huyện.') =>
  html(
    `<main><article><h1>${title}</h1><div class="sapo">${body}</div><div class="detail-content"><p>${body} Đến dự có lãnh đạo tỉnh.</p><p>Cầu dài 420 m, rộng 12 m.</p></div></article></main>`,
  );

describe('an article page looked at again', () => {
  /** Collected and drafted; from then on the article's address answers as told. */
  async function watched(): Promise<{ readonly desk: FakeDesk; readonly look: (listener: RequestListener) => Promise<Readonly<Record<string, number>>> }> {
    const desk = await deskAt();
    const serve = (listener: RequestListener): void => {
      answer = (request, response) => (request.url?.startsWith('/tin/') ? listener(request, response) : good([1])(request, response));
    };
    serve(says(200, page('Khánh thành cầu Hạ Lam'), 'text/html', { ETag: '"p1"' }));
    await poll(desk);
    await desk.app.run('draft');
    return {
      desk,
      look: async (listener) => {
        serve(listener);
        desk.pass(24 * hour);
        asked.length = 0;
        const ran = await desk.app.run('watch');
        if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
        return ran.counts;
      },
    };
  }

  it('costs a 304 while it is the same', async () => {
    const { look } = await watched();
    expect(await look(says(200, page('Khánh thành cầu Hạ Lam'), 'text/html', { ETag: '"p1"' }))).toMatchObject({ looked: 1, edited: 0 });
    const unchanged: RequestListener = (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"p1"' ? 304 : 200);
      response.end();
    };
    expect(await look(unchanged)).toMatchObject({ looked: 1, edited: 0, unread: 0 });
    expect(asked).toEqual(['"p1"']);
  });

  it('shows a correction', async () => {
    const { desk, look } = await watched();
    expect(await look(says(200, page('Thông xe cầu Hạ Lam'), 'text/html'))).toMatchObject({ edited: 1 });
    expect(await desk.ports.revisions.newest(['edited'], 9)).toMatchObject([{ fields: ['title'], is: { title: 'Thông xe cầu Hạ Lam' } }]);
  });

  it.each<[string, () => RequestListener]>([
    ['a protection page', () => says(200, challenge, 'text/html')],
    ['502', () => says(502, html('Bad gateway'), 'text/html')],
    ['403', () => says(403, 'no', 'text/plain')],
    ['a login page', () => says(200, html('<h1>Đăng nhập</h1><form><input type="password" name="p"></form>'), 'text/html')],
    ['a cut page', () => (_request, response) => void response.writeHead(200, { 'Content-Length': '9000' }).write(page('Cắt'), () => response.destroy())],
    ['an empty answer', () => says(200, '', 'text/html')],
    ['no answer in time', () => () => {}],
  ])('changes nothing by %s', async (_name, bad) => {
    const { desk, look } = await watched();
    const [before] = await desk.ports.articles.all(null, 9);
    expect(await look(bad())).toMatchObject({ looked: 1, unread: 1, edited: 0, missing: 0, withdrawn: 0 });
    const [after] = await desk.ports.articles.all(null, 9);
    expect(after).toEqual({ ...before, rev: expect.any(Number), watch: { ...before?.watch, lookAt: expect.any(Date), lookedAt: expect.any(Date) } });
    expect(await desk.ports.revisions.newest(['edited', 'withdrawn', 'back'], 9)).toEqual([]);
  });

  it.each<[string, () => RequestListener, number]>([
    ['404', () => says(404, html('Không tìm thấy'), 'text/html'), 2],
    ['410', () => says(410, '', 'text/html'), 1],
    [
      'a redirect to the front page',
      () => (request, response) =>
        (request.url === '/' ? says(200, page('Tin đứng đầu'), 'text/html') : says(302, '', 'text/html', { Location: '/' }))(request, response),
      2,
    ],
    [
      '“Không tìm thấy” in its place',
      () => says(200, html('<main><h1>Không tìm thấy bài viết</h1><p>Bài viết không tồn tại hoặc đã bị xóa.</p></main>'), 'text/html'),
      2,
    ],
  ])('is withdrawn by %s', async (_name, gone, looks) => {
    const { desk, look } = await watched();
    const counts = [];
    for (let time = 0; time < looks; time++) counts.push((await look(gone())).withdrawn);
    expect(counts).toEqual([...Array.from({ length: looks - 1 }, () => 0), 1]);
    expect(await desk.ports.revisions.newest(['withdrawn'], 9)).toHaveLength(1);
    expect((await look(says(200, page('Khánh thành cầu Hạ Lam'), 'text/html'))).back).toBe(1);
  });
});
