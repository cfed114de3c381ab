import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Article, articleKinds, languages } from '../../../src/article.ts';
import { foldAt, formatPost, longestMessage, type PostSettings } from '../../../src/drafting/format-post.ts';
import { hashtagsOf } from '../../../src/drafting/hashtags.ts';
import { sentencesOf } from '../../../src/drafting/sentences.ts';
import { trackedLink } from '../../../src/drafting/tracked-link.ts';
import { strangeFigures, strangeNames, wordsOf } from '../../../src/facts.ts';
import { clean, withoutCrumbs } from '../../../src/plain-words.ts';
import { anArticle } from '../../fakes/desk.ts';
import { goldenSettings } from '../../tools/golden.ts';

const link = 'https://halam.example/only-here?utm_source=facebook&utm_medium=social';

function textOf(over: Partial<Article>, settings: Partial<PostSettings> = {}, given = ''): string {
  return formatPost(anArticle({ body: null, categories: [], ...over }), { link: given, pictures: [], settings: { ...goldenSettings, ...settings } });
}

describe('the text of a post', () => {
  it('cuts a lead that is a whole page after a sentence, and leaves it out when its first sentence is a page alone', () => {
    const sentence = `${'Từ '.repeat(200)}hết. `; // 605 letters
    expect(textOf({ lead: sentence.repeat(3).trim() })).toBe(`Khánh thành cầu Hạ Lam\n\n${sentence.trim()}`);
    expect(textOf({ lead: 'Từ '.repeat(600) })).toBe('Khánh thành cầu Hạ Lam');
  });

  it('holds a link whether its template has a place for it or not, and once where it has two', () => {
    expect(textOf({ lead: null }, { templates: { vi: { news: '{title}' }, en: {} } }, link)).toBe(`Khánh thành cầu Hạ Lam\n\n${link}`);
    expect(textOf({ lead: null }, { templates: { vi: { news: '{title} {link}\nXem: {link}' }, en: {} } }, link)).toBe(`Khánh thành cầu Hạ Lam ${link}`);
  });

  it('is composed to the last letter, whatever the newsroom’s own template is made of and whatever meets in it', () => {
    const decomposed = `${'Tin mới của tỉnh'.normalize('NFD')}: {title}\ne{author}`;
    const text = textOf({ lead: null, author: '\u0301 Hà Thu' }, { templates: { vi: { news: decomposed }, en: {} } });
    expect(text).toBe('Tin mới của tỉnh: Khánh thành cầu Hạ Lam\né Hà Thu');
    expect(text).toBe(text.normalize('NFC'));
  });

  it('names who wrote it once, though its lead ends with the same line', () => {
    const lead = 'Sáng nay, cầu được khánh thành.';
    expect(textOf({ lead: `${lead} Tin, ảnh: Hà Thu`, author: 'Tin, ảnh: Hà Thu' })).toBe(`Khánh thành cầu Hạ Lam\n\n${lead}\n\nTin, ảnh: Hà Thu`);
  });

  it('makes no mention of what looks like one, wherever it stands', () => {
    const mention = '@[1234567890:1:Hạ Lam]';
    const text = textOf({ title: `Tin ${mention}`, lead: `Một câu. Nhắc ${mention} nhé.`, credit: mention, categories: [mention] });
    expect(text).not.toMatch(/@\[\d/);
    expect(text).toContain('Một câu.');
  });

  it('does not read braces in an article as fields', () => {
    expect(textOf({ title: 'Mã {link} và {title}', lead: null }, {}, link).split(link)).toHaveLength(2);
  });
});

describe('hashtags', () => {
  const tags = (...categories: string[]) => hashtagsOf(categories, { always: [], categories: true, accents: 'keep', most: 3 });

  it.each([
    ['Kinh tế', '#KinhTế'],
    ['đầu tư công', '#ĐầuTưCông'],
    ['Văn hóa – Thể thao', '#VănHóaThểThao'],
    ['COVID-19', '#COVID19'],
    ['Đời sống'.normalize('NFD'), '#ĐờiSống'],
    ['2026', ''],
    ['!!!', ''],
    ['Trang chủ', ''],
    ['English', ''],
    ['Tin trong tỉnh', ''],
    ['Một chuyên mục có tên dài đến mức không ai đọc hết được nó', ''],
  ])('%s gives %s', (category, tag) => {
    expect(tags(category)).toBe(tag);
  });

  it('are as many as the newsroom wants, each once', () => {
    expect(tags('Kinh tế', 'Kinh Tế', 'Xã hội', 'Y tế', 'Giáo dục')).toBe('#KinhTế #XãHội #YTế');
  });
});

describe('a tracked link', () => {
  const utm = fc.record({ source: fc.constant('facebook'), medium: fc.constant('social'), campaign: fc.option(fc.constant('halam')) });

  it('is the same however often it is made, and the page it leads to stays the same', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), utm, (url, given) => {
        const once = trackedLink(url, given);
        expect(trackedLink(once, given)).toBe(once);
        expect(once.match(/utm_source=/g)).toHaveLength(1);
        expect(new URL(once).hash).toBe(new URL(url).hash);
        expect(new URL(once).pathname).toBe(new URL(url).pathname);
      }),
    );
  });

  it('is left alone where nothing is set', () => {
    expect(trackedLink('https://halam.example/a b?x=%zz', null)).toBe('https://halam.example/a b?x=%zz');
  });
});

