import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDocument } from '../../../adapters/portal/charset.ts';
import { parseRawFeed } from '../../../adapters/portal/feed-item.ts';
import { scanFeed } from '../../../adapters/portal/feed-scan.ts';
import { fromRoot } from '../../../adapters/portal/feed-text.ts';

function parsed(text: string) {
  try {
    return parseRawFeed(text);
  } catch {
    return null;
  }
}

const folder = new URL('../../fixtures/portal/', import.meta.url);
const documents = readdirSync(folder).filter((name) => /\.(?:xml|rdf)$/.test(name));

test('of the feeds in the fixtures it reads some by itself, and says of them what the parser says', () => {
  const read = documents.flatMap((name) => {
    const text = fromRoot(decodeDocument(readFileSync(new URL(name, folder)), null));
    const feed = scanFeed(text);
    if (feed !== null) expect({ name, feed }).toEqual({ name, feed: parsed(text) });
    return feed === null ? [] : [name];
  });
  expect(read.length).toBeGreaterThan(20);
});

const usualText = fc.constantFrom(
  ...['Tin tức trong tỉnh', 'A &amp; B', '&lt;p&gt;Lễ hội&lt;/p&gt;', '&#225;', '  blanks  ', '', '<![CDATA[<p>Đoạn &amp; văn</p>]]>', '<![CDATA[]]>'],
  ...['&amp;lt;b&amp;gt;', 'https://lamson.gov.vn/tin/1?a=1&amp;b=2', '09/03/2026 14:05', '\n <![CDATA[ a ]]> \n', '&quot;x&apos;', '5 &gt; 3 > 1'],
);
const oddText = fc.oneof(
  fc.constantFrom('&nbsp;x', 'a & b', '<b>x</b>', '<![CDATA[a]]> b', 'b <![CDATA[a]]>', '<!-- x -->y', '&#0;', '&#128;', '&#xD800;'),
  fc.string({ maxLength: 6 }),
);
const usualAttributes = fc.constantFrom('', '', ' type="html"', ' isPermaLink="false"', " isPermaLink='true'", ' term="x" label="y"', ' term="x"');
const oddAttributes = fc.constantFrom(' a=b', ' rel="self" href="/s"', ' type="xhtml"', ' x="1" x="2"', ' url="a>b"', ' domain=""');
const names = {
  rss: ['guid', 'pubDate', 'category', 'description', 'content:encoded', 'dc:date', 'author', 'dc:creator', 'comments'],
  atom: ['summary', 'content', 'published', 'updated', 'id', 'author', 'rights', 'category'],
};
const oddNames = fc.constantFrom('source', 'media:title', 'Title', 'title', 'link', 'pubdate', 'atom:link', 'enclosure', 'image');
const empties = {
  rss: ['<enclosure url="/a.jpg" type="image/jpg" length="0"/>', '<enclosure url="/b.pdf"/>', '<guid/>'],
  atom: ['<link rel="enclosure" type="image/png" href="/a.png"/>', '<link rel="alternate" href="/b" type="text/html" />', '<category term="Du lịch"/>'],
};

function elementOf(form: 'rss' | 'atom') {
  const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) => fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: odd });
  const written = fc
    .tuple(mostly(fc.constantFrom(...names[form]), oddNames), mostly(usualAttributes, oddAttributes), mostly(usualText, oddText))
    .map(([name, told, inside]) => `<${name}${told}>${inside}</${name}>`);
  return fc.oneof({ weight: 4, arbitrary: written }, { weight: 1, arbitrary: fc.constantFrom(...empties[form]) });
}
function feedOf(form: 'rss' | 'atom') {
  const own = form === 'rss' ? '<link>/tin/1</link>' : '<link href="/tin/1"/>';
  // Most fields may stand once only: a set of different ones, as a rule.
  const item = fc
    .uniqueArray(elementOf(form), { maxLength: 5, selector: (one) => /^<[\w:]+/.exec(one)?.[0] })
    .map((parts) => `<title>Tin</title>${own}${parts.join('\n')}`);
  const head = fc.constantFrom(
    '',
    '<title>Cổng</title>',
    '<title>Cổng</title><description>x</description><image><url>a</url></image>',
    '<language>vi</language>\n<generator/>',
    '<description><![CDATA[<b>Tin</b>]]></description>',
    '<description><</description>',
    '<image><url>a</image>',
    '<webMaster>a <b></webMaster>',
    own,
  );
  return fc.tuple(fc.array(item, { minLength: 1, maxLength: 3 }), head, fc.constantFrom('', '', '', '\n', '<!-- x -->', '<title>y</title>'));
}
const spaces =
  'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"';
const documentsOf = fc.oneof(
  feedOf('rss').map(
    ([items, head, tail]) =>
      `<?xml version="1.0"?><rss version="2.0" ${spaces}><channel>${head}${items.map((one) => `<item>${one}</item>`).join('\n')}${tail}</channel></rss>`,
  ),
  feedOf('atom').map(
    ([items, head, tail]) => `<feed xmlns="http://www.w3.org/2005/Atom" ${spaces}>${head}${items.map((one) => `<entry>${one}</entry>`).join('')}${tail}</feed>`,
  ),
);

test('whatever it reads by itself is what the parser says', () => {
  const seen = { read: 0, left: 0 };
  fc.assert(
    fc.property(documentsOf, (document) => {
      const feed = scanFeed(document);
      if (feed === null) seen.left += 1;
      else {
        seen.read += 1;
        expect(feed).toEqual(parsed(document));
      }
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(seen.read, seen.left)).toBeGreaterThan(300);
});
