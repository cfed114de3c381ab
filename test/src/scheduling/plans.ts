/** Any plan that a newsroom could ask for, and what must hold of every plan: told without the planner's own means. */
import fc from 'fast-check';
import { createVietnameseCalendar } from '../../../adapters/calendar/vietnam.ts';
import { articleKinds } from '../../../src/article.ts';
import { dayOffOn } from '../../../src/holidays.ts';
import { type PageTimetable, plainTimetable, timesOn } from '../../../src/newsroom.ts';
import type { Pause } from '../../../src/pause.ts';
import { isUrgent, type WaitingPost } from '../../../src/scheduling/order.ts';
import type { Plan, PlanInput, Planned } from '../../../src/scheduling/plan.ts';
import { addMs, dayOf, hour, minute, timeOf } from '../../../src/time.ts';

export const calendar = createVietnameseCalendar();
export const dstZones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo'] as const;
const sources = ['https://a.example', 'https://b.example', 'https://c.example', 'https://d.example'] as const;

/** A quarter past, half past: times meet one another often. */
const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '10', '15', '30', '45'))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);
const clockTimes = (least: number, most: number) => fc.uniqueArray(clockTime, { minLength: least, maxLength: most }).map((times) => [...times].sort());

export function timetables(zones: fc.Arbitrary<string>): fc.Arbitrary<PageTimetable> {
  const weekTimes = fc.record({
    mon: clockTimes(0, 5),
    tue: clockTimes(0, 5),
    wed: clockTimes(0, 5),
    thu: clockTimes(0, 5),
    fri: clockTimes(0, 5),
    sat: clockTimes(0, 3),
    sun: clockTimes(0, 3),
  });
  return fc
    .record({
      zone: zones,
      times: fc.oneof({ weight: 4, arbitrary: clockTimes(1, 10) }, { weight: 2, arbitrary: weekTimes }, { weight: 1, arbitrary: fc.constant('asap' as const) }),
      gapMinutes: fc.constantFrom(0, 5, 20, 45, 120),
      mostPerDay: fc.option(fc.integer({ min: 1, max: 6 })),
      quiet: fc.array(
        fc.record({ from: clockTime, to: clockTime }).filter(({ from, to }) => from !== to && !(from > to && from < '12:00')),
        { maxLength: 2 },
      ),
      bound: fc.array(fc.record({ kind: fc.constantFrom('infographic' as const, 'document' as const), category: fc.constant(null), times: clockTimes(1, 2) }), {
        maxLength: 1,
      }),
      holidayTimes: fc.option(fc.oneof(clockTimes(0, 2), fc.constant('asap' as const))),
      holidayMost: fc.option(fc.integer({ min: 0, max: 2 })),
      daysOff: fc.boolean(),
      window: fc.constantFrom(0, 10, 30, 90),
      otherwise: fc.constantFrom('next' as const, 'ask' as const),
      newsHours: fc.constantFrom(6, 24, 48),
    })
    .map(({ zone, times, gapMinutes, holidayTimes, holidayMost, daysOff, window, otherwise, newsHours, ...rest }): PageTimetable => {
      const plain = plainTimetable({ zone, times, gapMinutes });
      return {
        ...plain,
        ...rest,
        freshness: { ...plain.freshness, news: newsHours * hour },
        late: { windowMs: window * minute, otherwise },
        holidays: { ...plain.holidays, times: holidayTimes, mostPerDay: holidayMost, daysOff: daysOff ? ['2026-11-24', '2026-03-29', '2026-10-25'] : [] },
        urgent: { categories: ['Khẩn'], words: ['hỏa tốc'] },
      };
    });
}

