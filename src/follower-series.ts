/** The readings of a Page in order, and what was known at an instant. Pure; nothing is invented between two readings. */
import type { DayFlows, FollowerCount, FollowerDay } from './growth.ts';
import type { Ports } from './ports.ts';

export type Series = {
  /** What can be believed, oldest first. */
  readonly readings: readonly FollowerCount[];
  /** As read, and not believed; oldest first. */
  readonly suspects: readonly FollowerCount[];
  /** What Facebook says of its days, by `yyyy-MM-dd`. */
  readonly flows: ReadonlyMap<string, DayFlows>;
};

/** The days from `from` to `to`, and before them the last one with a reading that can be believed, however long ago that was. */
export async function readDays(needs: Pick<Ports, 'followers'>, page: string, from: string, to: string): Promise<readonly FollowerDay[]> {
  const near = await needs.followers.days(page, from, to);
  for (let before = from, limit = 1; ; limit = 50) {
    const older = await needs.followers.before(page, before, limit);
    const last = older.find((day) => Object.values(day.readings).some((reading) => reading.mark !== 'suspect'));
    const oldest = older.at(-1);
    if (last !== undefined) return [last, ...near];
    if (oldest === undefined) return near;
    before = oldest.day;
  }
}

/** In which document a reading stands, how often, and in what order: all that says nothing. */
export function seriesOf(days: readonly FollowerDay[]): Series {
  const all = days.flatMap((day) => Object.values(day.readings)).sort((a, b) => a.at.getTime() - b.at.getTime() || a.followers - b.followers);
  return {
    readings: all.filter((one) => one.mark !== 'suspect'),
    suspects: all.filter((one) => one.mark === 'suspect'),
    flows: new Map(days.flatMap((day) => (day.flows === undefined ? [] : [[day.day, day.flows] as const]))),
  };
}

/** How many readings were made before the instant. */
function countBefore(readings: readonly FollowerCount[], instant: Date): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = readings[middle];
    if (one !== undefined && one.at < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last reading before the instant; null when there is none. */
export function lastBefore(series: Series, instant: Date): FollowerCount | null {
  return series.readings[countBefore(series.readings, instant) - 1] ?? null;
}

/** The last reading in a stretch of time; null when there is none. */
export function lastIn(series: Series, start: Date, end: Date): FollowerCount | null {
  const last = lastBefore(series, end);
  return last !== null && last.at >= start ? last : null;
}

export type Ends = { readonly start: number | null; readonly end: number | null; readonly net: number | null };

/** `start`: the last reading before, else the first in it; `end`: the last in it. */
export function endsOf(series: Series, { start, end }: { readonly start: Date; readonly end: Date }): Ends {
  const last = lastIn(series, start, end);
  const first = series.readings[countBefore(series.readings, start)];
  const opening = lastBefore(series, start) ?? (last === null ? null : (first ?? null));
  const net = opening === null || last === null ? null : last.followers - opening.followers;
  return { start: opening?.followers ?? null, end: last?.followers ?? null, net };
}
