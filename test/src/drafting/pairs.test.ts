import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStores } from '../../../adapters/store/open.ts';
import { type App, createApp } from '../../../src/app.ts';
import type { Article } from '../../../src/article.ts';
import type { JobName } from '../../../src/job-run.ts';
import { vi } from '../../../src/locale/vi.ts';
import { type ApprovalRule, type PageConfig, plainNewsroom, plainRules } from '../../../src/newsroom.ts';
import type { Stores } from '../../../src/ports.ts';
import type { Post, PostStatus } from '../../../src/post.ts';
import { plainSource } from '../../../src/source.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, feedUrl, keyOf, pageId, publishOnPortal } from '../../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
const vietnamese = anArticle({ url: 'https://halam.example/tin/1', translation: 'https://halam.example/en/news/2' });
const english = anArticle({
  url: 'https://halam.example/en/news/2',
  title: 'Ha Lam opens its bridge',
  lead: 'The bridge opened on November 23.',
  body: 'The bridge opened on November 23.',
  language: 'en',
  categories: ['Economy', 'Transport', 'Culture', 'Kinh te'],
  translation: 'https://halam.example/tin/1',
});
const bothTexts =
  'Khánh thành cầu Hạ Lam\n\nSáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.\n\n#KinhTe\n\n———\n\nHa Lam opens its bridge\n\nThe bridge opened on November 23.\n\n#Economy #Transport';

type Engine = { readonly name: string; readonly place: () => { readonly open: () => Promise<Stores>; readonly drop: () => Promise<void> } };
const engines: readonly Engine[] = [
  {
    name: 'embedded',
    place: () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'pairs-'));
      return { open: () => openStores({ mongoUri: null, dataDir }), drop: async () => rmSync(dataDir, { recursive: true, force: true }) };
    },
  },
  ...(mongoTestUri === null
    ? []
    : [
        {
          name: 'MongoDB',
          place: () => {
            const uri = freshDatabase(mongoTestUri ?? '');
            return { open: () => openStores({ mongoUri: uri, dataDir: tmpdir() }), drop: () => dropDatabase(uri) };
          },
        },
      ]),
];

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Room = { readonly desk: FakeDesk; readonly app: App; readonly restart: () => Promise<Room> };

/** A desk on that engine; `restart` goes on with the same data, Page, chat and portal in another process. */
async function openRoom(engine: Engine, pairs: 'one' | 'two', approval: ApprovalRule = { mode: 'required' }): Promise<Room> {
  const { open, drop } = engine.place();
  cleanups.push(drop);
  const rules = { ...plainRules({ times: 'asap', gapMinutes: 0, zone }, approval), pairs };
  const page: PageConfig = { ...rules, id: pageId, token: 't', name: null, language: null, chat: chatId, topic: null };
  const first = await createFakeDesk();
  const start = async (before: Stores | null): Promise<Room> => {
    await before?.close();
    const stores = await open();
    const desk = { ...first, ports: { ...first.ports, ...stores } };
    const app = createApp(desk.ports, { ...desk.config, approval, pages: [page], newsroom: plainNewsroom(rules, [], [plainSource(feedUrl, zone)]) });
    const closing = { done: false };
    cleanups.push(async () => {
      if (!closing.done) await stores.close();
    });
    return {
      desk,
      app,
      restart: () => {
        closing.done = true;
        return start(stores);
      },
    };
  };
  return start(null);
}

async function run({ app, desk }: Room, ...jobs: readonly JobName[]): Promise<void> {
  for (const job of jobs) {
    expect(await app.run(job), job).toMatchObject({ outcome: 'done' });
    desk.pass(1000);
  }
}

/** The portal has these now; both pages can be read whenever `readable`. */
async function publish(room: Room, articles: readonly Article[], readable: readonly Article[] = [vietnamese, english]): Promise<void> {
  publishOnPortal(room.desk, articles);
  room.desk.portal.pages.clear();
  for (const one of readable) room.desk.portal.pages.set(one.url, { outcome: 'read', key: keyOf(one.url), article: one });
  await run(room, 'collect', 'draft');
}

async function posts({ desk }: Room, status: PostStatus): Promise<readonly Post[]> {
  return desk.ports.posts.withStatus(status, 10);
}

