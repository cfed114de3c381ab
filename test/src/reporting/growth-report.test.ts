import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FollowerDay } from '../../../src/growth.ts';
import { buildReport } from '../../../src/reporting/growth-report.ts';
import { type Calendar, calendarOf } from '../../../src/reporting/report-input.ts';
import { daysSpan, firstDay, lastDay, lastSpan, monthSpan, type Span, spanAround, weekSpan } from '../../../src/reporting/span.ts';
import { addDays, hour } from '../../../src/time.ts';
import { pageId } from '../../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
type Reading = { readonly at: string; readonly followers: number };

function spanOf(week: string, inZone = zone): Span {
  const span = weekSpan(week, inZone);
  if (span === null) throw new Error(`no week ${week}`);
  return span;
}

/** Readings as documents; which document a reading stands in says nothing. */
function asDays(readings: readonly Reading[], perDocument = 5): FollowerDay[] {
  const days: FollowerDay[] = [];
  for (let i = 0; i < readings.length; i += perDocument) {
    const rows = readings.slice(i, i + perDocument).map((one, at) => [`${i + at}`, { at: new Date(one.at), followers: one.followers }] as const);
    days.push({ id: `${i}`, rev: 0, page: pageId, day: '2026-11-16', readings: Object.fromEntries(rows) });
  }
  return days;
}

function reportOf(readings: readonly Reading[], week = '2026-W47', inZone = zone) {
  return reportIn(spanOf(week, inZone), readings, inZone);
}

/** A calendar says nothing of readings: one serves all. */
const calendars = new Map<string, Calendar>();
function reportIn(span: Span, readings: readonly Reading[], inZone = zone) {
  const key = `${inZone} ${span.name}`;
  const calendar = calendars.get(key) ?? calendarOf(span, inZone);
  calendars.set(key, calendar);
  const input = {
    page: pageId,
    calendar,
    days: asDays(readings),
    published: [],
    ended: [],
    created: [],
    measures: new Map(),
    targets: [],
  };
  return buildReport(input);
}

describe('a week', () => {
  it('is Monday 00:00 to Sunday 24:00 in the newsroom’s zone', () => {
    const span = spanOf('2026-W47');
    expect([span.days[0], span.days[6]]).toEqual(['2026-11-16', '2026-11-22']);
    expect([span.start, span.end]).toEqual([new Date('2026-11-15T17:00:00Z'), new Date('2026-11-22T17:00:00Z')]);
  });

  it('53 is there in years that have it and only there', () => {
    expect(spanOf('2026-W53').days).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03']);
    for (const none of ['2027-W53', '2026-W00', '2026-W54', '2026-47', 'W47']) expect(weekSpan(none, zone)).toBe(null);
  });

  it('has 167 or 169 hours where the clock changes', () => {
    expect(
      ['2026-W13', '2026-W43', '2026-W20'].map((week) => (spanOf(week, 'Europe/Berlin').end.getTime() - spanOf(week, 'Europe/Berlin').start.getTime()) / hour),
    ).toEqual([167, 169, 168]);
  });

  it('that has ended is told by the newsroom’s calendar', () => {
    expect(lastSpan('week', new Date('2026-11-22T16:59:59Z'), zone).name).toBe('2026-W46');
    expect(lastSpan('week', new Date('2026-11-22T17:00:00Z'), zone).name).toBe('2026-W47');
    expect(lastSpan('week', new Date('2027-01-04T00:00:00Z'), zone).name).toBe('2026-W53');
  });
});

