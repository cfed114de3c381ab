import { describe, expect, it } from 'vitest';
import type { Article, ArticleKind } from '../../../src/article.ts';
import { draftArticles, mergeReadings } from '../../../src/drafting/draft.ts';
import { contentHash, sha256 } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { PortalProblem } from '../../../src/ports.ts';
import type { Draft, Post } from '../../../src/post.ts';
import { printsOf, textOf } from '../../../src/revision.ts';
import { addMs, hour, minute, second } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, feedUrl, keyOf, pageId, publishOnPortal, start } from '../../fakes/desk.ts';
import { goldenSettings } from '../../tools/golden.ts';

const bytes = new Uint8Array([1, 2, 3]);

const needsOf = (desk: FakeDesk) => ({ ...desk.ports, words: vi, roomOf: () => ({ chat: chatId, topic: null }) });

async function run(desk: FakeDesk, job: 'collect' | 'draft' = 'draft'): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run(job);
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

async function drafts(desk: FakeDesk): Promise<readonly Draft[]> {
  return await desk.ports.posts.withStatus('draft', 100);
}

async function onlyDraft(desk: FakeDesk): Promise<Draft> {
  const [one, two] = await drafts(desk);
  if (one === undefined || two !== undefined) throw new Error('not exactly one draft');
  return one;
}

async function progress(desk: FakeDesk) {
  return (await desk.ports.articles.all(null, 100)).map((article) => article.progress);
}

/** A desk with these articles in feed and pages, collected. */
async function collected(...articles: readonly Article[]): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  publishOnPortal(desk, articles);
  await run(desk, 'collect');
  return desk;
}

function problem(kind: PortalProblem['kind'], status: number | null = null) {
  return { outcome: 'failed', problem: { kind, status, detail: 'x', retryAt: null } } as const;
}

describe('a draft', () => {
  it('holds what the article says, for staff to see', async () => {
    const article = anArticle({ images: [{ url: 'https://halam.example/1.jpg', caption: 'Cầu Hạ Lam' }] });
    const desk = await collected(article);
    desk.portal.pictures.set('https://halam.example/1.jpg', { outcome: 'read', bytes, type: 'image/jpeg' });
    expect(await run(desk)).toEqual({ drafted: 1, copies: 0, waiting: 0, unwanted: 0 });
    const [stored] = await desk.ports.articles.all(null, 1);
    expect(await onlyDraft(desk)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      rev: 0,
      categories: ['Kinh tế'],
      articleId: stored?.id,
      page: pageId,
      source: feedUrl,
      title: article.title,
      url: article.url,
      createdAt: start,
      updatedAt: start,
      kind: 'news',
      language: 'vi',
      articleAt: article.publishedAt,
      content: {
        form: 'link',
        message: 'Khánh thành cầu Hạ Lam\n\nSáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.\n\n#KinhTe',
        link: article.url,
        preview: { url: 'https://halam.example/1.jpg', alt: 'Cầu Hạ Lam', sha256: sha256(bytes) },
        card: null,
      },
      warnings: [],
      prints: printsOf(textOf(article)),
      version: 1,
      card: null,
      redraw: false,
      status: 'draft',
    });
    expect(await progress(desk)).toEqual([{ state: 'drafted', pages: [pageId] }]);
    expect(stored?.body).toBe(article.body);
  });

  it('is made once: a second run makes none', async () => {
    const desk = await collected(anArticle());
    await run(desk);
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 0, unwanted: 0 });
    expect(await drafts(desk)).toHaveLength(1);
  });

  it.each<[ArticleKind, 'link' | 'photo']>([
    ['news', 'link'],
    ['digest', 'link'],
    ['video', 'link'],
    ['document', 'link'],
    ['photos', 'photo'],
    ['infographic', 'photo'],
  ])('of %s goes out as a %s post', async (kind, form) => {
    const desk = await collected(anArticle({ kind, images: [{ url: 'https://halam.example/1.jpg', caption: null }] }));
    desk.portal.pictures.set('https://halam.example/1.jpg', { outcome: 'read', bytes, type: null });
    await run(desk);
    const { content } = await onlyDraft(desk);
    expect(content.form).toBe(form);
    expect(content.message.includes(content.link)).toBe(form === 'photo');
    expect(content.link).toBe('https://halam.example/tin/1');
  });

  it('of a photo story without a readable picture goes out as a link, and says why', async () => {
    const desk = await collected(anArticle({ kind: 'photos', images: [{ url: 'https://halam.example/1.jpg', caption: null }] }));
    await run(desk);
    const draft = await onlyDraft(desk);
    expect(draft.content).toMatchObject({ form: 'link', preview: null });
    expect(draft.warnings).toEqual([{ kind: 'picture-unreadable', facts: false }]);
  });

  it('speaks the language of its article', async () => {
    const desk = await collected(anArticle({ language: 'en', credit: 'VNA' }));
    await run(desk);
    expect((await onlyDraft(desk)).content.message).toContain('Source: VNA');
  });

  it('is made for each Page, each with a hash of its own', async () => {
    const desk = await collected(anArticle());
    await draftArticles(needsOf(desk), { pagesOf: () => ['1', '2'], settingsOf: () => goldenSettings, zone: 'Asia/Ho_Chi_Minh', now: start });
    const posts = await drafts(desk);
    expect(posts.map((post) => post.page).sort()).toEqual(['1', '2']);
    expect(new Set(posts.map((post) => post.id)).size).toBe(2);
    expect(new Set(posts.map((post) => contentHash(post.page, post.content))).size).toBe(2);
  });

  it('is made of the newest article first, 20 in one run', async () => {
    const articles = Array.from({ length: 20 }, (_, number) =>
      anArticle({ url: `https://halam.example/tin/${number}`, title: `Tin ${number}`, publishedAt: addMs(start, -number * minute) }),
    );
    const desk = await collected(...articles);
    const late = anArticle({ url: 'https://halam.example/tin/late', title: 'Tin cũ nhất', publishedAt: addMs(start, -5 * hour) });
    publishOnPortal(desk, [...articles, late]);
    await run(desk, 'collect');
    desk.portal.asked.length = 0;
    expect((await run(desk)).drafted).toBe(20);
    expect(desk.portal.asked[0]).toBe('https://halam.example/tin/0');
    expect(desk.portal.asked).not.toContain(late.url);
    expect((await run(desk)).drafted).toBe(1);
  });
});

