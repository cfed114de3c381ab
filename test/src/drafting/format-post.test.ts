import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPost, longestMessage } from '../../../src/drafting/format-post.ts';
import { en } from '../../../src/locale/en.ts';
import { vi } from '../../../src/locale/vi.ts';
import { anArticle } from '../../fakes/desk.ts';

const whole = anArticle({
  url: 'https://halam.example/tin/9',
  title: 'Khánh thành cầu Hạ Lam',
  lead: 'Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành.\nDự lễ có đông đảo người dân.',
  credit: 'TTXVN',
  categories: ['Kinh tế - Xã hội', 'Giao thông'],
});

describe('the text of a post', () => {
  it('quotes a credit that names its own kind as it stands', () => {
    expect(formatPost(anArticle({ lead: null, body: null, credit: 'Ảnh: Phạm Minh Đức', categories: [] }), vi, 'link')).toBe(
      'Khánh thành cầu Hạ Lam\n\nẢnh: Phạm Minh Đức',
    );
    expect(formatPost(anArticle({ lead: null, body: null, credit: 'Sở Y tế', categories: [] }), vi, 'link')).toContain('\n\nNguồn: Sở Y tế');
  });

  it('is title, lead, credit and hashtags, in this order; the link stands in the preview', () => {
    expect(formatPost(whole, vi, 'link')).toBe(
      'Khánh thành cầu Hạ Lam\n\nSáng 23/11, UBND tỉnh tổ chức lễ khánh thành.\nDự lễ có đông đảo người dân.\n\nNguồn: TTXVN\n\n#KinhTếXãHội #GiaoThông',
    );
  });

  it('holds the link where pictures leave no preview', () => {
    expect(formatPost(whole, vi, 'photo').split('\n\n')).toEqual([
      'Khánh thành cầu Hạ Lam',
      'Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành.\nDự lễ có đông đảo người dân.',
      'Xem chi tiết: https://halam.example/tin/9',
      'Nguồn: TTXVN',
      '#KinhTếXãHội #GiaoThông',
    ]);
  });

  it('speaks the language of the article', () => {
    expect(formatPost(whole, en, 'photo')).toContain('\n\nRead more: https://halam.example/tin/9\n\nSource: TTXVN\n\n');
  });

  it('leaves out what is not there', () => {
    expect(formatPost(anArticle({ lead: null, body: null, credit: null, categories: [] }), vi, 'link')).toBe('Khánh thành cầu Hạ Lam');
  });

  it('takes the first paragraph for a lead where none is marked', () => {
    const article = anArticle({ lead: null, body: 'Đoạn một.\n\nĐoạn hai.', categories: [] });
    expect(formatPost(article, vi, 'link')).toBe('Khánh thành cầu Hạ Lam\n\nĐoạn một.');
  });

  it('does not say the title twice where the lead only repeats it', () => {
    expect(formatPost(anArticle({ lead: ' KHÁNH THÀNH  cầu Hạ Lam ', categories: [] }), vi, 'link')).toBe('Khánh thành cầu Hạ Lam');
    expect(formatPost(anArticle({ lead: 'Khanh thanh cau Ha Lam', categories: [] }), vi, 'link')).toContain('Khanh thanh');
  });

  it('composes letters that came in pieces', () => {
    const text = formatPost(
      anArticle({ title: 'Hội nghị'.normalize('NFD'), lead: 'Điều hành'.normalize('NFD'), categories: ['Đời sống'.normalize('NFD')] }),
      vi,
      'link',
    );
    expect(text).toBe('Hội nghị\n\nĐiều hành\n\n#ĐờiSống');
    expect(text).toBe(text.normalize('NFC'));
  });

  it('cuts a lead that is a whole page after a sentence, and leaves it out when its first sentence alone is too long', () => {
    const sentence = `${'Từ '.repeat(200)}hết. `; // 605 letters
    const text = formatPost(anArticle({ lead: sentence.repeat(3).trim(), categories: [] }), vi, 'link');
    expect(text).toBe(`Khánh thành cầu Hạ Lam\n\n${sentence.repeat(2).trim()}`);
    expect(formatPost(anArticle({ lead: 'Từ '.repeat(600), categories: [] }), vi, 'link')).toBe('Khánh thành cầu Hạ Lam');
    const just = `${'a'.repeat(1499)}.`;
    expect(formatPost(anArticle({ lead: just, categories: [] }), vi, 'link')).toContain(just);
  });
});

describe('hashtags', () => {
  const tags = (...categories: string[]) => formatPost(anArticle({ lead: null, body: null, categories }), vi, 'link').split('\n\n')[1] ?? null;

  it.each([
    ['Kinh tế', '#KinhTế'],
    ['đầu tư công', '#ĐầuTưCông'],
    ['Văn hóa – Thể thao', '#VănHóaThểThao'],
    ['COVID-19', '#COVID19'],
    ['2026', null],
    ['!!!', null],
    ['Một chuyên mục có tên dài đến mức không ai đọc hết được nó', null],
  ])('%s gives %s', (category, tag) => {
    expect(tags(category)).toBe(tag);
  });

  it('are three at most, each once', () => {
    expect(tags('Kinh tế', 'Kinh Tế', 'Xã hội', 'Y tế', 'Giáo dục')).toBe('#KinhTế #XãHội #YTế');
  });
});

describe('any article', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('Hạ Lam', 'Điều'.normalize('NFD'), 'Thông báo\nsố 5', '🇻🇳🇻🇳', '\uD800', 'a\uDFFFb'),
  );
  const long = fc.tuple(word, fc.integer({ min: 0, max: 4_000 })).map(([text, times]) => text.repeat(times).slice(0, 70_000));
  const article = fc
    .record({
      title: fc.tuple(word, word).map((words) => words.join('').slice(0, 1_000)),
      lead: fc.option(fc.oneof(word, long)),
      credit: fc.option(fc.oneof(word, long)),
      body: fc.option(word),
      categories: fc.array(fc.oneof(word, long), { maxLength: 5 }),
    })
    .map((parts) => anArticle({ ...parts, url: 'https://halam.example/only-here' }));

  it('gives valid composed Unicode that Facebook has room for, with title and lead quoted line by line, and the link once', () => {
    fc.assert(
      fc.property(article, fc.constantFrom('link' as const, 'photo' as const), (given, form) => {
        const text = formatPost(given, vi, form);
        expect(text.length).toBeLessThanOrEqual(longestMessage);
        expect(text).not.toMatch(/\p{Surrogate}/u);
        expect(text).toBe(text.normalize('NFC'));
        const lines = new Set(text.split('\n'));
        // Half a character is the one thing that cannot be quoted.
        const quoted = (line: string) => line.replace(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC');
        if (given.title.trim() !== '') for (const line of given.title.split('\n')) expect(lines).toContain(quoted(line));
        const { lead } = given;
        const fits = lead !== null && lead.length <= 1_400 && lead.trim() !== '';
        const repeats =
          lead !== null && quoted(lead).toLowerCase().replace(/\s+/g, ' ').trim() === quoted(given.title).toLowerCase().replace(/\s+/g, ' ').trim();
        if (fits && !repeats) for (const line of lead.split('\n')) expect(lines).toContain(quoted(line));
        expect(text.split(given.url)).toHaveLength(form === 'photo' ? 2 : 1);
      }),
      { numRuns: 100 },
    );
  });
});
