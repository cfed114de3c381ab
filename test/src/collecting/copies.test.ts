import { describe, expect, it } from 'vitest';
import type { Article, StoredArticle } from '../../../src/article.ts';
import { fingerprintOf } from '../../../src/identity.ts';
import type { FeedReading } from '../../../src/ports.ts';
import { plainSource } from '../../../src/source.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, feedUrl, keyOf, pageId, start } from '../../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
const component = 'https://so-gtvt.halam.example/rss';
const lead = 'Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam bắc qua sông Lam.';
const original = anArticle({ url: 'https://halam.example/tin/1', title: 'Khánh thành cầu Hạ Lam', lead });
/** As component portals take it over: another host, id and hour, the title in capitals, the agency before the lead. */
const taken = anArticle({
  url: 'https://so-gtvt.halam.example/tin-tuc/77',
  title: 'KHÁNH THÀNH CẦU  HẠ LAM',
  lead: `(HLP) - ${lead.replace(/ /g, '\u00a0')}`,
  credit: 'halam.example',
  publishedAt: addMs(original.publishedAt ?? start, 2 * hour),
});

function lists(desk: FakeDesk, source: string, articles: readonly Article[]): void {
  const items = articles.map((article) => ({ key: keyOf(article.url), article: { ...article, body: null } }));
  const reading: FeedReading = { outcome: 'read', items, refused: [], validators: null, partial: false };
  desk.portal.feeds.set(source, reading);
  for (const article of articles) desk.portal.pages.set(article.url, { outcome: 'read', key: keyOf(article.url), article });
}

async function twoPortals(): Promise<FakeDesk> {
  const desk = await createFakeDesk({ sources: [plainSource(feedUrl, zone), plainSource(component, zone)] });
  const other = anArticle({ url: 'https://so-gtvt.halam.example/tin-tuc/1', title: 'Tin khác', publishedAt: addMs(start, -2 * hour) });
  lists(desk, feedUrl, [anArticle({ url: 'https://halam.example/tin/0', title: 'Tin đầu' })]);
  lists(desk, component, [other]);
  await run(desk, 'collect');
  return desk;
}

