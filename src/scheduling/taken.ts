/** The instants that are taken on a Page, and the room between them. */
import type { Day, Hours } from './hours.ts';

export type Taken = {
  readonly add: (at: number) => void;
  /** What stands in the way of a post at that instant; null: it is free, and keeps the gap on both sides. */
  readonly inWay: (at: number) => 'gap' | 'full' | null;
  /** The nearest taken instant. */
  readonly nearest: (at: number) => number | null;
  /** The first instant at or after `at` that keeps the gap to all that is taken, whatever the day says. */
  readonly clearFrom: (at: number) => number;
};

/** `gap` in milliseconds; two posts never share an instant. */
export function takenFrom(hours: Hours, gap: number, instants: readonly number[]): Taken {
  const step = Math.max(gap, 1);
  const sorted = [...instants].sort((a, b) => a - b);
  const perDay = new Map<string, number>();
  const count = (day: Day, more: number) => perDay.set(day.day, (perDay.get(day.day) ?? 0) + more);
  for (const at of sorted) count(hours.dayAt(at), 1);
  return {
    add: (at) => {
      sorted.splice(firstFrom(sorted, at), 0, at);
      count(hours.dayAt(at), 1);
    },
    inWay: (at) => {
      const place = firstFrom(sorted, at);
      const before = sorted[place - 1];
      const after = sorted[place];
      if ((before !== undefined && at - before < step) || (after !== undefined && after - at < step)) return 'gap';
      const day = hours.dayAt(at);
      return (perDay.get(day.day) ?? 0) < day.most ? null : 'full';
    },
    nearest: (at) => {
      const place = firstFrom(sorted, at);
      const [before, after] = [sorted[place - 1], sorted[place]];
      if (before === undefined || after === undefined) return before ?? after ?? null;
      return at - before <= after - at ? before : after;
    },
    clearFrom: (at) => {
      let clear = at;
      for (let place = Math.max(0, firstFrom(sorted, at) - 1); place < sorted.length; place++) {
        const other = sorted[place] ?? 0;
        if (other - clear >= step) break;
        if (clear - other < step) clear = other + step;
      }
      return clear;
    },
  };
}

/** Index of the first value not below `wanted`. */
export function firstFrom(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
