/** A span told from the readings and the posts: pure. Nothing is invented; what is missing is a gap. */

import { medianOf, rounded, sumOf } from '../figures.ts';
import { endsOf, lastIn, type Series, seriesOf } from '../follower-series.ts';
import { type GrowthReport, type Passage, postFigures, type ReportDay, type ReportGap, type ReportWeek, type TopPost, type Why } from '../growth.ts';
import type { Published } from '../post.ts';
import { addDays, minute, timeOf, type Zone } from '../time.ts';
import type { Calendar, ReportInput, Stretch } from './report-input.ts';
import { firstDay, lastDay } from './span.ts';
import { targetsOf } from './targets.ts';

const mostTop = 3;

export function buildReport(input: ReportInput): GrowthReport {
  const { span, zone } = input.calendar;
  const series = seriesOf(input.days);
  const { start, end, net } = endsOf(series, span);
  const days = daysOf(series, input.calendar);
  const weeks = weeksOf(series, input.calendar);
  const [previous] = input.calendar.before;
  const told = days.filter((day) => day.came !== null || day.went !== null);
  return {
    span: span.kind,
    name: span.name,
    week: span.kind === 'week' ? span.name : null,
    from: firstDay(span),
    to: lastDay(span),
    page: input.page,
    followers: {
      start,
      end,
      net,
      previousNet: previous === undefined ? null : endsOf(series, previous).net,
      mean: meanOf(series, input.calendar),
      came: totalOf(days.map((day) => day.came)),
      went: totalOf(days.map((day) => day.went)),
      flowDays: told.length,
      days,
      weeks,
    },
    posts: {
      published: input.published.length,
      rejected: countOf(input, 'rejected'),
      expired: countOf(input, 'expired'),
      failed: countOf(input, 'failed'),
      byKind: kindsOf(input.published),
      minutes: passageOf(input.published, zone),
    },
    top: topOf(input),
    targets: targetsOf(input, { end, weeks }),
    gaps: gapsOf(days),
    suspects: series.suspects.filter((one) => one.at >= span.start && one.at < span.end).map(({ at, followers }) => ({ at, followers })),
  };
}

/** By the readings, else by Facebook's own word of the days round it. */
function netOf(series: Series, stretch: Stretch): { readonly net: number | null; readonly told: boolean } {
  const { net } = endsOf(series, stretch);
  if (net !== null) return { net, told: false };
  const opening = stockOf(series, addDays(stretch.from, -1));
  const closing = stockOf(series, stretch.to);
  return opening === null || closing === null ? { net: null, told: false } : { net: closing - opening, told: true };
}

function stockOf(series: Series, day: string): number | null {
  return series.flows.get(day)?.stock ?? null;
}

function meanOf(series: Series, { before }: Calendar): { readonly net: number; readonly of: number } | null {
  const nets = before.flatMap((one) => netOf(series, one).net ?? []);
  return nets.length === 0 ? null : { net: rounded(sumOf(nets) / nets.length, 1), of: nets.length };
}

/** A day's followers are its last reading; its net is against the last reading before it, so that the days add up to the span. */
function daysOf(series: Series, { span, days }: Calendar): readonly ReportDay[] {
  let last = endsOf(series, span).start;
  return days.map(({ from: date, start, end }) => {
    const flows = series.flows.get(date);
    const reading = lastIn(series, start, end);
    const told = { came: flows?.came ?? null, went: flows?.went ?? null, imported: reading?.mark === 'imported' };
    if (reading === null) return { date, followers: null, net: null, ...told };
    const net = last === null ? null : reading.followers - last;
    last = reading.followers;
    return { date, followers: reading.followers, net, ...told };
  });
}

function weeksOf(series: Series, { weeks }: Calendar): readonly ReportWeek[] {
  return weeks.map((week) => {
    const { net, told } = netOf(series, week);
    return { from: week.from, to: week.to, followers: endsOf(series, week).end ?? stockOf(series, week.to), net, told };
  });
}

/** The sum of what is known; null when nothing is. */
function totalOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sumOf(known);
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

// ---------------------------------------------------------------- posts

function countOf(input: ReportInput, status: ReportInput['ended'][number]['status']): number {
  return input.ended.filter((post) => post.status === status).length;
}

function kindsOf(published: readonly Published[]): GrowthReport['posts']['byKind'] {
  const counts: Partial<Record<Published['kind'], number>> = {};
  for (const post of published) counts[post.kind] = (counts[post.kind] ?? 0) + 1;
  return counts;
}

/** A portal's date without a time is midnight: nothing can be measured from it. */
function passageOf(published: readonly Published[], zone: Zone): Passage {
  const spans = published.map(({ articleAt, shownAt, publishedAt }) => {
    const portal = articleAt !== null && timeOf(articleAt, zone) !== '00:00' ? articleAt : null;
    return { toCard: minutes(portal, shownAt ?? null), fromCard: minutes(shownAt ?? null, publishedAt), whole: minutes(portal, publishedAt) };
  });
  const median = (values: readonly (number | null)[]) => {
    const middle = medianOf(values.filter((value) => value !== null));
    return middle === null ? null : rounded(middle, 1);
  };
  return {
    portalToCard: median(spans.map((one) => one.toCard)),
    cardToPage: median(spans.map((one) => one.fromCard)),
    portalToPage: median(spans.map((one) => one.whole)),
  };
}

function minutes(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : (to.getTime() - from.getTime()) / minute;
}

type Measured = Omit<TopPost, 'why'>;

function weightOf({ reactions, comments, shares }: Pick<Measured, 'reactions' | 'comments' | 'shares'>): number {
  return (reactions ?? 0) + (comments ?? 0) + (shares ?? 0);
}

function topOf(input: ReportInput): readonly TopPost[] {
  const measured = input.published.flatMap((post): Measured[] => {
    const figures = input.measures.get(post.id);
    if (figures === undefined) return [];
    const { reactions, comments, shares, views } = figures;
    return [{ postId: post.id, title: post.title, url: post.permalink ?? post.url, reactions, comments, shares, views, kind: post.kind }];
  });
  return [...measured]
    .sort((a, b) => weightOf(b) - weightOf(a) || (a.postId < b.postId ? -1 : 1))
    .slice(0, mostTop)
    .map((post) => ({ ...post, why: whyOf(post, measured) }));
}

/** Among two or three posts "so many times the median" would say nothing. */
const fewestToCompare = 4;

function whyOf(post: Measured, all: readonly Measured[]): Why {
  const middle = medianOf(all.map(weightOf));
  const times = all.length < fewestToCompare || middle === null || middle <= 0 ? null : rounded(weightOf(post) / middle, 1);
  const most = postFigures.filter((figure) => {
    const own = post[figure];
    return own !== null && own > 0 && all.length > 1 && all.every((other) => other === post || (other[figure] ?? 0) < own);
  });
  return { times, most };
}
