import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePressData, pressData } from '../../../src/approving/press-data.ts';

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const verb = fc.constantFrom('approve' as const, 'reject' as const, 'retry' as const, 'previous' as const, 'next' as const);

it('comes back as it went, in 64 bytes', () => {
  fc.assert(
    fc.property(verb, id, fc.integer({ min: 1, max: 999_999_999 }), (name, postId, version) => {
      const data = pressData(name, { id: postId, version });
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(parsePressData(data)).toEqual({ verb: name, postId, version });
    }),
  );
});

it.each([
  '',
  'a',
  'a::1',
  `a:${'0'.repeat(24)}`,
  `a:${'0'.repeat(24)}:`,
  `a:${'0'.repeat(23)}:1`,
  `a:${'g'.repeat(24)}:1`,
  `x:${'0'.repeat(24)}:1`,
  `ar:${'0'.repeat(24)}:1`,
  `a:${'0'.repeat(24)}:1:2`,
  ` a:${'0'.repeat(24)}:1`,
  `a:${'0'.repeat(24)}:-1`,
  `a:${'0'.repeat(24)}:1234567890`,
  '{"$gt":""}',
])('is null for what no card of ours carries: %s', (data) => {
  expect(parsePressData(data)).toBeNull();
});
