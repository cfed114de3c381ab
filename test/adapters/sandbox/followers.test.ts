import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countersOf, followersAt, growthUntil } from '../../../adapters/sandbox/followers.ts';
import type { FanPost } from '../../../adapters/sandbox/state.ts';
import { addMs, hour } from '../../../src/time.ts';

const day = 24 * hour;
const start = new Date('2026-11-15T17:00:00Z');
const post = (id: string, at: Date): FanPost => ({
  id,
  at: at.toISOString(),
  editedAt: null,
  message: 'a',
  link: null,
  preview: null,
  photos: [],
  video: null,
  published: true,
  comments: [],
});

describe('followers', () => {
  it('begin at 12,000 in the week of 16 November 2026', () => {
    expect(followersAt(start, [])).toBe(12_000);
  });

  it('go from one day to the next by -1 to 41, in every year, with no jump at midnight', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 600 }), (number) => {
        const from = addMs(start, number * day);
        const net = followersAt(addMs(from, day), []) - followersAt(from, []);
        expect(net).toBeGreaterThanOrEqual(-1);
        expect(net).toBeLessThanOrEqual(41);
        expect(Math.abs(followersAt(from, []) - followersAt(addMs(from, -1), []))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  it('sometimes fall from one hour to the next', () => {
    const hours = Array.from({ length: 240 }, (_, number) => followersAt(addMs(start, number * hour), []));
    expect(hours.some((value, index) => value < (hours[index - 1] ?? 0))).toBe(true);
  });

  it('rise a little with each post, over the day and a half after it', () => {
    const posts = Array.from({ length: 10 }, (_, number) => post(`1_${number}`, start));
    const gained = (ms: number) => followersAt(addMs(start, ms), posts) - followersAt(addMs(start, ms), []);
    expect(gained(0)).toBe(0);
    expect(gained(2 * day)).toBeGreaterThanOrEqual(10);
    expect(gained(2 * day)).toBeLessThanOrEqual(60);
    expect(gained(12 * hour)).toBeLessThan(gained(2 * day));
    expect(gained(-day)).toBe(0);
  });

  it('are drawn as a week of readings that ends now', () => {
    const now = addMs(start, 3 * day + hour);
    const points = growthUntil(now, []);
    expect(points.length).toBeGreaterThan(27);
    expect(points.at(-1)).toEqual({ at: now.toISOString(), followers: followersAt(now, []) });
    expect(points[0]?.at.localeCompare(addMs(now, -7 * day).toISOString())).toBeGreaterThanOrEqual(0);
  });
});

describe('what readers do with a post', () => {
  it('only grows', () => {
    const one = post('1_5', start);
    const series = Array.from({ length: 60 }, (_, number) => countersOf(one, addMs(start, number * hour)));
    for (const name of ['views', 'reach', 'likes', 'loves', 'comments', 'shares'] as const) {
      const values = series.map((counters) => counters[name]);
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values[0]).toBe(0);
    }
    expect(series.at(-1)?.views).toBeGreaterThan(800);
  });
});
