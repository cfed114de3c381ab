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
    ['Nxb. Kim Đồng và Cty. An Phát dự. Hết.', ['Nxb. Kim Đồng và Cty. An Phát dự.', 'Hết.']],
    ['GS.TSKH. Đặng Vũ Minh có mặt. Lễ bắt đầu lúc 7h30. Trời mưa.', ['GS.TSKH. Đặng Vũ Minh có mặt.', 'Lễ bắt đầu lúc 7h30.', 'Trời mưa.']],
    ['BS.CKII. Lê An và ThS.BS. Hà Thu khám. Có thuốc.', ['BS.CKII. Lê An và ThS.BS. Hà Thu khám.', 'Có thuốc.']],
    ['Theo Nghị định số 12/2024/NĐ-CP. Có hiệu lực từ 1/11/2026.', ['Theo Nghị định số 12/2024/NĐ-CP.', 'Có hiệu lực từ 1/11/2026.']],
    ['Lãi suất 3,5%. Nhiệt độ 30°C. Dư nợ 12.000 tỷ.', ['Lãi suất 3,5%.', 'Nhiệt độ 30°C.', 'Dư nợ 12.000 tỷ.']],
    ['Trồng lúa, ngô, v.v... Ông Nam nói.', ['Trồng lúa, ngô, v.v...', 'Ông Nam nói.']],
    ['Cháu N.A. (5 tuổi) và ông Trần V.H. đi lạc. Đã tìm thấy.', ['Cháu N.A. (5 tuổi) và ông Trần V.H. đi lạc.', 'Đã tìm thấy.']],
    ['Trưởng ban T.Ư. Lê Minh dự. Họp trực tuyến.', ['Trưởng ban T.Ư. Lê Minh dự.', 'Họp trực tuyến.']],
    ['Điều 5. Trách nhiệm của sở. Khoản 2. Xử lý.', ['Điều 5. Trách nhiệm của sở.', 'Khoản 2. Xử lý.']],
    ['II. Kết quả. a. Thu ngân sách. b. Chi.', ['II. Kết quả.', 'a. Thu ngân sách.', 'b. Chi.']],
    ['“Cố lên!”, ông nói. Hết.', ['“Cố lên!”, ông nói.', 'Hết.']],
    ['Ông nói: “Cầu xong. Dân vui. Ai cũng mừng.” Lễ bế mạc.', ['Ông nói: “Cầu xong. Dân vui. Ai cũng mừng.”', 'Lễ bế mạc.']],
    ['Ông nói: "Cầu xong. Dân vui". Lễ bế mạc.', ['Ông nói: "Cầu xong. Dân vui".', 'Lễ bế mạc.']],
    ['Ông nói: «Cầu xong! Dân vui!» Lễ bế mạc.', ['Ông nói: «Cầu xong! Dân vui!»', 'Lễ bế mạc.']],
    ['Dấu “ lẻ loi. Câu sau. Câu cuối.', ['Dấu “ lẻ loi.', 'Câu sau.', 'Câu cuối.']],
    ['Bài “Tiến về Hà Nội...” vang lên. Mọi người hát.', ['Bài “Tiến về Hà Nội...” vang lên.', 'Mọi người hát.']],
    ['Xem www.halam.gov.vn. Gọi 0206.3861.234. Cảm ơn.', ['Xem www.halam.gov.vn.', 'Gọi 0206.3861.234.', 'Cảm ơn.']],
    ['Chúc mừng 👨‍👩‍👧‍👦! Hẹn gặp lại 🇻🇳. Cảm ơn.', ['Chúc mừng 👨‍👩‍👧‍👦!', 'Hẹn gặp lại 🇻🇳.', 'Cảm ơn.']],
    ['Dr. Smith, Ph.D., agreed. Vol. 3, No. 5 is out.', ['Dr. Smith, Ph.D., agreed.', 'Vol. 3, No. 5 is out.']],
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
