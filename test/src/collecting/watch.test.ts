import { describe, expect, it } from 'vitest';
import type { Article, StoredArticle } from '../../../src/article.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { ArticleLook, ArticleReading, PortalProblem, Validators } from '../../../src/ports.ts';
import type { Post } from '../../../src/post.ts';
import type { Revision } from '../../../src/revision.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, keyOf, publishOnPortal, start } from '../../fakes/desk.ts';

const day = 24 * hour;
const url = 'https://halam.example/tin/1';

function failed(kind: PortalProblem['kind'], status: number | null = null, retryAt: Date | null = null): ArticleReading {
  return { outcome: 'failed', problem: { kind, status, detail: 'x', retryAt } };
}

async function run(desk: FakeDesk, job: 'collect' | 'watch' | 'draft' | 'ask-staff' | 'schedule' | 'publish' = 'watch') {
  const ran = await desk.app.run(job);
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

/** A desk whose articles are drafted and shown to staff. */
async function deskWith(...articles: readonly Article[]): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  publishOnPortal(desk, articles);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await run(desk, job);
  desk.portal.asked.length = 0;
  return desk;
}

/** What the portal shows from now on at the article's address. */
function shows(desk: FakeDesk, over: Partial<Article>, at = url): void {
  desk.portal.pages.set(at, { outcome: 'read', key: keyOf(at), article: anArticle({ url: at, ...over }) });
}

async function article(desk: FakeDesk, at = url): Promise<StoredArticle> {
  const found = (await desk.ports.articles.withKeys([keyOf(at)]))[0];
  if (found === undefined) throw new Error('not stored');
  return found;
}

async function revisions(desk: FakeDesk, at = url): Promise<readonly Revision[]> {
  return desk.ports.revisions.of((await article(desk, at)).id);
}

async function post(desk: FakeDesk): Promise<Post> {
  const [only] = await desk.ports.posts.list(true, 9);
  if (only === undefined) throw new Error('no post');
  return only;
}

async function lookLater(desk: FakeDesk, ms: number) {
  desk.pass(ms);
  return run(desk);
}

/** Approves the one card that is there, and gives it a slot. */
async function approve(desk: FakeDesk): Promise<void> {
  const button = [...desk.chat.cards.values()].at(-1)?.buttons[0]?.[0];
  if (button === undefined || !('press' in button)) throw new Error('no button');
  await desk.app.press({ data: button.press, user: { id: 7, name: 'Lan' }, chat: '-500', message: 1 });
}

describe('the beat of the looks', () => {
  it('is 15 minutes, 1, 3, 6 and 12 hours, then every day for a week', async () => {
    const desk = await deskWith(anArticle());
    const looks: number[] = [];
    for (let now = start; now <= addMs(start, 9 * day); now = addMs(now, 15 * minute)) {
      desk.at(now);
      if (((await run(desk)).looked ?? 0) > 0) looks.push((now.getTime() - start.getTime()) / hour);
    }
    expect(looks).toEqual([0.25, 1, 3, 6, 12, 24, 48, 72, 96, 120, 144, 168]);
  });

  it('is not made up for after a gap: one look, then the next that is planned', async () => {
    const desk = await deskWith(anArticle());
    expect((await lookLater(desk, 50 * hour)).looked).toBe(1);
    expect((await article(desk)).watch.lookAt).toEqual(addMs(start, 72 * hour));
    expect((await lookLater(desk, 30 * day)).looked).toBe(1);
    expect((await article(desk)).watch.lookAt).toBeNull();
  });

  it('is not for what was skipped, nor for what is not drafted', async () => {
    const desk = await createFakeDesk();
    publishOnPortal(desk, [anArticle(), anArticle({ url: 'https://halam.example/tin/2', title: 'Tin cũ', publishedAt: addMs(start, -9 * day) })]);
    await run(desk, 'collect');
    expect((await lookLater(desk, day)).looked).toBe(0);
    await run(desk, 'draft');
    desk.portal.asked.length = 0;
    expect((await lookLater(desk, day)).looked).toBe(1);
    expect(desk.portal.asked).toEqual([url]);
  });

  it('takes at most 10 of a host in one run, longest due first, the rest in the next', async () => {
    const many = Array.from({ length: 14 }, (_, n) => anArticle({ url: `https://halam.example/tin/${n}`, title: `Tin ${n}` }));
    const desk = await deskWith(...many, anArticle({ url: 'https://khac.example/tin/1', title: 'Nơi khác' }));
    expect((await lookLater(desk, 15 * minute)).looked).toBe(11);
    expect((await run(desk)).looked).toBe(4);
    expect((await run(desk)).looked).toBe(0);
  });

  it('is conditional where the portal gave validators', async () => {
    const desk = await deskWith(anArticle());
    const sent: (Validators | null)[] = [];
    const page = desk.portal.pages.get(url);
    if (page?.outcome !== 'read') throw new Error('no page');
    const validators = { etag: '"1"', lastModified: null };
    const lookAgain = async (_url: string, given: Validators | null): Promise<ArticleLook> => {
      sent.push(given);
      return given === null ? { ...page, validators } : { outcome: 'unchanged' };
    };
    Object.assign(desk.ports.portal, { lookAgain });
    await lookLater(desk, 15 * minute);
    await lookLater(desk, hour);
    await lookLater(desk, 2 * hour);
    expect(sent).toEqual([null, validators, validators]);
    expect(await revisions(desk)).toEqual([]);
  });
});

