/** Processes that die at every call, and two at once: each post is on the Page exactly once, the gap kept. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import type { Post } from '../../../src/post.ts';
import { hour, minute, second } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { type Around, anotherProcess, dyingAt, linkOf, postOf, putScheduled, timesOnPage, told } from '../../fakes/processes.ts';

const gap20 = { timetable: { times: 'asap', gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' } } as const;
const once = { [linkOf(1)]: 1, [linkOf(2)]: 1 };

/** Runs publish and settle until nothing waits; a minute to each round. */
async function untilQuiet(desk: FakeDesk, self: string): Promise<void> {
  const app = anotherProcess(desk, self);
  for (let round = 0; round < 100; round++) {
    await app.run('schedule');
    await app.run('publish');
    await app.run('settle');
    const counts = await desk.ports.posts.count();
    if (counts.approved + counts.scheduled + counts.publishing + counts.unconfirmed === 0) return;
    desk.pass(minute);
  }
  throw new Error('posts still wait');
}

/** Kills a process at its n-th call; returns the call, or null when it did not make so many. */
async function killAt(desk: FakeDesk, nth: number, when: 'before' | 'after'): Promise<string | null> {
  const { around, died } = dyingAt(nth, when);
  await anotherProcess(desk, 'host|2|dies', around).run('publish');
  desk.gone.add('host|2|dies');
  return died();
}

describe('a process that is killed', () => {
  it.each(['before', 'after'] as const)('%s any of its calls leaves every post to go out once', async (when) => {
    const deaths: string[] = [];
    for (let nth = 1; ; nth++) {
      const desk = await createFakeDesk(gap20);
      const ids = await putScheduled(desk, 2);
      const died = await killAt(desk, nth, when);
      if (died === null) break;
      deaths.push(died);
      await untilQuiet(desk, 'host|3|next');
      expect(timesOnPage(desk), `killed ${when} call ${nth}, ${died}`).toEqual(once);
      for (const id of ids) expect((await postOf(desk, id)).status).toBe('published');
      const [second, first] = desk.page.live;
      if (first === undefined || second === undefined) throw new Error('two posts were expected');
      expect(second.createdAt.getTime() - first.createdAt.getTime()).toBeGreaterThanOrEqual(20 * minute);
      expect((await told(desk)).filter((text) => text.includes('🚨'))).toEqual([]);
    }
    expect(deaths).toEqual(expect.arrayContaining(['posts:publishing', 'look', 'pages', 'posts:publishing:sending', 'send', 'posts:published']));
  });

  it('after its claim and before its mark leaves the post free at once', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    expect(await killAt(desk, 4, 'before')).toBe('pages');
    expect((await postOf(desk, id)).status).toBe('publishing');
    expect(await desk.app.run('publish')).toMatchObject({ counts: { recovered: 1, published: 1 } });
  });

  it('after its mark leaves the outcome unknown: the Page is watched, nothing is sent', async () => {
    const desk = await createFakeDesk(gap20);
    const [id] = await putScheduled(desk, 2);
    expect(await killAt(desk, 5, 'after')).toBe('posts:publishing:sending');
    desk.pass(30 * second);
    await desk.app.run('publish');
    expect(await postOf(desk, id)).toMatchObject({ status: 'unconfirmed', sendingAt: start, landed: false });
    expect(desk.page.sends).toEqual([]);
    // It may have landed just now: the gap counts from here.
    desk.pass(20 * minute - second);
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
  });

  it('is waited for as long as its claim lasts when nobody can tell that it is gone', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    await killAt(desk, 2, 'after');
    desk.gone.clear();
    // Hours later, perhaps: the time runs from when somebody sees it.
    desk.pass(hour);
    await desk.app.run('publish');
    desk.pass(5 * minute - second);
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    desk.pass(second);
    expect(await desk.app.run('publish')).toMatchObject({ counts: { recovered: 1 } });
    await desk.app.run('schedule');
    expect(await desk.app.run('publish')).toMatchObject({ counts: { published: 1 } });
  });

  it('and one that lives is left its claim by a machine whose clock is hours ahead', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    const ahead = createApp(
      { ...desk.ports, clock: () => new Date(desk.clock().getTime() + 3 * hour), processes: { self: 'else|3|c', isGone: () => false } },
      desk.config,
    );
    const slow = anotherProcess(desk, 'host|2|slow', async (call, work) => {
      if (call === 'send') expect(await ahead.run('publish')).toMatchObject({ counts: { recovered: 0 } });
      return work();
    });
    await slow.run('publish');
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
  });
});

