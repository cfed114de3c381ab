import { describe, expect, it } from 'vitest';
import { slotKeyOf } from '../../../src/identity.ts';
import { wordsIn } from '../../../src/locale/words.ts';
import { plainTimetable } from '../../../src/newsroom.ts';
import type { Approved, Post, Scheduled } from '../../../src/post.ts';
import { planAhead, scheduleApproved, slotIfApproved } from '../../../src/scheduling/schedule.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anAwaiting, idOf, lan, onePerStatus } from '../approving/posts.ts';

const zone = 'Asia/Ho_Chi_Minh';
const timetable = plainTimetable({ times: ['09:00', '09:30', '11:30'], gapMinutes: 20, zone });
const asap = plainTimetable({ times: 'asap', gapMinutes: 20, zone });
const nothing = { scheduled: 0, moved: 0, expired: 0, asked: 0 };
const at = (time: string) => new Date(`2026-11-${time.slice(0, 2)}T${time.slice(3)}:00+07:00`);

function approved(number: number, approvedAt: Date = addMs(start, -number * minute), page = pageId): Approved {
  const {
    askedAt: _asked,
    objectBy: _object,
    returned: _returned,
    ...shown
  } = anAwaiting({ id: idOf(number), title: `Tin ${number}`, page, articleAt: start });
  return { ...shown, status: 'approved', approval: { by: lan, at: approvedAt, hash: 'h' } };
}

function scheduled(number: number, slot: Date, over: Partial<Scheduled> = {}): Scheduled {
  return { ...approved(number), status: 'scheduled', slot, slotKey: slotKeyOf(pageId, slot), resends: 0, notBefore: null, uploads: null, ...over };
}

async function deskWith(...posts: readonly Post[]): Promise<FakeDesk> {
  const desk = await createFakeDesk({ timetable });
  for (const post of posts) expect(await desk.ports.posts.add(post)).toBe(true);
  return desk;
}

function needsOf(desk: FakeDesk) {
  return { ...desk.ports, words: wordsIn('vi') };
}

/** Plans at an instant of the desk's clock. */
function plan(desk: FakeDesk, given: typeof timetable = timetable, now: Date = desk.clock()) {
  return scheduleApproved(needsOf(desk), { timetableOf: () => given, nameOf: async () => 'Hạ Lam', now });
}

/** Day and time of a post's slot in Vietnam, or its status. */
async function slotOf(desk: FakeDesk, number: number): Promise<string> {
  const post = await desk.ports.posts.get(idOf(number));
  if (post === null || post.status !== 'scheduled') return post?.status ?? 'gone';
  return addMs(post.slot, 7 * hour)
    .toISOString()
    .slice(8, 16)
    .replace('T', ' ');
}