describe('a correction', () => {
  it('is kept with what was and what is, and the stored article takes the new words', async () => {
    const desk = await deskWith(anArticle());
    shows(desk, { title: 'Thông xe cầu Hạ Lam', lead: 'Chiều 23/11, cầu Hạ Lam thông xe.' });
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ looked: 1, edited: 1 });
    const before = anArticle();
    const [one] = await revisions(desk);
    expect(one).toEqual({
      id: `${(await article(desk)).id}|0001`,
      // Its post took it in.
      open: false,
      rev: 1,
      articleId: (await article(desk)).id,
      number: 1,
      at: addMs(start, 15 * minute),
      title: before.title,
      url,
      kind: 'edited',
      fields: ['title', 'lead'],
      was: { title: before.title, lead: before.lead, body: before.body, images: [] },
      is: { title: 'Thông xe cầu Hạ Lam', lead: 'Chiều 23/11, cầu Hạ Lam thông xe.', body: before.body, images: [] },
    });
    expect(await article(desk)).toMatchObject({ title: 'Thông xe cầu Hạ Lam', lead: 'Chiều 23/11, cầu Hạ Lam thông xe.', watch: { revisions: 1 } });
    expect((await lookLater(desk, hour)).edited).toBe(0);
    shows(desk, { title: 'Thông xe cầu Hạ Lam', lead: 'Chiều 23/11, cầu Hạ Lam thông xe.', body: 'Thân bài mới.' });
    expect((await lookLater(desk, 3 * hour)).edited).toBe(1);
    expect((await revisions(desk)).map((each) => [each.number, each.kind === 'edited' && each.fields])).toEqual([
      [1, ['title', 'lead']],
      [2, ['body']],
    ]);
  });

  it.each<[string, Partial<Article>]>([
    ['another date, category, credit or kind', { publishedAt: addMs(start, -minute), categories: ['Khác'], credit: 'TTXVN', kind: 'digest' }],
    ['other blanks and decomposed letters', { title: '  Khánh thành  cầu Hạ Lam '.normalize('NFD'), body: anArticle().body?.replace(/ /g, '\u00a0') ?? null }],
    ['a count of readers and a clock in the body', { body: `${anArticle().body}\n\nLượt xem: 1.234\n\nThứ Hai, 23/11/2026 08:15:22\n\n17 lượt đọc` }],
  ])('is not %s', async (_name, over) => {
    const desk = await deskWith(anArticle());
    shows(desk, over);
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ looked: 1, edited: 0 });
    expect(await revisions(desk)).toEqual([]);
  });

  it.each<[string, string, string, number]>([
    ['is not a picture’s changing parameter', 'https://halam.example/a.jpg?t=1', 'https://halam.example/a.jpg?t=2', 0],
    ['is another picture', 'https://halam.example/a.jpg?t=1', 'https://halam.example/b.jpg?t=1', 1],
    ['is another picture by its id', 'https://halam.example/anh?id=1', 'https://halam.example/anh?id=2', 1],
  ])('%s', async (_name, before, after, count) => {
    const images = (address: string) => [{ url: address, caption: 'Cầu' }];
    const desk = await deskWith(anArticle({ images: images(before) }));
    shows(desk, { images: images(after) });
    expect((await lookLater(desk, 15 * minute)).edited).toBe(count);
  });

  it.each([
    ['hội', 'hồi'],
    ['Kế hoạch 12', 'Kế hoạch 13'],
    ['UBND tỉnh', 'Ubnd tỉnh'],
  ])('may be one letter (%s, %s)', async (before, after) => {
    const desk = await deskWith(anArticle({ title: before }));
    shows(desk, { title: after });
    expect((await lookLater(desk, 15 * minute)).edited).toBe(1);
  });

  it('is not what changes at each load', async () => {
    const desk = await deskWith(anArticle());
    let load = 0;
    const lookAgain = async (): Promise<ArticleLook> => {
      load += 1;
      const changing = anArticle({ title: 'Tên đã sửa', body: `${anArticle().body} Nhiệt độ lúc này: ${load}` });
      return { outcome: 'read', key: keyOf(url), article: changing, validators: null };
    };
    Object.assign(desk.ports.portal, { lookAgain });
    await lookLater(desk, 15 * minute);
    expect((await revisions(desk)).map((each) => each.kind === 'edited' && each.fields)).toEqual([['title']]);
    await lookLater(desk, day);
    expect(await revisions(desk)).toHaveLength(1);
  });

  it('is compared with the page, not with the feed’s other words', async () => {
    const desk = await createFakeDesk();
    publishOnPortal(desk, [anArticle({ lead: 'Tóm tắt khác của nguồn tin, ngắn hơn trang.' })]);
    shows(desk, { title: 'KHÁNH THÀNH CẦU HẠ LAM' });
    await run(desk, 'collect');
    await run(desk, 'draft');
    expect((await lookLater(desk, 15 * minute)).edited).toBe(0);
  });

  it('is found too when the page could not be read for the draft: by its title, not by the feed’s other lead', async () => {
    const desk = await createFakeDesk();
    const second = 'https://halam.example/tin/2';
    publishOnPortal(desk, [anArticle(), anArticle({ url: second, title: 'Tin hai' })]);
    for (const at of [url, second]) desk.portal.pages.set(at, failed('challenge', 200));
    await run(desk, 'collect');
    await run(desk, 'draft');
    shows(desk, { lead: 'Sapo trên trang dài hơn nguồn tin.', body: 'Thân.' });
    shows(desk, { title: 'Tin hai (đính chính)', lead: 'Sapo mới' }, second);
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ looked: 2, edited: 1 });
    expect(await revisions(desk)).toEqual([]);
    expect((await article(desk)).body).toBe(anArticle().body === null ? null : 'Thân.');
    expect((await revisions(desk, second))[0]).toMatchObject({ fields: ['title', 'lead'], is: { title: 'Tin hai (đính chính)', lead: 'Sapo mới' } });
    expect((await lookLater(desk, day)).edited).toBe(0);
  });

  it('that the source lists brings the next look forward, and is no revision by itself', async () => {
    const desk = await deskWith(anArticle());
    await lookLater(desk, 12 * hour);
    desk.pass(hour);
    publishOnPortal(desk, [anArticle({ title: 'Thông xe cầu Hạ Lam' })]);
    expect((await run(desk, 'collect')).edited).toBe(1);
    expect(await revisions(desk)).toEqual([]);
    expect(await run(desk)).toMatchObject({ looked: 1, edited: 1 });
    expect((await run(desk, 'collect')).edited).toBe(0);
    // A list that changes at each poll does not have the page read at each poll.
    for (let poll = 0; poll < 4; poll++) {
      desk.pass(5 * minute);
      publishOnPortal(desk, [anArticle({ title: `Thông xe ${poll}` })]);
      shows(desk, { title: 'Thông xe cầu Hạ Lam' });
      await run(desk, 'collect');
      await run(desk);
    }
    expect(desk.portal.asked.filter((asked) => asked === url)).toHaveLength(1 + 2 + 1 + 1);
  });

  it('of what is not drafted yet is simply drafted with the new words', async () => {
    const desk = await createFakeDesk();
    publishOnPortal(desk, [anArticle()]);
    await run(desk, 'collect');
    publishOnPortal(desk, [anArticle({ title: 'Thông xe cầu Hạ Lam' })]);
    await run(desk, 'collect');
    await run(desk, 'draft');
    expect((await post(desk)).title).toBe('Thông xe cầu Hạ Lam');
    expect(await lookLater(desk, hour)).toMatchObject({ looked: 1, edited: 0 });
  });
});

