import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../adapters/portal/kind.ts';
import { creditLine, isDateLine, isFurniture, isRelatedHeading, withoutAgencyPrefix } from '../../../adapters/portal/page-lines.ts';
import { withoutSiteName } from '../../../adapters/portal/page-metadata.ts';
import { cleanLine, languageOf } from '../../../adapters/portal/text.ts';

describe('a credit is a short line that says so', () => {
  test.each([
    ['Nguồn: Báo Lam Sơn', 'Báo Lam Sơn'],
    ['Nguồn tin: Sở Y tế', 'Sở Y tế'],
    ['NGUỒN: TTXVN', 'TTXVN'],
    ['(Nguồn: lamson.gov.vn)', 'lamson.gov.vn'],
    ['(Theo TTXVN)', 'TTXVN'],
    ['Theo Báo Chính phủ', 'Báo Chính phủ'],
    ['Theo TTXVN/Báo Tin tức', 'TTXVN/Báo Tin tức'],
    ['Bài, ảnh: Hoàng Lan - Văn Tú', 'Hoàng Lan - Văn Tú'],
    ['Tin, ảnh: Minh Hà', 'Minh Hà'],
    ['Ảnh: Văn Tú', 'Văn Tú'],
    ['BBT', 'BBT'],
    ['N.V.A', 'N.V.A'],
    ['(Tổng hợp)', 'Tổng hợp'],
    ['Nguồn: (Tổng hợp)', 'Tổng hợp'],
    ['Nguồn: Báo Lam Sơn (bản in)', 'Báo Lam Sơn (bản in)'],
    ['(Theo Báo Nhân Dân).', 'Báo Nhân Dân'],
    ['Nguồn:', null],
  ])('%s', (line, credit) => {
    expect(creditLine(line)).toMatchObject({ credit });
  });

  test.each([
    'Nguồn lực được huy động từ ngân sách và công đóng góp của nhân dân.',
    'Nguồn thu: 20 tỷ đồng từ tài trợ.',
    'Theo báo cáo, đến ngày 5/3 nhà thầu đã hoàn thành 12 km.',
    'Theo ông Lê Văn Hưng, công trình sẽ xong trước mùa mưa.',
    'Tin tưởng vào tương lai',
    `Nguồn: ${'rất dài '.repeat(30)}`,
    '',
  ])('not: %s', (line) => {
    expect(creditLine(line)).toBeNull();
  });
});

describe('lines that are no body text', () => {
  const context = { zone: 'Asia/Ho_Chi_Minh', now: new Date('2026-03-10T00:00:00Z') };
  test.each(['Thứ hai, 09/03/2026 14:05', '09/03/2026 | Lượt xem: 120', 'Ngày đăng: 09/03/2026', 'Cập nhật lúc 14:05, ngày 9/3/2026 (GMT+7)', '(09/03/2026)'])(
    'date: %s',
    (line) => {
      expect(isDateLine(line, context)).toBe(true);
    },
  );
  test.each(['Ngày ban hành 02/03/2026', 'Thời gian: từ 22 giờ ngày 10/3 đến 4 giờ ngày 11/3/2026.', 'Sáng 09/03/2026, UBND tỉnh họp.', 'Không có ngày'])(
    'no date line: %s',
    (line) => {
      expect(isDateLine(line, context)).toBe(false);
    },
  );
  test.each([
    'Số lượt xem: 1.215',
    'Lượt xem: 12',
    '1.215 lượt xem',
    'Chia sẻ',
    'Chia sẻ lên Facebook',
    'In bài viết',
    'Gửi email',
    'Từ khóa: lễ hội',
    '© Bản quyền thuộc về UBND tỉnh',
    'Ghi rõ nguồn khi phát hành lại',
  ])('furniture: %s', (line) => {
    expect(isFurniture(line)).toBe(true);
  });
  test.each(['In 5.000 tờ rơi tuyên truyền', 'Chia sẻ tại hội nghị, ông Hưng cho biết', 'Lượt khách tăng 12%'])('no furniture: %s', (line) => {
    expect(isFurniture(line)).toBe(false);
  });
  test('headings over other articles', () => {
    for (const line of ['Các tin khác', 'TIN LIÊN QUAN', 'Bài viết cùng chuyên mục:', 'Tin đọc nhiều', 'Related news'])
      expect(isRelatedHeading(line)).toBe(true);
    for (const line of ['Tin vui từ vùng cao', 'Các tin khác nhau về vụ việc đều sai sự thật, cơ quan chức năng khẳng định'])
      expect(isRelatedHeading(line)).toBe(false);
  });
});