describe('an approved post', () => {
  it('gets the timetable’s next free slot, first approved first; the next three are promised', async () => {
    const desk = await deskWith(approved(1), approved(2), approved(3), approved(4));
    expect(await plan(desk)).toEqual({ ...nothing, scheduled: 3 });
    expect(await Promise.all([4, 3, 2, 1].map((number) => slotOf(desk, number)))).toEqual(['23 09:00', '23 09:30', '23 11:30', 'approved']);
    expect(await plan(desk)).toEqual(nothing);
  });

  it('keeps everything it was, tells why it has its time, and its card is drawn anew', async () => {
    const desk = await deskWith(approved(1));
    await desk.app.run('schedule');
    const slot = at('23 09:00');
    expect(await desk.ports.posts.get(idOf(1))).toEqual({
      ...approved(1),
      rev: 1,
      status: 'scheduled',
      slot,
      slotKey: slotKeyOf(pageId, slot),
      resends: 0,
      notBefore: null,
      uploads: null,
      slotWhy: 'first',
      updatedAt: start,
      redraw: true,
    });
  });

  it('of another Page takes the same slot', async () => {
    const desk = await deskWith(approved(1), approved(2, start, '200'));
    await plan(desk);
    expect([await slotOf(desk, 1), await slotOf(desk, 2)]).toEqual(['23 09:00', '23 09:00']);
  });

  it('keeps the gap to what went out a moment ago', async () => {
    const published = onePerStatus().find((post) => post.status === 'published');
    if (published?.status !== 'published') throw new Error('none published');
    const slot = addMs(start, -15 * minute);
    const desk = await deskWith({ ...published, id: idOf(50), slot, publishedAt: slot, slotKey: slotKeyOf(pageId, slot) }, approved(1));
    expect(await plan(desk, asap)).toEqual({ ...nothing, scheduled: 1 });
    expect(await slotOf(desk, 1)).toBe('23 08:05');
  });

  it('goes at once with asap', async () => {
    const desk = await deskWith(approved(1), approved(2), approved(3), approved(4), approved(5));
    await plan(desk, { ...asap, gapMinutes: 0 });
    const slots = (await desk.ports.posts.slotted(pageId, start)).map((post) => post.slot.getTime() - start.getTime());
    expect(slots).toEqual([0, 1, 2, 3, 4]);
  });

  it.each(onePerStatus().filter((post) => post.status !== 'approved' && post.status !== 'scheduled'))(
    'that is $status already is left as it is',
    async (post) => {
      const desk = await deskWith(post);
      expect(await plan(desk)).toEqual(nothing);
      expect(await desk.ports.posts.get(post.id)).toEqual(post);
    },
  );

  it('that no time of the timetable is left for waits until it is stale, and ends in the ledger with a word to staff', async () => {
    const never = { ...timetable, times: [] };
    const desk = await deskWith(approved(1));
    expect(await plan(desk, never)).toEqual(nothing);
    expect(await slotOf(desk, 1)).toBe('approved');
    expect(await slotIfApproved(desk.ports, { post: anAwaiting({ id: idOf(99) }), page: pageId, timetable: never, now: start })).toBeNull();
    expect(await plan(desk, never, addMs(start, 48 * hour))).toEqual({ ...nothing, expired: 1 });
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ status: 'expired', at: addMs(start, 48 * hour), redraw: true });
    expect((await desk.ports.notices.pending(5)).map((notice) => notice.text)).toEqual([expect.stringContaining('– Tin 1')]);
  });
});