describe('a bad answer', () => {
  it.each([
    ['challenge', 200],
    ['status', 503],
    ['status', 403],
    ['status', 429],
    ['not-a-feed', 200],
    ['broken', 200],
    ['slow', null],
    ['unreachable', null],
    ['tls', null],
    ['too-big', null],
    ['address', null],
  ] as const)('(%s %s) changes nothing that is known', async (kind, status) => {
    const desk = await deskWith(anArticle());
    const before = await article(desk);
    desk.portal.pages.set(url, failed(kind, status));
    for (let look = 0; look < 6; look++) expect((await lookLater(desk, 3 * hour)).looked).toBeLessThanOrEqual(1);
    const { watch, rev: _, ...after } = await article(desk);
    const { watch: watchBefore, rev: __, ...same } = before;
    expect(after).toEqual(same);
    expect(watch).toEqual({ ...watchBefore, lookAt: expect.any(Date), lookedAt: expect.any(Date) });
    expect(await revisions(desk)).toEqual([]);
    expect((await post(desk)).status).toBe('awaiting');
    // Nothing was missed by it.
    shows(desk, { title: 'Thông xe cầu Hạ Lam' });
    await lookLater(desk, day);
    expect(await revisions(desk)).toHaveLength(1);
  });

  it('of a host that is down stops the run for that host, and all its articles wait', async () => {
    const many = Array.from({ length: 5 }, (_, n) => anArticle({ url: `https://halam.example/tin/${n}`, title: `Tin ${n}` }));
    const desk = await deskWith(...many);
    for (const one of many) desk.portal.pages.set(one.url, failed('unreachable'));
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ looked: 1, unread: 1 });
    expect((await run(desk)).looked).toBe(0);
    expect((await lookLater(desk, 45 * minute)).looked).toBe(1);
  });

  it('that asks for patience gets it, a day at most', async () => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('status', 503, addMs(start, 90 * day)));
    await lookLater(desk, 15 * minute);
    expect((await article(desk)).watch.lookAt).toEqual(addMs(start, day + 15 * minute));
  });

  it('is another article at the address: never stored under it', async () => {
    const desk = await deskWith(anArticle());
    const other = anArticle({ url: 'https://halam.example/tin/99', title: 'Tin đứng đầu trang chủ', body: 'Khác hẳn.' });
    desk.portal.pages.set(url, { outcome: 'read', key: keyOf(other.url), article: other });
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ looked: 1, edited: 0, unread: 1 });
    expect((await article(desk)).title).toBe(anArticle().title);
    // Its own text under a new address is the article all the same.
    desk.portal.pages.set(url, { outcome: 'read', key: 'halam.example/moi/1', article: anArticle({ url: 'https://halam.example/moi/1' }) });
    expect(await lookLater(desk, day)).toMatchObject({ looked: 1, edited: 0, unread: 0 });
  });
});