describe('pictures', () => {
  const images = ['a', 'b', 'c', 'd'].map((name) => ({ url: `https://halam.example/${name}.jpg`, caption: name }));

  it('are tried until one can be read and kept, three at most', async () => {
    const desk = await collected(anArticle({ images }));
    // a: unreachable; b: no picture (the fake keeps nothing of no bytes); c is good.
    desk.portal.pictures.set('https://halam.example/b.jpg', { outcome: 'read', bytes: new Uint8Array(), type: 'text/html' });
    desk.portal.pictures.set('https://halam.example/c.jpg', { outcome: 'read', bytes, type: null });
    await run(desk);
    expect((await onlyDraft(desk)).content).toMatchObject({ preview: { url: 'https://halam.example/c.jpg', alt: 'c', sha256: sha256(bytes) } });
    expect((await onlyDraft(desk)).warnings).toEqual([]);
  });

  it('beyond the third are not tried', async () => {
    const desk = await collected(anArticle({ images }));
    desk.portal.pictures.set('https://halam.example/d.jpg', { outcome: 'read', bytes, type: null });
    await run(desk);
    expect((await onlyDraft(desk)).content).toMatchObject({ form: 'link', preview: null });
    expect((await onlyDraft(desk)).warnings).toEqual([{ kind: 'picture-unreadable', facts: false }]);
    expect(desk.portal.asked).not.toContain('https://halam.example/d.jpg');
  });
});

