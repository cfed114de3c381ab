import { describe, expect, it } from 'vitest';
import { plainTimetable } from '../../../src/newsroom.ts';
import { type PinOutcome, pinTime } from '../../../src/scheduling/pin.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { aScheduled } from '../../fakes/processes.ts';

const zone = 'Asia/Ho_Chi_Minh';
const timetable = {
  ...plainTimetable({ times: ['09:00', '09:30', '11:30', '14:00', '17:00'], gapMinutes: 20, zone }),
  quiet: [{ from: '22:00', to: '06:00' }],
  mostPerDay: 4,
};
const at = (time: string, day = '2026-11-23') => new Date(`${day}T${time}:00+07:00`);

async function deskWith(...slots: readonly string[]): Promise<FakeDesk> {
  const desk = await createFakeDesk({ timetable });
  for (const [place, time] of slots.entries()) await desk.ports.posts.add(aScheduled(place + 1, at(time), { createdAt: addMs(start, -hour) }));
  return desk;
}

function pin(desk: FakeDesk, number: number, time: Date | null): Promise<PinOutcome> {
  return pinTime(desk.ports, { postId: aScheduled(number, start).id, at: time, timetableOf: () => timetable, now: start });
}

describe('a time that staff give', () => {
  it('is kept with the post, which gives its slot up', async () => {
    const desk = await deskWith('09:00', '09:30');
    expect(await pin(desk, 1, at('10:15'))).toMatchObject({
      outcome: 'pinned',
      at: at('10:15'),
      post: { status: 'approved', pinnedAt: at('10:15'), redraw: true },
    });
    expect(await pin(desk, 1, null)).toMatchObject({ outcome: 'unpinned', post: { pinnedAt: null } });
  });

  it('that another post has, or is too near to, is a conflict that names it, with the next free ones', async () => {
    const desk = await deskWith('09:00', '09:30');
    expect(await pin(desk, 1, at('09:30'))).toEqual({
      outcome: 'conflict',
      conflict: { why: 'gap', at: at('09:30'), title: 'Tin số 2' },
      free: [at('09:00'), at('11:30'), at('14:00')],
    });
    expect(await pin(desk, 1, at('09:49'))).toMatchObject({ conflict: { why: 'gap', title: 'Tin số 2' } });
    expect(await pin(desk, 1, at('09:50'))).toMatchObject({ outcome: 'pinned' });
    // What was given to one cannot be given to another.
    expect(await pin(desk, 2, at('10:00'))).toMatchObject({ conflict: { why: 'gap', at: at('09:50'), title: 'Tin số 1' } });
  });

  it('is refused in the past, in quiet hours, in a pause, on a full day, and when its news is stale', async () => {
    const desk = await deskWith('09:00', '09:30', '11:30', '14:00');
    expect(await pin(desk, 1, at('07:00'))).toMatchObject({ conflict: { why: 'past' } });
    expect(await pin(desk, 1, at('23:00'))).toMatchObject({ conflict: { why: 'quiet', until: at('06:00', '2026-11-24') } });
    await desk.ports.posts.add(aScheduled(5, at('17:00'), { createdAt: addMs(start, -hour) }));
    expect(await pin(desk, 1, at('20:00'))).toMatchObject({ conflict: { why: 'full', most: 4 } });
    expect(await pin(desk, 1, at('09:00', '2026-11-27'))).toMatchObject({ conflict: { why: 'stale' } });
    await desk.app.pause({ page: pageId, kind: 'pause', why: '', by: { id: 7, name: 'Lan' }, from: start, until: addMs(start, 26 * hour) });
    expect(await pin(desk, 1, at('10:00'))).toMatchObject({ conflict: { why: 'pause', until: addMs(start, 26 * hour) } });
    expect(await desk.ports.posts.withStatus('approved', 10)).toEqual([]);
  });

  it('comes too late for what has gone out', async () => {
    const desk = await createFakeDesk();
    await desk.ports.posts.add(aScheduled(1, start));
    await desk.app.run('publish');
    expect(await pin(desk, 1, at('10:00'))).toEqual({ outcome: 'too-late', status: 'published' });
    expect(await pin(desk, 2, at('10:00'))).toEqual({ outcome: 'too-late', status: null });
  });
});

describe('the next free slots', () => {
  it('are those at which this very post could go out', async () => {
    const desk = await deskWith('09:00', '11:30');
    const first = aScheduled(1, start).id;
    const app = desk.app;
    expect(await app.nextFreeSlots(first, 3)).toEqual([at('09:00'), at('09:30'), at('14:00')]);
    expect(await app.nextFreeSlots('0'.repeat(24), 3)).toEqual([]);
  });

  it('are half an hour apart where every instant will do', async () => {
    const desk = await createFakeDesk();
    await desk.ports.posts.add(aScheduled(1, start));
    expect(await desk.app.nextFreeSlots(aScheduled(1, start).id, 2)).toEqual([start, addMs(start, 30 * minute)]);
  });
});