describe('the figures of a week', () => {
  it('start with the last reading before it, end with the last in it; a day has its last reading', () => {
    const report = reportOf([
      { at: '2026-11-15T16:00:00Z', followers: 90 },
      { at: '2026-11-15T16:59:00Z', followers: 100 },
      { at: '2026-11-15T17:00:00Z', followers: 101 },
      { at: '2026-11-16T16:59:59Z', followers: 110 },
      { at: '2026-11-16T17:00:00Z', followers: 111 },
      { at: '2026-11-22T16:59:59Z', followers: 95 },
      { at: '2026-11-22T17:00:00Z', followers: 500 },
    ]);
    expect(report.followers).toMatchObject({ start: 100, end: 95, net: -5 });
    expect(report.followers.days.map((day) => [day.date, day.followers, day.net])).toEqual([
      ['2026-11-16', 110, 10],
      ['2026-11-17', 111, 1],
      ['2026-11-18', null, null],
      ['2026-11-19', null, null],
      ['2026-11-20', null, null],
      ['2026-11-21', null, null],
      ['2026-11-22', 95, -16],
    ]);
    expect(report.gaps).toEqual([{ from: '2026-11-18', to: '2026-11-21' }]);
  });

  it('start with the first reading in it when the Page is new that week', () => {
    const { followers, gaps } = reportOf([
      { at: '2026-11-18T05:00:00Z', followers: 10 },
      { at: '2026-11-18T09:00:00Z', followers: 14 },
      { at: '2026-11-20T05:00:00Z', followers: 12 },
    ]);
    expect(followers).toMatchObject({ start: 10, end: 12, net: 2, previousNet: null });
    expect(followers.days.map((day) => day.net)).toEqual([null, null, 4, null, -2, null, null]);
    expect(gaps).toEqual([
      { from: '2026-11-16', to: '2026-11-17' },
      { from: '2026-11-19', to: '2026-11-19' },
      { from: '2026-11-21', to: '2026-11-22' },
    ]);
  });

  it('are null where nothing was read in it, even when there are readings before', () => {
    const { followers, gaps } = reportOf([{ at: '2026-11-10T05:00:00Z', followers: 7 }]);
    expect(followers).toMatchObject({ start: 7, end: null, net: null, previousNet: 0 });
    expect(followers.days.every((day) => day.followers === null && day.net === null)).toBe(true);
    expect(gaps).toEqual([{ from: '2026-11-16', to: '2026-11-22' }]);
  });

  it('compare with the week before, which has its own first reading', () => {
    const { followers } = reportOf([
      { at: '2026-11-08T16:00:00Z', followers: 50 },
      { at: '2026-11-09T05:00:00Z', followers: 55 },
      { at: '2026-11-15T16:59:00Z', followers: 80 },
      { at: '2026-11-17T05:00:00Z', followers: 85 },
    ]);
    expect(followers).toMatchObject({ previousNet: 30, net: 5 });
  });

  it('keep a day with a clock change whole', () => {
    const { followers } = reportOf(
      [
        { at: '2026-10-24T21:59:00Z', followers: 1 },
        { at: '2026-10-24T22:00:00Z', followers: 2 },
        { at: '2026-10-25T22:59:59Z', followers: 3 },
        { at: '2026-10-25T23:00:00Z', followers: 4 },
      ],
      '2026-W43',
      'Europe/Berlin',
    );
    expect(followers.days.slice(5).map((day) => day.followers)).toEqual([1, 3]);
  });
});

// ---------------------------------------------------------------- an independent calculation

/** Vietnam has no clock changes: 7 hours east, by plain arithmetic on days since 1970. */
const dayMs = 24 * hour;
function dayNumber(at: number): number {
  return Math.floor((at + 7 * hour) / dayMs);
}

/** Walks the readings once, a table of days by number; nothing of the code under test. */
function byHand(readings: readonly { readonly at: number; readonly followers: number }[], monday: number) {
  const lastOf = new Map<number, { at: number; followers: number }>();
  const firstOf = new Map<number, { at: number; followers: number }>();
  for (const one of readings) {
    const day = dayNumber(one.at);
    const last = lastOf.get(day);
    if (last === undefined || one.at > last.at) lastOf.set(day, one);
    const first = firstOf.get(day);
    if (first === undefined || one.at < first.at) firstOf.set(day, one);
  }
  const known = [...lastOf.keys()].sort((a, b) => a - b);
  const before = known.filter((day) => day < monday).at(-1);
  const within = known.filter((day) => day >= monday && day < monday + 7);
  const [firstDay] = within;
  const start = before !== undefined ? lastOf.get(before)?.followers : firstDay !== undefined ? firstOf.get(firstDay)?.followers : undefined;
  const lastDay = within.at(-1);
  const end = lastDay === undefined ? undefined : lastOf.get(lastDay)?.followers;
  return {
    start: start ?? null,
    end: end ?? null,
    net: start === undefined || end === undefined ? null : end - start,
    days: Array.from({ length: 7 }, (_, i) => lastOf.get(monday + i)?.followers ?? null),
  };
}

const monday = dayNumber(Date.parse('2026-11-16T00:00:00Z'));
const firstMs = Date.parse('2026-11-01T00:00:00Z');
const someReadings = fc
  .uniqueArray(fc.record({ minutes: fc.integer({ min: 0, max: 25 * 24 * 60 }), followers: fc.integer({ min: 0, max: 100_000 }) }), {
    selector: (one) => one.minutes,
    maxLength: 60,
  })
  .map((all) => all.map((one) => ({ at: firstMs + one.minutes * 60_000, followers: one.followers })));

