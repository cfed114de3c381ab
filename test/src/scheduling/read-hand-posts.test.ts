import { describe, expect, it } from 'vitest';
import { plainTimetable } from '../../../src/newsroom.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { aScheduled } from '../../fakes/processes.ts';

const timetable = plainTimetable({ times: ['08:00', '08:30', '09:00', '17:00'], gapMinutes: 30, zone: 'Asia/Ho_Chi_Minh' });

function postByHand(desk: FakeDesk, number: number, minutesAgo: number): void {
  const post = {
    remoteId: `100_hand${number}`,
    createdAt: addMs(desk.clock(), -minutesAgo * minute),
    message: '\nChúc mừng\nngày hội',
    permalink: null,
    links: [],
  };
  desk.page.live.unshift({ ...post, ...Object.fromEntries(Object.entries(desk.page.live[0] ?? {}).filter(([key]) => !(key in post))) });
}

describe('what people post on the Page by hand', () => {
  it('is read once, and moves what would stand too near to it', async () => {
    const desk = await createFakeDesk({ timetable });
    desk.pass(20 * minute);
    await desk.ports.posts.add(aScheduled(1, addMs(start, 30 * minute)));
    postByHand(desk, 1, 5);
    expect(await desk.app.run('read-page')).toMatchObject({ counts: { found: 1, gone: 0 } });
    expect(await desk.app.run('read-page')).toMatchObject({ counts: { found: 0, gone: 0 } });
    expect(await desk.ports.handPosts.since(pageId, start)).toMatchObject([{ id: '100_hand1', title: 'Chúc mừng', at: addMs(start, 15 * minute) }]);
    await desk.app.run('schedule');
    expect(await desk.ports.posts.withStatus('scheduled', 5)).toMatchObject([{ slot: addMs(start, hour), moved: { why: 'gap' } }]);
  });

  it('does not count any more when it is taken down', async () => {
    const desk = await createFakeDesk({ timetable });
    postByHand(desk, 1, 5);
    await desk.app.run('read-page');
    desk.page.live.length = 0;
    expect(await desk.app.run('read-page')).toMatchObject({ counts: { found: 0, gone: 1 } });
  });

  it('is told from what the desk posted itself, also while that is on its way', async () => {
    const desk = await createFakeDesk();
    await desk.ports.posts.add(aScheduled(1, start));
    await desk.ports.posts.add(aScheduled(2, addMs(start, 1)));
    desk.page.script.push({ outcome: { outcome: 'unknown', detail: 'reset' }, lands: true });
    await desk.app.run('publish');
    expect(await desk.app.run('read-page')).toMatchObject({ counts: { found: 0 } });
    desk.pass(minute);
    await desk.app.run('settle');
    await desk.app.run('publish');
    expect(desk.page.live).toHaveLength(2);
    expect(await desk.app.run('read-page')).toMatchObject({ counts: { found: 0 } });
  });

  it('counts for the day', async () => {
    const desk = await createFakeDesk();
    postByHand(desk, 1, 10);
    postByHand(desk, 2, 5);
    await desk.app.run('read-page');
    const { planPage } = await import('../../../src/scheduling/plan.ts');
    const { readPage } = await import('../../../src/scheduling/read-page.ts');
    await desk.ports.posts.add({ ...aScheduled(1, addMs(start, 9 * hour)), articleAt: start });
    const reading = await readPage(desk.ports, { page: pageId, timetable: { ...timetable, mostPerDay: 2 }, now: start });
    const plan = planPage({ ...reading, forecast: true, waiting: reading.waiting.map((post) => ({ ...post, slot: 'slot' in post ? post.slot : null })) });
    expect(plan.planned).toMatchObject([{ moved: { why: 'full' }, slot: addMs(start, 24 * hour) }]);
  });
});
