/** Posting times that staff accepted from the Page's own figures, beside those of the configuration. Pure. */
import { type PageTimetable, type WeekTimes, weekdays } from './newsroom.ts';
import type { Person } from './post.ts';

export type TimeSwap = { readonly from: string; readonly to: string };
/** `id` is the Page. */
export type LearnedTimes = {
  readonly id: string;
  readonly rev: number;
  readonly swaps: readonly TimeSwap[];
  /** The configured times that they were accepted for, as one text: they hold no longer when those are changed. */
  readonly basis: string;
  readonly by: Person;
  readonly at: Date;
};

/** A button that accepts them: at most 64 bytes. */
export function timesPress(page: string, swaps: readonly TimeSwap[]): string {
  return `times:${page}:${swaps.map(({ from, to }) => `${from}-${to}`.replaceAll(':', '')).join(',')}`;
}

/** null: it is no such button. */
export function parseTimesPress(data: string): { readonly page: string; readonly shown: readonly TimeSwap[] } | null {
  const match = /^times:([^:]{1,30}):(\d{4}-\d{4}(?:,\d{4}-\d{4})*)$/.exec(data);
  const [, page, swaps] = match ?? [];
  if (page === undefined || swaps === undefined) return null;
  const clock = (digits: string) => `${digits.slice(0, 2)}:${digits.slice(2)}`;
  return { page, shown: swaps.split(',').map((swap) => ({ from: clock(swap.slice(0, 4)), to: clock(swap.slice(5)) })) };
}

export function basisOf(times: PageTimetable['times']): string {
  return JSON.stringify(times);
}

/** The timetable with the accepted times in place of the configured ones. */
export function withLearned(timetable: PageTimetable, learned: LearnedTimes | null): PageTimetable {
  const { times } = timetable;
  if (learned === null || times === 'asap' || learned.basis !== basisOf(times)) return timetable;
  const swapped = (day: readonly string[]) => [...new Set(day.map((time) => learned.swaps.find((swap) => swap.from === time)?.to ?? time))].sort();
  return { ...timetable, times: isList(times) ? swapped(times) : mapWeek(times, swapped) };
}

/** Every posting time that some day has. */
export function allTimes(timetable: PageTimetable): readonly string[] {
  const { times } = timetable;
  if (times === 'asap') return [];
  return isList(times) ? times : [...new Set(weekdays.flatMap((day) => times[day]))].sort();
}

function isList(times: readonly string[] | WeekTimes): times is readonly string[] {
  return Array.isArray(times);
}

function mapWeek(times: WeekTimes, change: (day: readonly string[]) => readonly string[]): WeekTimes {
  const { mon, tue, wed, thu, fri, sat, sun } = times;
  return { mon: change(mon), tue: change(tue), wed: change(wed), thu: change(thu), fri: change(fri), sat: change(sat), sun: change(sun) };
}