describe('a planned time that staff saw', () => {
  it('changes when it must, and the card says so', async () => {
    const desk = await deskWith(scheduled(1, at('23 09:00')), scheduled(2, at('23 09:30')));
    await desk.app.pause({ page: null, kind: 'pause', why: '', by: lan, from: start, until: at('23 09:10') });
    expect(await plan(desk)).toEqual({ ...nothing, moved: 1, scheduled: 1 });
    expect([await slotOf(desk, 1), await slotOf(desk, 2)]).toEqual(['23 11:30', '23 09:30']);
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ moved: { from: at('23 09:00'), why: 'pause', at: start }, redraw: true });
    expect(await desk.ports.notices.pending(5)).toEqual([]);
  });

  it('is given up while posting is paused without an end, expires not even when it grows stale, and is planned again afterwards', async () => {
    const desk = await deskWith(scheduled(1, at('23 09:00')));
    await desk.app.pause({ page: null, kind: 'mourning', why: '', by: lan, from: start, until: null });
    expect(await plan(desk)).toEqual({ ...nothing, moved: 1 });
    expect(await plan(desk, timetable, addMs(start, 72 * hour))).toEqual(nothing);
    expect(await slotOf(desk, 1)).toBe('approved');
    await desk.app.resume({ page: null, id: null, by: lan });
    expect(await plan(desk)).toEqual({ ...nothing, scheduled: 1 });
  });

  it('that changes takes along what was tried already: the second send stays the last one, and an upload is gone on with', async () => {
    const uploads = { photos: [{ sha256: 'ab'.repeat(32), id: '1', at: start }], video: null };
    const desk = await deskWith(scheduled(1, at('23 09:00'), { resends: 1, uploads }));
    expect(await plan(desk, timetable, at('23 10:00'))).toEqual({ ...nothing, moved: 1, scheduled: 1 });
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ slot: at('23 11:30'), resends: 1, uploads });
  });

  type Trigger = (desk: FakeDesk) => Promise<unknown>;
  const open = plainTimetable({ times: ['09:00', '09:30', '11:30', '14:00', '17:00'], gapMinutes: 20, zone });
  const byHand = { rev: 0, page: pageId, title: 'Thư cảm ơn', permalink: null, gone: false };
  const ended = async (desk: FakeDesk, number: number, status: 'failed' | 'awaiting') => {
    const post = await desk.ports.posts.get(idOf(number));
    if (post?.status !== 'scheduled') throw new Error('not planned');
    const { slot: _slot, slotKey: _key, resends: _resends, notBefore: _before, uploads: _uploads, approval, ...shown } = post;
    const failure = { reason: 'content', code: 100, subcode: null, detail: 'x' } as const;
    const next: Post =
      status === 'failed'
        ? { ...shown, approval, status, at: start, failure }
        : { ...shown, status, version: post.version + 1, askedAt: start, objectBy: null, returned: null };
    await desk.ports.posts.replace(post, next);
  };
  it.each<[string, Trigger, typeof open, string | null, readonly string[]]>([
    ['another approval', (desk) => desk.ports.posts.add(approved(9)), open, null, ['23 09:00', '23 09:30', '23 11:30']],
    ['an edit that sends another one back', (desk) => ended(desk, 2, 'awaiting'), open, null, ['23 09:00', 'awaiting', '23 11:30']],
    ['a failure of another one', (desk) => ended(desk, 1, 'failed'), open, null, ['failed', '23 09:30', '23 11:30']],
    [
      'a pause',
      (desk) => desk.app.pause({ page: null, kind: 'pause', why: '', by: lan, from: start, until: at('23 09:10') }),
      open,
      'pause',
      ['23 14:00', '23 09:30', '23 11:30'],
    ],
    ['a post by hand', (desk) => desk.ports.handPosts.add({ ...byHand, id: 'h1', at: at('23 08:50') }), open, 'gap', ['23 14:00', '23 09:30', '23 11:30']],
    [
      'a time that somebody gave another one',
      (desk) => desk.ports.posts.add({ ...approved(9), pinnedAt: at('23 09:05') }),
      open,
      'pinned',
      ['23 14:00', '23 09:30', '23 11:30'],
    ],
    [
      'a timetable that was loaded anew',
      async () => {},
      { ...open, times: ['09:30', '11:30', '14:00', '17:00'] },
      'timetable',
      ['23 14:00', '23 09:30', '23 11:30'],
    ],
  ])('after %s changes only when it must, and then the card says why', async (_what, trigger, loaded, why, expected) => {
    const desk = await deskWith(scheduled(1, at('23 09:00')), scheduled(2, at('23 09:30')), scheduled(3, at('23 11:30')));
    await trigger(desk);
    await plan(desk, loaded, at('23 08:55'));
    expect(await Promise.all([1, 2, 3].map((number) => slotOf(desk, number)))).toEqual(expected);
    const moved = await Promise.all([1, 2, 3].map(async (number) => (await desk.ports.posts.get(idOf(number))) ?? null));
    expect(moved.map((post) => (post !== null && 'moved' in post ? (post.moved?.why ?? null) : null))).toEqual([why, null, null]);
  });

  it('makes way for what is urgent, which goes out at once', async () => {
    const desk = await deskWith(scheduled(1, at('23 09:00')), { ...approved(2), urgent: true });
    expect(await plan(desk, timetable, at('23 08:50'))).toEqual({ ...nothing, moved: 1, scheduled: 2 });
    expect([await slotOf(desk, 2), await slotOf(desk, 1)]).toEqual(['23 08:50', '23 09:30']);
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ moved: { why: 'urgent' } });
  });

  it('may be an exact one, which no other post takes', async () => {
    const desk = await deskWith({ ...approved(1), pinnedAt: at('23 09:10') }, approved(2), approved(3));
    await plan(desk);
    expect(await Promise.all([1, 2, 3].map((number) => slotOf(desk, number)))).toEqual(['23 09:10', '23 11:30', '23 09:30']);
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ slotWhy: 'pinned' });
  });
});