async function press({ app, desk }: Room, label: string, card: number): Promise<void> {
  const button = desk.chat.cards
    .get(card)
    ?.buttons.flat()
    .find((one) => one.label.includes(label));
  if (button === undefined || !('press' in button)) throw new Error(`no button ${label} on card ${card}`);
  await app.press({ data: button.press, user: { id: 7, name: 'Hà' }, chat: chatId, message: card });
}

describe.each(engines)('an article in both languages, on the $name store', (engine) => {
  it.each([
    ['Vietnamese', [vietnamese, english]],
    ['English', [english, vietnamese]],
  ])('is two posts where nothing else is said, with the %s one first', async (_, order) => {
    const room = await openRoom(engine, 'two');
    await publish(room, order.slice(0, 1));
    const next = await room.restart();
    await publish(next, order);
    expect(await posts(next, 'draft')).toHaveLength(2);
    expect(await next.app.ledger()).toMatchObject({ open: 2, unaccounted: 0 });
  });

  it.each([
    ['Vietnamese', [vietnamese, english]],
    ['English', [english, vietnamese]],
  ])('is one post with both texts where the Page wants one, with the %s one first: each hashtag once, the other version skipped', async (_, order) => {
    const room = await openRoom(engine, 'one');
    await publish(room, order.slice(0, 1));
    const next = await room.restart();
    await publish(next, order);
    expect((await posts(next, 'draft')).map((post) => ('content' in post ? post.content : null))).toMatchObject([{ message: bothTexts, link: vietnamese.url }]);
    expect(await next.app.ledger()).toMatchObject({ open: 1, skipped: 1, unaccounted: 0 });
    await run(next, 'draft', 'ask-staff');
    expect(next.desk.chat.cards.size).toBe(1);
  });

  it('joins the English post that was approved already: it ends, its card says so, and staff decide about both texts', async () => {
    const before = await openRoom(engine, 'one');
    await publish(before, [english]);
    await run(before, 'ask-staff');
    await press(before, vi.card.approve, 1);
    const room = await before.restart();
    await publish(room, [english, vietnamese]);
    await run(room, 'ask-staff', 'schedule', 'publish');
    expect(room.desk.page.sends).toEqual([]);
    const { cards, texts } = room.desk.chat;
    expect(cards.get(1)).toMatchObject({ text: `${english.title}\n${vi.card.joined}`, buttons: [] });
    expect(texts.join('\n')).toContain(vi.pair.waits(english.title));
    await press(room, vi.card.approve, 2);
    await run(room, 'schedule', 'publish');
    expect(room.desk.page.sends).toMatchObject([{ message: bothTexts, link: vietnamese.url }]);
    await run(room, 'ask-staff');
    const verbs = (await room.desk.ports.decisions.chain(null, 100)).map(({ verb }) => verb);
    expect(verbs).toEqual(['approve', 'join', 'approve', 'publish']);
  });

  it('adds the English text to the Vietnamese post that is waiting, with the words that staff gave it', async () => {
    const before = await openRoom(engine, 'one');
    const unlinked = { ...vietnamese, translation: null };
    await publish(before, [unlinked], [unlinked]);
    await run(before, 'ask-staff');
    await press(before, vi.card.approve, 1);
    const room = await before.restart();
    await publish(room, [unlinked, english], [unlinked, english]);
    await run(room, 'ask-staff', 'schedule', 'publish');
    expect(room.desk.page.sends).toEqual([]);
    expect(room.desk.chat.cards.size).toBe(1);
    expect(room.desk.chat.cards.get(1)?.text).toContain(vi.card.returned.pair);
    await press(room, vi.card.approve, 1);
    await run(room, 'schedule', 'publish');
    expect(room.desk.page.sends).toMatchObject([{ message: bothTexts }]);
    expect(await room.app.ledger()).toMatchObject({ published: 1, skipped: 1, unaccounted: 0 });
  });

  it.each([
    ['English', english, vietnamese],
    ['Vietnamese', { ...vietnamese, translation: null }, english],
  ])('is told on the card when the %s version is out already: what comes later is a post of its own', async (_, first, second) => {
    const before = await openRoom(engine, 'one');
    await publish(before, [first], [first]);
    await run(before, 'ask-staff');
    await press(before, vi.card.approve, 1);
    await run(before, 'schedule', 'publish');
    const permalink = before.desk.page.live[0]?.permalink ?? '';
    const room = await before.restart();
    await publish(room, [first, second], [first, second]);
    await run(room, 'ask-staff');
    const card = room.desk.chat.cards.get(2)?.text ?? '';
    expect(card).toContain(`${vi.card.sister(second.language, vi.statuses.published)}\n   ${permalink}`);
    expect(card).not.toContain('———');
    expect(await room.app.ledger()).toMatchObject({ published: 1, open: 1, unaccounted: 0 });
  });
});