test("an agency's mark is cut off a lead, other brackets are not", () => {
  expect(withoutAgencyPrefix('(TTXVN) - Sáng 9/3')).toBe('Sáng 9/3');
  expect(withoutAgencyPrefix('(Chinhphu.vn) – Sáng 9/3')).toBe('Sáng 9/3');
  expect(withoutAgencyPrefix('(Tiếp theo kỳ trước) Sáng 9/3')).toBe('(Tiếp theo kỳ trước) Sáng 9/3');
});

test("a site's name is cut off a machine's title, parts of the title are not", () => {
  expect(withoutSiteName('Lễ hội đền Thượng - Cổng thông tin điện tử tỉnh Lam Sơn', null)).toBe('Lễ hội đền Thượng');
  expect(withoutSiteName('Lễ hội đền Thượng | Văn hóa | Báo Lam Sơn', 'Báo Lam Sơn')).toBe('Lễ hội đền Thượng | Văn hóa');
  expect(withoutSiteName('Báo Lam Sơn - Lễ hội đền Thượng', 'Báo Lam Sơn')).toBe('Lễ hội đền Thượng');
  expect(withoutSiteName('Hà Nội - Lam Sơn: mở tuyến xe mới', null)).toBe('Hà Nội - Lam Sơn: mở tuyến xe mới');
});

describe('the kind, strongest evidence first', () => {
  const kind = (title: string, categories: string[] = [], form: Parameters<typeof kindOf>[0]['form'] = null) => kindOf({ title, categories, form });
  test('category before form before prefix', () => {
    expect(kind('Video: Lễ hội', ['Tin ảnh'], 'infographic')).toBe('photos');
    expect(kind('Video: Lễ hội', ['Văn hóa'], 'infographic')).toBe('infographic');
    expect(kind('Video: Lễ hội', ['Văn hóa'])).toBe('video');
  });
  test.each([
    ['Đồ họa', 'infographic'],
    ['Infografic', 'infographic'],
    ['Phóng sự ảnh', 'photos'],
    ['Tin hình tiếng Anh', 'video'],
    ['Video news', 'video'],
    ['Điểm báo', 'digest'],
    ['Văn bản QPPL', 'document'],
    ['Thời sự', 'news'],
    ['Văn bản và cuộc sống', 'news'],
  ])('category %s: %s', (category, expected) => {
    expect(kind('Một tiêu đề bình thường', [category])).toBe(expected);
  });
  test('a word inside a title proves nothing', () => {
    for (const title of ['Cảnh báo video giả mạo', 'Ảnh hưởng của bão số 3', 'Văn bản giả mạo: công an vào cuộc', 'Hình ảnh đẹp của người chiến sĩ'])
      expect(kind(title)).toBe('news');
  });
});

test('the language is told by letters and words', () => {
  expect(languageOf('The province opened a new market for farmers')).toBe('en');
  expect(languageOf('Lễ hội đền Thượng năm 2026')).toBe('vi');
  expect(languageOf('World Bank tài trợ dự án cấp nước for the poor tại huyện Vân Sơn')).toBe('vi');
  expect(languageOf('COVID-19')).toBe('vi');
  expect(languageOf('')).toBe('vi');
});

test('text is composed, visible and has one blank at a time', () => {
  expect(cleanLine(' Lễ\u00a0\u3000hội\n\t đền '.normalize('NFD'))).toBe('Lễ hội đền');
  expect(cleanLine('a\u200bb\u202ec\u0000d\u00ade\ufefff')).toBe('abcdef');
  expect(cleanLine('👨‍👩‍👧 và a\u200db')).toBe('👨‍👩‍👧 và ab');
  expect(cleanLine('x\ud800y')).toBe('xy');
  expect(cleanLine('Tá»‰nh á»§y')).toBe('Tỉnh ủy');
  expect(cleanLine('Ã là chữ hoa')).toBe('Ã là chữ hoa');
});
