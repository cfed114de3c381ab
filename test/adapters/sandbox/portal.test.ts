import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureSize } from '../../../adapters/sandbox/pixels.ts';
import { hour } from '../../../src/time.ts';
import { day as dayText } from './portal-days.ts';
import { at, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startForTest();
});
afterAll(() => sandbox.stop());

const feedUrl = () => sandbox.places.feeds[0] ?? '';
const read = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const items = (feed: string) => feed.match(/<item>[\s\S]*?<\/item>/g) ?? [];
const dates = (feed: string) => [...feed.matchAll(/<item>[\s\S]*?<pubDate>([^<]+)</g)].map((match) => new Date(match[1] ?? ''));

describe('the feed', () => {
  it('is RSS 2.0 with at least 16 articles, twelve of the last twenty hours, none older than eight days or to come', async () => {
    const feed = await read(feedUrl());
    expect(feed.headers.get('content-type')).toContain('application/rss+xml');
    expect(items(feed.text).length).toBeGreaterThanOrEqual(16);
    const ages = dates(feed.text).map((date) => (sandbox.now().getTime() - date.getTime()) / hour);
    expect(ages.filter((age) => age <= 20)).toHaveLength(12);
    expect(Math.max(...ages)).toBeLessThan(8 * 24);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
  });

  it('writes dates in Vietnam time, with the right day of the week', async () => {
    const feed = await read(feedUrl());
    const written = [...feed.text.matchAll(/<pubDate>([^<]+)</g)].map((match) => match[1] ?? '');
    for (const date of written) expect(date).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:00 \+0700$/);
    expect(written.map((date) => date.slice(0, 3))).toEqual(written.map((date) => dayText(new Date(date))));
  });

  it('answers 304 to its own validators, and not to others', async () => {
    const feed = await read(feedUrl());
    const etag = feed.headers.get('etag') ?? '';
    const modified = feed.headers.get('last-modified') ?? '';
    expect((await read(feedUrl(), { 'if-none-match': etag })).status).toBe(304);
    expect((await read(feedUrl(), { 'if-modified-since': modified })).status).toBe(304);
    expect((await read(feedUrl(), { 'if-none-match': '"other"', 'if-modified-since': modified })).status).toBe(200);
  });

  it('is packed for those who take gzip', async () => {
    expect((await read(feedUrl(), { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBe('gzip');
    expect((await read(feedUrl(), { 'accept-encoding': 'identity' })).headers.get('content-encoding')).toBeNull();
  });
});

describe('the pages', () => {
  it('are all there, with title, date, view count, bold lead, source, picture and og: tags, in composed Vietnamese', async () => {
    const feed = await read(feedUrl());
    for (const item of items(feed.text)) {
      const link = /<link>([^<]+)</.exec(item)?.[1] ?? '';
      const title = /<title>([^<]+)</.exec(item)?.[1] ?? '';
      const page = await read(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<h1>${title}</h1>`);
      expect(page.text).toContain(`<link rel="canonical" href="${link}">`);
      expect(page.text).toContain(`<meta property="og:title" content="${title}">`);
      expect(page.text).toMatch(/<span class="ngay-dang">(Thứ \p{L}+|Chủ nhật), \d\d\/\d\d\/\d{4} \d\d:\d\d \(GMT\+7\)<\/span>/u);
      expect(page.text).toMatch(/(Số lượt xem|Views): [\d.]+</);
      expect(page.text).toMatch(/<p class="sapo"><strong>.{60,}<\/strong><\/p>/);
      expect(page.text).toMatch(/<p class="source">(Nguồn|Source): .+<\/p>/);
      expect(page.text).toMatch(/<figcaption>.+<\/figcaption>/);
      expect(page.text).toBe(page.text.normalize('NFC'));
    }
  });

  it('show each kind in its own form', async () => {
    const articles = sandbox.view().articles;
    const page = async (part: string) => (await read(articles.find((article) => article.url.includes(part))?.url ?? '')).text;
    expect(await page('video-mot-ngay')).toMatch(/<video controls preload="none" poster="http[^"]+\.jpg"><source src="http[^"]+\.mp4"/);
    expect(await page('infographic')).toMatch(/<a href="http[^"]+\.png"><figure>/);
    expect((await page('anh-mua-che')).match(/<figure>/g)).toHaveLength(4);
    expect(await page('diem-tin')).toContain('<p><strong>Mở hai tuyến xe buýt điện</strong></p>');
    expect(await page('cong-dien')).toContain('<tr><td>Số ký hiệu</td><td>14/CĐ-UBND</td></tr>');
    expect(await page('ha-lam-opens')).toContain('<html lang="en">');
  });

  it('that do not exist answer 404 and say so', async () => {
    const gone = await read(`${sandbox.address}/portal/tin-tuc/khong-co-9.htm`);
    expect([gone.status, gone.text.includes('Không tìm thấy trang')]).toEqual([404, true]);
    expect((await read(`${sandbox.address}/portal/anh/khong-co-1.jpg`)).status).toBe(404);
  });

  it('are listed on the home page', async () => {
    const home = await read(`${sandbox.address}/portal/`);
    for (const article of sandbox.view().articles) expect(home.text).toContain(article.url);
  });
});

describe('the pictures', () => {
  const bytesOf = async (name: string) => new Uint8Array(await (await fetch(`${sandbox.address}/portal/anh/${name}`)).arrayBuffer());

  it('are photographs of 1200 × 630 and tall infographics, the same each time', async () => {
    const bridge = await bytesOf('cau-1.jpg');
    expect(pictureSize(bridge)).toEqual({ width: 1200, height: 630 });
    expect(bridge.length).toBeLessThan(1024 * 1024);
    const tall = pictureSize(await bytesOf('kinh-te-10-thang.png'));
    expect([tall?.width, (tall?.height ?? 0) > 1300]).toEqual([1000, true]);
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const other = await startForTest();
    expect(hash(new Uint8Array(await (await fetch(`${other.address}/portal/anh/cau-1.jpg`)).arrayBuffer()))).toBe(hash(bridge));
    await other.stop();
  });

  it('of all articles can be drawn', async () => {
    const feed = await read(feedUrl());
    const names = new Set([...feed.text.matchAll(/\/portal\/anh\/([\w.-]+)"/g)].map((match) => match[1] ?? ''));
    expect(names.size).toBeGreaterThan(12);
    for (const name of names) expect((await fetch(`${sandbox.address}/portal/anh/${name}`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('as time goes on', () => {
  it('at least 14 articles come out over a week, some on each day, and dates once told stay', async () => {
    const portal = await startForTest();
    const known = new Map<string, string>();
    const perDay: number[] = [];
    const look = async () => {
      const feed = (await read(portal.places.feeds[0] ?? '')).text;
      let fresh = 0;
      for (const item of items(feed)) {
        const link = /<link>([^<]+)</.exec(item)?.[1] ?? '';
        const date = /<pubDate>([^<]+)</.exec(item)?.[1] ?? '';
        if (!known.has(link)) fresh += 1;
        expect(known.get(link) ?? date).toBe(date);
        known.set(link, date);
      }
      return fresh;
    };
    await look();
    for (let day = 0; day < 7; day++) {
      portal.move(24 * hour);
      perDay.push(await look());
    }
    expect(perDay.every((fresh) => fresh >= 2)).toBe(true);
    expect(perDay.reduce((sum, fresh) => sum + fresh, 0)).toBeGreaterThanOrEqual(14);
    portal.move(200 * 24 * hour);
    expect(await look()).toBeGreaterThan(30);
    await portal.stop();
  });

  it('one more comes out when asked for, each with another title', async () => {
    const portal = await startForTest();
    const titles = new Set<string>();
    for (let count = 0; count < 12; count++) titles.add(portal.publishArticle().title);
    expect(titles.size).toBe(12);
    const feed = (await read(portal.places.feeds[0] ?? '')).text;
    for (const title of titles) expect(feed).toContain(title);
    expect(at(await portal.own('/sandbox/article', {}), 'body', 'url')).toContain('/portal/tin-tuc/');
    await portal.stop();
  });
});
