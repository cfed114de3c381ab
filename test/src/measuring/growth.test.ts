/** What surrounds the hourly count: readings that cannot be true, thinning, Facebook's own days, sudden moves, earlier figures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FollowerDay } from '../../../src/growth.ts';
import { habitOf, moveOf } from '../../../src/measuring/habit.ts';
import { parseFollowers } from '../../../src/measuring/import-followers.ts';
import { thinned } from '../../../src/measuring/thin.ts';
import { buildReport } from '../../../src/reporting/growth-report.ts';
import { calendarOf } from '../../../src/reporting/report-input.ts';
import { weekSpan } from '../../../src/reporting/span.ts';
import { addDays, hour, instantOf, utcHourOf } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { refusal, told } from '../../fakes/processes.ts';

const zone = 'Asia/Ho_Chi_Minh';

async function count(desk: FakeDesk, followers: number): Promise<unknown> {
  desk.page.followerCount = { outcome: 'read', value: followers };
  return desk.app.run('count-followers');
}
async function marks(desk: FakeDesk): Promise<readonly (readonly [number, string | undefined])[]> {
  const days = await desk.ports.followers.days(pageId, '2020-01-01', '2030-01-01');
  return days.flatMap((day) => Object.values(day.readings).map((one) => [one.followers, one.mark] as const));
}

describe('a number that cannot be true', () => {
  it('is kept as read, marked, and counts for nothing', async () => {
    const desk = await createFakeDesk();
    for (const followers of [12_000, 0, 1_150, 130_000, 12_003]) {
      await count(desk, followers);
      desk.pass(hour);
    }
    expect(await marks(desk)).toEqual([
      [12_000, undefined],
      [0, 'suspect'],
      [1_150, 'suspect'],
      [130_000, 'suspect'],
      [12_003, undefined],
    ]);
    const report = await desk.app.report('2026-W48', null);
    expect(report.followers).toMatchObject({ start: 12_000, end: 12_003, net: 3 });
    expect(report.suspects.map((one) => one.followers)).toEqual([0, 1_150, 130_000]);
  });

  it('is believed once Facebook has told the like for a whole day; none at all never is', async () => {
    for (const [followers, believed] of [
      [900, true],
      [0, false],
    ] as const) {
      const desk = await createFakeDesk();
      await count(desk, 12_000);
      for (let i = 0; i < 26; i++) {
        desk.pass(hour);
        await count(desk, followers);
      }
      const all = await marks(desk);
      expect(all.slice(1, 25).every(([, mark]) => mark === 'suspect')).toBe(true);
      expect(all.at(-1)?.[1]).toBe(believed ? undefined : 'suspect');
    }
  });
});

describe('hours', () => {
  it('thin out to the first and the last of a day after 90 days, and no report tells anything else', async () => {
    const readings = fc.array(
      fc.record({ hour: fc.integer({ min: 0, max: 24 * 14 - 1 }), followers: fc.integer({ min: 0, max: 20_000 }), odd: fc.boolean() }),
      {
        maxLength: 120,
      },
    );
    fc.assert(
      fc.property(readings, (rows) => {
        const first = instantOf('2026-11-09', '00:00', zone).getTime();
        const days = new Map<string, FollowerDay>();
        for (const { hour: at, followers, odd } of rows) {
          const instant = new Date(first + at * hour);
          const day = addDays('2026-11-09', Math.floor(at / 24));
          const known = days.get(day) ?? { id: day, rev: 0, page: pageId, day, readings: {} };
          const reading = { at: instant, followers, ...(odd ? { mark: 'suspect' as const } : {}) };
          days.set(day, { ...known, readings: { ...known.readings, [utcHourOf(instant)]: reading } });
        }
        const span = weekSpan('2026-W47', zone);
        if (span === null) throw new Error('no week');
        const reportOf = (some: readonly FollowerDay[]) =>
          buildReport({ page: pageId, calendar: calendarOf(span, zone), days: some, published: [], ended: [], created: [], measures: new Map(), targets: [] });
        const thin = [...days.values()].map((day) => thinned(day) ?? day);
        expect(reportOf(thin)).toEqual(reportOf([...days.values()]));
        for (const day of thin) expect(Object.values(day.readings).filter((one) => one.mark === undefined).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 100 },
    );
  });

  it('are thinned when a new day begins', async () => {
    const desk = await createFakeDesk();
    for (let i = 0; i < 5; i++) {
      await count(desk, 100 + i);
      desk.pass(hour);
    }
    desk.pass(90 * 24 * hour);
    await count(desk, 300);
    expect((await marks(desk)).map(([followers]) => followers)).toEqual([100, 101, 102, 103, 104, 300]);
    desk.pass(24 * hour);
    await count(desk, 301);
    expect((await marks(desk)).map(([followers]) => followers)).toEqual([100, 104, 300, 301]);
  });
});

describe('what Facebook says of a day', () => {
  /** Days that ended at 08:00 UTC, so many back from the start of the test. */
  const daily = (days: number, value: number) =>
    Array.from({ length: days }, (_, i) => ({ endedAt: new Date(Date.UTC(2026, 10, 22, 8) - i * 24 * hour), value }));

  it('is asked for two years back at the first start, 90 days a call, and stands under the newsroom’s day', async () => {
    const desk = await createFakeDesk();
    desk.page.dailyFigures = { stock: daily(800, 11_000), came: daily(800, 20), went: daily(800, 3) };
    await count(desk, 12_000);
    const days = await desk.ports.followers.days(pageId, '2020-01-01', '2030-01-01');
    const known = days.filter((day) => day.flows !== undefined);
    expect(known.at(-1)).toMatchObject({ day: '2026-11-22', flows: { stock: 11_000, came: 20, went: 3 } });
    expect(known.length).toBeGreaterThan(728);
    expect(known.length).toBeLessThanOrEqual(731);
    const report = await desk.app.report('2026-W47', null);
    expect(report.followers).toMatchObject({ start: null, end: null, came: 140, went: 21, flowDays: 7 });
    expect(report.followers.weeks.every((week) => week.told && week.net === 0 && week.followers === 11_000)).toBe(true);
  });

  it('is asked for again after six hours, and what was told first stands', async () => {
    const desk = await createFakeDesk();
    desk.page.dailyFigures = { came: daily(3, 20) };
    await count(desk, 12_000);
    desk.page.dailyFigures = { came: daily(3, 99), went: daily(3, 4) };
    desk.pass(5 * hour);
    expect(await count(desk, 12_000)).toMatchObject({ counts: { daysTold: 0 } });
    desk.pass(hour);
    expect(await count(desk, 12_000)).toMatchObject({ counts: { daysTold: 3 } });
    expect((await desk.ports.followers.get(`${pageId}|2026-11-22`))?.flows).toEqual({ stock: null, came: 20, went: 4 });
  });

  it('that is refused is left out; a Page that does not answer is asked again', async () => {
    const desk = await createFakeDesk();
    const ask = desk.page.daily;
    desk.page.dailyFigures = { came: daily(3, 20) };
    desk.page.daily = async (figure, since, until) => (figure === 'stock' ? { outcome: 'refused', refusal: refusal('content') } : ask(figure, since, until));
    expect(await count(desk, 12_000)).toMatchObject({ counts: { daysTold: 3 } });
    const other = await createFakeDesk();
    other.page.daily = async () => ({ outcome: 'no-answer', detail: 'slow' });
    expect(await count(other, 12_000)).toMatchObject({ outcome: 'done', counts: { counted: 1, daysTold: 0 } });
  });
});

