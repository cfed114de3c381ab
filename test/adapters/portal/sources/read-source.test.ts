import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPortal } from '../../../../adapters/portal/portal.ts';
import type { FeedReading, FoundList } from '../../../../src/ports.ts';
import { plainSource, type Source } from '../../../../src/source.ts';
import { originOf } from '../../../fakes/server.ts';

const now = new Date('2026-03-10T00:00:00Z');
const zone = 'Asia/Ho_Chi_Minh';

type Page = { readonly body: string | Buffer; readonly status?: number; readonly headers?: Record<string, string> };
const pages = new Map<string, Page>();
const asked: string[] = [];

/** A server that answers 304 whenever it is asked with the tag that it gave. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  if (path !== '/robots.txt') asked.push(path);
  const page = pages.get(path);
  if (page === undefined) {
    response.writeHead(404).end('không có');
    return;
  }
  const tag = `"${page.body.length}"`;
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, { ETag: tag }).end();
    return;
  }
  response.writeHead(page.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8', ETag: tag, ...page.headers }).end(page.body);
}

const server = http.createServer(answer);
let origin = '';
beforeAll(async () => {
  origin = await originOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  pages.clear();
  asked.length = 0;
});

function source(path: string, given: Partial<Source> = {}): Source {
  return { ...plainSource(`${origin}${path}`, zone), pauseMs: 0, ...given };
}
function portal(...sources: Source[]) {
  return createPortal({ zone, privateHosts: ['127.0.0.1'], sources });
}

type Read = Extract<FeedReading, { outcome: 'read' }>;
function read(reading: FeedReading): Read {
  if (reading.outcome !== 'read') throw new Error(`expected articles, got ${JSON.stringify(reading)}`);
  return reading;
}
const found = (reading: FeedReading): FoundList => read(reading).found ?? { form: 'feed', url: 'nothing was told', selector: null };
const titles = (reading: FeedReading) => read(reading).items.map((item) => item.article.title);

const rss = (...names: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>${names.map((name, i) => `<item><title>${name}</title><link>/tin/${i}</link></item>`).join('')}</channel></rss>`;
const list = `<ul class="tin">${['Khánh thành trạm y tế xã Hà Lâm', 'Trao quà cho học sinh vượt khó', 'Kiểm tra công tác phòng dịch']
  .map((title, i) => `<li><a href="/bai/bai-viet-so-${i}">${title}</a> <span class="date">0${i + 1}/03/2026</span></li>`)
  .join('')}</ul>`;
const page = (body: string, head = '') => `<html lang="vi"><head><title>Xã Hà Lâm</title>${head}</head><body>${body}</body></html>`;
const link = (href: string, title = 'Tin tức', type = 'application/rss+xml') => `<link rel="alternate" type="${type}" title="${title}" href="${href}">`;

describe('a front page that names its feed', () => {
  const front = () => page(list, `${link('/comments/feed', 'Hà Lâm » Dòng bình luận')}${link('https://khac.example/rss', 'Nơi khác')}${link('/tin.rss')}`);

  test('costs one request more the first time, and one with a 304 from then on', async () => {
    pages.set('/', { body: front() });
    pages.set('/tin.rss', { body: rss('Một bài từ nguồn cấp tin') });
    const desk = portal(source('/'));
    const first = read(await desk.readFeed(`${origin}/`, null, now));
    expect(titles(first)).toEqual(['Một bài từ nguồn cấp tin']);
    expect(asked).toEqual(['/', '/tin.rss']);
    expect(first.found).toEqual({ form: 'feed', url: `${origin}/tin.rss`, selector: null });
    asked.length = 0;
    expect(await desk.readFeed(`${origin}/`, first.validators, now, found(first))).toEqual({ outcome: 'unchanged' });
    expect(asked).toEqual(['/tin.rss']);
  });

  test('is asked again when the feed is gone, without the validators of the feed', async () => {
    pages.set('/', { body: front() });
    pages.set('/tin.rss', { body: 'x', status: 404 });
    const last: FoundList = { form: 'feed', url: `${origin}/tin.rss`, selector: null };
    const reading = await portal(source('/')).readFeed(`${origin}/`, { etag: `"${front().length}"`, lastModified: null }, now, last);
    expect(titles(reading)).toHaveLength(3);
    expect(found(reading)).toEqual({ form: 'list', url: `${origin}/`, selector: 'body > ul.tin > li' });
    expect(asked).toEqual(['/tin.rss', '/', '/tin.rss']);
  });

  test('is left alone while the feed only fails for the moment', async () => {
    pages.set('/', { body: front() });
    pages.set('/tin.rss', { body: 'x', status: 503 });
    const last: FoundList = { form: 'feed', url: `${origin}/tin.rss`, selector: null };
    expect(await portal(source('/')).readFeed(`${origin}/`, null, now, last)).toMatchObject({ outcome: 'failed', problem: { kind: 'status', status: 503 } });
    expect(asked).toEqual(['/tin.rss']);
  });

  test('shows its own list where the feed is empty', async () => {
    pages.set('/', { body: front() });
    pages.set('/tin.rss', { body: rss() });
    expect(titles(await portal(source('/')).readFeed(`${origin}/`, null, now))).toHaveLength(3);
  });

  test('is read itself when the newsroom says that it is a list', async () => {
    pages.set('/', { body: front() });
    const reading = await portal(source('/', { form: 'list' })).readFeed(`${origin}/`, null, now, { form: 'feed', url: `${origin}/tin.rss`, selector: null });
    expect(titles(reading)).toHaveLength(3);
    expect(asked).toEqual(['/']);
  });
});

test('a section names its own feed, or none: not that of the whole portal', async () => {
  pages.set('/van-hoa/', { body: page(list, link('/tin.rss')) });
  pages.set('/tin.rss', { body: rss('Bài của cả cổng') });
  pages.set('/van-hoa/feed', { body: rss('Bài của chuyên mục') });
  expect(titles(await portal().readFeed(`${origin}/van-hoa/`, null, now))).toHaveLength(3);
  pages.set('/van-hoa/', { body: page(list, `${link('/tin.rss')}${link('/van-hoa/feed')}`) });
  expect(titles(await portal().readFeed(`${origin}/van-hoa/`, null, now))).toEqual(['Bài của chuyên mục']);
});

describe('a list page', () => {
  test('has validators, and is unchanged at 304', async () => {
    pages.set('/tin-tuc', { body: page(list) });
    const first = read(await portal().readFeed(`${origin}/tin-tuc`, null, now));
    expect(first.validators).not.toBeNull();
    expect(await portal().readFeed(`${origin}/tin-tuc`, first.validators, now, first.found)).toEqual({ outcome: 'unchanged' });
  });

  test('that leads to the front page is not the list that was asked for', async () => {
    pages.set('/', { body: page(list) });
    pages.set('/tin-tuc', { body: '', status: 302, headers: { Location: '/' } });
    expect(await portal().readFeed(`${origin}/tin-tuc`, null, now)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
  });
});

describe('the next page of a list', () => {
  test.each([
    ['<a href="/tin-tuc?page=1">1</a> <a href="/tin-tuc?page=2">2</a> <a href="/tin-tuc?page=9">Trang cuối</a>', '/tin-tuc?page=2'],
    ['<a href="/tin-tuc?_101_INSTANCE_x_cur=2">Tiếp theo ›</a>', '/tin-tuc?_101_INSTANCE_x_cur=2'],
    ['<link rel="next" href="/tin-tuc/page/2/"><a href="/tin-tuc/page/7/">2</a>', '/tin-tuc/page/2/'],
    ['<a href="javascript:__doPostBack(2)">Trang sau</a>', null],
    ['<a href="https://khac.example/tin?page=2">Trang sau</a>', null],
    ['<a href="/tin/bai-tiep">Tiếp</a>', null],
    ['', null],
  ])('is told by %j', async (pager, expected) => {
    pages.set('/tin-tuc', { body: page(list + pager) });
    expect(read(await portal().readFeed(`${origin}/tin-tuc`, null, now)).next ?? null).toBe(expected === null ? null : `${origin}${expected}`);
  });

  test('is read by the settings of its source', async () => {
    pages.set('/tin-tuc?page=2', { body: page(`${list.replaceAll('/bai/', '/cu/')}<a href="/tin-tuc?page=2">2</a>`) });
    const desk = portal(source('/tin-tuc', { kind: 'photos' }));
    const reading = read(await desk.readFeed(`${origin}/tin-tuc`, null, now, { form: 'list', url: `${origin}/tin-tuc?page=2`, selector: null }));
    expect(reading.items.map((item) => item.article.kind)).toEqual(['photos', 'photos', 'photos']);
    expect(reading.next).toBeNull();
    expect(asked).toEqual(['/tin-tuc?page=2']);
  });
});

test('of two lists on a page the one that was read stays the one', async () => {
  const rich = `<div class="noi-bat">${[1, 2, 3].map((n) => `<div class="o"><img src="/${n}.jpg"><a href="/noi-bat/bai-viet-so-${n}">Bài nổi bật thứ ${n} của tuần này</a> <i>0${n}/03/2026</i></div>`).join('')}</div>`;
  pages.set('/tin-tuc', { body: page(list + rich) });
  for (const selector of ['body > ul.tin > li', 'body > div.noi-bat > div.o']) {
    expect(found(await portal().readFeed(`${origin}/tin-tuc`, null, now, { form: 'list', url: `${origin}/tin-tuc`, selector }))).toMatchObject({ selector });
  }
});

describe('a page where a feed was', () => {
  test('is an error, although it lists something', async () => {
    pages.set('/tin', { body: page(list) });
    const last: FoundList = { form: 'feed', url: `${origin}/tin`, selector: null };
    expect(await portal().readFeed(`${origin}/tin`, null, now, last)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
    expect(titles(await portal().readFeed(`${origin}/tin`, null, now, { ...last, form: 'list' }))).toHaveLength(3);
  });

  test.each(['/rss', '/rss/tin-tuc', '/tin.xml', '/?feed=rss2', '/_layouts/15/listfeed.aspx'])('is an error at the address of a feed: %s', async (path) => {
    pages.set(path, { body: page(list) });
    expect(await portal().readFeed(`${origin}${path}`, null, now)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
  });
});

describe('a list of sitemaps', () => {
  const index = (...rows: string[]) => `<?xml version="1.0"?><sitemapindex>${rows.join('')}</sitemapindex>`;
  const row = (path: string, changed = '') => `<sitemap><loc>${origin}${path}</loc>${changed === '' ? '' : `<lastmod>${changed}</lastmod>`}</sitemap>`;
  const plain = (...paths: string[]) => `<urlset>${paths.map((path) => `<url><loc>${origin}${path}</loc></url>`).join('')}</urlset>`;
  const news = (title: string) =>
    `<urlset><url><loc>${origin}/tin/mot-bai</loc><news:news><news:publication_date>2026-03-09T14:05:00+07:00</news:publication_date><news:title>${title}</news:title></news:news></url></urlset>`;

  test('leads to the news sitemap, which is remembered: one request from then on', async () => {
    pages.set('/sitemap.xml', { body: index(row('/page-sitemap.xml', '2026-03-09'), row('/news-sitemap.xml', '2026-03-01')) });
    pages.set('/news-sitemap.xml', { body: gzipSync(news('Một bài trong sơ đồ trang')) });
    const first = read(await portal().readFeed(`${origin}/sitemap.xml`, null, now));
    expect(titles(first)).toEqual(['Một bài trong sơ đồ trang']);
    asked.length = 0;
    expect(await portal().readFeed(`${origin}/sitemap.xml`, first.validators, now, found(first))).toEqual({ outcome: 'unchanged' });
    expect(asked).toEqual(['/news-sitemap.xml']);
  });

  test('is followed to the newest three, and its validators are kept where it tells when each changed', async () => {
    const months = [1, 2, 3, 4].map((month) => row(`/bai-viet-2025-0${month}.xml`, `2025-0${month}-28`));
    pages.set('/sitemap.xml', { body: index(...months) });
    for (const month of [1, 2, 3, 4]) pages.set(`/bai-viet-2025-0${month}.xml`, { body: plain(`/bai/cua-thang-${month}`) });
    const first = read(await portal().readFeed(`${origin}/sitemap.xml`, null, now));
    expect(asked).toEqual(['/sitemap.xml', '/bai-viet-2025-04.xml', '/bai-viet-2025-03.xml', '/bai-viet-2025-02.xml']);
    expect(first.items.map((item) => item.article.url)).toEqual([4, 3, 2].map((month) => `${origin}/bai/cua-thang-${month}`));
    asked.length = 0;
    expect(await portal().readFeed(`${origin}/sitemap.xml`, first.validators, now, found(first))).toEqual({ outcome: 'unchanged' });
    expect(asked).toEqual(['/sitemap.xml']);
  });

  test('has no validators where it does not tell when its sitemaps changed: unchanged, it would hide what is new in them', async () => {
    pages.set('/wp-sitemap.xml', { body: index(row('/wp-sitemap-posts-post-1.xml'), row('/wp-sitemap-posts-post-2.xml'), row('/wp-sitemap-users-1.xml')) });
    for (const n of [1, 2]) pages.set(`/wp-sitemap-posts-post-${n}.xml`, { body: plain(`/bai-viet-${n}`) });
    const reading = read(await portal().readFeed(`${origin}/wp-sitemap.xml`, null, now));
    expect(asked).toEqual(['/wp-sitemap.xml', '/wp-sitemap-posts-post-2.xml', '/wp-sitemap-posts-post-1.xml']);
    expect(reading.validators).toBeNull();
  });

  test('one of whose sitemaps cannot be read is read in part', async () => {
    pages.set('/sitemap.xml', { body: index(row('/tin-1.xml', '2026-03-01'), row('/tin-2.xml', '2026-03-02')) });
    pages.set('/tin-2.xml', { body: plain('/bai/moi') });
    const reading = read(await portal().readFeed(`${origin}/sitemap.xml`, null, now));
    expect(reading).toMatchObject({ partial: true, validators: null, refused: [{ url: `${origin}/tin-1.xml`, why: 'the server answered 404' }] });
    pages.delete('/tin-2.xml');
    expect(await portal().readFeed(`${origin}/sitemap.xml`, null, now)).toMatchObject({ outcome: 'failed', problem: { kind: 'status', status: 404 } });
  });

  test('that leads in a circle ends', async () => {
    pages.set('/sitemap.xml', { body: index(row('/b.xml')) });
    pages.set('/b.xml', { body: index(row('/sitemap.xml')) });
    expect(await portal().readFeed(`${origin}/sitemap.xml`, null, now)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
    expect(asked).toEqual(['/sitemap.xml', '/b.xml']);
  });
});

describe('whose settings hold', () => {
  const article = page(
    '<h1>Tên chuyên mục</h1><div id="t">The new bridge of Ha Lam opens</div><i id="d">3/9/2026</i><div id="n"><div id="s">The bridge is forty meters long.</div><p>Người dân hai bên bờ sông đi lại thuận tiện hơn, không còn phải qua cầu tạm như trước đây.</p><p class="x">Bấm để nhận quà tặng hấp dẫn từ nhà tài trợ.</p></div><u id="c">Nguồn: Báo Lam Sơn</u>',
  );
  const selectors = { title: ['#no', '#t'], lead: ['#s'], date: ['#d'], body: ['#n'], credit: ['#c'], remove: ['.x', '[['] };

  test('those of the named source, else of one of the same host, else none', async () => {
    pages.set('/bai', { body: article });
    const given = source('/en', { page: selectors, dates: 'month-first', kind: 'video', language: 'en' });
    const expected = {
      title: 'The new bridge of Ha Lam opens',
      lead: 'The bridge is forty meters long.',
      publishedAt: new Date('2026-03-08T17:00:00Z'),
      precision: 'day',
      kind: 'video',
      language: 'en',
      credit: 'Báo Lam Sơn',
      body: 'Người dân hai bên bờ sông đi lại thuận tiện hơn, không còn phải qua cầu tạm như trước đây.',
    };
    for (const named of [given.url, undefined]) {
      const reading = await portal(source('/vi'), given).readArticle(`${origin}/bai`, now, named);
      if (named === undefined) expect(reading).toMatchObject({ outcome: 'read', article: { title: 'Tên chuyên mục' } });
      else expect(reading).toMatchObject({ outcome: 'read', article: expected });
    }
    expect(await portal(given).readArticle(`${origin}/bai`, now)).toMatchObject({ outcome: 'read', article: expected });
    expect(await portal(source('/vi'), given).lookAgain(`${origin}/bai`, null, now, given.url)).toMatchObject({ outcome: 'read', article: expected });
  });

  test('what another host of the same portal shows is the same article', async () => {
    pages.set('/tin-tuc', { body: page(list) });
    const other = origin.replace('127.0.0.1', 'localhost');
    const given = source('/tin-tuc', { hosts: ['localhost'] });
    const desk = createPortal({ zone, privateHosts: ['127.0.0.1', 'localhost'], sources: [given] });
    pages.set('/bai/bai-viet-so-0', {
      body: page('<h1>Khánh thành trạm y tế xã Hà Lâm</h1><p>Trạm y tế có mười hai phòng, được xây dựng trong tám tháng.</p>'),
    });
    const key = read(await desk.readFeed(given.url, null, now)).items.find((item) => item.article.title.startsWith('Khánh thành'))?.key;
    expect(await desk.readArticle(`${other}/bai/bai-viet-so-0`, now)).toMatchObject({ outcome: 'read', key });
  });

  test('a zone of its own for dates that tell none', async () => {
    pages.set('/tin', { body: page(list) });
    const reading = read(await portal(source('/tin', { zone: 'UTC' })).readFeed(`${origin}/tin`, null, now));
    expect(reading.items[0]?.article.publishedAt).toEqual(new Date('2026-03-03T00:00:00Z'));
  });
});
