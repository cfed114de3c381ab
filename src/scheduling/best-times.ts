/**
 * Which posting times serve a Page best, by its own figures: an estimate for each hour, shrunk towards the whole where there is
 * little data, and only changes that the figures bear out. Pure. It proposes; people accept.
 */
import type { QuietHours } from '../newsroom.ts';
import { dayOf, minute, timeOf, weekdayOf, type Zone } from '../time.ts';

/** A published post and how many people did something with it: reactions, comments, shares. */
export type MeasuredPost = { readonly at: Date; readonly engaged: number };

export type HourEstimate = {
  /** 1 = Monday … 7 = Sunday; null: of all days. */
  readonly weekday: number | null;
  readonly hour: number;
  readonly posts: number;
  /** What is to be expected of a post then, shrunk towards the hour of all days, and that towards the whole. */
  readonly expected: number;
};

export type TimeChange = {
  /** `HH:mm` that a time of the timetable is now, and that it is to be. */
  readonly from: string;
  readonly to: string;
  /** What the two hours had so far, and what is to be expected of them. */
  readonly evidence: {
    readonly fromPosts: number;
    readonly fromExpected: number;
    readonly toPosts: number;
    readonly toExpected: number;
    /** So many times its own uncertainty is the difference. */
    readonly sureness: number;
  };
};

/** So many posts of the whole weigh as much as what an hour itself shows. */
const shrinkage = 8;
/** An hour of which less is known is proposed to nobody. */
const leastPosts = 8;
/** A difference of less than this many standard errors may be chance. */
const leastSureness = 2;
const mostChanges = 2;

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A few posts that went round the country must not decide: what is compared grows as their figure's logarithm. */
function weigh(post: MeasuredPost): number {
  return Math.log1p(Math.max(0, post.engaged));
}

function shrunk(values: readonly number[], towards: number): number {
  return (values.reduce((sum, value) => sum + value, 0) + shrinkage * towards) / (values.length + shrinkage);
}

type Hours = {
  readonly whole: number;
  readonly spread: number;
  readonly perHour: ReadonlyMap<number, readonly number[]>;
  readonly perCell: ReadonlyMap<string, readonly number[]>;
};

function hoursOf(posts: readonly MeasuredPost[], zone: Zone): Hours {
  const perHour = new Map<number, number[]>();
  const perCell = new Map<string, number[]>();
  for (const post of posts) {
    const hour = Number(timeOf(post.at, zone).slice(0, 2));
    const cell = `${weekdayOf(dayOf(post.at, zone))} ${hour}`;
    perHour.set(hour, [...(perHour.get(hour) ?? []), weigh(post)]);
    perCell.set(cell, [...(perCell.get(cell) ?? []), weigh(post)]);
  }
  const all = posts.map(weigh);
  const whole = mean(all);
  const within = [...perHour.values()].flatMap((values) => values.map((value) => (value - mean(values)) ** 2));
  return { whole, spread: Math.sqrt(mean(within)), perHour, perCell };
}

/** What each hour, and each weekday's hour, promises; of hours without a post nothing is said. */
export function estimateHours(posts: readonly MeasuredPost[], zone: Zone): readonly HourEstimate[] {
  const { whole, perHour, perCell } = hoursOf(posts, zone);
  const ofHour = (hour: number) => shrunk(perHour.get(hour) ?? [], whole);
  const hours = [...perHour].map(([hour, values]): HourEstimate => ({ weekday: null, hour, posts: values.length, expected: Math.expm1(ofHour(hour)) }));
  const cells = [...perCell].map(([cell, values]): HourEstimate => {
    const [weekday = 0, hour = 0] = cell.split(' ').map(Number);
    return { weekday, hour, posts: values.length, expected: Math.expm1(shrunk(values, ofHour(hour))) };
  });
  return [...hours, ...cells].sort((a, b) => (a.weekday ?? 0) - (b.weekday ?? 0) || a.hour - b.hour);
}

export type TimesInput = {
  readonly posts: readonly MeasuredPost[];
  /** The posting times as they are. */
  readonly times: readonly string[];
  readonly gapMinutes: number;
  readonly quiet: readonly QuietHours[];
  readonly zone: Zone;
};

/** The weakest times of the timetable against the strongest hours that it does not use yet; empty: the figures bear out no change. */
export function changesFor({ posts, times, gapMinutes, quiet, zone }: TimesInput): readonly TimeChange[] {
  const { whole, spread, perHour } = hoursOf(posts, zone);
  const known = (hour: number) => perHour.get(hour) ?? [];
  const ofHour = (hour: number) => shrunk(known(hour), whole);
  const used = new Set(times.map(hourIn));
  const better = [...perHour.keys()].filter((hour) => !used.has(hour) && known(hour).length >= leastPosts).sort((a, b) => ofHour(b) - ofHour(a) || a - b);
  const weaker = times.filter((time) => known(hourIn(time)).length >= leastPosts).sort((a, b) => ofHour(hourIn(a)) - ofHour(hourIn(b)) || (a < b ? -1 : 1));
  const changes: TimeChange[] = [];
  for (const from of weaker) {
    const kept = times.filter((time) => time !== from && !changes.some((change) => change.from === time));
    const others = [...kept, ...changes.map((change) => change.to)];
    const to = better.map((hour) => `${String(hour).padStart(2, '0')}:00`).find((time) => fits(time, others, gapMinutes, quiet) && !others.includes(time));
    if (to === undefined || changes.length === mostChanges) break;
    const [here, there] = [known(hourIn(from)), known(hourIn(to))];
    const error = spread * Math.sqrt(1 / (here.length + shrinkage) + 1 / (there.length + shrinkage));
    const sureness = error === 0 ? 0 : (ofHour(hourIn(to)) - ofHour(hourIn(from))) / error;
    if (sureness < leastSureness) break;
    changes.push({
      from,
      to,
      evidence: {
        fromPosts: here.length,
        fromExpected: Math.expm1(ofHour(hourIn(from))),
        toPosts: there.length,
        toExpected: Math.expm1(ofHour(hourIn(to))),
        sureness,
      },
    });
  }
  return changes;
}

export function hourIn(time: string): number {
  return Number(time.slice(0, 2));
}

function minutesIn(time: string): number {
  return hourIn(time) * 60 + Number(time.slice(3));
}

/** Whether a time keeps the gap to the others, and is not in quiet hours. */
export function fits(time: string, others: readonly string[], gapMinutes: number, quiet: readonly QuietHours[]): boolean {
  const isQuiet = quiet.some(({ from, to }) => (from < to ? time >= from && time < to : time >= from || time < to));
  return !isQuiet && others.every((other) => Math.abs(minutesIn(other) - minutesIn(time)) * minute >= gapMinutes * minute);
}
