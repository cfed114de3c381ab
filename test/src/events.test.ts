/** A post about an event, from its article to the Page or the ledger: never after the event has begun. */
import { describe, expect, it } from 'vitest';
import { drawCard } from '../../src/approving/card.ts';
import type { Article } from '../../src/article.ts';
import { wordsIn } from '../../src/locale/words.ts';
import { plainNewsroom, plainRules, plainTimetable } from '../../src/newsroom.ts';
import type { ShownPost } from '../../src/post.ts';
import { hour } from '../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, keyOf, publishOnPortal } from '../fakes/desk.ts';
import { anAwaiting, lan } from './approving/posts.ts';

const zone = 'Asia/Ho_Chi_Minh';
const timetable = plainTimetable({ times: ['09:00', '14:00', '20:00'], gapMinutes: 20, zone });
const at = (day: number, time: string) => new Date(`2026-11-${day}T${time}:00+07:00`);

function anEvent(body: string | null, over: Partial<Article> = {}): Article {
  return anArticle({ title: 'Sắp diễn ra Lễ hội Hạ Lam', lead: 'Lễ hội có nhiều hoạt động.', body, categories: ['Văn hóa'], ...over });
}

/** Monday 23/11, 8:00: the article is on the portal, its post was shown, and approved by rule. */
async function withEvent(article: Article): Promise<FakeDesk> {
  const desk = await createFakeDesk({ approval: { mode: 'auto' }, timetable });
  publishOnPortal(desk, [article]);
  for (const job of ['collect', 'draft', 'ask-staff', 'schedule'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  return desk;
}

async function postOf(desk: FakeDesk): Promise<ShownPost> {
  const [post] = await desk.ports.posts.list(true, 10);
  if (post === undefined || post.status === 'skipped') throw new Error('no post');
  return post;
}

function cardOf(post: ShownPost, locale: 'vi' | 'en' = 'vi'): string {
  return drawCard(post, { words: wordsIn(locale), zone, nextSlot: null }).text;
}

describe('a post about an event', () => {
  it('says on its card when the event begins, and goes out before', async () => {
    const desk = await withEvent(anEvent('Lễ hội khai mạc lúc 19h30 ngày 23/11/2026.'));
    const post = await postOf(desk);
    expect(post).toMatchObject({
      status: 'scheduled',
      slot: at(23, '09:00'),
      event: { beginsAt: at(23, '19:30'), exact: true },
      warnings: [{ kind: 'no-picture' }],
    });
    expect(cardOf(post)).toContain('🗓 Sự kiện bắt đầu: 23/11/2026 19:30; bài chỉ đăng trước giờ này');
    expect(cardOf(post, 'en')).toContain('🗓 The event begins: 23/11/2026 19:30');
  });

  it('of which only the day is told goes out before that day, and the card does not make up an hour', async () => {
    const post = await postOf(await withEvent(anEvent('Lễ hội diễn ra từ ngày 25 đến 28/11.')));
    expect(post).toMatchObject({ event: { beginsAt: at(25, '00:00'), exact: false } });
    expect(cardOf(post)).toContain('🗓 Sự kiện bắt đầu ngày 25/11/2026, bài không ghi rõ giờ; chỉ đăng trước 25/11/2026 00:00');
  });

  it('stays fresh until the event begins, though news of its age would be stale', async () => {
    const desk = await withEvent(anEvent('Lễ hội khai mạc lúc 8h00 ngày 30/11/2026.'));
    await desk.app.pause({ page: null, kind: 'pause', why: '', by: lan, from: desk.clock(), until: at(28, '08:00') });
    await desk.app.run('schedule');
    expect(await postOf(desk)).toMatchObject({ status: 'scheduled', slot: at(28, '09:00') });
  });

  it('that has no slot before the event begins is not planned, and expires when it does: ledger, record and staff say why', async () => {
    const desk = await withEvent(anEvent('Lễ hội khai mạc lúc 8h45 ngày 23/11/2026.'));
    expect(await postOf(desk)).toMatchObject({ status: 'approved' });
    desk.at(at(23, '08:44'));
    await desk.app.run('schedule');
    expect(await postOf(desk)).toMatchObject({ status: 'approved' });
    desk.at(at(23, '08:45'));
    await desk.app.run('schedule');
    const ended = await postOf(desk);
    expect(ended).toMatchObject({ status: 'expired', why: 'begun', at: at(23, '08:45') });
    expect(ended.journal).toMatchObject([{ verb: 'approve' }, { verb: 'expire', by: 'desk', note: 'begun' }].slice(-(ended.journal?.length ?? 0)));
    expect(cardOf(ended)).toContain('không đăng: sự kiện đã bắt đầu');
    expect((await desk.ports.notices.pending(5)).map(({ text }) => text)).toEqual([expect.stringContaining('Sắp diễn ra Lễ hội Hạ Lam (sự kiện đã bắt đầu)')]);
    expect(await desk.app.ledger()).toMatchObject({ expired: 1, unaccounted: 0 });
    const [article] = await desk.ports.articles.all(null, 1);
    expect((await desk.app.life([article?.id ?? ''], []))?.posts).toMatchObject([{ status: 'expired', why: 'begun' }]);
  });

  it('that is late within its window is not sent any more once the event has begun', async () => {
    const desk = await withEvent(anEvent('Lễ hội khai mạc lúc 9h10 ngày 23/11/2026.'));
    expect(await postOf(desk)).toMatchObject({ status: 'scheduled', slot: at(23, '09:00') });
    desk.at(at(23, '09:10'));
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    await desk.app.run('schedule');
    expect(await postOf(desk)).toMatchObject({ status: 'expired', why: 'begun' });
  });

  it('is given no time at which the event has begun', async () => {
    const desk = await withEvent(anEvent('Lễ hội khai mạc lúc 19h30 ngày 24/11/2026.'));
    const { id } = await postOf(desk);
    expect(await desk.app.pinTime(id, at(24, '19:30'))).toMatchObject({ outcome: 'conflict', conflict: { why: 'begun', beginsAt: at(24, '19:30') } });
    expect(await desk.app.pinTime(id, at(24, '19:00'))).toMatchObject({ outcome: 'pinned' });
    expect((await desk.app.nextFreeSlots(id, 9)).every((free) => free < at(24, '19:30'))).toBe(true);
  });

  it('comes before staff again when the portal moves the event, though the words of the post are the same', async () => {
    const article = anEvent('Lễ hội khai mạc lúc 19h30 ngày 25/11/2026.');
    const desk = await withEvent(article);
    const moved = { ...article, body: 'Lễ hội khai mạc lúc 19h30 ngày 24/11/2026.' };
    desk.portal.pages.set(article.url, { outcome: 'read', key: keyOf(article.url), article: moved });
    desk.at(at(23, '09:00'));
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    expect(await postOf(desk)).toMatchObject({ status: 'awaiting', returned: 'content-changed', event: { beginsAt: at(24, '19:30') } });
  });

  it('that nobody decides on expires when the event begins, and says so', async () => {
    const desk = await createFakeDesk({ timetable });
    publishOnPortal(desk, [anEvent('Lễ hội khai mạc lúc 19h30 ngày 23/11/2026.')]);
    for (const job of ['collect', 'draft', 'ask-staff'] as const) await desk.app.run(job);
    desk.at(at(23, '19:30'));
    await desk.app.run('ask-staff');
    expect(await postOf(desk)).toMatchObject({ status: 'expired', why: 'begun' });
  });

  it('waiting for a word says when the next slot would be too late', () => {
    const words = wordsIn('vi');
    const event = { beginsAt: at(23, '08:45'), exact: true };
    const waiting = drawCard(anAwaiting({ event }), { words, zone, nextSlot: at(23, '09:00') }).text;
    expect(waiting).toContain('Khung giờ trống gần nhất là 23/11/2026 09:00, khi sự kiện đã bắt đầu');
    expect(drawCard(anAwaiting({ event }), { words, zone, nextSlot: at(23, '08:30') }).text).toContain('Nếu duyệt, bài lên Trang: 23/11/2026 08:30');
  });

  it('whose beginning is not certain has the freshness of its kind, and the card warns', async () => {
    const desk = await withEvent(anEvent('Lễ hội diễn ra vào cuối tuần tới.'));
    const post = await postOf(desk);
    expect(post).toMatchObject({ status: 'scheduled', event: null });
    expect(cardOf(post)).toContain('không đọc được chắc chắn lúc bắt đầu, nên hạn đăng tính như bài thường');
    desk.pass(48 * hour);
    await desk.app.run('schedule');
    expect(await postOf(desk)).toMatchObject({ status: 'expired', why: 'stale' });
  });

  it('is told by the newsroom’s own categories and words, and nothing else is one', async () => {
    const other = await withEvent(anEvent('Lễ hội khai mạc lúc 19h30 ngày 23/11/2026.', { title: 'Lễ hội Hạ Lam' }));
    expect('event' in (await postOf(other))).toBe(false);
    const page = { ...plainRules(timetable, { mode: 'auto' }), timetable: { ...timetable, events: { categories: ['văn hóa'], words: [] } } };
    const named = await createFakeDesk({ newsroom: plainNewsroom(page, [], []) });
    publishOnPortal(named, [anEvent('Lễ hội khai mạc lúc 19h30 ngày 23/11/2026.', { title: 'Lễ hội Hạ Lam' })]);
    for (const job of ['collect', 'draft'] as const) await named.app.run(job);
    expect(await postOf(named)).toMatchObject({ event: { beginsAt: at(23, '19:30') } });
  });
});
