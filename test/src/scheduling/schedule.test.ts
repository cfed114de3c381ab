import { describe, expect, it } from 'vitest';
import type { Timetable } from '../../../src/config.ts';
import { slotKeyOf } from '../../../src/identity.ts';
import type { Approved, Post, Scheduled } from '../../../src/post.ts';
import { planAhead, scheduleApproved, slotIfApproved } from '../../../src/scheduling/schedule.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anAwaiting, idOf, lan, onePerStatus } from '../approving/posts.ts';

const timetable: Timetable = { times: ['09:00', '09:30', '11:30'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' };
const timetableOf = () => timetable;
const asap: Timetable = { times: 'asap', gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' };

function approved(number: number, approvedAt: Date = addMs(start, -number * minute), page = pageId): Approved {
  const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = anAwaiting({ id: idOf(number), title: `Tin ${number}`, page });
  return { ...shown, status: 'approved', approval: { by: lan, at: approvedAt, hash: 'h' } };
}

async function deskWith(...posts: readonly Post[]): Promise<FakeDesk> {
  const desk = await createFakeDesk({ timetable });
  for (const post of posts) expect(await desk.ports.posts.add(post)).toBe(true);
  return desk;
}

async function slotOf(desk: FakeDesk, number: number): Promise<string | null> {
  const post = await desk.ports.posts.get(idOf(number));
  return post !== null && 'slot' in post ? post.slot.toISOString().slice(5, 16) : null;
}

describe('an approved post', () => {
  it('takes the timetable’s next free slot, first approved first', async () => {
    const desk = await deskWith(approved(1), approved(2), approved(3), approved(4));
    expect(await scheduleApproved(desk.ports, { timetableOf, now: start })).toEqual({ scheduled: 4, noSlot: 0 });
    // Approved 4, 3, 2, 1 minutes ago; 09:00 in Vietnam is 02:00 in UTC.
    expect(await Promise.all([4, 3, 2, 1].map((number) => slotOf(desk, number)))).toEqual(['11-23T02:00', '11-23T02:30', '11-23T04:30', '11-24T02:00']);
    expect(await scheduleApproved(desk.ports, { timetableOf, now: start })).toEqual({ scheduled: 0, noSlot: 0 });
  });

  it('keeps everything it was, and its card is drawn anew', async () => {
    const desk = await deskWith(approved(1));
    await desk.app.run('schedule');
    const slot = new Date('2026-11-23T02:00:00Z');
    expect(await desk.ports.posts.get(idOf(1))).toEqual({
      ...approved(1),
      rev: 1,
      status: 'scheduled',
      slot,
      slotKey: slotKeyOf(pageId, slot),
      resends: 0,
      notBefore: null,
      uploads: null,
      updatedAt: start,
      redraw: true,
    });
  });

  it('of another Page takes the same slot', async () => {
    const desk = await deskWith(approved(1), approved(2, start, '200'));
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    expect(await slotOf(desk, 1)).toBe('11-23T02:00');
    expect(await slotOf(desk, 2)).toBe('11-23T02:00');
  });

  it('keeps the gap to what went out a moment ago', async () => {
    const published = onePerStatus().find((post) => post.status === 'published');
    if (published?.status !== 'published') throw new Error('none published');
    const slot = addMs(start, -15 * minute);
    const desk = await deskWith({ ...published, id: idOf(50), slot, slotKey: slotKeyOf(pageId, slot) }, approved(1));
    expect(await scheduleApproved(desk.ports, { timetableOf: () => asap, now: start })).toEqual({ scheduled: 1, noSlot: 0 });
    expect(await slotOf(desk, 1)).toBe('11-23T01:05');
  });

  it('goes at once with asap', async () => {
    const desk = await deskWith(approved(1), approved(2));
    await scheduleApproved(desk.ports, { timetableOf: () => ({ ...asap, gapMinutes: 0 }), now: start });
    const slots = (await desk.ports.posts.slotted(pageId, start)).map((post) => post.slot.getTime() - start.getTime());
    expect(slots).toEqual([0, 1]);
  });

  it.each(onePerStatus().filter((post) => post.status !== 'approved'))('that is $status already is left as it is', async (post) => {
    const desk = await deskWith(post);
    expect(await scheduleApproved(desk.ports, { timetableOf, now: start })).toEqual({ scheduled: 0, noSlot: 0 });
    expect(await desk.ports.posts.get(post.id)).toEqual(post);
  });

  it('waits, and is not lost, when a year has no free slot', async () => {
    // A gap of a day and a half beside something taken every day leaves nothing free.
    const scheduled = onePerStatus().find((post) => post.status === 'scheduled');
    if (scheduled?.status !== 'scheduled') throw new Error('none scheduled');
    const daily = Array.from({ length: 370 }, (_, day): Scheduled => {
      const slot = addMs(start, (day * 24 + 1) * hour);
      return { ...scheduled, id: idOf(1000 + day), slot, slotKey: slotKeyOf(pageId, slot) };
    });
    const desk = await deskWith(...daily, approved(1));
    expect(await scheduleApproved(desk.ports, { timetableOf: () => ({ ...timetable, gapMinutes: 1440 }), now: start })).toEqual({ scheduled: 0, noSlot: 1 });
    expect((await desk.ports.posts.get(idOf(1)))?.status).toBe('approved');
    expect(await slotIfApproved(desk.ports, pageId, { ...timetable, gapMinutes: 1440 }, start)).toBeNull();
  });
});

describe('two processes', () => {
  it('that schedule at once leave each post one slot, and each slot one post', async () => {
    const desk = await deskWith(...Array.from({ length: 6 }, (_, number) => approved(number + 1)));
    const counts = await Promise.all([1, 2].map(() => scheduleApproved(desk.ports, { timetableOf, now: start })));
    expect(counts.reduce((sum, count) => sum + count.scheduled, 0)).toBe(6);
    const slots = (await desk.ports.posts.slotted(pageId, start)).map((post) => post.slotKey);
    expect(new Set(slots).size).toBe(6);
  });

  it('that take the very same slot: the one that was late looks again', async () => {
    const desk = await deskWith(approved(1), approved(2));
    const { slotted } = desk.ports.posts;
    let reads = 0;
    Object.assign(desk.ports.posts, {
      slotted: async (page: string, from: Date) => {
        const taken = await slotted(page, from);
        reads += 1;
        // Between this process's look and its write, the other one takes the first slot.
        if (reads === 1) await scheduleApproved({ ...desk.ports, posts: { ...desk.ports.posts, slotted } }, { timetableOf, now: start });
        return taken;
      },
    });
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    expect([await slotOf(desk, 1), await slotOf(desk, 2)].sort()).toEqual(['11-23T02:00', '11-23T02:30']);
  });

  it('one taking the slot only: the other takes the next one', async () => {
    const desk = await deskWith(approved(1));
    const { slotted } = desk.ports.posts;
    let reads = 0;
    Object.assign(desk.ports.posts, {
      slotted: async (page: string, from: Date) => {
        const taken = await slotted(page, from);
        reads += 1;
        if (reads > 1) return taken;
        await desk.ports.posts.add(approved(2));
        const second = await desk.ports.posts.get(idOf(2));
        const slot = new Date('2026-11-23T02:00:00Z');
        if (second?.status === 'approved')
          await desk.ports.posts.replace(second, {
            ...second,
            status: 'scheduled',
            slot,
            slotKey: slotKeyOf(pageId, slot),
            resends: 0,
            notBefore: null,
            uploads: null,
          });
        return taken;
      },
    });
    expect(await scheduleApproved(desk.ports, { timetableOf, now: start })).toEqual({ scheduled: 1, noSlot: 0 });
    expect(await slotOf(desk, 2)).toBe('11-23T02:00');
    expect(await slotOf(desk, 1)).toBe('11-23T02:30');
    expect(reads).toBe(2);
  });
});

describe('what a card says about the slot', () => {
  it('is the very slot that the post gets when it is approved now', async () => {
    const desk = await deskWith(approved(1));
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    const told = await slotIfApproved(desk.ports, pageId, timetable, start);
    expect(told).toEqual(new Date('2026-11-23T02:30:00Z'));
    await desk.ports.posts.add(approved(2));
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    expect(await slotOf(desk, 2)).toBe('11-23T02:30');
  });

  it('is “at once” with asap, unless the gap makes it wait', async () => {
    const desk = await deskWith();
    expect(await slotIfApproved(desk.ports, pageId, asap, start)).toBe('asap');
    await desk.ports.posts.add(approved(1));
    await scheduleApproved(desk.ports, { timetableOf: () => asap, now: start });
    expect(await slotIfApproved(desk.ports, pageId, asap, start)).toEqual(addMs(start, 20 * minute));
  });
});

describe('the plan ahead', () => {
  it('lists what is planned and what is free, in order, for so many days', async () => {
    const desk = await deskWith(approved(1), approved(2));
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    const plan = await planAhead(desk.ports, { page: pageId, timetable, now: start, days: 1 });
    expect(plan.map(({ slot, title }) => [slot.toISOString().slice(5, 16), title])).toEqual([
      ['11-23T02:00', 'Tin 2'],
      ['11-23T02:30', 'Tin 1'],
      ['11-23T04:30', null],
    ]);
    expect(plan.map(({ page, postId }) => [page, postId])).toEqual([
      [pageId, idOf(2)],
      [pageId, idOf(1)],
      [pageId, null],
    ]);
    expect(await planAhead(desk.ports, { page: pageId, timetable, now: start, days: 3 })).toHaveLength(9);
    expect((await planAhead(desk.ports, { page: '200', timetable, now: start, days: 1 })).every((slot) => slot.postId === null)).toBe(true);
  });

  it('calls no slot free that the gap forbids', async () => {
    const desk = await deskWith(approved(1));
    await scheduleApproved(desk.ports, { timetableOf, now: start });
    const plan = await planAhead(desk.ports, { page: pageId, timetable: { ...timetable, gapMinutes: 45 }, now: start, days: 1 });
    expect(plan.map(({ slot, title }) => [slot.toISOString().slice(5, 16), title])).toEqual([
      ['11-23T02:00', 'Tin 1'],
      ['11-23T04:30', null],
    ]);
  });

  it('has nothing free to list with asap', async () => {
    const desk = await deskWith(approved(1));
    await scheduleApproved(desk.ports, { timetableOf: () => asap, now: start });
    expect(await planAhead(desk.ports, { page: pageId, timetable: asap, now: start, days: 1 })).toEqual([
      { page: pageId, slot: start, postId: idOf(1), title: 'Tin 1' },
    ]);
  });
});
