/** A week told from the readings: pure. Nothing is invented; what is missing is a gap. */
import type { FollowerCount, FollowerDay, PostMeasure, ReportDay, ReportGap, TopPost, WeeklyReport } from '../growth.ts';
import type { Post, Published } from '../post.ts';
import { addDays, dayOf, instantOf, mondayOf, weekOf, type Zone } from '../time.ts';

export type Week = { readonly week: string; readonly days: readonly string[]; readonly start: Date; readonly end: Date };

/** Monday 00:00 to the next Monday 00:00 in the zone; null when there is no such week. */
export function weekSpan(week: string, zone: Zone): Week | null {
  const monday = mondayOf(week);
  if (monday === null) return null;
  const days = Array.from({ length: 7 }, (_, i) => addDays(monday, i));
  return { week, days, start: instantOf(monday, '00:00', zone), end: instantOf(addDays(monday, 7), '00:00', zone) };
}

/** The last week that has ended at `now`. */
export function lastWeek(now: Date, zone: Zone): string {
  return weekOf(addDays(dayOf(now, zone), -7));
}

export type WeekInput = {
  readonly page: string;
  readonly span: Week;
  readonly zone: Zone;
  /** Readings of at least the week, the week before, and some days before that. */
  readonly days: readonly FollowerDay[];
  readonly published: readonly Published[];
  readonly ended: readonly Extract<Post, { status: 'rejected' | 'expired' | 'failed' }>[];
  readonly measures: ReadonlyMap<string, PostMeasure>;
};

const mostTop = 3;

export function buildWeek(input: WeekInput): WeeklyReport {
  const { span, zone } = input;
  const readings = inOrder(input.days);
  const previous = weekSpan(weekOf(addDays(span.days[0] ?? '', -7)), zone);
  const ends = endsOf(readings, span);
  const days = daysOf(readings, span, zone);
  return {
    week: span.week,
    from: span.days[0] ?? '',
    to: span.days[6] ?? '',
    page: input.page,
    followers: { start: ends.start, end: ends.end, net: netOf(ends), previousNet: previous === null ? null : netOf(endsOf(readings, previous)), days },
    posts: { published: input.published.length, rejected: countOf(input, 'rejected'), failed: countOf(input, 'failed') },
    top: topOf(input),
    targets: [],
    gaps: gapsOf(days),
  };
}

function inOrder(days: readonly FollowerDay[]): readonly FollowerCount[] {
  return days.flatMap((day) => Object.values(day.readings)).sort((a, b) => a.at.getTime() - b.at.getTime());
}

type Ends = { readonly start: number | null; readonly end: number | null };

/** `start`: the last reading before the week, else the first in it; `end`: the last in it. */
function endsOf(readings: readonly FollowerCount[], span: Week): Ends {
  const within = readings.filter((one) => one.at >= span.start && one.at < span.end);
  const before = readings.filter((one) => one.at < span.start).at(-1);
  return { start: (before ?? within[0])?.followers ?? null, end: within.at(-1)?.followers ?? null };
}

function netOf(ends: Ends): number | null {
  return ends.start === null || ends.end === null ? null : ends.end - ends.start;
}

/** A day's followers are its last reading; its net is against the last reading before it, so that the days add up to the week. */
function daysOf(readings: readonly FollowerCount[], span: Week, zone: Zone): readonly ReportDay[] {
  let last = endsOf(readings, span).start;
  // In order: the last reading of a day stays.
  const lastOfDay = new Map(readings.filter((one) => one.at >= span.start && one.at < span.end).map((one) => [dayOf(one.at, zone), one.followers]));
  return span.days.map((date) => {
    const followers = lastOfDay.get(date) ?? null;
    if (followers === null) return { date, followers: null, net: null };
    const net = last === null ? null : followers - last;
    last = followers;
    return { date, followers, net };
  });
}

function gapsOf(days: readonly ReportDay[]): readonly ReportGap[] {
  const gaps: { from: string; to: string }[] = [];
  for (const [i, day] of days.entries()) {
    if (day.followers !== null) continue;
    const open = gaps.at(-1);
    if (open !== undefined && i > 0 && open.to === days[i - 1]?.date) open.to = day.date;
    else gaps.push({ from: day.date, to: day.date });
  }
  return gaps;
}

function countOf(input: WeekInput, status: 'rejected' | 'failed'): number {
  return input.ended.filter((post) => post.status === status).length;
}

function topOf(input: WeekInput): readonly TopPost[] {
  const measured = input.published.flatMap((post) => {
    const figures = input.measures.get(post.id);
    if (figures === undefined) return [];
    const { reactions, comments, shares, views } = figures;
    return [{ postId: post.id, title: post.title, url: post.permalink ?? post.url, reactions, comments, shares, views }];
  });
  const weight = (post: TopPost) => (post.reactions ?? 0) + (post.comments ?? 0) + (post.shares ?? 0);
  return measured.sort((a, b) => weight(b) - weight(a) || (a.postId < b.postId ? -1 : 1)).slice(0, mostTop);
}
