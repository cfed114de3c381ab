/** What a report is made of: the span's calendar, worked out once for all Pages, and all that was read for one of them. */

import type { FollowerDay, PostMeasure } from '../growth.ts';
import type { Target } from '../newsroom.ts';
import type { Post, Published } from '../post.ts';
import { addDays, instantOf, type Zone } from '../time.ts';
import { firstDay, lastDay, type Span, spanBefore } from './span.ts';

export type ReportInput = {
  readonly page: string;
  readonly calendar: Calendar;
  /** Readings back to the calendar's earliest day, and the last one before that. */
  readonly days: readonly FollowerDay[];
  readonly published: readonly Published[];
  readonly ended: readonly Extract<Post, { status: 'rejected' | 'expired' | 'failed' }>[];
  /** Every post that was made in the span. */
  readonly created: readonly Post[];
  readonly measures: ReadonlyMap<string, PostMeasure>;
  readonly targets: readonly Target[];
};

const weeksShown = 12;
const spansCompared = 8;

export type Stretch = { readonly from: string; readonly to: string; readonly start: Date; readonly end: Date };
/** Every stretch of time that a report of the span looks at: worked out once for all Pages. */
export type Calendar = {
  readonly span: Span;
  readonly zone: Zone;
  readonly days: readonly Stretch[];
  /** Twelve, oldest first. */
  readonly weeks: readonly Stretch[];
  /** The eight spans before it, newest first. */
  readonly before: readonly Stretch[];
  /** The day before the first of all: what Facebook says of it is where the first week begins. */
  readonly earliest: string;
};

export function calendarOf(span: Span, zone: Zone): Calendar {
  const stretch = (from: string, to: string): Stretch => ({ from, to, start: instantOf(from, '00:00', zone), end: instantOf(addDays(to, 1), '00:00', zone) });
  const weeks = Array.from({ length: weeksShown }, (_, i) => addDays(lastDay(span), -7 * (weeksShown - 1 - i))).map((to) => stretch(addDays(to, -6), to));
  const before = spansBefore(span, zone).map((one) => ({ from: firstDay(one), to: lastDay(one), start: one.start, end: one.end }));
  const first = [weeks[0]?.from, before.at(-1)?.from].filter((day) => day !== undefined).sort()[0] ?? firstDay(span);
  return { span, zone, days: span.days.map((day) => stretch(day, day)), weeks, before, earliest: addDays(first, -1) };
}

/** The eight before it, newest first. */
function spansBefore(span: Span, zone: Zone): readonly Span[] {
  const spans: Span[] = [];
  for (let before = span; spans.length < spansCompared; ) {
    before = spanBefore(before, zone);
    spans.push(before);
  }
  return spans;
}
