import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSourceDocument } from '../../../../adapters/portal/documents.ts';
import { plainSource, type Source } from '../../../../src/source.ts';

const zone = 'Asia/Ho_Chi_Minh';
const now = new Date('2026-03-10T00:00:00Z');
const url = 'https://lamson.gov.vn/tin-tuc';
const json = {
  items: 'data.items',
  url: 'u',
  urlTemplate: 'https://lamson.gov.vn/tin/{}',
  title: 't',
  lead: 'l',
  date: 'd',
  image: 'i',
  category: 'c',
  body: 'b',
  status: null,
};
const list = { item: 'li', link: ['a'], title: ['.t'], lead: ['.l'], date: ['.d'], image: ['img'] };

function context(given: Partial<Source>) {
  return { url, contentType: null, zone, now, source: { ...plainSource(url, zone), ...given } };
}
const settings: readonly Partial<Source>[] = [{}, { form: 'list', list }, { form: 'json', json }, { form: 'sitemap' }, { system: 'liferay' }];

/** However it is read, what comes out keeps its own rules. */
function readAll(bytes: Uint8Array): void {
  for (const given of settings) {
    const reading = readSourceDocument(bytes, context(given));
    if (reading.outcome === 'failed') expect(reading.problem.detail.length).toBeLessThan(5000);
    if (reading.outcome !== 'read') continue;
    expect(new Set(reading.items.map((item) => item.key)).size).toBe(reading.items.length);
    for (const { key, article } of reading.items) {
      expect(key).not.toBe('');
      expect(article.url).toMatch(/^https?:\/\//);
      expect(article.title).toBe(article.title.normalize('NFC').trim());
      expect(`${article.title}${article.lead ?? ''}`).not.toMatch(/<\/?(?:script|style|p|div|b|img|a)[\s>]|[\u0000-\u0008\u200b\u202e]/i);
    }
  }
}

function cpuMs(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

const folder = new URL('../../../fixtures/portal/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => /^(?:list|sitemap|json)-/.test(name) && !name.endsWith('.expected.json'))
  .map((name) => readFileSync(new URL(name, folder)));

describe('any bytes end in a reading', () => {
  test('noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => readAll(bytes)),
      { numRuns: 60 },
    );
  });

  test('JSON of any shape', () => {
    const row = fc.record({ u: fc.anything(), t: fc.anything(), l: fc.anything(), d: fc.anything(), i: fc.anything(), c: fc.anything(), b: fc.anything() });
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.anything()), { maxLength: 5 }), (rows) => {
        readAll(
          new TextEncoder().encode(JSON.stringify({ data: { items: rows } }, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('markup out of order', () => {
    const piece = fc.constantFrom(
      ...[
        '<ul>',
        '</ul>',
        '<li>',
        '</li>',
        '<table>',
        '<tr>',
        '<td>',
        '</table>',
        '<div class="date">',
        '</div>',
        '<nav>',
        '</nav>',
        '<main>',
        '<a href="/tin/mot-bai-viet-dai">',
        '</a>',
      ],
      ...[
        '<a href="//[::1">',
        '<a href="javascript:__doPostBack(1)">',
        '<img src="a.jpg">',
        '<h3>',
        '</h3>',
        '09/03/2026',
        '(09/03/2026)',
        'Hội nghị triển khai nhiệm vụ',
        '125/QĐ-UBND',
      ],
      ...[
        '<urlset>',
        '<url>',
        '<loc>',
        'https://lamson.gov.vn/a',
        '</loc>',
        '</url>',
        '<lastmod>2026-03-09</lastmod>',
        '</urlset>',
        '<sitemapindex>',
        '<sitemap>',
        '<![CDATA[',
        ']]>',
      ],
      ...[
        '<base href="http://">',
        '<link rel="alternate" type="application/rss+xml" href="/rss">',
        '\u202e',
        '\u0000',
        '{{ tin.ten }}',
        '<script>',
        '</script>',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => readAll(new TextEncoder().encode(pieces.join('')))),
      { numRuns: 150 },
    );
  });

  test('real documents, cut and changed anywhere', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(documents.length - 1), share, share, fc.nat(255), (document, cut, at, byte) => {
        const bytes = Uint8Array.from(documents[document] ?? []).subarray(0, Math.ceil((documents[document]?.length ?? 0) * cut));
        if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = byte;
        readAll(bytes);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a hostile document costs little', () => {
  const many = (piece: string, times: number) => piece.repeat(times);
  const entry = '<li><a href="/tin/mot-bai-viet">Một bài viết có tên đủ dài</a> (09/03/2026)</li>';
  const bombs: readonly [string, string][] = [
    [
      '20,000 entries',
      `<ul>${Array.from({ length: 20_000 }, (_, i) => `<li><a href="/tin/bai-${i}">Một bài viết có tên đủ dài số ${i}</a> (09/03/2026)</li>`).join('')}</ul>`,
    ],
    ['4,000 links deep inside one another', `<div>${many('<div><a href="/tin/mot-bai-viet">Một bài viết có tên đủ dài</a>', 900)}</div>`],
    ['one link of a million words', `<ul>${many(entry, 5)}<li><a href="/a-b-c">${many('» ', 1_000_000)}</a></li></ul>`],
    ['a million guillemets', `<ul>${many(entry, 3)}<li><a href="/a-b-c">${many('»', 1_000_000)}x</a></li></ul>`],
    ['a title of brackets', `<ul>${many(entry, 3)}<li><a href="/a-b-c">${many('(', 500_000)}${many('[09/03/2026', 50_000)}</a></li></ul>`],
    ['a class of 3 MB', `<ul>${many(`<li class="${many('sidebar-', 100_000)}"><a href="/tin/a-b">Một bài viết có tên đủ dài</a></li>`, 4)}</ul>`],
    ['a style of 3 MB', `<ul>${many(`<li style="${many('background:', 100_000)}"><a href="/tin/a-b">Một bài viết có tên đủ dài</a></li>`, 3)}</ul>`],
    ['an open template of 5 MB', `<div>${many('{{ a', 300_000)}</div>`],
    ['braces', `<div>${many('{{', 2_000_000)}</div>`],
    ['a srcset of 2 MB', `<ul>${many(`<li><a href="/tin/a-b"><img srcset="${many('a,', 300_000)}">Một bài viết có tên đủ dài</a></li>`, 3)}</ul>`],
    ['50,000 rows of a sitemap', `<urlset>${many('<url><loc>https://lamson.gov.vn/tin/a</loc><lastmod>2026-03-09</lastmod></url>', 50_000)}</urlset>`],
    ['a sitemap of open rows', `<urlset>${many('<url><loc>', 500_000)}`],
    ['a sitemap of closed ends', `<urlset>${many('<url>', 5)}${many('</loc></lastmod>', 300_000)}</url></urlset>`],
    [
      'a sitemap of pictures',
      `<urlset><url>${many('<image:image><image:loc>/a.jpg</image:loc></image:image>', 1500)}<loc>https://lamson.gov.vn/a</loc></url></urlset>`,
    ],
    ['an index of 100,000 sitemaps', `<sitemapindex>${many('<sitemap><loc>https://lamson.gov.vn/a.xml</loc></sitemap>', 100_000)}</sitemapindex>`],
    ['JSON inside JSON', `{"data":{"items":[${many('[', 200_000)}`],
    ['JSON 200,000 lists deep', `${many('[', 200_000)}${many(']', 200_000)}`],
    ['100,000 rows of JSON', `{"data":{"items":[${many('{"u":"a","t":"Một bài viết","d":"09/03/2026"},', 99_999)}{}]}}`],
    ['JSON with lists in lists', `{"data":{"items":[{"u":"a","t":"b","c":[${many('{"c":[1,2,3]},', 50_000)}1]}]}}`],
    ['2,000 addresses of slashes', `<html><ul>${many(`<li><a href="/${many('/', 3900)}x">Một bài viết đủ dài để là tiêu đề</a></li>`, 2000)}`],
    ['200,000 addresses one a line', many('https://lamson.gov.vn/tin/mot-bai-viet\n', 200_000)],
    ['an address of 3 MB', `https://lamson.gov.vn/${many('a', 3_000_000)}`],
    ['links to feeds by the thousand', `<html><head>${many('<link rel="alternate" type="application/rss+xml" href="/rss">', 20_000)}</head></html>`],
  ];
  test.each(bombs)('%s', (_name, text) => {
    const bytes = new TextEncoder().encode(text);
    for (const given of [{}, { form: 'list', list } as const, { form: 'json', json } as const]) {
      expect(cpuMs(() => readSourceDocument(bytes, context(given)))).toBeLessThan(5000);
    }
  });

  test('no field of the answer reaches what every object has', () => {
    const fields = { ...json, items: '', title: '__proto__.toString', url: 'constructor.name', urlTemplate: null };
    const reading = readSourceDocument(new TextEncoder().encode('[{"u":"/a","__proto__":{"x":"y"}}]'), context({ form: 'json', json: fields }));
    expect(reading).toMatchObject({ outcome: 'read', items: [], refused: [{ url: null, why: 'no address' }] });
  });
});
