/** Feeds for the portal bench, made anew with the same text each time. */

const words =
  'chiều ngày tại trung tâm hội nghị tỉnh Hà Lâm đồng chí bí thư chủ trì phiên họp thường kỳ cho ý kiến về tình hình kinh tế xã hội quốc phòng an ninh'.split(
    ' ',
  );
const sentence = (seed, length) => Array.from({ length }, (_, i) => words[(seed * 7 + i * 3) % words.length]).join(' ');
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const dateOf = (i) => new Date(Date.UTC(2026, 10, 22, 10, 0) - i * 1_800_000);
const link = (i) => `https://halam.example/tin-tuc/-/details/20182/bai-viet-so-${i}-${100000 + i}`;

function descriptionOf(i, html) {
  const lead = `(HLP) - ${sentence(i, 45)}.`;
  if (!html) return escaped(lead);
  const shapes = [
    `<![CDATA[<a href="${link(i)}"><img width="130" src="https://halam.example/documents/20182/${i}/anh.jpg?t=1" /></a></br>${lead}]]>`,
    `<![CDATA[<table border="0"><tr><td><img src="https://halam.example/anh/${i}.jpg" alt="Ảnh ${i}"></td><td><p style="text-align:justify"><b>${lead}</b></p><p>${sentence(i + 1, 20)}</p></td></tr></table>]]>`,
    `<![CDATA[<div><p><a href="${link(i)}"><img src='https://halam.example/anh/${i}.jpg'></a><span>${lead}</span><br/><br/><i>${sentence(i + 2, 12)}]]>`,
  ];
  return shapes[i % shapes.length];
}

export function rss(count, html) {
  const items = Array.from(
    { length: count },
    (_, i) =>
      `<item><title>${escaped(`Bài số ${i}: ${sentence(i, 12)}`)}</title><link>${link(i)}</link><guid isPermaLink="false">${100000 + i}</guid><pubDate>${dateOf(i).toUTCString()}</pubDate><category>Thời sự</category><description>${descriptionOf(i, html)}</description></item>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Cổng Hà Lâm</title><link>https://halam.example</link><description>Tin tức</description>${items.join('\n')}</channel></rss>`,
  );
}

export function atom(count, html) {
  const entries = Array.from({ length: count }, (_, i) => {
    const summary = html ? `<summary type="html">${descriptionOf(i, true)}</summary>` : `<summary>${descriptionOf(i, false)}</summary>`;
    return `<entry><title>${escaped(`Bài số ${i}: ${sentence(i, 12)}`)}</title><id>urn:halam:${100000 + i}</id><link rel="alternate" href="${link(i)}"/><published>${dateOf(i).toISOString()}</published><updated>${dateOf(i).toISOString()}</updated>${summary}</entry>`;
  });
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng Hà Lâm</title><id>urn:halam</id><link href="https://halam.example"/><updated>2026-11-22T10:00:00Z</updated>${entries.join('\n')}</feed>`,
  );
}