describe('a withdrawal', () => {
  it('is believed at the second look some minutes later, recorded, and holds what waits', async () => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 404));
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ missing: 1, withdrawn: 0 });
    expect((await post(desk)).status).toBe('awaiting');
    expect((await lookLater(desk, 5 * minute - 1)).looked).toBe(0);
    expect(await lookLater(desk, 1)).toMatchObject({ looked: 1, withdrawn: 1 });
    expect(await revisions(desk)).toMatchObject([
      { kind: 'withdrawn', at: addMs(start, 20 * minute), since: addMs(start, 15 * minute), title: anArticle().title },
    ]);
    expect((await article(desk)).watch).toMatchObject({ withdrawnAt: addMs(start, 20 * minute), missingSince: null, lookAt: addMs(start, hour) });
    expect(await post(desk)).toMatchObject({ status: 'held', reason: 'withdrawn', redraw: true });
    await run(desk, 'ask-staff');
    const card = [...desk.chat.cards.values()][0];
    expect(card?.text).toContain(vi.card.heldWithdrawn('23/11/2026 08:20'));
    expect(card?.buttons).toEqual([]);
    // Once, however often it is not there.
    await lookLater(desk, day);
    await lookLater(desk, day);
    expect(await revisions(desk)).toHaveLength(1);
    expect(await desk.app.ledger()).toMatchObject({ articles: 1, open: 1, unaccounted: 0 });
  });

  it('by 410 is believed at once', async () => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 410));
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ withdrawn: 1, missing: 0 });
  });

  it('by the portal’s own “not found” page is believed as a 404 is', async () => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 200));
    expect((await lookLater(desk, 15 * minute)).missing).toBe(1);
    expect((await lookLater(desk, 5 * minute)).withdrawn).toBe(1);
  });

  it('is not believed when the article is there again, and takes a bad answer in between for nothing', async () => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 404));
    await lookLater(desk, 15 * minute);
    shows(desk, {});
    await lookLater(desk, 5 * minute);
    expect((await article(desk)).watch.missingSince).toBeNull();
    desk.portal.pages.set(url, failed('withdrawn', 404));
    await lookLater(desk, day);
    desk.portal.pages.set(url, failed('status', 502));
    await lookLater(desk, 5 * minute);
    expect((await article(desk)).watch.missingSince).not.toBeNull();
    expect(await revisions(desk)).toEqual([]);
    desk.portal.pages.set(url, failed('withdrawn', 404));
    expect((await lookLater(desk, 15 * minute)).withdrawn).toBe(1);
  });

  it('of all of a portal at once is a broken portal: an hour passes before it is believed', async () => {
    const many = Array.from({ length: 4 }, (_, n) => anArticle({ url: `https://halam.example/tin/${n}`, title: `Tin ${n}` }));
    const desk = await deskWith(...many);
    for (const one of many) desk.portal.pages.set(one.url, failed('withdrawn', 404));
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ missing: 4 });
    expect(await lookLater(desk, 15 * minute)).toMatchObject({ missing: 4, withdrawn: 0 });
    for (const one of many) shows(desk, { title: one.title }, one.url);
    await lookLater(desk, 15 * minute);
    for (const one of many) desk.portal.pages.set(one.url, failed('withdrawn', 404));
    let withdrawn = 0;
    for (let look = 0; look < 20; look++) withdrawn += (await lookLater(desk, 15 * minute)).withdrawn ?? 0;
    expect(withdrawn).toBe(4);
  });

  it('that is over is recorded, and what was held waits for a new decision', async () => {
    const desk = await deskWith(anArticle());
    await approve(desk);
    await run(desk, 'schedule');
    expect((await post(desk)).status).toBe('scheduled');
    desk.portal.pages.set(url, failed('withdrawn', 410));
    await lookLater(desk, 15 * minute);
    expect(await post(desk)).toMatchObject({ status: 'held', reason: 'withdrawn' });
    expect(await post(desk)).not.toHaveProperty('slotKey');
    expect(await post(desk)).not.toHaveProperty('approval');
    await run(desk, 'ask-staff');
    expect(desk.chat.texts).toEqual([vi.articleWithdrawn(anArticle().title, url, false)]);
    await run(desk, 'publish');
    expect(desk.page.sends).toEqual([]);
    shows(desk, { title: 'Thông xe cầu Hạ Lam' });
    expect(await lookLater(desk, hour)).toMatchObject({ back: 1, edited: 1 });
    expect((await revisions(desk)).map((one) => one.kind)).toEqual(['withdrawn', 'back', 'edited']);
    expect((await article(desk)).watch).toMatchObject({ withdrawnAt: null, revisions: 3 });
    expect(await post(desk)).toMatchObject({ status: 'awaiting', objectBy: null, redraw: true });
    await run(desk, 'ask-staff');
    expect(desk.chat.texts.slice(1)).toEqual([vi.articleBack(anArticle().title)]);
  });

  it('leaves a draft that staff never saw unoffered', async () => {
    const desk = await createFakeDesk();
    publishOnPortal(desk, [anArticle()]);
    desk.portal.pages.set(url, failed('withdrawn', 410));
    await run(desk, 'collect');
    await run(desk, 'draft');
    expect(await run(desk)).toMatchObject({ withdrawn: 1 });
    await run(desk, 'ask-staff');
    expect(desk.chat.cards.size).toBe(0);
    expect(await post(desk)).toMatchObject({ status: 'held', card: null });
  });

  it('after the post is out leaves the post as it is, and staff are asked', async () => {
    const desk = await deskWith(anArticle());
    await approve(desk);
    await run(desk, 'schedule');
    await run(desk, 'publish');
    desk.portal.pages.set(url, failed('withdrawn', 410));
    expect((await lookLater(desk, 15 * minute)).withdrawn).toBe(1);
    expect((await post(desk)).status).toBe('published');
    expect(await desk.ports.notices.pending(9)).toMatchObject([{ text: `${vi.correction.gone(anArticle().title)}\n${url}` }]);
  });
});

