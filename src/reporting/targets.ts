/** Targets as the newsroom reports them: target, actual, share, exceeded by, and when the trend reaches it. Pure. */

import { quantileOf, rounded } from '../figures.ts';
import type { ReportedTarget, ReportWeek } from '../growth.ts';
import type { Target } from '../newsroom.ts';
import { addDays } from '../time.ts';
import type { ReportInput } from './report-input.ts';
import { lastDay } from './span.ts';

type Known = { readonly end: number | null; readonly weeks: readonly ReportWeek[] };

export function targetsOf(input: ReportInput, known: Known): readonly ReportedTarget[] {
  return input.targets.map((target) => {
    const actual = actualOf(target, input, known);
    const reach = target.measure === 'followers' && actual !== null ? reachOf(target.value - actual, lastDay(input.calendar.span), known.weeks) : never;
    return {
      name: target.name,
      measure: target.measure,
      target: target.value,
      actual,
      share: actual === null ? null : rounded(actual / target.value, 4),
      exceeded: actual === null ? null : rounded(actual - target.value, 1),
      due: target.by,
      ...reach,
    };
  });
}

/** `share`: of all articles that were drafted for the Page in the span, how many percent have been published by now. */
function actualOf(target: Target, input: ReportInput, known: Known): number | null {
  switch (target.measure) {
    case 'followers':
      return known.end;
    case 'posts-per-week':
      return rounded((input.published.length * 7) / input.calendar.span.days.length, 1);
    case 'share': {
      const offered = input.created.filter((post) => post.status !== 'skipped');
      const posted = offered.filter((post) => post.status === 'published' || post.status === 'retracted');
      return offered.length === 0 ? null : rounded((posted.length * 100) / offered.length, 1);
    }
  }
}

type Reach = Pick<ReportedTarget, 'forecast' | 'forecastEarliest' | 'forecastLatest'>;
const never: Reach = { forecast: null, forecastEarliest: null, forecastLatest: null };

const trendWeeks = 8;
const fewestWeeks = 3;
/** Further ahead a straight line says nothing. */
const furthestDays = 3653;

/** By the median of the last eight weeks' nets; the range by their quartiles: a quicker and a slower week than half of them. */
function reachOf(missing: number, from: string, weeks: readonly ReportWeek[]): Reach {
  const nets = weeks.slice(-trendWeeks).flatMap((week) => week.net ?? []);
  if (missing <= 0 || nets.length < fewestWeeks) return never;
  const dayAt = (share: number): string | null => {
    const perWeek = quantileOf(nets, share);
    if (perWeek === null || perWeek <= 0) return null;
    const days = Math.ceil((missing * 7) / perWeek);
    return days > furthestDays ? null : addDays(from, days);
  };
  return { forecast: dayAt(0.5), forecastEarliest: dayAt(0.75), forecastLatest: dayAt(0.25) };
}
