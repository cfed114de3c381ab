import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePressData, pressData, showsNow } from '../../../src/approving/press-data.ts';
import { contentHash } from '../../../src/identity.ts';
import type { Content } from '../../../src/post.ts';

const content: Content = { form: 'link', message: 'Khánh thành cầu', link: 'https://halam.example/tin/1', preview: null };
const mark = contentHash('100', content).slice(0, 8);

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const verb = fc.constantFrom('approve' as const, 'reject' as const, 'retry' as const, 'previous' as const, 'next' as const);

it('comes back as it went, in 64 bytes', () => {
  fc.assert(
    fc.property(verb, id, fc.integer({ min: 1, max: 999_999_999 }), (name, postId, version) => {
      const data = pressData(name, { id: postId, version, page: '100', content });
      const chosen = pressData(name, { id: postId, version, page: '100', content }, 'live-text');
      expect(Buffer.byteLength(chosen)).toBeLessThanOrEqual(64);
      expect(parsePressData(chosen)).toEqual({ verb: name, postId, version, mark, choice: 'live-text' });
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(parsePressData(data)).toEqual({ verb: name, postId, version, mark, choice: null });
    }),
  );
});

it('belongs to one version of one content only', () => {
  const post = { id: '0'.repeat(24), version: 1, page: '100', content };
  const data = parsePressData(pressData('approve', post));
  if (data === null) throw new Error('not parsed');
  expect(showsNow(data, post)).toBe(true);
  expect(showsNow(data, { ...post, version: 2 })).toBe(false);
  expect(showsNow(data, { ...post, content: { ...content, message: 'Khánh thành cầu (cập nhật)' } })).toBe(false);
});

it.each([
  '',
  'a',
  'a::1',
  `a:${'0'.repeat(24)}`,
  `a:${'0'.repeat(24)}:`,
  `a:${'0'.repeat(23)}:1:00000000`,
  `a:${'g'.repeat(24)}:1:00000000`,
  `x:${'0'.repeat(24)}:1:00000000`,
  `ar:${'0'.repeat(24)}:1:00000000`,
  `a:${'0'.repeat(24)}:1`,
  `a:${'0'.repeat(24)}:1:2`,
  ` a:${'0'.repeat(24)}:1:00000000`,
  `a:${'0'.repeat(24)}:-1:00000000`,
  `a:${'0'.repeat(24)}:1234567890:00000000`,
  '{"$gt":""}',
])('is null for what no card of ours carries: %s', (data) => {
  expect(parsePressData(data)).toBeNull();
});