describe('a withdrawal against a post on its way', () => {
  async function scheduled(): Promise<FakeDesk> {
    const desk = await deskWith(anArticle());
    await approve(desk);
    await run(desk, 'schedule');
    desk.portal.pages.set(url, failed('withdrawn', 410));
    desk.pass(15 * minute);
    return desk;
  }

  it('never touches what is claimed or unconfirmed, tells staff, and holds it when it comes back to its slot', async () => {
    const desk = await scheduled();
    const waiting = await post(desk);
    if (waiting.status !== 'scheduled') throw new Error(waiting.status);
    const claim = { by: 'other', at: desk.clock(), until: addMs(desk.clock(), 5 * minute) };
    const claimed = await desk.ports.posts.replace(waiting, { ...waiting, status: 'publishing', claim, sendingAt: null });
    if (claimed.outcome !== 'written') throw new Error(claimed.outcome);
    const before = await post(desk);
    expect((await run(desk)).withdrawn).toBe(1);
    expect(await post(desk)).toEqual(before);
    expect((await desk.ports.notices.pending(9)).map((notice) => notice.text)).toEqual([vi.articleWithdrawn(anArticle().title, url, true)]);
    const { claim: _, sendingAt: __, ...slotted } = claimed.value;
    await desk.ports.posts.replace(claimed.value, { ...slotted, status: 'scheduled' });
    await lookLater(desk, 5 * minute);
    expect((await post(desk)).status).toBe('held');
  });

  it('and the publisher meet in one atomic write: held and not sent, or sent and not held', async () => {
    const seen = new Set<string>();
    for (let turns = 0; turns < 60; turns++) {
      const desk = await scheduled();
      const { due, replace } = desk.ports.posts;
      // The publisher read the page a moment before it was taken down.
      Object.assign(desk.ports.portal, { readArticle: async () => failed('slow') });
      // The publisher and the watch take turns of their own length.
      const pause = async (steps: number) => {
        for (let step = 0; step < steps; step++) await Promise.resolve();
      };
      const { lookAgain } = desk.ports.portal;
      Object.assign(desk.ports.posts, { replace: (...given: Parameters<typeof replace>) => pause(turns % 7).then(() => replace(...given)) });
      Object.assign(desk.ports.posts, { due: (...given: Parameters<typeof due>) => pause((turns * 31) % 60).then(() => due(...given)) });
      Object.assign(desk.ports.portal, { lookAgain: (...given: Parameters<typeof lookAgain>) => pause(turns).then(() => lookAgain(...given)) });
      // The publisher's own look found the article, a moment before it was taken down.
      Object.assign(desk.ports.portal, { readArticle: async () => ({ outcome: 'read', key: keyOf(url), article: anArticle() }) });
      await Promise.all([run(desk, 'publish'), run(desk)]);
      const { status } = await post(desk);
      seen.add(status);
      expect([status, desk.page.sends.length]).toEqual(status === 'held' ? ['held', 0] : ['published', 1]);
      await desk.ports.close();
    }
    expect([...seen].sort()).toEqual(['held', 'published']);
  });
});

