import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleFor } from '../../../adapters/chart/scale.ts';

describe('the scale of an axis', () => {
  it('takes round ticks', () => {
    expect(scaleFor([128_055, 128_467], 4).ticks).toEqual([128_000, 128_200, 128_400, 128_600]);
    expect(scaleFor([0, 131, 47], 3).ticks).toEqual([0, 50, 100, 150]);
    expect(scaleFor([-60, 0, 68], 3).ticks).toEqual([-100, -50, 0, 50, 100]);
  });

  it('counts whole people, so a small span has no fractions', () => {
    expect(scaleFor([7, 8], 4).ticks).toEqual([7, 8]);
  });

  it('puts a single value in the middle, and never reaches below nobody', () => {
    expect(scaleFor([5], 4).ticks).toEqual([4, 5, 6]);
    expect(scaleFor([0], 4).ticks).toEqual([0, 1]);
  });

  it('holds every value between its first and last tick, in even whole steps, and stays short', () => {
    const counts = fc.array(fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }), { minLength: 1, maxLength: 31 });
    fc.assert(
      fc.property(counts, (values) => {
        const { low, high, ticks } = scaleFor(values, 4);
        expect(low).toBeLessThanOrEqual(Math.min(...values));
        expect(high).toBeGreaterThanOrEqual(Math.max(...values));
        expect(high).toBeGreaterThan(low);
        expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
        const steps = new Set(ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? Number.NaN)));
        expect(steps.size).toBe(1);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(6);
        if (Math.min(...values) >= 0) expect(low).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