describe('after a standstill', () => {
  const four = [1, 2, 3, 4].map((number) => scheduled(number, addMs(at('23 09:00'), number * 30 * minute), { articleAt: addMs(start, -number * 12 * hour) }));

  it('of an hour what is late within its window keeps its slot, the rest goes out later in order, with one message', async () => {
    const desk = await deskWith(scheduled(1, at('23 09:00')), scheduled(2, at('23 09:30')), scheduled(3, at('23 11:30')));
    expect(await plan(desk, { ...timetable, times: ['09:00', '09:30', '11:30', '14:00'] }, at('23 09:55'))).toEqual({ ...nothing, moved: 1, scheduled: 1 });
    expect(await Promise.all([1, 2, 3].map((number) => slotOf(desk, number)))).toEqual(['23 14:00', '23 09:30', '23 11:30']);
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ moved: { from: at('23 09:00'), why: 'missed' } });
    expect((await desk.ports.notices.pending(5)).map((notice) => notice.text)).toEqual([expect.stringContaining('1 bài lỡ giờ')]);
  });

  it('of a day what is fresh goes out one gap apart, what is not expires, and staff get one message', async () => {
    const desk = await deskWith(...four);
    expect(await plan(desk, asap, addMs(start, 24 * hour))).toEqual({ ...nothing, moved: 1, scheduled: 1, expired: 3 });
    const texts = (await desk.ports.notices.pending(5)).map((notice) => notice.text);
    expect(texts).toEqual([expect.stringMatching(/1 bài lỡ giờ[\s\S]*3 bài đã quá hạn[\s\S]*Tin 4 \(bài đã hết thời sự\)/)]);
    expect(await slotOf(desk, 1)).toBe('24 08:00');
  });

  it('of a week nothing goes out that is no news any more', async () => {
    const desk = await deskWith(...four, scheduled(5, at('23 14:00'), { kind: 'document' }), scheduled(6, at('23 15:00'), { kind: 'document' }));
    expect(await plan(desk, { ...asap, gapMinutes: 20 }, addMs(start, 6 * 24 * hour))).toEqual({ ...nothing, moved: 2, scheduled: 2, expired: 4 });
    expect(await Promise.all([5, 6].map((number) => slotOf(desk, number)))).toEqual(['29 08:20', '29 08:00']);
    expect(await desk.ports.notices.pending(5)).toHaveLength(1);
  });

  it('a crash in the midst of it tells nothing twice, not even when the hour is over meanwhile', async () => {
    const desk = await deskWith(...four);
    const { replace } = desk.ports.posts;
    let writes = 0;
    desk.ports.posts.replace = (current, next) => {
      writes += 1;
      if (writes > 2) throw new Error('killed');
      return replace(current, next);
    };
    const back = addMs(start, 24 * hour + 59 * minute);
    await expect(plan(desk, asap, back)).rejects.toThrow('killed');
    desk.ports.posts.replace = replace;
    expect(await plan(desk, asap, addMs(back, 2 * minute))).toMatchObject({ scheduled: 1, expired: 1 });
    const [notice, ...others] = await desk.ports.notices.pending(5);
    expect([others, notice?.text.match(/vừa được xếp lại/g)]).toEqual([[], ['vừa được xếp lại']]);
    expect(notice?.text).toMatch(/1 bài lỡ giờ[\s\S]*3 bài đã quá hạn/);
  });

  it('what grows stale within the hour after a message expires with the next one: nothing ends untold', async () => {
    const desk = await deskWith({ ...approved(1), articleAt: addMs(start, -48 * hour) }, { ...approved(2), articleAt: addMs(start, -47.5 * hour) });
    const never = { ...timetable, times: [] };
    const titles = async () => (await desk.ports.notices.pending(5)).map(({ text }) => [...text.matchAll(/Tin \d/g)].join(' '));
    expect(await plan(desk, never)).toMatchObject({ expired: 1 });
    expect(await plan(desk, never, addMs(start, 40 * minute))).toEqual(nothing);
    await desk.app.run('ask-staff');
    expect(await titles()).toEqual([]);
    expect(await plan(desk, never, addMs(start, hour))).toMatchObject({ expired: 1 });
    expect(await titles()).toEqual(['Tin 2']);
  });

  it('two processes that catch up at once tell it once', async () => {
    const desk = await deskWith(...four);
    await Promise.all([1, 2, 3].map(() => plan(desk, asap, addMs(start, 24 * hour))));
    const [notice, ...others] = await desk.ports.notices.pending(5);
    expect(others).toEqual([]);
    expect(notice?.text.match(/vừa được xếp lại/g)).toHaveLength(1);
  });

  it('staff are asked instead, where the timetable says so; the old buttons decide nothing any more', async () => {
    const desk = await deskWith(scheduled(1, at('23 09:00')));
    expect(await plan(desk, { ...timetable, late: { windowMs: hour / 2, otherwise: 'ask' } }, at('23 10:00'))).toEqual({ ...nothing, asked: 1 });
    expect(await desk.ports.posts.get(idOf(1))).toMatchObject({ status: 'awaiting', returned: 'missed', version: 2, objectBy: null });
  });

  it('the publisher sends nothing that missed its slot before the planner has spoken', async () => {
    const desk = await createFakeDesk({ timetable });
    await desk.ports.posts.add(scheduled(1, addMs(start, -31 * minute)));
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    await desk.app.run('schedule');
    expect(await slotOf(desk, 1)).toBe('23 09:00');
  });
});