describe('one post in two languages', () => {
  const [embedded] = engines;
  if (embedded === undefined) throw new Error('no engine');

  it('is decided by the rule again where the first one was approved by the rule', async () => {
    const room = await openRoom(embedded, 'one', { mode: 'auto' });
    const unlinked = { ...vietnamese, translation: null };
    await publish(room, [unlinked], [unlinked]);
    await run(room, 'ask-staff');
    await publish(room, [unlinked, english], [unlinked, english]);
    await run(room, 'ask-staff', 'schedule', 'publish');
    expect(room.desk.page.sends).toMatchObject([{ message: bothTexts }]);
  });

  const readAs = (room: Room, one: Article) => room.desk.portal.pages.set(one.url, { outcome: 'read', key: keyOf(one.url), article: one });
  const approvedPair = async () => {
    const room = await openRoom(embedded, 'one');
    await publish(room, [vietnamese, english]);
    await run(room, 'ask-staff');
    await press(room, vi.card.approve, 1);
    return room;
  };

  it('is not sent when the English page says something else by then: staff are asked with that', async () => {
    const room = await approvedPair();
    readAs(room, { ...english, lead: 'The bridge opened on November 24.' });
    await run(room, 'schedule', 'publish');
    expect(room.desk.page.sends).toEqual([]);
    const [post] = await posts(room, 'awaiting');
    expect(post).toMatchObject({ returned: 'content-changed', content: { message: bothTexts.replace('23.\n\n#Economy', '24.\n\n#Economy') } });
    await run(room, 'ask-staff');
    await press(room, vi.card.approve, 1);
    await run(room, 'schedule', 'publish');
    expect(room.desk.page.sends).toHaveLength(1);
  });

  it('keeps its English text when only the Vietnamese page can be read, and says something else', async () => {
    const room = await approvedPair();
    readAs(room, { ...vietnamese, title: 'Khánh thành cầu Hạ Lam mới' });
    room.desk.portal.pages.delete(english.url);
    await run(room, 'schedule', 'publish');
    const [post] = await posts(room, 'awaiting');
    expect(post).toMatchObject({ content: { message: bothTexts.replace('cầu Hạ Lam\n', 'cầu Hạ Lam mới\n') } });
  });

  it('leaves alone what staff said no to, and what may be on the Page', async () => {
    const room = await openRoom(embedded, 'one');
    await publish(room, [english], [english]);
    await run(room, 'ask-staff');
    await press(room, vi.card.reject, 1);
    await publish(room, [english, vietnamese]);
    await run(room, 'ask-staff');
    expect(room.desk.chat.cards.get(2)?.text).toContain(vi.card.sister('vi', vi.statuses.rejected));
    expect(room.desk.chat.cards.get(2)?.text).not.toContain(english.title);
  });

  it('is nobody else’s when the English post goes out in that very moment: the Vietnamese text stands alone then', async () => {
    const room = await openRoom(embedded, 'one');
    await publish(room, [english], [english]);
    await run(room, 'ask-staff');
    await press(room, vi.card.approve, 1);
    const { replace } = room.desk.ports.posts;
    const raced = { done: false };
    Object.assign(room.desk.ports.posts, {
      replace: async (current: Post, next: Post) => {
        if (next.status === 'skipped' && !raced.done) {
          raced.done = true;
          await run(room, 'schedule', 'publish');
        }
        return replace(current, next);
      },
    });
    await publish(room, [english, vietnamese]);
    expect(raced.done).toBe(true);
    expect(room.desk.page.sends).toHaveLength(1);
    const [draft] = await posts(room, 'draft');
    expect(draft).toMatchObject({ language: 'vi', sister: { url: english.url } });
    expect(JSON.stringify(draft)).not.toContain(english.title);
  });
});
