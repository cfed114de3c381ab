import { describe, expect, it } from 'vitest';
import { breatherMs, leavesRoomToMeasure, restsUntil } from '../../src/allowance.ts';
import type { PageUsage } from '../../src/ports.ts';
import { hour, minute } from '../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../fakes/desk.ts';
import { putScheduled } from '../fakes/processes.ts';

function used(percent: number, over: Partial<PageUsage> = {}): PageUsage {
  return { percent, regainAt: null, at: start, ...over };
}
const at = (ms: number) => new Date(start.getTime() + ms);

describe('the allowance', () => {
  it('leaves room to measure below 70 %, slows posts from 80 % on, and stops all at 100 %', () => {
    expect([0, 69, 70, 79].map((percent) => leavesRoomToMeasure(used(percent), start))).toEqual([true, true, false, false]);
    expect([79, 80, 90, 95].map((percent) => breatherMs(used(percent), start) / minute)).toEqual([0, 5, 15, 30]);
    expect([99, 100, 130].map((percent) => restsUntil(used(percent), start))).toEqual([null, at(hour), at(hour)]);
  });

  it('comes back when the Page says, or when what was told is an hour old; absent is not zero', () => {
    const full = used(100, { regainAt: at(25 * minute) });
    expect([restsUntil(full, start), restsUntil(full, at(25 * minute))]).toEqual([at(25 * minute), null]);
    expect(leavesRoomToMeasure(used(99), at(hour + 1))).toBe(true);
    expect([restsUntil(null, start), breatherMs(null, start), leavesRoomToMeasure(null, start)]).toEqual([null, 0, true]);
  });
});

async function aDesk(usage: PageUsage, posts: number): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  desk.page.usageNow = usage;
  await putScheduled(desk, posts);
  return desk;
}

describe('a Page whose allowance runs out', () => {
  it('gets its posts further apart, all of them, before it refuses any', async () => {
    const desk = await aDesk(used(85), 3);
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(1);
    desk.pass(5 * minute - 1);
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(1);
    desk.pass(1);
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(2);
    desk.page.usageNow = used(20, { at: desk.clock() });
    desk.pass(5 * minute);
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(3);
  });

  it('is called by no process at 100 %, not even to look, until the time that it told', async () => {
    const desk = await aDesk(used(100, { regainAt: at(40 * minute) }), 1);
    await desk.app.run('publish');
    expect(await desk.ports.pages.get(pageId)).toMatchObject({ usage: { percent: 100 } });
    // Another process, which heard nothing itself, knows it from the store.
    desk.page.usageNow = null;
    desk.pass(40 * minute - 1);
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    desk.pass(1);
    // Its own time was missed meanwhile: it gets the next one, which is now.
    await desk.app.run('schedule');
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(1);
  });

  it('is not asked for figures and followers, which are read again when there is room', async () => {
    const desk = await aDesk(used(75), 1);
    await desk.app.run('publish');
    expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 0 } });
    expect(await desk.app.run('count-followers')).toMatchObject({ counts: { counted: 0, unread: 1 } });
    desk.page.usageNow = used(30, { at: at(minute) });
    desk.pass(minute);
    expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 1 } });
    expect(await desk.app.run('count-followers')).toMatchObject({ counts: { counted: 1 } });
  });

  it('is stored only when it says something new', async () => {
    const desk = await aDesk(used(3), 0);
    await desk.app.run('publish');
    const first = await desk.ports.pages.get(pageId);
    for (const percent of [3, 4]) {
      desk.page.usageNow = used(percent, { at: at(minute) });
      await desk.app.run('publish');
    }
    expect((await desk.ports.pages.get(pageId))?.rev).toBe(first?.rev);
    desk.page.usageNow = used(81, { at: at(2 * minute) });
    await desk.app.run('publish');
    expect(await desk.ports.pages.get(pageId)).toMatchObject({ usage: { percent: 81 } });
  });
});
