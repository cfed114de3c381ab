import { describe, expect, it } from 'vitest';
import { readGolden } from '../../tools/golden.ts';

const golden = readGolden();

describe('the golden posts', () => {
  it('are sixty at least, of every kind and both languages, each with a name of its own', () => {
    expect(golden.length).toBeGreaterThanOrEqual(60);
    expect(new Set(golden.map(({ id }) => id)).size).toBe(golden.length);
    const groups = new Set(golden.map(({ article }) => `${article.kind} ${article.language}`));
    expect([...groups].sort()).toEqual(['digest', 'document', 'infographic', 'news', 'photos', 'video'].flatMap((kind) => [`${kind} en`, `${kind} vi`]));
  });

  it.each(golden.map((one) => [one.id, one.shows, one] as const))('%s: %s', async (_id, _shows, { make, expected }) => {
    expect((await make()).post).toEqual(expected);
  });
});