const posts = (now: Date): fc.Arbitrary<WaitingPost> =>
  fc
    .record({
      id: fc.integer({ min: 0, max: 16 ** 6 - 1 }).map((number) => number.toString(16).padStart(6, '0')),
      source: fc.constantFrom(...sources),
      kind: fc.constantFrom(...articleKinds),
      title: fc.constantFrom('Tin', 'Tin', 'Tin', 'Tin', 'Công điện hỏa tốc về bão'),
      ageMinutes: fc.integer({ min: 0, max: 50 * 60 }),
      undated: fc.boolean(),
      approvedMinutes: fc.integer({ min: 0, max: 600 }),
      categories: fc.constantFrom<readonly string[]>([], ['Kinh tế'], ['Khẩn']),
      pinnedIn: fc.option(fc.integer({ min: -60, max: 3 * 24 * 60 }), { freq: 8 }),
      beginsIn: fc.option(fc.integer({ min: -60, max: 4 * 24 * 60 }), { freq: 5 }),
      slotIn: fc.option(fc.integer({ min: -180, max: 2 * 24 * 60 }), { freq: 3 }),
    })
    .map(({ ageMinutes, undated, approvedMinutes, pinnedIn, beginsIn, slotIn, ...rest }): WaitingPost => {
      const articleAt = addMs(now, -ageMinutes * minute);
      return {
        ...rest,
        articleAt: undated ? null : articleAt,
        createdAt: articleAt,
        approval: { by: 'auto', at: addMs(now, -Math.min(approvedMinutes, ageMinutes) * minute), hash: '' },
        pinnedAt: pinnedIn === null ? null : wholeMinute(addMs(now, pinnedIn * minute)),
        event: beginsIn === null ? undefined : { beginsAt: addMs(now, beginsIn * minute), exact: true },
        slot: slotIn === null ? null : wholeMinute(addMs(now, slotIn * minute)),
      };
    });

function wholeMinute(at: Date): Date {
  return new Date(Math.floor(at.getTime() / minute) * minute);
}

const pausesFrom = (now: Date): fc.Arbitrary<readonly Pause[]> =>
  fc.array(
    fc.record({ fromMinutes: fc.integer({ min: -300, max: 1500 }), minutes: fc.option(fc.integer({ min: 10, max: 1500 }), { freq: 6 }) }).map(
      ({ fromMinutes, minutes }): Pause => ({
        id: 'p',
        rev: 0,
        page: null,
        kind: 'pause',
        why: '',
        by: { id: 1, name: 'Lan' },
        decidedAt: now,
        from: addMs(now, fromMinutes * minute),
        until: minutes === null ? null : addMs(now, (fromMinutes + minutes) * minute),
        ended: null,
      }),
    ),
    { maxLength: 2 },
  );

/** Anything at all; `when`: around which instants. */
export function inputs(zones: fc.Arbitrary<string>, when: fc.Arbitrary<Date>): fc.Arbitrary<PlanInput> {
  return fc.tuple(timetables(zones), when).chain(([timetable, now]) =>
    fc.record({
      timetable: fc.constant(timetable),
      now: fc.constant(now),
      calendar: fc.constant(calendar),
      pauses: pausesFrom(now),
      waiting: fc.uniqueArray(posts(now), { maxLength: 14, selector: (post) => post.id }),
      onPage: fc.array(
        fc.record({
          at: fc.integer({ min: -1500, max: 0 }).map((minutes) => addMs(now, minutes * minute)),
          source: fc.constantFrom(null, ...sources),
          kind: fc.constantFrom(null, ...articleKinds),
        }),
        { maxLength: 4 },
      ),
      opensAt: fc.constantFrom(0, 0, 7, 50).map((minutes) => addMs(now, minutes * minute)),
      stopped: fc.constant(false),
      forecast: fc.boolean(),
    }),
  );
}

export const anyTime = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true });
/** The days on which some zone's clock changes, and the day before. */
export const nearClockChanges = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-04', '2026-04-05', '2026-04-24', '2026-09-06', '2026-10-04', '2026-10-25', '2026-10-29', '2026-11-01'),
    fc.integer({ min: -24 * 60, max: 24 * 60 }),
  )
  .map(([day, minutes]) => addMs(new Date(`${day}T00:00:00Z`), minutes * minute));

export const rules = ['quiet', 'pause', 'gap', 'most', 'stale', 'begun', 'complete', 'urgent', 'pinned', 'times'] as const;
export type Rule = (typeof rules)[number];

