import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArticleDocument, readFeedDocument } from '../../../adapters/portal/documents.ts';
import type { FeedItem } from '../../../src/ports.ts';

const folder = new URL('../../fixtures/portal/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => !name.endsWith('.expected.json') && name !== 'README.md')
  .map((name) => readFileSync(new URL(name, folder)));
const context = { url: 'https://lamson.gov.vn/rss', contentType: null, zone: 'Asia/Ho_Chi_Minh', now: new Date('2026-03-10T00:00:00Z') };

/** Time on the processor, so that a busy machine fails no test. */
function cpuMs(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** Control, bidi and zero-width characters (but an emoji's joiner), and anything in the form of a tag. */
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const tag = /<\/?[a-z][a-z0-9]*[\s/>]|<!--/i;

function expectClean(text: string | null): void {
  if (text === null) return;
  expect(text).not.toMatch(unseen);
  expect(text).not.toMatch(tag);
  expect(text).toBe(text.normalize('NFC').trim());
  expect(text).not.toBe('');
}

function expectToKeepItsRules({ key, article }: FeedItem): void {
  expect(key).not.toBe('');
  expect(article.url).toMatch(/^https?:\/\//);
  expectClean(article.title);
  expectClean(article.lead);
  expectClean(article.credit);
  expectClean(article.body);
  for (const name of article.categories) expectClean(name);
  for (const { url, caption } of article.images) {
    expect(url).toMatch(/^https?:\/\//);
    expectClean(caption);
  }
}

/** Both readers on the same bytes; what they say must be a reading that keeps its own rules. */
function readBoth(bytes: Uint8Array): void {
  const feed = readFeedDocument(bytes, context);
  if (feed.outcome === 'read') feed.items.forEach(expectToKeepItsRules);
  if (feed.outcome === 'failed') expect(feed.problem.detail).not.toBe('');
  const page = readArticleDocument(bytes, context);
  if (page.outcome === 'read') expectToKeepItsRules(page);
  if (page.outcome === 'failed') expect(page.problem.detail).not.toBe('');
}

describe('any bytes end in a reading', () => {
  test('noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => readBoth(bytes)),
      { numRuns: 100 },
    );
  });

  test('markup out of order', () => {
    const piece = fc.constantFrom(
      ...[
        '<rss version="2.0">',
        '<channel>',
        '<item>',
        '</item>',
        '</channel>',
        '</rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        '<entry>',
        '</entry>',
        '</feed>',
        '<rdf:RDF>',
      ],
      ...[
        '<title>',
        '</title>',
        '<link>https://lamson.gov.vn/a</link>',
        '<link href="/b"/>',
        '<description>',
        '</description>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<',
        '>',
        '&',
        '&amp;lt;b&amp;gt;',
        '&#0;',
        '<__proto__>',
      ],
      ...[
        '<html>',
        '<body>',
        '<h1>Lễ hội</h1>',
        '<p>Đoạn văn đủ dài để được coi là nội dung của bài viết.</p>',
        '<table><tr><td>',
        '</table>',
        '<script>',
        '</script>',
        '<img src="a.jpg">',
        '<div class="sapo">',
        '</div>',
        '09/03/2026 14:05',
        '\u202e',
        '\u200b',
        'Hội nghị',
        '&amp;quot;&lt;b&gt;',
        '&lt;script&gt;alert(1)&lt;/script&gt;',
        '&#8203;&#1;&#x202e;',
        'Ho\u0323\u0302i',
        '<p style="text-align:right">(Theo &lt;i&gt;Báo&lt;/i&gt;)</p>',
        '<figure><img src="b.jpg"><figcaption>Chú &amp;lt;b&amp;gt; thích</figcaption></figure>',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => readBoth(new TextEncoder().encode(pieces.join('')))),
      { numRuns: 200 },
    );
  });

  test('real documents, cut and changed anywhere', () => {
    const change = fc.record({
      document: fc.nat(documents.length - 1),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat(255),
    });
    fc.assert(
      fc.property(change, ({ document, cut, at, byte }) => {
        const bytes = Uint8Array.from(documents[document] ?? []).subarray(0, Math.ceil((documents[document]?.length ?? 0) * cut));
        if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = byte;
        readBoth(bytes);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a hostile document costs little', () => {
  const rss = (inside: string) => `<?xml version="1.0"?><rss version="2.0"><channel>${inside}</channel></rss>`;
  const bombs: readonly [string, string][] = [
    ['100,000 open tags', rss('<a>'.repeat(100_000))],
    ['5 MB of less-than signs', rss('<'.repeat(5_000_000))],
    ['500,000 items', rss('<item></item>'.repeat(500_000))],
    ['unclosed titles', rss('<item><title>'.repeat(20_000))],
    ['unclosed CDATA', rss('<![CDATA['.repeat(20_000))],
    ['a tag of 5 MB', rss(`<item${' a="b"'.repeat(900_000)}/>`)],
    ['a million ampersands', rss(`<item><title>${'&'.repeat(1_000_000)}</title><link>/a</link></item>`)],
    ['190,000 paragraphs beside one another', `<html><h1>Tin</h1>${'<p>x '.repeat(190_000)}`],
    ['10,000 tags inside one another', `<html><h1>Tin</h1>${'<div>'.repeat(10_000)}`],
    ['tags closed by rule inside one another', `<html><h1>Tin</h1>${'<table><tbody><tr><td>x'.repeat(990)}`],
    ['a title of a million dashes', `<html><title>${' - a'.repeat(1_000_000)}</title><h1>Tin</h1>`],
    ['a class of 3 MB', `<html><h1>Tin</h1><p class="${'share-'.repeat(500_000)}">x</p>`],
    ['JSON inside JSON', `<html><script type="application/ld+json">${'['.repeat(200_000)}</script><h1>Tin</h1>`],
    ['3,000 pictures', `<html><h1>Tin</h1><figure>${'<img src="a.jpg"><p>x</p>'.repeat(3000)}</figure>`],
  ];
  test.each(bombs)('%s', (_name, text) => {
    const bytes = new TextEncoder().encode(text);
    const begun = process.cpuUsage();
    readFeedDocument(bytes, context);
    readArticleDocument(bytes, context);
    expect(cpuMs(begun)).toBeLessThan(6000);
  });

  const repeated = [
    ...[' ', '\u00a0', '1', '09/03/', '14:05 ', '9 tháng ', 'ngày ', 'Nguồn:', 'Theo ', '(', 'A. ', 'tin, ảnh: ', '- ', ' | '],
    ...[
      '<',
      '</',
      '<!--',
      '<a',
      '&',
      '&amp;',
      '=',
      'data:',
      'In bài ',
      'Bài viết xuất hiện ',
      'không tìm thấy ',
      '\u200d',
      'Ã¡',
      '\ud800',
      'a\u0323',
      '\\',
      '/',
      '#',
      '1-',
    ],
  ];

  test.each(repeated)('%j, 200,000 characters of it, in every place of a feed and of a page', (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    const item = (field: string) => `<item><title>Tin tức trong tỉnh</title><link>https://lamson.gov.vn/1</link>${field}</item>`;
    const feed = rss(
      [
        `<item><title>${text}</title><link>https://lamson.gov.vn/2</link></item>`,
        item(`<description>${text}</description>`),
        item(`<description><![CDATA[<p>${text}</p>]]></description>`),
        item(`<pubDate>${text}</pubDate>`),
        item(`<category>${text}</category>`),
        `<item><title>Tin</title><link>${text}</link></item>`,
      ].join(''),
    );
    const paragraph = '<p>Đoạn văn đủ dài để được coi là nội dung của bài viết trên cổng thông tin.</p>';
    const page = `<html><head><title>${text}</title><meta property="og:title" content="${text}"></head><body><div class="breadcrumb">${text}</div><h1>Tin tức trong tỉnh</h1>
<div class="date">${text}</div><div class="sapo">${text}</div><div class="content" style="${text}">${paragraph}<p>${text}</p><img src="${text}"><img srcset="${text}" alt="${text}"><a href="${text}x"><img src="/${text}\n#" srcset="${text} b" alt="${text}!" data-caption="${text}!"></a>${paragraph}<p>${text}</p></div><div class="nguon">${text}</div></body></html>`;
    const begun = process.cpuUsage();
    readFeedDocument(new TextEncoder().encode(feed), context);
    readArticleDocument(new TextEncoder().encode(page), context);
    readArticleDocument(new TextEncoder().encode(`<h1>${text}</h1>${paragraph}`), context);
    expect(cpuMs(begun)).toBeLessThan(6000);
  });

  test('a file packed to a thousandth of its size is read as nothing', () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024, '<item>'), { level: 9 });
    const begun = process.cpuUsage();
    expect(readFeedDocument(bomb, context)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
    expect(cpuMs(begun)).toBeLessThan(2000);
  });

  test('an entity bomb is refused, and no file is read', () => {
    const names = [...'abcdefghij'];
    const entities = names.map((name, i) => `<!ENTITY ${name} "${i === 0 ? 'ha' : `&${names[i - 1]};`.repeat(10)}">`).join('');
    const bomb = `<?xml version="1.0"?><!DOCTYPE rss [${entities}]>${rss('<item><title>&j;</title><link>https://lamson.gov.vn/1</link></item>')}`;
    const begun = process.cpuUsage();
    expect(readFeedDocument(new TextEncoder().encode(bomb), context)).toMatchObject({ outcome: 'failed', problem: { kind: 'broken' } });
    expect(cpuMs(begun)).toBeLessThan(500);
  });

  test('a feed of 10,000 items gives the 500 newest', () => {
    const item = (i: number) =>
      `<item><title>Tin ${i}</title><link>/tin/${i}</link><pubDate>${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toUTCString()}</pubDate></item>`;
    const reading = readFeedDocument(new TextEncoder().encode(rss(Array.from({ length: 10_000 }, (_, i) => item(i)).join(''))), context);
    expect(reading.outcome === 'read' && reading.items.length).toBe(500);
    expect(reading.outcome === 'read' && reading.items[0]?.article.title).toBe('Tin 9999');
  });
});