describe('a sudden move', () => {
  it('is told once, with the posts round it', async () => {
    const desk = await createFakeDesk();
    desk.at(new Date(start.getTime() - 60 * 24 * hour));
    for (let day = 0; day < 60; day++) {
      await count(desk, 12_000 + day * 10 + (day % 3));
      desk.pass(24 * hour);
    }
    await count(desk, 12_600);
    expect(await told(desk)).toEqual([]);
    for (const followers of [12_100, 12_090, 12_080]) {
      desk.pass(hour);
      await count(desk, followers);
    }
    const texts = await told(desk);
    expect(texts).toEqual([expect.stringContaining('📉 Trang Hạ Lam: ')]);
    expect(texts[0]).toContain('Không có bài nào đăng trong 24 giờ trước đó.');
  });

  it('lies far from the median, which a wild day does not move; too few days tell nothing', () => {
    const habit = habitOf([10, 12, 9, 11, 400, 10, null, 12], 12_000);
    expect(habit).toEqual({ median: 11, deviation: 24 });
    if (habit === null) throw new Error('no habit');
    expect([moveOf(130, habit), moveOf(132, habit), moveOf(-108, habit), moveOf(-110, habit)]).toEqual([null, 'surge', null, 'loss']);
    expect(habitOf([10, 12, 9, 11, null, null, null, null], 12_000)).toBe(null);
  });
});

describe('earlier figures', () => {
  const csv =
    '\uFEFFdate,followers\r\n2026-10-30,11840\n31/10/2026,"11,852"\n2026-02-30,5\n2026-11-01,11.860\n2026-11-01,12\n2026-11-02,many\n\n2026-11-03\n2026-11-23,9\n2026-11-22,12000\n';

  it('are taken in as the last reading of their day, wrong rows are named by line', async () => {
    const desk = await createFakeDesk();
    desk.at('2026-11-22T05:00:00Z');
    await count(desk, 11_990);
    desk.at(start);
    const { imported, refused } = await desk.app.importFollowers(csv, null);
    expect(imported).toBe(3);
    expect(refused.map((row) => row.line)).toEqual([4, 6, 7, 9, 10, 11]);
    expect(await marks(desk)).toEqual([
      [11_840, 'imported'],
      [11_852, 'imported'],
      [11_860, 'imported'],
      [11_990, undefined],
    ]);
    const report = await desk.app.report('2026-W44', null);
    expect(report.followers.days.map((day) => [day.followers, day.imported]).slice(4)).toEqual([
      [11_840, true],
      [11_852, true],
      [11_860, true],
    ]);
  });

  it('that are imported again change nothing; another number is refused', async () => {
    const desk = await createFakeDesk();
    await desk.app.importFollowers('date;followers\n2026-10-30;5', null);
    expect(await desk.app.importFollowers('ngày\tngười theo dõi\n30/10/2026\t5', null)).toMatchObject({ imported: 1, refused: [] });
    expect(await desk.app.importFollowers('date,followers\n2026-10-30,6', null)).toMatchObject({ imported: 0, refused: [{ line: 2 }] });
    expect(await marks(desk)).toEqual([[5, 'imported']]);
  });

  it('need a line that names their columns', async () => {
    expect(parseFollowers('2026-10-30,5')).toBe(null);
    await expect((await createFakeDesk()).app.importFollowers('', null)).rejects.toMatchObject({ exitCode: 2 });
  });
});
