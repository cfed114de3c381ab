import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArticleDocument, readFeedDocument } from '../../../adapters/portal/documents.ts';

const folder = new URL('../../fixtures/portal/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => !name.endsWith('.expected.json'))
  .map((name) => readFileSync(new URL(name, folder)));
const context = { url: 'https://lamson.gov.vn/rss', contentType: null, zone: 'Asia/Ho_Chi_Minh', now: new Date('2026-03-10T00:00:00Z') };

/** Time on the processor, so that a busy machine fails no test. */
function cpuMs(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** Both readers on the same bytes; what they say must be a reading that keeps its own rules. */
function readBoth(bytes: Uint8Array): void {
  const feed = readFeedDocument(bytes, context);
  if (feed.outcome === 'read') {
    for (const { key, article } of feed.items) {
      expect(key).not.toBe('');
      expect(article.title).toBe(article.title.normalize('NFC').trim());
      expect(article.title).not.toBe('');
      expect(`${article.title}${article.lead ?? ''}`).not.toMatch(/<\/?(?:script|style|p|div|b|img|a)[\s>]|[\u0000-\u0008\u200b\u202e]/i);
      expect(article.url).toMatch(/^https?:\/\//);
    }
  }
  const page = readArticleDocument(bytes, context);
  if (page.outcome === 'read') expect(page.article.title).not.toBe('');
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
