import { expect, it } from 'vitest';
import { createRandom } from '../../../src/simulation/random.ts';

it('gives the same numbers for the same seed, and others for the next', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, () => random.between(0, 1_000_000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(new Set(draw(7)).size).toBeGreaterThan(45);
});

it('keeps to its ends and to its shares', () => {
  const random = createRandom(3);
  const numbers = Array.from({ length: 2000 }, () => random.between(2, 5));
  expect(new Set(numbers)).toEqual(new Set([2, 3, 4, 5]));
  const hits = numbers.filter(() => random.chance(0.25)).length;
  expect(hits).toBeGreaterThan(400);
  expect(hits).toBeLessThan(600);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
  expect(['a', 'b']).toContain(random.pick(['a', 'b']));
  expect(() => random.pick([])).toThrow(RangeError);
});
