import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { articleIdOf, contentHash, mediaOf, postIdOf, sha256, slotKeyOf } from '../../src/identity.ts';
import type { Content, Media } from '../../src/post.ts';

const picture: Media = { url: 'https://halam.example/a.jpg', alt: 'Cầu', sha256: 'aa' };
const photo: Content = { form: 'photo', message: 'Tin', link: 'https://halam.example/1', pictures: [picture, { ...picture, sha256: 'bb' }] };
const link: Content = { form: 'link', message: 'Tin', link: 'https://halam.example/1', preview: picture };

describe('ids', () => {
  it('are 24 hex letters, the same for the same thing, and fit into a button', () => {
    expect(articleIdOf('halam.example/1')).toMatch(/^[0-9a-f]{24}$/);
    expect(articleIdOf('halam.example/1')).toBe(articleIdOf('halam.example/1'));
    expect(postIdOf('a', 'b')).toMatch(/^[0-9a-f]{24}$/);
  });

  it('differ wherever a part differs, also where parts only meet at another place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        expect(postIdOf(a, b) === postIdOf(c, d)).toBe(a === c && b === d);
        expect(articleIdOf(a) === articleIdOf(b)).toBe(a === b);
      }),
    );
    expect(postIdOf('a"', 'b')).not.toBe(postIdOf('a', '"b'));
    expect(postIdOf('12', '3')).not.toBe(postIdOf('1', '23'));
    expect(articleIdOf('x')).not.toBe(postIdOf('x', ''));
  });
});

describe('the hash of what was shown', () => {
  const changed: readonly (readonly [string, string, Content])[] = [
    ['page', '2', photo],
    ['text', '1', { ...photo, message: 'Tin.' }],
    ['link', '1', { ...photo, link: 'https://halam.example/2' }],
    [
      'bytes of a picture',
      '1',
      {
        ...photo,
        pictures: [
          { ...picture, sha256: 'cc' },
          { ...picture, sha256: 'bb' },
        ],
      },
    ],
    [
      'alternative text',
      '1',
      {
        ...photo,
        pictures: [
          { ...picture, alt: null },
          { ...picture, sha256: 'bb' },
        ],
      },
    ],
    ['order of the pictures', '1', { ...photo, pictures: [...photo.pictures].reverse() }],
    ['number of pictures', '1', { ...photo, pictures: [picture] }],
  ];
  it.each(changed)('changes with the %s', (_what, page, content) => {
    expect(contentHash(page, content)).not.toBe(contentHash('1', photo));
  });

  it('changes with the form, where all else is the same', () => {
    expect(contentHash('1', { form: 'photo', message: link.message, link: link.link, pictures: [picture] })).not.toBe(contentHash('1', link));
  });

  it('changes with the picture of a preview', () => {
    expect(contentHash('1', { ...link, preview: null })).not.toBe(contentHash('1', link));
    expect(contentHash('1', { ...link, preview: { ...picture, sha256: 'cc' } })).not.toBe(contentHash('1', link));
  });

  it('does not change with where the portal keeps a picture, for the bytes are what is shown', () => {
    expect(contentHash('1', { ...link, preview: { ...picture, url: 'https://other.example/a.jpg' } })).toBe(contentHash('1', link));
  });
});

it('knows the pictures of a post', () => {
  expect(mediaOf(photo)).toEqual(photo.pictures);
  expect(mediaOf(link)).toEqual([picture]);
  expect(mediaOf({ ...link, preview: null })).toEqual([]);
});

it('hashes text and bytes alike', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(new TextEncoder().encode('abc'))).toBe(sha256('abc'));
});

it('keys a slot by Page and instant', () => {
  const at = new Date('2026-11-23T00:00:00Z');
  expect(slotKeyOf('1', at)).toBe('1|2026-11-23T00:00:00.000Z');
  expect(slotKeyOf('2', at)).not.toBe(slotKeyOf('1', at));
});
