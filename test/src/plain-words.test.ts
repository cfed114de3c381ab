import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, descriptionOf, pictureCredit, withoutCrumbs } from '../../src/plain-words.ts';

const bridge = 'Cầu Hạ Lam nhìn từ trên cao.';

describe('who made a picture', () => {
  it.each<[string, string, string | null]>([
    [`${bridge} Ảnh: Minh Đức`, bridge, 'Ảnh: Minh Đức'],
    [`${bridge} ẢNH: MINH ĐỨC`, bridge, 'Ảnh: MINH ĐỨC'],
    [`${bridge}Ảnh: Minh Đức`, bridge, 'Ảnh: Minh Đức'],
    [`${bridge} (Ảnh: Minh Đức/TTXVN)`, bridge, 'Ảnh: Minh Đức/TTXVN'],
    ['Cầu Hạ Lam nhìn từ trên cao (Ảnh: Minh Đức).', bridge, 'Ảnh: Minh Đức'],
    ['Cầu Hạ Lam - Ảnh: Minh Đức', 'Cầu Hạ Lam', 'Ảnh: Minh Đức'],
    ['Cầu Hạ Lam – Ảnh: Minh Đức - Hà Thu', 'Cầu Hạ Lam', 'Ảnh: Minh Đức - Hà Thu'],
    ['Cầu Hạ Lam | Ảnh: CTV.', 'Cầu Hạ Lam', 'Ảnh: CTV'],
    [`${bridge} Ảnh: Cổng TTĐT Chính phủ (chinhphu.vn)`, bridge, 'Ảnh: Cổng TTĐT Chính phủ (chinhphu.vn)'],
    [`${bridge}\nẢnh: Minh Đức`, bridge, null],
    [`${bridge} Ảnh tư liệu: TTXVN`, bridge, 'Ảnh tư liệu: TTXVN'],
    [`${bridge} Nguồn ảnh: Internet`, bridge, 'Nguồn ảnh: Internet'],
    ['Cầu Hạ Lam (ảnh minh họa).', 'Cầu Hạ Lam.', null],
    [`${bridge} Ảnh minh họa.`, bridge, null],
    ['(Ảnh minh họa)', '', null],
    ['Ảnh: Minh Đức', '', 'Ảnh: Minh Đức'],
    ['ảnh: Minh Đức', '', 'Ảnh: Minh Đức'],
    ['The bridge. Photo by VNA', 'The bridge.', 'Photo: VNA'],
    ['The bridge. VNA/VNS Photo Minh Đức', 'The bridge.', 'VNA/VNS Photo: Minh Đức'],
    ['The bridge. VNA/VNS Photo', 'The bridge.', 'Photo: VNA/VNS'],
    ['The bridge - Photo: VNA/VNS', 'The bridge', 'Photo: VNA/VNS'],
  ])('%j is told apart from what it shows', (caption, text, credit) => {
    expect(withoutCrumbs(caption)).toBe(text);
    if (!caption.includes('\n')) expect(pictureCredit(caption)).toBe(credit);
  });

  it.each([
    'Triển lãm ảnh: 100 tác phẩm được trưng bày.',
    'Cuộc thi ảnh: Hạ Lam trong tôi',
    'Hội nghị tổng kết. Hình ảnh: sắc màu Tây Bắc',
    'Bộ sưu tập có ảnh Bác Hồ về thăm Hạ Lam',
    'Ảnh 1: Cầu Hạ Lam',
    'Bà con nhìn cầu - niềm vui: cầu đã xong',
  ])('%j names nobody, and stays whole', (text) => {
    expect(withoutCrumbs(text)).toBe(text);
    expect(pictureCredit(text)).toBeNull();
  });

  it('no file name is a description', () => {
    for (const name of ['IMG_2031.JPG', 'DSC 1234', 'cau ha lam (1).png', '12345', '…']) expect(descriptionOf(name)).toBeNull();
  });
});

describe('how often a page was read', () => {
  it.each([
    'Lượt xem: 1.234',
    'Lượt xem:',
    '1.234 lượt xem',
    'Số lượt xem: 1203',
    'Đã xem: 12',
    'Xem: 123',
    '👁 1.234',
    'Views: 12',
    '12K views',
    'Lượt truy cập: 1.234.567',
    '23/11/2026 | 1.234 lượt xem',
    'Ngày đăng: 23/11/2026 - Lượt xem: 123',
    'Đăng lúc: 08:30 | Lượt xem: 12',
  ])('%j is left out', (line) => {
    expect(withoutCrumbs(`Câu một.\n${line}\nCâu hai.`)).toBe('Câu một.\nCâu hai.');
  });

  it.each([
    'Có 1.234 lượt xem hội chợ trong ngày đầu.',
    '5.000 lượt đọc sách tại thư viện tỉnh trong tháng.',
    'Lượt xem hội chợ tăng mạnh, theo ban tổ chức.',
    '1.234 lượt khách tham quan.',
    'Ngày 23/11/2026 - lễ khánh thành cầu.',
  ])('%j is news, and stays', (line) => {
    expect(withoutCrumbs(line)).toBe(line);
  });
});

describe('invisible signs', () => {
  it('go, but for what holds an emoji together', () => {
    expect(clean('An\u200d Ni\u200bnh\u2066 \u061cHạ\u00ad Lam\ufeff')).toBe('An Ninh Hạ Lam');
    expect(clean('👨‍👩‍👧‍👦 👩🏽‍🚒 🏳️‍🌈 🇻🇳')).toBe('👨‍👩‍👧‍👦 👩🏽‍🚒 🏳️‍🌈 🇻🇳');
    expect(clean('Đổi mới'.normalize('NFD'))).toBe('Đổi mới');
  });

  it('are gone after one cleaning, whatever stood there', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Đ', '\u0323', '\u200d', '👩', '🏽', '\ufe0f', '\u200b', '\u202e', '\n', ' ', '\ud800') }), (text) => {
        expect(clean(clean(text))).toBe(clean(text));
      }),
    );
  });
});