describe('feed and page', () => {
  const feed = anArticle({ body: null, images: [{ url: 'https://halam.example/feed.jpg', caption: null }], categories: ['RSS'], credit: 'Nguồn RSS' });
  const page = anArticle({
    url: 'https://halam.example/canonical',
    title: 'Tiêu đề của trang',
    lead: 'Sapo của trang.',
    publishedAt: addMs(start, -2 * hour),
    images: [{ url: 'https://halam.example/page.jpg', caption: 'Chú thích' }],
    video: 'https://halam.example/v.mp4',
    kind: 'video',
    credit: 'Báo Hạ Lam',
    language: 'en',
    categories: ['Trang'],
    body: 'Toàn văn.',
  });

  it('make one article: the feed’s title, lead and date, the page’s everything else', () => {
    expect(mergeReadings(feed, page)).toEqual({ ...page, title: feed.title, lead: feed.lead, publishedAt: feed.publishedAt });
  });

  it('leave nothing out that only the feed tells', () => {
    const bare = anArticle({ lead: null, images: [], video: null, kind: 'news', credit: null, categories: [], publishedAt: null, body: 'Toàn văn.' });
    expect(mergeReadings({ ...feed, kind: 'photos', video: 'https://halam.example/f.mp4' }, bare)).toMatchObject({
      lead: feed.lead,
      images: feed.images,
      video: 'https://halam.example/f.mp4',
      kind: 'photos',
      credit: 'Nguồn RSS',
      categories: ['RSS'],
      publishedAt: feed.publishedAt,
    });
  });

  it.each(['Khánh thành cầu…', 'Khánh thành cầu...', 'Khánh thành cầu… '])('take the page’s words where the feed cuts its own off: %s', (cut) => {
    expect(mergeReadings({ ...feed, title: cut, lead: cut }, page)).toMatchObject({ title: page.title, lead: page.lead });
    expect(mergeReadings({ ...feed, lead: cut }, { ...page, lead: null }).lead).toBe(cut);
  });

  it('take the page’s hour where the feed knows the day only, and its date where the feed has none', () => {
    expect(mergeReadings({ ...feed, precision: 'day' }, page)).toMatchObject({ publishedAt: page.publishedAt, precision: 'instant' });
    expect(mergeReadings({ ...feed, precision: 'day' }, { ...page, precision: 'day' }).publishedAt).toEqual(feed.publishedAt);
    expect(mergeReadings({ ...feed, precision: 'day' }, { ...page, publishedAt: null })).toMatchObject({ publishedAt: feed.publishedAt, precision: 'day' });
    expect(mergeReadings({ ...feed, publishedAt: null }, { ...page, precision: 'day' })).toMatchObject({ publishedAt: page.publishedAt, precision: 'day' });
  });
});

describe('a copy', () => {
  it('is known by the canonical address of its page: it is skipped, the first one is posted', async () => {
    const one = anArticle({ url: 'https://halam.example/tin/1', publishedAt: start });
    const copy = anArticle({ url: 'https://so.halam.example/tin/77', lead: 'Sở Giao thông đưa lại tin khánh thành cầu Hạ Lam.' });
    const desk = await collected(one, copy);
    desk.portal.pages.set(copy.url, { outcome: 'read', key: keyOf(one.url), article: one });
    expect(await run(desk)).toEqual({ drafted: 1, copies: 1, waiting: 0, unwanted: 0 });
    expect((await onlyDraft(desk)).url).toBe(one.url);
    expect(await progress(desk)).toEqual(
      expect.arrayContaining([
        { state: 'drafted', pages: [pageId] },
        { state: 'skipped', reason: 'copy' },
      ]),
    );
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 0, unwanted: 0 });
    expect(await desk.app.ledger()).toMatchObject({ articles: 2, open: 1, skipped: 1, unaccounted: 0 });
  });

  it('that comes first gives its place to no second one', async () => {
    const copy = anArticle({ url: 'https://so.halam.example/tin/77', lead: 'Sở Giao thông đưa lại tin khánh thành cầu Hạ Lam.' });
    const desk = await collected(copy);
    const one = anArticle({ url: 'https://halam.example/tin/1' });
    desk.portal.pages.set(copy.url, { outcome: 'read', key: keyOf(one.url), article: one });
    await run(desk);
    expect((await onlyDraft(desk)).url).toBe(one.url);
    publishOnPortal(desk, [one, copy]);
    expect((await run(desk, 'collect')).added).toBe(0);
    expect((await run(desk)).drafted).toBe(0);
  });
});

