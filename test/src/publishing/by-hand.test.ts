import { expect, it } from 'vitest';
import { addMs, hour, minute, second } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { postOf, putScheduled } from '../../fakes/processes.ts';

const gap20 = { timetable: { times: 'asap', gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' } } as const;

function postByHand(desk: FakeDesk, at: Date): void {
  desk.page.live.unshift({ remoteId: '100_999', createdAt: at, message: 'Thư cảm ơn', permalink: null, links: [] });
}

it('a post made by hand a moment ago, which nobody has read yet, keeps ours back until the gap is over', async () => {
  const desk = await createFakeDesk(gap20);
  const [id] = await putScheduled(desk, 1);
  postByHand(desk, addMs(start, -4 * minute));
  await desk.app.run('publish');
  expect(desk.page.sends).toEqual([]);
  expect(await postOf(desk, id)).toMatchObject({ status: 'scheduled' });
  desk.pass(16 * minute - second);
  await desk.app.run('publish');
  expect(desk.page.sends).toEqual([]);
  desk.pass(second);
  await desk.app.run('publish');
  expect(desk.page.sends).toHaveLength(1);
  expect(await postOf(desk, id)).toMatchObject({ status: 'published' });
});

it('what the publisher found by hand counts for the planner at once, and for the day', async () => {
  const desk = await createFakeDesk(gap20);
  const [id] = await putScheduled(desk, 1);
  postByHand(desk, addMs(start, -4 * minute));
  await desk.app.run('publish');
  expect(await desk.ports.handPosts.since('100', addMs(start, -hour))).toMatchObject([{ id: '100_999', title: 'Thư cảm ơn', at: addMs(start, -4 * minute) }]);
  await desk.app.run('schedule');
  expect((await desk.app.plan(1)).map((row) => [row.postId, row.slot])).toEqual([[id, start]]);
});

it('while another post of ours is on its way, nothing that may be that one is kept as made by hand', async () => {
  const desk = await createFakeDesk(gap20);
  const [first = ''] = await putScheduled(desk, 2);
  const other = await desk.ports.posts.get(first);
  if (other?.status !== 'scheduled') throw new Error('not scheduled');
  await desk.ports.posts.replace(other, {
    ...other,
    status: 'unconfirmed',
    sendingAt: start,
    watchUntil: addMs(start, hour),
    nextLookAt: start,
    looks: 0,
    landed: false,
  });
  postByHand(desk, start);
  await desk.app.run('publish');
  await desk.app.run('read-page');
  expect(desk.page.sends).toEqual([]);
  expect(await desk.ports.handPosts.since('100', addMs(start, -hour))).toEqual([]);
});

it('holds nothing back when it is long over, when there is no gap, or by a clock that is ahead more than one gap long', async () => {
  const over = await createFakeDesk(gap20);
  await putScheduled(over, 1);
  postByHand(over, addMs(start, -20 * minute));
  await over.app.run('publish');
  expect(over.page.sends).toHaveLength(1);

  const none = await createFakeDesk();
  await putScheduled(none, 1);
  postByHand(none, start);
  await none.app.run('publish');
  expect(none.page.sends).toHaveLength(1);

  const ahead = await createFakeDesk(gap20);
  await putScheduled(ahead, 1);
  postByHand(ahead, addMs(start, 5 * minute));
  await ahead.app.run('publish');
  expect(ahead.page.sends).toEqual([]);
  expect((await ahead.ports.pages.get('100'))?.nextSendAt).toEqual(addMs(start, 20 * minute));
});

it('our own posts are no posts by hand, whatever Facebook’s clock says of them', async () => {
  const desk = await createFakeDesk(gap20);
  await putScheduled(desk, 2);
  await desk.app.run('publish');
  desk.page.live = desk.page.live.map((post) => ({ ...post, createdAt: addMs(post.createdAt, 3 * minute) }));
  desk.pass(20 * minute);
  await desk.app.run('publish');
  expect(desk.page.sends).toHaveLength(2);
});
