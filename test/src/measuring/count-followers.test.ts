import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anotherProcess, refusal } from '../../fakes/processes.ts';

async function days(desk: FakeDesk) {
  return desk.ports.followers.days(pageId, '2026-01-01', '2027-12-31');
}

async function readings(desk: FakeDesk): Promise<readonly { readonly at: Date; readonly followers: number }[]> {
  return (await days(desk)).flatMap((day) => Object.values(day.readings));
}

function count(desk: FakeDesk, followers: number): Promise<unknown> {
  desk.page.followerCount = { outcome: 'read', value: followers };
  return desk.app.run('count-followers');
}

describe('followers are counted', () => {
  it('once an hour: the first reading stands', async () => {
    const desk = await createFakeDesk();
    expect(await count(desk, 100)).toMatchObject({ counts: { counted: 1, known: 0 } });
    desk.pass(59 * minute);
    expect(await count(desk, 101)).toMatchObject({ counts: { counted: 0, known: 1 } });
    desk.pass(minute);
    await count(desk, 102);
    expect(await readings(desk)).toEqual([
      { at: start, followers: 100 },
      { at: new Date(start.getTime() + hour), followers: 102 },
    ]);
  });

  it('once by two processes at the same moment, and each asks the Page at most once', async () => {
    const desk = await createFakeDesk();
    let value = 0;
    desk.page.followers = async () => {
      value += 1;
      return { outcome: 'read', value };
    };
    const apps = ['a', 'b', 'c'].map((name) => anotherProcess(desk, `host|${name}|x`));
    await Promise.all(apps.map((app) => app.run('count-followers')));
    desk.pass(hour);
    await Promise.all(apps.map((app) => app.run('count-followers')));
    expect(await readings(desk)).toHaveLength(2);
    expect(value).toBeLessThanOrEqual(6);
  });

  it('by the process that was quicker, when another had asked before', async () => {
    for (const known of [false, true]) {
      const desk = await createFakeDesk();
      if (known) {
        await count(desk, 1);
        desk.pass(hour);
      }
      const answers = [30, 20];
      desk.page.followers = async () => {
        const value = answers.pop() ?? 0;
        if (value === 20) await anotherProcess(desk, 'host|2|b').run('count-followers');
        return { outcome: 'read', value };
      };
      expect(await desk.app.run('count-followers')).toMatchObject({ counts: { counted: 0, known: 1 } });
      expect((await readings(desk)).at(-1)?.followers).toBe(30);
    }
  });

  it('into the newsroom’s day, which is not the day in UTC', async () => {
    const desk = await createFakeDesk();
    desk.at('2026-11-23T16:59:00Z');
    await count(desk, 1);
    desk.at('2026-11-23T17:00:00Z');
    await count(desk, 2);
    desk.at('2026-11-24T00:30:00Z');
    await count(desk, 3);
    expect((await days(desk)).map((day) => [day.day, Object.values(day.readings).map((one) => one.followers)])).toEqual([
      ['2026-11-23', [1]],
      ['2026-11-24', [2, 3]],
    ]);
  });

  it('not when the Page does not answer: the hour stays a gap, never a made-up number', async () => {
    const desk = await createFakeDesk();
    await count(desk, 100);
    desk.pass(hour);
    desk.page.followerCount = { outcome: 'no-answer', detail: 'slow' };
    expect(await desk.app.run('count-followers')).toMatchObject({ outcome: 'done', counts: { counted: 0, unread: 1 } });
    desk.pass(hour);
    desk.page.followerCount = { outcome: 'refused', refusal: refusal('rate') };
    await desk.app.run('count-followers');
    desk.pass(hour);
    await count(desk, 103);
    expect((await readings(desk)).map((one) => one.at.getTime())).toEqual([start.getTime(), start.getTime() + 3 * hour]);
  });

  it('also when the hour was a gap at first: a later run in it fills it', async () => {
    const desk = await createFakeDesk();
    desk.page.followerCount = { outcome: 'no-answer', detail: 'slow' };
    await desk.app.run('count-followers');
    desk.pass(10 * minute);
    await count(desk, 5);
    expect(await readings(desk)).toEqual([{ at: new Date(start.getTime() + 10 * minute), followers: 5 }]);
  });

  it('with no followers at all as a number like any other', async () => {
    const desk = await createFakeDesk();
    await count(desk, 0);
    expect(await readings(desk)).toEqual([{ at: start, followers: 0 }]);
  });
});

it('one row an hour whatever runs when, each on its day', async () => {
  const moves = fc.array(fc.integer({ min: -90, max: 200 }), { minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(moves, async (minutes) => {
      const desk = await createFakeDesk();
      const hours = new Set<number>();
      for (const [i, by] of minutes.entries()) {
        desk.pass(by * minute);
        hours.add(Math.floor(desk.clock().getTime() / hour));
        await Promise.all([count(desk, i), anotherProcess(desk, 'host|9|z').run('count-followers')]);
      }
      const rows = await readings(desk);
      expect(new Set(rows.map((row) => Math.floor(row.at.getTime() / hour)))).toEqual(hours);
      expect(rows).toHaveLength(hours.size);
      for (const day of await days(desk)) for (const row of Object.values(day.readings)) expect(dayOf(row.at, 'Asia/Ho_Chi_Minh')).toBe(day.day);
      await desk.ports.close();
    }),
    { numRuns: 25 },
  );
});