describe('an article page that cannot be read', () => {
  it.each([
    ['unreachable', null],
    ['slow', null],
    ['broken', null],
    ['status', 502],
    ['status', 429],
  ] as const)('for a moment (%s %s) is tried again twice, then staff get the feed’s words with a warning', async (kind, status) => {
    const desk = await collected(anArticle());
    desk.portal.pages.set('https://halam.example/tin/1', problem(kind, status));
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 1, unwanted: 0 });
    desk.pass(30 * second - 1);
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 0, unwanted: 0 });
    desk.pass(1);
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 1, unwanted: 0 });
    desk.pass(2 * minute - 1);
    expect((await run(desk)).waiting).toBe(0);
    desk.pass(1);
    expect(await run(desk)).toEqual({ drafted: 1, copies: 0, waiting: 0, unwanted: 0 });
    const draft = await onlyDraft(desk);
    expect(draft.warnings).toContainEqual({ kind: 'page-unread', facts: true });
    expect(draft.content.message).toContain('Sáng 23/11');
    expect(await progress(desk)).toEqual([{ state: 'drafted', pages: [pageId] }]);
  });

  it('and comes back meanwhile leaves no trace', async () => {
    const desk = await collected(anArticle());
    const good = desk.portal.pages.get('https://halam.example/tin/1');
    if (good === undefined) throw new Error('no page');
    desk.portal.pages.set('https://halam.example/tin/1', problem('slow'));
    await run(desk);
    desk.portal.pages.set('https://halam.example/tin/1', good);
    desk.pass(minute);
    expect((await run(desk)).drafted).toBe(1);
    expect((await onlyDraft(desk)).warnings).toEqual([{ kind: 'no-picture', facts: false }]);
  });

  it.each([
    ['withdrawn', 404],
    ['withdrawn', 410],
    ['status', 403],
    ['challenge', 200],
    ['tls', null],
    ['too-big', null],
    ['address', null],
    ['not-a-feed', null],
  ] as const)('for good (%s %s) is shown to staff at once, with the warning', async (kind, status) => {
    const desk = await collected(anArticle());
    desk.portal.pages.set('https://halam.example/tin/1', problem(kind, status));
    expect((await run(desk)).drafted).toBe(1);
    expect((await onlyDraft(desk)).warnings).toContainEqual({ kind: 'page-unread', facts: true });
  });

  it('does not hold up the others', async () => {
    const desk = await collected(anArticle(), anArticle({ url: 'https://halam.example/tin/2', title: 'Tin khác' }));
    desk.portal.pages.set('https://halam.example/tin/1', problem('slow'));
    expect(await run(desk)).toEqual({ drafted: 1, copies: 0, waiting: 1, unwanted: 0 });
  });
});

describe('after a crash', () => {
  it('between the posts and the article’s progress nothing is made twice', async () => {
    const desk = await collected(anArticle());
    const { replace } = desk.ports.articles;
    let writes = 0;
    // The first write claims the key, the second one would note the progress.
    Object.assign(desk.ports.articles, {
      replace: (...given: Parameters<typeof replace>) => (++writes === 2 ? Promise.reject(new Error('killed')) : replace(...given)),
    });
    expect((await desk.app.run('draft')).outcome).toBe('failed');
    expect(await drafts(desk)).toHaveLength(1);
    expect(await progress(desk)).toEqual([{ state: 'collected' }]);
    const [before] = await drafts(desk);
    desk.pass(minute);
    expect(await run(desk)).toEqual({ drafted: 0, copies: 0, waiting: 0, unwanted: 0 });
    expect(await drafts(desk)).toEqual([before]);
    expect(await progress(desk)).toEqual([{ state: 'drafted', pages: [pageId] }]);
  });

  it('between two Pages the second one gets its post', async () => {
    const desk = await collected(anArticle());
    const { add } = desk.ports.posts;
    Object.assign(desk.ports.posts, { add: (post: Post) => (post.page === '2' ? Promise.reject(new Error('killed')) : add(post)) });
    const input = { pagesOf: () => ['1', '2'], settingsOf: () => goldenSettings, zone: 'Asia/Ho_Chi_Minh', now: start };
    await expect(draftArticles(needsOf(desk), input)).rejects.toThrow('killed');
    Object.assign(desk.ports.posts, { add });
    expect((await draftArticles(needsOf(desk), input)).drafted).toBe(1);
    expect((await drafts(desk)).map((post) => post.page).sort()).toEqual(['1', '2']);
  });

  it('two processes at once make one draft', async () => {
    const desk = await collected(anArticle());
    await Promise.all([
      draftArticles(needsOf(desk), { pagesOf: () => [pageId], settingsOf: () => goldenSettings, zone: 'Asia/Ho_Chi_Minh', now: start }),
      draftArticles(needsOf(desk), { pagesOf: () => [pageId], settingsOf: () => goldenSettings, zone: 'Asia/Ho_Chi_Minh', now: start }),
    ]);
    expect(await drafts(desk)).toHaveLength(1);
    expect(await progress(desk)).toEqual([{ state: 'drafted', pages: [pageId] }]);
  });
});