async function run(desk: FakeDesk, job: 'collect' | 'draft') {
  const ran = await desk.app.run(job);
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

async function at(desk: FakeDesk, url: string): Promise<StoredArticle> {
  const found = (await desk.ports.articles.withKeys([keyOf(url)]))[0];
  if (found === undefined) throw new Error(`${url} is not stored`);
  return found;
}

describe('a copy on a component portal', () => {
  it('is recorded as a copy of the one it copies, and gets no post', async () => {
    const desk = await twoPortals();
    lists(desk, feedUrl, [original]);
    lists(desk, component, [taken]);
    expect(await run(desk, 'collect')).toMatchObject({ added: 2, skipped: 1, copies: 1 });
    expect(await at(desk, taken.url)).toMatchObject({ progress: { state: 'skipped', reason: 'copy' }, copyOf: (await at(desk, original.url)).id });
    expect(await at(desk, taken.url)).not.toHaveProperty('fingerprint');
    await run(desk, 'draft');
    expect((await desk.ports.posts.list(true, 9)).filter((post) => post.url === taken.url)).toEqual([]);
    expect(await desk.app.ledger()).toMatchObject({ articles: 4, skipped: 1, open: 3, unaccounted: 0 });
    expect((await run(desk, 'collect')).added).toBe(0);
  });

  it('that comes first, or hours later, is the same', async () => {
    const desk = await twoPortals();
    lists(desk, component, [taken]);
    await run(desk, 'collect');
    desk.pass(5 * hour);
    lists(desk, feedUrl, [original]);
    expect(await run(desk, 'collect')).toMatchObject({ copies: 1 });
    expect((await at(desk, original.url)).copyOf).toBe((await at(desk, taken.url)).id);
  });

  it('is one article when several processes collect at once', async () => {
    const desk = await twoPortals();
    lists(desk, feedUrl, [original]);
    lists(desk, component, [taken]);
    // In one process both runs go side by side; `alone` holds between processes only.
    await Promise.all([run(desk, 'collect'), run(desk, 'collect'), run(desk, 'collect')]);
    const stored = [await at(desk, original.url), await at(desk, taken.url)];
    expect(stored.filter((article) => article.progress.state === 'collected')).toHaveLength(1);
    expect(stored.filter((article) => article.copyOf !== null)).toHaveLength(1);
  });

  it('of what was older than the start is skipped too', async () => {
    const desk = await createFakeDesk();
    const old = (article: Article) => ({ ...article, publishedAt: addMs(start, -60 * hour) });
    lists(desk, feedUrl, [old(original)]);
    await run(desk, 'collect');
    desk.pass(hour);
    lists(desk, feedUrl, [old(original), old(taken)]);
    expect(await run(desk, 'collect')).toMatchObject({ added: 1, copies: 1 });
    expect((await at(desk, taken.url)).copyOf).toBe((await at(desk, original.url)).id);
  });

  it('at a first poll takes no room, and is never skipped along with its original', async () => {
    const desk = await createFakeDesk({ sources: [plainSource(component, zone), plainSource(feedUrl, zone)] });
    const young = (n: number) =>
      anArticle({ url: `https://halam.example/tin/${n + 200}`, title: `Tin ${n}`, publishedAt: addMs(start, -n * minute), lead: `${lead} Số ${n}.` });
    const many = Array.from({ length: 19 }, (_, n) => young(n));
    const twentieth = { ...original, publishedAt: addMs(start, -30 * minute) };
    lists(desk, component, [{ ...taken, publishedAt: addMs(start, -50 * minute) }]);
    lists(desk, feedUrl, [...many, twentieth, { ...young(40) }]);
    expect(await run(desk, 'collect')).toMatchObject({ added: 22, copies: 1, skipped: 2 });
    expect([(await at(desk, taken.url)).progress.state, (await at(desk, original.url)).progress.state].sort()).toEqual(['collected', 'skipped']);
  });

  it('whose list tells no lead is found when its page is read', async () => {
    const desk = await twoPortals();
    lists(desk, feedUrl, [original]);
    lists(desk, component, [{ ...taken, lead: null }]);
    desk.portal.pages.set(taken.url, { outcome: 'read', key: keyOf(taken.url), article: taken });
    expect(await run(desk, 'collect')).toMatchObject({ added: 2, copies: 0 });
    expect(await run(desk, 'draft')).toMatchObject({ copies: 1 });
    expect(await at(desk, taken.url)).toMatchObject({ progress: { state: 'skipped', reason: 'copy' }, copyOf: (await at(desk, original.url)).id });
  });
});

describe('no copy is', () => {
  it.each<[string, Partial<Article>]>([
    ['a monthly notice with one title and lead, on another day', { publishedAt: addMs(start, 30 * 24 * hour) }],
    ['a notice with one title on one day, with another lead', { lead: 'Sở Tài chính thông báo lịch tiếp công dân định kỳ tháng 11 năm 2026.' }],
    ['a title that differs in one number', { title: 'Khánh thành cầu Hạ Lam 2' }],
    ['a title that differs in one mark', { title: 'Khánh thành cầu Hà Lam' }],
    ['one with no lead to tell by', { lead: null }],
    ['one whose lead is cut off', { lead: `${lead.slice(0, 60)}…` }],
    ['one whose lead is a phrase of the template', { lead: 'Xem tệp đính kèm.' }],
  ])('%s', async (_name, over) => {
    const desk = await twoPortals();
    lists(desk, feedUrl, [original]);
    lists(desk, component, [anArticle({ ...original, ...over, url: 'https://so-gtvt.halam.example/tin-tuc/9' })]);
    desk.pass(minute);
    expect(await run(desk, 'collect')).toMatchObject({ added: 2, copies: 0 });
    await run(desk, 'draft');
    expect((await desk.ports.posts.list(true, 9)).filter((post) => post.page === pageId && post.title !== 'Tin khác' && post.title !== 'Tin đầu')).toHaveLength(
      2,
    );
  });
});

describe('what one portal changes about an article it lists', () => {
  it.each<[string, Partial<Article>]>([
    ['its date', { publishedAt: addMs(start, 48 * hour) }],
    ['its category', { categories: ['Khác'] }],
    ['its title', { title: 'Thông xe cầu Hạ Lam' }],
    ['its lead', { lead: 'Một sapo hoàn toàn khác, dài hơn ba mươi chữ cái.' }],
  ])('(%s) makes no second one', async (_name, over) => {
    const desk = await twoPortals();
    lists(desk, feedUrl, [original]);
    await run(desk, 'collect');
    lists(desk, feedUrl, [{ ...original, ...over }]);
    desk.pass(3 * 24 * hour);
    expect(await run(desk, 'collect')).toMatchObject({ added: 0 });
  });

  it('20 new items between two polls, in no order, among known ones, are 20 articles', async () => {
    const desk = await twoPortals();
    const fresh = Array.from({ length: 20 }, (_, n) =>
      anArticle({
        url: `https://halam.example/tin/${n + 100}`,
        title: `Tin ${n}`,
        publishedAt: n % 3 === 0 ? null : addMs(start, ((n * 7) % 20) * minute - 80 * hour),
      }),
    );
    lists(desk, feedUrl, [...fresh.slice(0, 9), anArticle({ url: 'https://halam.example/tin/0', title: 'Tin đầu' }), ...fresh.slice(9)]);
    expect(await run(desk, 'collect')).toMatchObject({ added: 20, skipped: 0, copies: 0 });
  });
});

describe('a fingerprint', () => {
  const print = (over: Partial<Article>) => fingerprintOf(anArticle({ ...original, ...over }), start, zone);

  it.each<[string, Partial<Article>]>([
    ['an agency in brackets', { lead: `(Chinhphu.vn) – ${lead}` }],
    ['an agency in capitals', { lead: `TTXVN - ${lead}` }],
    ['the source behind', { lead: `${lead.replace(/\.$/, '')} (Theo halam.example).` }],
    ['curly quotes, long dashes and a missing stop', { title: '“Khánh thành cầu Hạ Lam”', lead: lead.replace(/\.$/, '') }],
    ['decomposed letters', { title: original.title.normalize('NFD'), lead: lead.normalize('NFD') }],
    ['another hour of the day', { publishedAt: addMs(original.publishedAt ?? start, 5 * hour) }],
    ['the day alone', { publishedAt: new Date('2026-11-22T17:00:00.000Z'), precision: 'day' }],
    ['no date, collected that day', { publishedAt: null }],
  ])('is the same with %s', (_name, over) => {
    expect(print(over)).toBe(print({}));
    expect(print({})).toMatch(/^[0-9a-f]{24}$/);
  });

  it('counts days in the newsroom’s zone', () => {
    const late = { publishedAt: new Date('2026-11-23T16:59:00.000Z') };
    expect(print(late)).toBe(print({ publishedAt: new Date('2026-11-22T17:00:00.000Z') }));
    expect(print(late)).not.toBe(print({ publishedAt: new Date('2026-11-23T17:00:00.000Z') }));
  });

  it('keeps numbers before a dash: they are no agency', () => {
    expect(print({ lead: `2025 - ${lead}` })).not.toBe(print({ lead: `2026 - ${lead}` }));
  });
});
