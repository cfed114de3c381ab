import { describe, expect, it } from 'vitest';
import { strangeFigures, strangeNames } from '../../src/facts.ts';

describe('a figure', () => {
  it.each<[string, string, readonly string[]]>([
    ['12.000 hộ', '12000 hộ', []],
    ['12,000 households', '12.000 hộ', []],
    ['12 hộ', '12.000 hộ', ['12']],
    ['12.000 hộ', '12.001 hộ', ['12.000']],
    ['ngày 9/3', 'ngày 09/03/2026', []],
    ['ngày 9/4', 'ngày 09/03/2026', ['9/4']],
    ['27/2/2026', 'Ngày 27 tháng 2 năm 2026', []],
    ['năm 2026', 'ngày 09/03/2026', []],
    ['3,5 tỷ', '35 tỷ', ['3,5']],
    ['8h30', '8 giờ 30 phút', []],
    ['xem https://halam.example/tin/99 #Tin2027', 'không số', []],
    ['120 và 120', '210', ['120']],
  ])('%s, of an article that says %s: strange are %j', (text, known, strange) => {
    expect(strangeFigures(text, known)).toEqual(strange);
  });
});

describe('a name', () => {
  it.each<[string, string, readonly string[]]>([
    ['Ông Trần Quốc Việt phát biểu', 'ông Trần Quốc Việt', []],
    ['Ông Trần Quốc Việt phát biểu', 'ông Trần Quốc Vượng', ['Trần Quốc Việt']],
    ['Tại Hà Lâm', 'TỈNH HÀ LÂM', []],
    ['dự có Lê An', 'Lê Ân', ['Lê An']],
    ['Sáng nay trời đẹp', 'khác', []],
    ['đến Lâm Sơn. Đông Lâm cũng vậy', 'Lâm Sơn, Đông Lâm', []],
    ['Hội nghị'.normalize('NFD'), 'x', []],
  ])('%s, of an article that says %s: strange are %j', (text, known, strange) => {
    expect(strangeNames(text, known)).toEqual(strange);
  });
});
