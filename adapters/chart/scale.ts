/** The scale of an axis: a span of whole numbers with round ticks. */

export type Scale = {
  readonly low: number;
  readonly high: number;
  /** Ascending, whole, evenly spaced; the first is `low`, the last is `high`. */
  readonly ticks: readonly number[];
};

/** The least of 1, 2, 5, 10, 20, 50 … that is not below `rough`; never under 1, because followers are counted in whole people. */
function roundStep(rough: number): number {
  if (rough <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

/** A scale that holds all values (whole numbers, at least one) with at most `most + 1` steps. Does not reach below 0 when no value does. */
export function scaleFor(values: readonly number[], most: number): Scale {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const step = roundStep((greatest - least) / most);
  // `+ 0` makes a plain zero of the minus zero that rounding up leaves, which would be written "-0".
  const first = Math.floor(least / step) + 0;
  const last = Math.ceil(greatest / step) + 0;
  // One value, or all alike: it is drawn in the middle of a span, except that nobody has fewer than 0 followers.
  const low = first === last && first !== 0 ? first - 1 : first;
  const high = first === last ? last + 1 : last;
  return { low: low * step, high: high * step, ticks: Array.from({ length: high - low + 1 }, (_, i) => (low + i) * step) };
}
