/** A Page's days: when it may post at all, and at which times. Pure; every instant is built from date text + "HH:mm" + zone. */
import { type DayOff, dayOffOn, type HolidayCalendar } from '../holidays.ts';
import { type BoundTimes, type PageTimetable, timesOn } from '../newsroom.ts';
import { endOf, type Pause } from '../pause.ts';
import { addDays, clockOn, type DayClock, dayOf, hour } from '../time.ts';
import { trialsOn } from './trials.ts';

/** A time of a day. `open`: for every post; `bound`: for posts that go out at certain times only, and this is one; `trial`: tried in place of another one. */
export type DayTime = { readonly at: number; readonly open: boolean; readonly bound: readonly BoundTimes[]; readonly trial?: true };
/** Instants are milliseconds since 1970. */
export type Day = {
  /** `yyyy-MM-dd` in the newsroom's zone. */
  readonly day: string;
  readonly from: number;
  /** The next day's beginning. */
  readonly until: number;
  /** Every open instant will do, not only `times`. */
  readonly asap: boolean;
  readonly times: readonly DayTime[];
  /** No more posts than this. */
  readonly most: number;
  readonly off: DayOff;
};
/** A time in which nothing goes out. */
export type Bar = { readonly why: 'pause' | 'quiet'; readonly from: number; readonly until: number };

export type Hours = {
  /** The day an instant lies in; no day before the one that `hoursFrom` began with. */
  readonly dayAt: (at: number) => Day;
  readonly dayAfter: (day: Day) => Day;
  /** What forbids an instant; the one that lasts longest. null: nothing. */
  readonly barAt: (at: number) => Bar | null;
};

export type HoursInput = {
  readonly timetable: PageTimetable;
  /** Those of the Page. */
  readonly pauses: readonly Pause[];
  readonly calendar: HolidayCalendar;
};

/** The days from the one before `from` on, made as they are asked for. */
export function hoursFrom(input: HoursInput, from: Date): Hours {
  const { timetable } = input;
  const days: Day[] = [];
  const quiet: Bar[][] = [];
  let last = addDays(dayOf(from, timetable.zone), -2);
  let clock = clockOn(addDays(last, 1), timetable.zone);
  const extend = () => {
    last = addDays(last, 1);
    const next = clockOn(addDays(last, 1), timetable.zone);
    days.push(dayFrom(input, last, clock, next));
    quiet.push(quietOn(timetable, clock, next));
    clock = next;
  };
  const indexOf = (at: number): number => {
    while (days.length === 0 || at >= (days.at(-1)?.until ?? 0)) extend();
    const first = days[0]?.from ?? 0;
    // A day may have 23 or 25 hours: the guess is off by one at most.
    let index = Math.min(days.length - 1, Math.max(0, Math.floor((at - first) / (24 * hour))));
    while (index > 0 && at < (days[index]?.from ?? 0)) index -= 1;
    while (index < days.length - 1 && at >= (days[index]?.until ?? 0)) index += 1;
    return index;
  };
  const dayOfIndex = (index: number): Day => {
    while (days.length <= index) extend();
    const day = days[index];
    if (day === undefined) throw new RangeError('no such day');
    return day;
  };
  const paused = input.pauses.map((pause): Bar => ({ why: 'pause', from: pause.from.getTime(), until: endOf(pause)?.getTime() ?? Number.POSITIVE_INFINITY }));
  return {
    dayAt: (at) => dayOfIndex(indexOf(at)),
    dayAfter: (day) => dayOfIndex(indexOf(day.from) + 1),
    barAt: (at) => {
      let found: Bar | null = null;
      const index = indexOf(at);
      for (const bars of [paused, quiet[index - 1] ?? [], quiet[index] ?? []])
        for (const bar of bars) if (bar.from <= at && at < bar.until && (found === null || bar.until > found.until)) found = bar;
      return found;
    },
  };
}

function dayFrom(input: HoursInput, day: string, clock: DayClock, next: DayClock): Day {
  const { timetable } = input;
  const { holidays } = timetable;
  const off = dayOffOn(input.calendar, holidays, day);
  const own = off === null ? null : holidays.times;
  const times = own ?? (timetable.times === 'asap' ? 'asap' : timesOn(timetable, day));
  const at = new Map<number, { open: boolean; bound: BoundTimes[]; trial?: true }>();
  const trials = own === null && times !== 'asap' ? trialsOfDay(timetable, day, times) : new Map<string, string>();
  // Where a clock change skips an hour, two posting times can be one instant.
  if (times !== 'asap')
    for (const time of times) {
      const trial = trials.get(time);
      at.set(clock.first(trial ?? time), { open: true, bound: [], ...(trial === undefined ? {} : { trial: true }) });
    }
  for (const bound of timetable.bound)
    for (const time of bound.times) {
      // A holiday's own times hold for bound posts too.
      if (own !== null && own !== 'asap' && !own.includes(time)) continue;
      const known = at.get(clock.first(time)) ?? { open: false, bound: [] };
      known.bound.push(bound);
      at.set(clock.first(time), known);
    }
  const most = (off === null ? null : holidays.mostPerDay) ?? timetable.mostPerDay ?? Number.POSITIVE_INFINITY;
  const ordered = [...at].map(([instant, kinds]): DayTime => ({ at: instant, ...kinds })).sort((a, b) => a.at - b.at);
  return { day, from: clock.first('00:00'), until: next.first('00:00'), asap: times === 'asap', times: ordered, most, off };
}

/** Times that a kind or category is bound to stay where they are. */
function trialsOfDay(timetable: PageTimetable, day: string, times: readonly string[]): ReadonlyMap<string, string> {
  const bound = timetable.bound.flatMap((one) => one.times);
  return trialsOn(timetable, { day, among: times.filter((time) => !bound.includes(time)), taken: [...new Set([...times, ...bound])] });
}

function quietOn(timetable: PageTimetable, clock: DayClock, next: DayClock): Bar[] {
  return timetable.quiet.map(({ from, to }): Bar => ({ why: 'quiet', from: clock.reached(from), until: to > from ? clock.last(to) : next.last(to) }));
}