describe('two processes', () => {
  it('that schedule at once leave each post one slot, and each slot one post', async () => {
    const desk = await deskWith(...Array.from({ length: 6 }, (_, number) => approved(number + 1)));
    const counts = await Promise.all([1, 2].map(() => plan(desk)));
    expect(counts.reduce((sum, count) => sum + count.scheduled, 0)).toBe(3);
    const slots = (await desk.ports.posts.slotted(pageId, start)).map((post) => post.slotKey);
    expect(new Set(slots).size).toBe(3);
  });

  it('of which one took the slot: the other’s next look gives the next one', async () => {
    const desk = await deskWith(approved(1));
    const { slotted } = desk.ports.posts;
    let reads = 0;
    Object.assign(desk.ports.posts, {
      slotted: async (page: string, from: Date) => {
        const taken = await slotted(page, from);
        reads += 1;
        // Between this process's look and its write, the other one takes the first slot.
        if (reads === 1) await desk.ports.posts.add(scheduled(2, at('23 09:00')));
        return taken;
      },
    });
    expect(await plan(desk)).toEqual(nothing);
    expect(await plan(desk)).toEqual({ ...nothing, scheduled: 1 });
    expect([await slotOf(desk, 2), await slotOf(desk, 1)]).toEqual(['23 09:00', '23 09:30']);
  });
});