describe('after a crash', () => {
  /** The first call of this write dies, before or after it is done. */
  function dying(desk: FakeDesk, store: 'revisions' | 'articles' | 'posts', method: 'add' | 'replace', after: boolean): void {
    const target = desk.ports[store];
    const real: unknown = Reflect.get(target, method);
    if (typeof real !== 'function') throw new Error(method);
    Object.assign(target, {
      [method]: async (...given: unknown[]) => {
        Object.assign(target, { [method]: real });
        if (after) await Reflect.apply(real, target, given);
        throw new Error('killed');
      },
    });
  }
  const moments = [
    ['revisions', 'add', false],
    ['revisions', 'add', true],
    ['articles', 'replace', false],
    ['articles', 'replace', true],
    ['posts', 'replace', true],
  ] as const;

  it.each(moments.slice(0, 4))('at %s.%s (done: %s) a correction is recorded once and stands in the article', async (store, method, done) => {
    const desk = await deskWith(anArticle());
    shows(desk, { title: 'Thông xe' });
    dying(desk, store, method, done);
    desk.pass(15 * minute);
    expect((await desk.app.run('watch')).outcome).toBe('failed');
    // The portal corrects it once more before the desk is up again.
    shows(desk, { title: 'Thông xe cầu' });
    await lookLater(desk, hour);
    await lookLater(desk, hour);
    const all = await revisions(desk);
    const recorded = all.filter((one) => one.kind === 'edited');
    expect(recorded.map((one) => [one.was.title, one.is.title])).toEqual(
      done || store === 'articles'
        ? [
            ['Khánh thành cầu Hạ Lam', 'Thông xe'],
            ['Thông xe', 'Thông xe cầu'],
          ]
        : [['Khánh thành cầu Hạ Lam', 'Thông xe cầu']],
    );
    expect(await article(desk)).toMatchObject({ title: 'Thông xe cầu', watch: { revisions: recorded.length } });
  });

  it.each(moments)('at %s.%s (done: %s) a withdrawal is recorded once and its post is held', async (store, method, done) => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 410));
    dying(desk, store, method, done);
    desk.pass(15 * minute);
    expect((await desk.app.run('watch')).outcome).toBe('failed');
    await lookLater(desk, hour);
    await lookLater(desk, hour);
    expect((await revisions(desk)).map((one) => one.kind)).toEqual(['withdrawn']);
    expect((await post(desk)).status).toBe('held');
    expect((await article(desk)).watch.withdrawnAt).not.toBeNull();
  });

  it.each(moments)('at %s.%s (done: %s) a return is recorded once and its post waits', async (store, method, done) => {
    const desk = await deskWith(anArticle());
    desk.portal.pages.set(url, failed('withdrawn', 410));
    await lookLater(desk, 15 * minute);
    shows(desk, {});
    dying(desk, store, method, done);
    desk.pass(hour);
    expect((await desk.app.run('watch')).outcome).toBe('failed');
    await lookLater(desk, hour);
    await lookLater(desk, hour);
    expect((await revisions(desk)).map((one) => one.kind)).toEqual(['withdrawn', 'back']);
    expect((await post(desk)).status).toBe('awaiting');
  });
});
