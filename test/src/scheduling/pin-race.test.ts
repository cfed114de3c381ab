/** One time, given to two posts by two processes in the same moment: on both engines. */
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { plainTimetable } from '../../../src/newsroom.ts';
import type { Approved } from '../../../src/post.ts';
import { addMs, minute } from '../../../src/time.ts';
import { storeEngines } from '../../contracts/engines.ts';
import { createFakeDesk, start } from '../../fakes/desk.ts';
import { aScheduled } from '../../fakes/processes.ts';

const { engines, closeAll } = storeEngines();
afterAll(closeAll);

const timetable = plainTimetable({ times: ['09:00', '14:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' });
const wanted = addMs(start, 95 * minute);

function anApproved(number: number): Approved {
  const { slot: _slot, slotKey: _key, resends: _resends, notBefore: _before, uploads: _uploads, status: _status, ...consented } = aScheduled(number, start);
  return { ...consented, status: 'approved' };
}

describe.each(engines.filter(({ there }) => there))('on $name', ({ open }) => {
  it.each([0, 1, 2, 3, 4])('one post has it, the other is told of the conflict and of the next free times (round %d)', async (round) => {
    const stores = await open();
    const desk = await createFakeDesk({ timetable }, stores);
    const other = createApp({ ...desk.ports, processes: { self: 'host|2|b', isGone: () => false } }, desk.config);
    const [first, second] = [anApproved(1 + 2 * round), anApproved(2 + 2 * round)];
    for (const post of [first, second]) expect(await desk.ports.posts.add(post)).toBe(true);
    const given = await Promise.all([desk.app.pinTime(first.id, wanted), other.pinTime(second.id, addMs(wanted, round * minute))]);
    expect(given.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'pinned']);
    expect(given.find(({ outcome }) => outcome === 'conflict')).toMatchObject({
      conflict: { why: 'gap' },
      free: [expect.any(Date), expect.any(Date), expect.any(Date)],
    });
    await Promise.all([desk.app.run('schedule'), other.run('schedule')]);
    await desk.app.run('schedule');
    const posts = [await desk.ports.posts.get(first.id), await desk.ports.posts.get(second.id)];
    const slots = posts.map((post) => (post?.status === 'scheduled' ? post.slot.getTime() : null));
    expect(new Set(slots).size).toBe(2);
    expect(posts.filter((post) => post?.status === 'scheduled' && post.pinnedAt?.getTime() === post.slot.getTime())).toHaveLength(1);
    expect(posts.every((post) => post?.status === 'scheduled')).toBe(true);
  });

  it('where both were written all the same, one has the slot and the card of the other says why it has another one', async () => {
    const stores = await open();
    const desk = await createFakeDesk({ timetable }, stores);
    for (const number of [31, 32]) expect(await desk.ports.posts.add({ ...anApproved(number), pinnedAt: wanted })).toBe(true);
    const other = createApp({ ...desk.ports, processes: { self: 'host|2|b', isGone: () => false } }, desk.config);
    await Promise.all([desk.app.run('schedule'), other.run('schedule')]);
    await desk.app.run('schedule');
    const posts = [await desk.ports.posts.get(anApproved(31).id), await desk.ports.posts.get(anApproved(32).id)];
    const [mine, ...others] = posts.filter((post) => post?.status === 'scheduled' && post.slot.getTime() === wanted.getTime());
    expect([mine?.status, others]).toEqual(['scheduled', []]);
    const moved = posts.find((post) => post !== mine);
    expect(moved).toMatchObject({ status: 'scheduled', moved: { from: wanted, why: 'gap' } });
    expect(moved?.status === 'scheduled' && moved.slot >= wanted).toBe(true);
  });
});