function texts(readings: readonly { readonly at: number; readonly followers: number }[]): Reading[] {
  return readings.map((one) => ({ at: new Date(one.at).toISOString(), followers: one.followers }));
}

it('a week agrees with a calculation by hand', () => {
  fc.assert(
    fc.property(someReadings, (readings) => {
      const report = reportOf(texts(readings));
      const hand = byHand(readings, monday);
      const { start, end, net, previousNet, days } = report.followers;
      expect({ start, end, net, days: days.map((day) => day.followers) }).toEqual(hand);
      expect(previousNet).toBe(byHand(readings, monday - 7).net);
    }),
    { numRuns: 200 },
  );
});

it('the days add up to the week, gaps are exactly the days without a reading, and order and repeats change nothing', () => {
  fc.assert(
    fc.property(someReadings, fc.array(fc.nat(59)), fc.integer({ min: 1, max: 9 }), (readings, order, perDocument) => {
      const report = reportOf(texts(readings));
      const { days, net } = report.followers;
      const nets = days.flatMap((day) => (day.net === null ? [] : [day.net]));
      if (net !== null) expect(nets.reduce((sum, one) => sum + one, 0)).toBe(net);
      else expect(nets).toEqual([]);
      const missing = days.filter((day) => day.followers === null).map((day) => day.date);
      const inGaps = days.map((day) => day.date).filter((date) => report.gaps.some((gap) => gap.from <= date && date <= gap.to));
      expect(inGaps).toEqual(missing);
      const mixed = [...order.flatMap((i) => readings[i] ?? []), ...[...readings].reverse()];
      const input = { page: pageId, calendar: calendarOf(spanOf('2026-W47'), zone), published: [], ended: [], created: [], measures: new Map(), targets: [] };
      expect(buildReport({ ...input, days: asDays(texts(mixed), perDocument) })).toEqual(report);
    }),
    { numRuns: 200 },
  );
});

/** Whole weeks, and before and after them the days of weeks that reach over the edge. */
function weeksAndEdges(month: Span, inZone: string): Span[] {
  const parts: Span[] = [];
  for (let day = firstDay(month); day <= lastDay(month); ) {
    const week = spanAround('week', day, inZone);
    const whole = firstDay(week) >= firstDay(month) && lastDay(week) <= lastDay(month);
    const last = lastDay(week) < lastDay(month) ? lastDay(week) : lastDay(month);
    const part = whole ? week : daysSpan(day, last, inZone);
    if (part === null) throw new Error(`no days from ${day}`);
    parts.push(part);
    day = addDays(lastDay(part), 1);
  }
  return parts;
}

/** A week without a reading has no net: what changed in it stands in the next one that has. */
const sumOfNets = (parts: readonly Span[], readings: readonly Reading[], inZone: string) =>
  parts.reduce((sum, part) => sum + (reportIn(part, readings, inZone).followers.net ?? 0), 0);

it('the weeks and the days at the edges add up to the month, and the months to the quarter', () => {
  const months = fc.constantFrom('2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03');
  const zones = fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin');
  const first = Date.parse('2026-09-20T00:00:00Z');
  const readingsOfMonths = fc
    .uniqueArray(fc.record({ minutes: fc.integer({ min: 0, max: 200 * 24 * 60 }), followers: fc.integer({ min: 0, max: 100_000 }) }), {
      selector: (one) => one.minutes,
      maxLength: 80,
    })
    .map((all) => texts(all.map((one) => ({ at: first + one.minutes * 60_000, followers: one.followers }))));
  fc.assert(
    fc.property(months, zones, readingsOfMonths, (name, inZone, readings) => {
      const month = monthSpan(name, inZone);
      if (month === null) throw new Error(`no month ${name}`);
      const parts = weeksAndEdges(month, inZone);
      expect(parts.flatMap((part) => part.days)).toEqual(month.days);
      expect(parts.filter((part) => part.kind === 'week').length).toBeGreaterThanOrEqual(3);
      expect(sumOfNets(parts, readings, inZone)).toBe(reportIn(month, readings, inZone).followers.net ?? 0);
      const quarter = spanAround('quarter', firstDay(month), inZone);
      const three = [...new Set(quarter.days.map((day) => day.slice(0, 7)))].flatMap((one) => monthSpan(one, inZone) ?? []);
      expect(three).toHaveLength(3);
      expect(sumOfNets(three, readings, inZone)).toBe(reportIn(quarter, readings, inZone).followers.net ?? 0);
    }),
    { numRuns: 60 },
  );
});