describe('what a card says about the slot', () => {
  it('is the very slot that the post gets when it is approved now', async () => {
    const desk = await deskWith(approved(1));
    await plan(desk);
    expect(await slotIfApproved(desk.ports, { post: anAwaiting({ id: idOf(99) }), page: pageId, timetable, now: start })).toEqual(at('23 09:30'));
    await desk.ports.posts.add(approved(2, start));
    await plan(desk);
    expect(await slotOf(desk, 2)).toBe('23 09:30');
  });

  it('is of that very post: its given time, the times of its kind, its urgency, and none where it is stale before', async () => {
    const desk = await deskWith();
    const videosAt = { ...timetable, bound: [{ kind: 'video' as const, category: null, times: ['20:00'] }] };
    const of = (post: Parameters<typeof anAwaiting>[0]) =>
      slotIfApproved(desk.ports, { post: anAwaiting({ id: idOf(99), ...post }), page: pageId, timetable: videosAt, now: start });
    expect(await of({ pinnedAt: at('23 11:10') })).toEqual(at('23 11:10'));
    expect(await of({ kind: 'video' })).toEqual(at('23 20:00'));
    expect(await of({ urgent: true })).toBe('asap');
    expect(await of({ articleAt: addMs(start, -47.5 * hour) })).toBeNull();
    // Whether its event has begun by then stands on the card in other words.
    expect(await of({ articleAt: addMs(start, -60 * hour), event: { beginsAt: at('23 08:30'), exact: true } })).toEqual(at('23 09:00'));
  });

  it('is “at once” with asap, unless the gap makes it wait', async () => {
    const desk = await deskWith();
    expect(await slotIfApproved(desk.ports, { post: anAwaiting({ id: idOf(99) }), page: pageId, timetable: asap, now: start })).toBe('asap');
    await desk.ports.posts.add(approved(1));
    await plan(desk, asap);
    expect(await slotIfApproved(desk.ports, { post: anAwaiting({ id: idOf(99) }), page: pageId, timetable: asap, now: start })).toEqual(
      addMs(start, 20 * minute),
    );
  });
});

describe('the plan ahead', () => {
  const of = { page: pageId, timetable, now: start, days: 1 };

  it('lists what is planned, with the reason, and what is free, in order, for so many days', async () => {
    const desk = await deskWith(approved(1), approved(2));
    await plan(desk);
    const ahead = await planAhead(desk.ports, of);
    expect(ahead.map(({ slot, title, postId, why, firm }) => [slot, title, postId, why, firm])).toEqual([
      [at('23 09:00'), 'Tin 2', idOf(2), 'first', true],
      [at('23 09:30'), 'Tin 1', idOf(1), 'first', true],
      [at('23 11:30'), null, null, null, false],
    ]);
    expect(await planAhead(desk.ports, { ...of, days: 3 })).toHaveLength(9);
    expect((await planAhead(desk.ports, { ...of, page: '200' })).every((slot) => slot.postId === null)).toBe(true);
  });

  it('foresees what is not promised yet', async () => {
    const desk = await deskWith(...[1, 2, 3, 4].map((number) => approved(number)));
    await plan(desk);
    expect((await planAhead(desk.ports, { ...of, days: 2 })).slice(3, 5)).toMatchObject([
      { slot: at('24 09:00'), title: 'Tin 1', firm: false },
      { slot: at('24 09:30'), title: null },
    ]);
  });

  it('calls no slot free that the gap forbids', async () => {
    const desk = await deskWith(approved(1));
    await plan(desk);
    const ahead = await planAhead(desk.ports, { ...of, timetable: { ...timetable, gapMinutes: 45 } });
    expect(ahead.map(({ slot, title }) => [slot, title])).toEqual([
      [at('23 09:00'), 'Tin 1'],
      [at('23 11:30'), null],
    ]);
  });

  it('has nothing free to list with asap', async () => {
    const desk = await deskWith(approved(1));
    await plan(desk, asap);
    expect(await planAhead(desk.ports, { ...of, timetable: asap })).toMatchObject([{ page: pageId, slot: start, postId: idOf(1), title: 'Tin 1' }]);
  });
});