const figures = fc.constantFrom('12.000', '4.126,5', '9/3', '09/03/2026', '21,3%', '8h30', '1.204', '30');
const name = fc.constantFrom(
  'TP. Hồ Chí Minh',
  'PGS.TS. Nguyễn Quang Tuấn',
  'Q. 9',
  'Hạ Lam',
  'U.S. Council',
  'Điều'.normalize('NFD'),
  '👨‍👩‍👧',
  '🇻🇳🇻🇳',
  'a\uDFFFb',
  '@[1234567890:1:Tên]',
  'An\u200dNinh \u2066x\u2069\u061c',
  '12/2024/NĐ-CP',
  'Dịch COVID19',
  '“Xong. Vui.”',
  '\u0301',
);
const sentence = fc
  .tuple(
    fc.constantFrom('Sáng nay', 'Theo', 'Đoàn'),
    fc.array(fc.oneof(figures, name, fc.constantFrom('đến', 'và', '“tốt”', '(2)')), { maxLength: 12 }),
    fc.constantFrom('.', '!', '?', '…', '.”', ''),
  )
  .map(([begin, words, stop]) => `${begin} ${words.join(' ')}${stop}`);
const prose = fc.array(sentence, { maxLength: 12 }).map((sentences) => sentences.join(' '));
const rubbish = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }));
const long = fc.tuple(rubbish, fc.integer({ min: 0, max: 4_000 })).map(([text, times]) => text.repeat(times).slice(0, 70_000));
const words = fc.oneof({ weight: 4, arbitrary: prose }, { weight: 1, arbitrary: rubbish }, { weight: 1, arbitrary: long });
const article = fc
  .record({
    title: fc.oneof(sentence, rubbish),
    lead: fc.option(words),
    credit: fc.option(fc.oneof(fc.constant('TTXVN'), words)),
    author: fc.option(fc.oneof(fc.constant('Bài, ảnh: Hà Thu'), words)),
    body: fc.option(fc.array(words, { maxLength: 4 }).map((paragraphs) => paragraphs.join('\n\n'))),
    categories: fc.array(words, { maxLength: 5 }),
    images: fc.array(fc.record({ url: fc.constant('https://halam.example/1.jpg'), caption: fc.option(words) }), { maxLength: 3 }),
    kind: fc.constantFrom(...articleKinds),
    language: fc.constantFrom(...languages),
  })
  .map((parts) => anArticle({ ...parts, url: 'https://halam.example/only-here' }));

function graphemes(text: string): readonly string[] {
  return [...new Intl.Segmenter('vi', { granularity: 'grapheme' }).segment(text)].map((part) => part.segment);
}

describe('any article', () => {
  it('gives a post within the limits, in valid composed Unicode, with the link once', () => {
    fc.assert(
      fc.property(article, fc.boolean(), (given, linked) => {
        const text = formatPost(given, { link: linked ? link : '', pictures: given.images, settings: goldenSettings });
        expect(text.length).toBeLessThanOrEqual(longestMessage);
        expect(text).not.toMatch(/\p{Surrogate}/u);
        expect(text).toBe(text.normalize('NFC'));
        expect(text).not.toMatch(/[\u200b\u200c\u061c\u202a-\u202e\u2060-\u206f\ufeff]/);
        expect(text).not.toMatch(/@\[\d/);
        expect(text.split('https://halam.example/only-here')).toHaveLength(linked ? 2 : 1);
      }),
      { numRuns: 150 },
    );
  });

  it('has every figure and every name of its post', () => {
    fc.assert(
      fc.property(article, (given) => {
        const text = formatPost(given, { link: '', pictures: given.images, settings: goldenSettings });
        expect(strangeFigures(text, wordsOf(given))).toEqual([]);
        expect(strangeNames(text.replace(/^(?:Nguồn|Số|Ngày ban hành|Source|Number|Date of issue|Ảnh|Photo): /gmu, ''), wordsOf(given))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is told in whole sentences, the first ones, and no letter of several parts is cut', () => {
    fc.assert(
      // A title that no lead begins with: what is said twice is told once.
      fc.property(
        sentence.map((words) => `Tin: ${words}`),
        prose,
        (title, lead) => {
          // What would be a mention is left out, with its sentence.
          fc.pre(!`${title}${lead}`.includes('@['));
          const told = textOf({ title, lead }).slice(clean(title).length).trim();
          const source = withoutCrumbs(lead);
          if (told === '') return;
          expect(source.startsWith(told)).toBe(true);
          const pieces = sentencesOf(source);
          expect(
            pieces.map((_, place) =>
              pieces
                .slice(0, place + 1)
                .join('')
                .trim(),
            ),
          ).toContain(told);
          expect(graphemes(source).slice(0, graphemes(told).length).join('')).toBe(told);
          const first = sentencesOf(source)[0]?.trim() ?? '';
          expect(clean(title).length + 2 + told.length <= foldAt || told === first).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
