import { expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { pressData } from '../../src/approving/press-data.ts';
import type { Article } from '../../src/article.ts';
import { type PageConfig, plainNewsroom, plainRules, plainSourceRules, type SourceRules } from '../../src/newsroom.ts';
import type { Awaiting } from '../../src/post.ts';
import { plainSource } from '../../src/source.ts';
import { hour, minute } from '../../src/time.ts';
import { anArticle, chatId, createFakeDesk, createFakePage, type FakeDesk, type FakePage, feedUrl, pageId, publishOnPortal } from '../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
const otherChat = '-600';
const rules = plainRules({ times: 'asap', gapMinutes: 0, zone }, { mode: 'required' });
const first: PageConfig = { ...rules, id: pageId, token: 't', name: 'Hà Lâm', language: null, chat: chatId, topic: null };
const english: PageConfig = {
  ...rules,
  timetable: { ...rules.timetable, times: { mon: ['16:00'], tue: [], wed: [], thu: [], fri: ['09:00', '09:30'], sat: [], sun: [] }, gapMinutes: 60 },
  id: '200',
  token: 't',
  name: 'Ha Lam',
  language: 'en',
  chat: otherChat,
  topic: null,
};

type TwoPages = { readonly desk: FakeDesk; readonly app: App; readonly second: FakePage };

/** A desk with a Page of every language and an English one with a chat of its own. */
async function twoPages(source: Partial<SourceRules> = {}, pages: readonly PageConfig[] = [first, english]): Promise<TwoPages> {
  const desk = await createFakeDesk();
  const second = createFakePage('200', desk.clock);
  const ports = { ...desk.ports, fanPages: [desk.page, second] };
  const newsroom = { ...plainNewsroom(rules, [], [plainSource(feedUrl, zone)]), sources: [{ ...plainSourceRules(feedUrl), ...source }] };
  return { desk, second, app: createApp(ports, { ...desk.config, pages, newsroom }) };
}

const news = (number: number, over: Partial<Article> = {}): Article =>
  anArticle({ url: `https://halam.example/tin/${number}`, title: `Tin số ${number}`, ...over });

async function run(app: App, ...jobs: readonly Parameters<App['run']>[0][]): Promise<void> {
  for (const job of jobs) expect(await app.run(job)).toMatchObject({ outcome: 'done' });
}

async function waiting(desk: FakeDesk): Promise<readonly Awaiting[]> {
  return desk.ports.posts.withStatus('awaiting', 100);
}

const press = (app: App, post: Awaiting, chat: string) =>
  app.press({ data: pressData('approve', post), user: { id: 7, name: 'Lan' }, chat, message: post.card?.message ?? 0 });

it('an article goes to the Page of its language alone, and is put before that Page’s own chat', async () => {
  const { desk, app } = await twoPages();
  publishOnPortal(desk, [news(1), news(2, { language: 'en' })]);
  await run(app, 'collect', 'draft', 'ask-staff');
  const posts = await waiting(desk);
  expect(posts.map((post) => [post.title, post.page, post.card?.chat]).sort()).toEqual([
    ['Tin số 1', '100', chatId],
    ['Tin số 2', '200', otherChat],
  ]);
  expect(await app.ledger()).toMatchObject({ articles: 2, open: 2, unaccounted: 0 });
});

it('an article goes to the Pages that its source names, one post each', async () => {
  const { desk, app } = await twoPages({ pages: ['100', '200'] });
  publishOnPortal(desk, [news(1)]);
  await run(app, 'collect', 'draft');
  expect((await desk.ports.posts.withStatus('draft', 10)).map((post) => post.page).sort()).toEqual(['100', '200']);
  expect(await app.ledger()).toMatchObject({ articles: 2, open: 2, unaccounted: 0 });
});

it('the ledger holds an article against the Pages of the day when it was drafted, whatever Pages came later', async () => {
  const { desk, app } = await twoPages();
  publishOnPortal(desk, [news(1)]);
  await run(app, 'collect', 'draft');
  const [stored] = await desk.ports.articles.all(null, 10);
  expect(stored?.progress).toEqual({ state: 'drafted', pages: ['100'] });
  const later = createApp({ ...desk.ports, fanPages: [desk.page, createFakePage('300', desk.clock)] }, desk.config);
  expect(await later.ledger()).toMatchObject({ articles: 1, open: 1, unaccounted: 0 });
});

it('an unwanted category is skipped with that reason, and counted once for each Page of its language', async () => {
  const { desk, app } = await twoPages({ categories: { include: [], exclude: ['kinh tế'] } });
  publishOnPortal(desk, [news(1), news(2, { categories: ['Xã hội'] })]);
  await run(app, 'collect');
  expect(await app.run('draft')).toMatchObject({ counts: { drafted: 1, unwanted: 1 } });
  const states = (await desk.ports.articles.all(null, 10)).map((article) => article.progress);
  expect(states).toContainEqual({ state: 'skipped', reason: 'category' });
  expect(await app.ledger()).toMatchObject({ open: 1, skipped: 1, unaccounted: 0 });
});

it('a post is decided in its Page’s chat only', async () => {
  const { desk, app } = await twoPages();
  publishOnPortal(desk, [news(1, { language: 'en' })]);
  await run(app, 'collect', 'draft', 'ask-staff');
  const [post] = await waiting(desk);
  if (post === undefined) throw new Error('nothing waits');
  expect((await press(app, post, chatId)).next).toBe('nothing');
  expect((await press(app, post, '-999')).next).toBe('nothing');
  expect(await waiting(desk)).toHaveLength(1);
  expect((await press(app, post, otherChat)).next).toBe('schedule');
});

it('each Page keeps its own timetable and gap, and the plan shows both', async () => {
  const { desk, app, second } = await twoPages({ pages: ['100', '200'] }, [first, english]);
  publishOnPortal(desk, [news(1), news(2)]);
  await run(app, 'collect', 'draft', 'ask-staff');
  for (const post of await waiting(desk)) await press(app, post, post.page === '200' ? otherChat : chatId);
  await run(app, 'schedule');
  desk.pass(minute);
  await run(app, 'publish');
  expect(desk.page.sends).toHaveLength(2);
  expect(second.sends).toHaveLength(0);
  // Monday 16:00 in Vietnam; by Friday 09:00 the other one is no news any more.
  const planned = (await app.plan(7)).filter((slot) => slot.postId !== null);
  expect(planned.map((slot) => [slot.page, slot.slot.toISOString()])).toEqual([['200', '2026-11-23T09:00:00.000Z']]);
  // 09:30 is within the gap of 09:00, where that is taken.
  expect((await app.plan(12)).filter((slot) => slot.page === '200' && slot.postId === null).map((slot) => slot.slot.toISOString())).toEqual([
    '2026-11-27T02:00:00.000Z',
    '2026-11-27T02:30:00.000Z',
    '2026-11-30T09:00:00.000Z',
    '2026-12-04T02:00:00.000Z',
    '2026-12-04T02:30:00.000Z',
  ]);
  desk.pass(8 * hour);
  await run(app, 'publish');
  expect(second.sends).toHaveLength(1);
  expect((await desk.ports.pages.get('200'))?.nextSendAt).toEqual(new Date(desk.clock().getTime() + hour));
});

it('what a source asks for is stronger than what its Page does', async () => {
  const { desk, app } = await twoPages({ approval: { mode: 'auto-after', ms: 30 * minute } });
  publishOnPortal(desk, [news(1)]);
  await run(app, 'collect', 'draft', 'ask-staff');
  expect((await waiting(desk))[0]?.objectBy).toEqual(new Date(desk.clock().getTime() + 30 * minute));
  desk.pass(20 * minute);
  await app.listenAnew();
  desk.pass(20 * minute);
  await run(app, 'ask-staff');
  expect(await waiting(desk)).toHaveLength(1);
  desk.pass(10 * minute);
  await run(app, 'ask-staff');
  expect(await waiting(desk)).toHaveLength(0);
});

it('silence is no consent any more where the rule has become to ask', async () => {
  const { desk, app } = await twoPages({ approval: { mode: 'auto-after', ms: 30 * minute } });
  publishOnPortal(desk, [news(1)]);
  await run(app, 'collect', 'draft', 'ask-staff');
  desk.pass(hour);
  const stricter = createApp(desk.ports, { ...desk.config, pages: [first] });
  await run(stricter, 'ask-staff');
  expect(await waiting(desk)).toHaveLength(1);
});

it('each chat has a digest of its own', async () => {
  const { desk, app } = await twoPages({ pages: ['100', '200'] });
  publishOnPortal(
    desk,
    Array.from({ length: 12 }, (_, number) => news(number)),
  );
  await run(app, 'collect', 'draft', 'ask-staff');
  const digests = await Promise.all([chatId, otherChat].map((chat) => desk.ports.digests.get(chat)));
  expect(digests.map((digest) => [digest?.open, digest?.place?.chat])).toEqual([
    [true, chatId],
    [true, otherChat],
  ]);
  const shown = (await desk.ports.posts.get(digests[1]?.shows ?? '')) ?? undefined;
  expect(shown?.page).toBe('200');
  if (shown?.status !== 'awaiting') throw new Error('the digest shows nothing');
  await app.press({ data: pressData('next', shown), user: { id: 8, name: 'Hòa' }, chat: otherChat, message: 2 });
  const turned = await desk.ports.digests.get(otherChat);
  expect((await desk.ports.posts.get(turned?.shows ?? ''))?.page).toBe('200');
  expect(turned?.shows).not.toBe(shown.id);
  expect((await desk.ports.digests.get(chatId))?.shows).toBe(digests[0]?.shows);
});

it('a chat that cannot be reached holds up no other', async () => {
  const { desk, app } = await twoPages({ pages: ['200', '100'] });
  publishOnPortal(desk, [news(1), news(2)]);
  await run(app, 'collect', 'draft');
  const { sendCard } = desk.chat;
  const asked: string[] = [];
  Object.assign(desk.chat, {
    sendCard: async (chat: string, card: Parameters<typeof sendCard>[1]) => {
      asked.push(chat);
      return chat === chatId ? { outcome: 'refused', why: 'no-chat', detail: 'kicked' } : sendCard(chat, card);
    },
  });
  await run(app, 'ask-staff');
  expect(asked.filter((chat) => chat === chatId)).toHaveLength(1);
  expect((await waiting(desk)).filter((post) => post.card !== null).map((post) => post.page)).toEqual(['200', '200']);
});