/** Which rules a plan breaks. */
export function brokenBy(input: PlanInput, plan: Plan): readonly Rule[] {
  const { timetable } = input;
  const { zone } = timetable;
  const known = new Map(input.waiting.map((post) => [post.id, post]));
  const broken = new Set<Rule>();
  const times = [...input.onPage.map((one) => one.at.getTime()), ...plan.planned.map((one) => one.at.getTime())].sort((a, b) => a - b);
  const gap = Math.max(timetable.gapMinutes * minute, 1);
  const perDay = new Map<string, number>();
  for (const at of times) perDay.set(dayOf(new Date(at), zone), (perDay.get(dayOf(new Date(at), zone)) ?? 0) + 1);
  for (const planned of plan.planned) {
    const post = known.get(planned.id);
    if (post === undefined) return ['complete'];
    const at = planned.at.getTime();
    const [day, time] = [dayOf(planned.at, zone), timeOf(planned.at, zone)];
    if (timetable.quiet.some(({ from, to }) => (from < to ? time >= from && time < to : time >= from || time < to))) broken.add('quiet');
    if (input.pauses.some((pause) => pause.from <= planned.at && (pause.until === null || planned.at < pause.until))) broken.add('pause');
    if (times.filter((other) => Math.abs(other - at) < gap).length > 1) broken.add('gap');
    if ((perDay.get(day) ?? 0) > mostOn(timetable, day)) broken.add('most');
    if (post.event == null && at >= (post.articleAt ?? post.createdAt).getTime() + timetable.freshness[post.kind]) broken.add('stale');
    if (post.event != null && planned.at >= post.event.beginsAt) broken.add('begun');
    if (post.pinnedAt != null && planned.at < post.pinnedAt) broken.add('pinned');
    if (planned.at < input.opensAt || planned.at < input.now) broken.add('times');
    if (!hasItsTime(timetable, post, planned)) broken.add('times');
    const behind = isUrgent(post, timetable) ? plan.planned.filter((other) => other.at < planned.at && isRoutine(known.get(other.id), other, timetable)) : [];
    // A post that staff hold back may come later than what needs not wait.
    if (behind.some((other) => post.pinnedAt == null || other.at >= post.pinnedAt)) broken.add('urgent');
  }
  const told = [...plan.planned, ...plan.unplanned].map((one) => one.id);
  if (told.length !== known.size || new Set(told).size !== known.size || told.some((id) => !known.has(id))) broken.add('complete');
  return [...broken];
}

function isRoutine(post: WaitingPost | undefined, planned: Planned, timetable: PageTimetable): boolean {
  return post !== undefined && !isUrgent(post, timetable) && post.pinnedAt?.getTime() !== planned.slot.getTime();
}

function mostOn(timetable: PageTimetable, day: string): number {
  const off = dayOffOn(calendar, timetable.holidays, day);
  return (off === null ? null : timetable.holidays.mostPerDay) ?? timetable.mostPerDay ?? Number.POSITIVE_INFINITY;
}

function hasItsTime(timetable: PageTimetable, post: WaitingPost, { slot }: Planned): boolean {
  if (isUrgent(post, timetable) || post.pinnedAt?.getTime() === slot.getTime()) return true;
  const [day, time] = [dayOf(slot, timetable.zone), timeOf(slot, timetable.zone)];
  const off = dayOffOn(calendar, timetable.holidays, day) === null ? null : timetable.holidays.times;
  const bound = timetable.bound.filter((one) => one.kind === null || one.kind === post.kind).flatMap((one) => one.times);
  const all = off ?? (timetable.times === 'asap' ? 'asap' : timesOn(timetable, day));
  const mine = bound.length > 0 ? bound.filter((one) => off === null || off === 'asap' || off.includes(one)) : all;
  if (mine === 'asap') return true;
  // In the hour that a clock change skips, a time is that much later.
  return mine.some((one) => one === time) || [30, 60].some((skipped) => mine.includes(minutesBefore(time, skipped)) && isClockChange(slot, timetable.zone));
}

function minutesBefore(time: string, minutes: number): string {
  const all = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - minutes;
  return all < 0 ? '' : `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
}

function isClockChange(at: Date, zone: string): boolean {
  const wall = (instant: Date) => Date.parse(`${dayOf(instant, zone)}T${timeOf(instant, zone)}:00Z`) - Math.floor(instant.getTime() / minute) * minute;
  return wall(addMs(at, -3 * hour)) !== wall(at);
}

/** The posts as they are stored once a plan was carried out. */
export function carriedOut(input: PlanInput, plan: Plan): PlanInput {
  const planned = new Map(plan.planned.map((one) => [one.id, one]));
  const asked = new Set(plan.unplanned.filter((one) => one.why === 'ask').map((one) => one.id));
  const waiting = input.waiting
    .filter((post) => !asked.has(post.id))
    .map((post): WaitingPost => {
      const one = planned.get(post.id);
      return { ...post, slot: one !== undefined && (one.firm || one.kept) ? one.slot : null };
    });
  return { ...input, waiting };
}