describe('a process that is slow', () => {
  it('in its look keeps its claim for the whole of its call', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    const meanwhile: Post[] = [];
    const slow = anotherProcess(desk, 'host|2|slow', async (call, work) => {
      if (call === 'look') desk.pass(4 * minute);
      if (call === 'send') {
        desk.pass(4 * minute);
        await desk.app.run('publish');
        meanwhile.push(await postOf(desk, id));
      }
      return work();
    });
    await slow.run('publish');
    expect(meanwhile).toEqual([expect.objectContaining({ status: 'publishing' })]);
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'sent' });
  });

  it('whose claim was taken over before its mark sends nothing', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    const slow = anotherProcess(desk, 'host|2|slow', async (call, work) => {
      const value = await work();
      if (call === 'look') {
        desk.pass(6 * minute);
        await desk.app.run('publish');
      }
      return value;
    });
    await slow.run('publish');
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
    expect(desk.page.sends).toHaveLength(1);
  });

  it.each([
    ['watched', async () => {}],
    [
      'sent back to its slot',
      async (desk: FakeDesk) => {
        for (let i = 0; i < 20; i++) {
          desk.pass(2 * minute);
          await desk.app.run('settle');
        }
      },
    ],
  ])('and whose answer comes when the post is already %s is believed all the same', async (_where, meanwhile) => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    const slow = anotherProcess(desk, 'host|2|slow', async (call, work) => {
      if (call === 'send') {
        desk.pass(6 * minute);
        await desk.app.run('publish');
        await meanwhile(desk);
      }
      return work();
    });
    await slow.run('publish');
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'sent', remoteId: '100_1' });
    await desk.app.run('publish');
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
  });

  it('beyond all watching so that both sent: the double is an alarm', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    const slow = anotherProcess(desk, 'host|2|slow', async (call, work) => {
      if (call === 'send') {
        await desk.app.run('publish');
        desk.pass(6 * minute);
        await desk.app.run('publish');
        for (let i = 0; i < 20; i++) {
          desk.pass(2 * minute);
          await desk.app.run('settle');
        }
        await desk.app.run('schedule');
        await desk.app.run('publish');
      }
      return work();
    });
    await slow.run('publish');
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 2 });
    expect((await postOf(desk, id)).status).toBe('published');
    expect((await told(desk)).filter((text) => text.includes('🚨'))).toHaveLength(1);
  });
});

describe('two processes at once', () => {
  /** Runs `other` whole at the n-th call of the first. */
  function meeting(nth: number, other: () => Promise<unknown>): { readonly around: Around; readonly met: () => boolean } {
    const state = { calls: 0, met: false };
    return {
      met: () => state.met,
      around: async (_call, work) => {
        state.calls += 1;
        if (state.calls === nth) {
          state.met = true;
          await other();
        }
        return work();
      },
    };
  }

  it.each([0, 20])('publish each post once and keep a gap of %s minutes, wherever they meet', async (gapMinutes) => {
    for (let nth = 1; ; nth++) {
      const desk = await createFakeDesk({ timetable: { ...gap20.timetable, gapMinutes } });
      const ids = await putScheduled(desk, 3);
      const other = anotherProcess(desk, 'host|3|other');
      const { around, met } = meeting(nth, () => other.run('publish'));
      await anotherProcess(desk, 'host|2|first', around).run('publish');
      if (!met()) break;
      await untilQuiet(desk, 'host|3|other');
      expect(timesOnPage(desk), `met at call ${nth}`).toEqual({ ...once, [linkOf(3)]: 1 });
      const times = desk.page.live.map((post) => post.createdAt.getTime()).reverse();
      for (const [i, time] of times.entries()) if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(gapMinutes * minute);
      for (const id of ids) expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'sent' });
    }
  });

  it('side by side send each post once', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 8);
    const apps = ['a', 'b', 'c'].map((name) => anotherProcess(desk, `host|${name}|x`));
    await Promise.all(apps.map((app) => app.run('publish')));
    expect(Object.values(timesOnPage(desk))).toEqual(Array.from({ length: 8 }, () => 1));
  });
});
