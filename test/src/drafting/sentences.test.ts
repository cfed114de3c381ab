import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf, sentencesWithin, uncut } from '../../../src/drafting/sentences.ts';

function split(text: string): readonly string[] {
  return sentencesOf(text).map((sentence) => sentence.trim());
}

describe('a sentence', () => {
  it.each<[string, readonly string[]]>([
    ['Một. Hai.', ['Một.', 'Hai.']],
    ['Họp tại TP. Hồ Chí Minh. Kết thúc.', ['Họp tại TP. Hồ Chí Minh.', 'Kết thúc.']],
    ['PGS.TS. Nguyễn Quang Tuấn và ThS. Lê An dự.', ['PGS.TS. Nguyễn Quang Tuấn và ThS. Lê An dự.']],
    ['Q. 9, P. 12, H. Lâm Sơn đều có.', ['Q. 9, P. 12, H. Lâm Sơn đều có.']],
    ['Thu 12.000 tỷ đồng. Chi 3,5 tỷ.', ['Thu 12.000 tỷ đồng.', 'Chi 3,5 tỷ.']],
    ['Ngày 02.3.2026 khai mạc. Bế mạc 5.3.', ['Ngày 02.3.2026 khai mạc.', 'Bế mạc 5.3.']],
    ['“Đi trước.” Ông nói.', ['“Đi trước.”', 'Ông nói.']],
    ['Có lúa, ngô, khoai… Được mùa.', ['Có lúa, ngô, khoai…', 'Được mùa.']],
    ['Nghĩ mãi... rồi mới nói.', ['Nghĩ mãi... rồi mới nói.']],
    ['Khó không? Không! Xong.', ['Khó không?', 'Không!', 'Xong.']],
    ['Có điện, nước v.v. và đường.', ['Có điện, nước v.v. và đường.']],
    ['1. Mở đầu. 2. Kết.', ['1. Mở đầu.', '2. Kết.']],
    ['Mr. John F. Miller of the U.S. came. He left.', ['Mr. John F. Miller of the U.S. came.', 'He left.']],
    ['Dòng một\nDòng hai', ['Dòng một', 'Dòng hai']],
    ['', []],
  ])('%j is %j', (text, sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  it('is a piece of its text: joined again they are the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(fc.constantFrom('A. ', 'TP. ', '… ', 'b', '\n', '“', '.” ', ' ')).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(sentencesOf(text).join('')).toBe(text);
          expect(sentencesWithin(text, 20).length).toBeLessThanOrEqual(20);
        },
      ),
    );
  });
});

describe('a lead that was cut off', () => {
  const body = 'Mở đầu bài viết. Dự án có vốn 620 tỷ đồng, xong năm 2028. Kết.';

  it.each([
    ['Mở đầu bài viết. Dự án có vốn…', 'Mở đầu bài viết. Dự án có vốn 620 tỷ đồng, xong năm 2028.'],
    ['Dự án có vốn 620 tỷ đồng, xong năm ...', 'Dự án có vốn 620 tỷ đồng, xong năm 2028.'],
    ['Một câu trọn. Một câu khác [...]', 'Một câu trọn.'],
    ['Một câu khác [...]', ''],
    ['Một câu trọn. […]', 'Một câu trọn.'],
    ['Có lúa, ngô, khoai…', 'Có lúa, ngô, khoai…'],
    ['Một câu trọn.', 'Một câu trọn.'],
  ])('%s is %s', (lead, whole) => {
    expect(uncut(lead, body)).toBe(whole);
  });
});
