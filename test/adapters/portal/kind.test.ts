import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../adapters/portal/kind.ts';
import { articleKinds } from '../../../src/article.ts';

/** A name of each kind, as a category has it, and the same as a prefix of a title. */
const names = {
  digest: 'Điểm tin',
  photos: 'Tin ảnh',
  infographic: 'Infographic',
  video: 'Tin video',
  document: 'Văn bản QPPL',
} as const;
const special = articleKinds.filter((kind) => kind !== 'news');
const maybe = fc.option(fc.constantFrom(...special), { nil: null });

describe('the strongest evidence decides', () => {
  test('category before form before prefix, whatever the three say', () => {
    fc.assert(
      fc.property(maybe, maybe, maybe, (category, form, prefix) => {
        const found = kindOf({
          title: prefix === null ? 'Lễ hội hoa ban năm nay' : `${names[prefix]}: Lễ hội hoa ban năm nay`,
          categories: category === null ? ['Văn hóa'] : ['Văn hóa', names[category]],
          form,
        });
        expect(found).toBe(category ?? form ?? prefix ?? 'news');
      }),
    );
  });

  test('of a trail of crumbs the last one that names a kind decides', () => {
    expect(kindOf({ title: 'Lễ hội', categories: ['Văn bản', 'Tin ảnh'], form: null })).toBe('photos');
  });

  test.each(['Phát hiện video giả mạo', 'Thi vẽ infographic trong trường học', 'Triển lãm ảnh đẹp du lịch', 'Bàn về văn bản hướng dẫn Luật Đất đai'])(
    'a word inside a title proves nothing: %s',
    (title) => {
      expect(kindOf({ title, categories: ['Tin tức'], form: null })).toBe('news');
    },
  );

  test.each(['INFOGRAPHIC', 'Inforgraphics', 'Infographics', 'Đồ họa', 'ĐỒ HOẠ THÔNG TIN'])('a category in capitals or misspelt: %s', (name) => {
    expect(kindOf({ title: 'Lịch thi', categories: [name], form: null })).toBe('infographic');
  });
});
