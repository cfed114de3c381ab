/** Plain arithmetic of reports. */

/** Of an even number of values, the mean of the two in the middle; null of none. */
export function medianOf(values: readonly number[]): number | null {
  return quantileOf(values, 0.5);
}

/** The value below which such a share of all values lies, in between in proportion; null of none. */
export function quantileOf(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place));
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  // `+ 0`: no minus zero.
  return Math.round(value * factor) / factor + 0;
}
