/** The sample portal's feed and pages, in the manner of a Vietnamese provincial portal. */
import { dayForPeople, dayOf, timeOf, weekdayOf } from '../../src/time.ts';
import { zone } from './identity.ts';
import type { Figure, PortalArticle } from './sample-article.ts';

const site = 'Cổng Thông tin điện tử tỉnh Hạ Lam';
const weekdays = ['Thứ hai', 'Thứ ba', 'Thứ tư', 'Thứ năm', 'Thứ sáu', 'Thứ bảy', 'Chủ nhật'];
const englishWeekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** `Chủ nhật, 22/11/2026 14:05 (GMT+7)` */
function longDate(at: Date): string {
  const day = dayOf(at, zone);
  return `${weekdays[weekdayOf(day) - 1]}, ${dayForPeople(day, true)} ${timeOf(at, zone)} (GMT+7)`;
}

/** `Sun, 22 Nov 2026 14:05:00 +0700` */
function feedDate(at: Date): string {
  const day = dayOf(at, zone);
  const [year, month, date] = day.split('-');
  return `${englishWeekdays[weekdayOf(day) - 1]}, ${date} ${englishMonths[Number(month) - 1]} ${year} ${timeOf(at, zone)}:00 +0700`;
}

const pictureUrl = (figure: Figure, address: string): string => `${address}/portal/anh/${figure.name}`;

function feedItem(article: PortalArticle, address: string): string {
  const [figure] = article.figures;
  const picture =
    figure === undefined
      ? ''
      : `<a href="${escapeHtml(article.url)}"><img src="${escapeHtml(pictureUrl(figure, address))}" alt="${escapeHtml(article.title)}" /></a></br>`;
  return `<item>
<title>${escapeHtml(article.title)}</title>
<link>${escapeHtml(article.url)}</link>
<guid isPermaLink="false">${article.number}</guid>
<pubDate>${feedDate(article.at)}</pubDate>
<category>${escapeHtml(article.section)}</category>
<description><![CDATA[${picture}${escapeHtml(article.lead)}]]></description>
</item>`;
}

/** RSS 2.0, newest first. */
export function feedDocument(articles: readonly PortalArticle[], address: string): string {
  const newest = articles[0];
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${site} - Tin tức</title>
<link>${address}/portal/</link>
<atom:link href="${address}/portal/rss/tin-tuc.rss" rel="self" type="application/rss+xml" />
<description>Tin tức, sự kiện của tỉnh Hạ Lam (cổng mẫu, nội dung hư cấu)</description>
<language>vi</language>
${newest === undefined ? '' : `<lastBuildDate>${feedDate(newest.at)}</lastBuildDate>`}
${articles.map((article) => feedItem(article, address)).join('\n')}
</channel>
</rss>
`;
}

const style = `
:root{color-scheme:light}*{box-sizing:border-box}body{margin:0;background:#f3f1ec;color:#1f2328;font:17px/1.65 system-ui,"Segoe UI",Roboto,sans-serif}
a{color:#9c1c1c;text-decoration:none}a:hover{text-decoration:underline}.top{background:#9c1c1c;color:#fff}.top a{color:#fff}
.wrap{max-width:860px;margin:0 auto;padding:0 20px}.top .wrap{display:flex;gap:14px;align-items:center;padding-top:16px;padding-bottom:16px}
.mark{width:44px;height:44px;border-radius:50%;background:#f5c542;display:grid;place-items:center;color:#9c1c1c;font-weight:700}
.top strong{display:block;font-size:20px;line-height:1.2}.top span{opacity:.85;font-size:14px}.note{background:#f5c542;color:#4a3500;font-size:14px}
.note .wrap{padding-top:6px;padding-bottom:6px}main.wrap{background:#fff;margin-top:24px;margin-bottom:40px;padding:28px 32px 36px;border-radius:10px;box-shadow:0 1px 3px #0002}
.crumb{font-size:14px;color:#6b6f76}h1{font-size:30px;line-height:1.25;margin:10px 0}.meta{display:flex;gap:18px;flex-wrap:wrap;color:#6b6f76;font-size:14px;border-bottom:1px solid #e6e2d9;padding-bottom:12px}
.sapo{font-weight:700}figure{margin:22px 0}figure img,video{width:100%;height:auto;display:block;border-radius:6px}figcaption{font-size:15px;color:#555;font-style:italic;text-align:center;padding:8px}
.source{text-align:right;font-weight:600}.tin-lien-quan{border-top:2px solid #9c1c1c;margin-top:30px;padding-top:6px}li{margin:6px 0}table{border-collapse:collapse;width:100%}td{border:1px solid #ddd8cd;padding:8px 12px;vertical-align:top}td:first-child{width:32%;color:#555;background:#faf8f3}
.list{list-style:none;padding:0}.list li{display:flex;gap:16px;padding:14px 0;border-bottom:1px solid #eee8db}.list img{width:180px;height:96px;object-fit:cover;object-position:top;border-radius:6px;flex:none}.list time{display:block;font-size:13px;color:#6b6f76}
@media(max-width:600px){main.wrap{padding:18px;border-radius:0;margin-top:0}h1{font-size:24px}.list img{width:110px;height:72px}}`;

function frame(head: string, content: string, language: string, address: string): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<link rel="icon" href="data:,">
<link rel="alternate" type="application/rss+xml" title="${site}" href="${address}/portal/rss/tin-tuc.rss">
<style>${style}</style>
</head>
<body>
<header class="top"><div class="wrap"><a class="mark" href="${address}/portal/" aria-hidden="true">HL</a><div><strong>CỔNG THÔNG TIN ĐIỆN TỬ TỈNH HẠ LAM</strong><span>Tỉnh hư cấu – cổng mẫu của môi trường thử</span></div></div></header>
${content}
</body>
</html>
`;
}

function figureHtml(figure: Figure, address: string): string {
  return `<figure><img src="${escapeHtml(pictureUrl(figure, address))}" alt="${escapeHtml(figure.caption)}" loading="lazy"><figcaption>${escapeHtml(figure.caption)}</figcaption></figure>`;
}

/** The first figure stands above the text, the others after every second paragraph, what is left at the end. */
function bodyHtml(article: PortalArticle, address: string): string {
  if (article.kind === 'video') return videoHtml(article, address) + paragraphs(article.body, address);
  if (article.kind === 'infographic')
    return (
      article.figures.map((figure) => `<a href="${escapeHtml(pictureUrl(figure, address))}">${figureHtml(figure, address)}</a>`).join('\n') +
      paragraphs(article.body, address)
    );
  if (article.kind === 'photos') return paragraphs(article.body, address) + article.figures.map((figure) => figureHtml(figure, address)).join('\n');
  const [first, ...rest] = article.figures;
  const parts = first === undefined ? [] : [figureHtml(first, address)];
  for (const [position, paragraph] of article.body.entries()) {
    parts.push(paragraphs([paragraph], address));
    const next = position % 2 === 1 ? rest.shift() : undefined;
    if (next !== undefined) parts.push(figureHtml(next, address));
  }
  return [...parts, ...rest.map((figure) => figureHtml(figure, address)), tableHtml(article)].join('\n');
}

function paragraphs(body: readonly string[], address: string): string {
  return body
    .map((text) => {
      const [, heading, name] = /^## (.+?)(?: \| ([\w-]+))?$/.exec(text) ?? [];
      if (heading === undefined) return `<p>${escapeHtml(text)}</p>`;
      const words = escapeHtml(heading);
      return `<p><strong>${name === undefined ? words : `<a href="${address}/portal/tin-tuc/${name}.htm">${words}</a>`}</strong></p>`;
    })
    .join('\n');
}

function videoHtml(article: PortalArticle, address: string): string {
  const [poster] = article.figures;
  const attribute = poster === undefined ? '' : ` poster="${escapeHtml(pictureUrl(poster, address))}"`;
  return `<figure><video controls preload="none"${attribute}><source src="${address}/portal/video/gioi-thieu.mp4" type="video/mp4"></video><figcaption>${escapeHtml(poster?.caption ?? article.title)}</figcaption></figure>`;
}

function tableHtml(article: PortalArticle): string {
  if (article.table === undefined) return '';
  return `<table><tbody>${article.table.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`).join('')}</tbody></table>`;
}

function views(article: PortalArticle, now: Date): string {
  const hours = Math.max(0, (now.getTime() - article.at.getTime()) / 3_600_000);
  return String(Math.floor(article.views * (1 - Math.exp(-hours / 18)))).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** An article's page: h1, date line, view count, bold sapo, body with figures, source, related links, og: tags. */
export function articlePage(article: PortalArticle, related: readonly PortalArticle[], address: string, now: Date): string {
  const [figure] = article.figures;
  const image = figure === undefined ? '' : `<meta property="og:image" content="${escapeHtml(pictureUrl(figure, address))}">`;
  const head = `<title>${escapeHtml(article.title)} - ${site}</title>
<link rel="canonical" href="${escapeHtml(article.url)}">
<meta name="description" content="${escapeHtml(article.lead)}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="${site}">
<meta property="og:url" content="${escapeHtml(article.url)}">
<meta property="og:title" content="${escapeHtml(article.title)}">
<meta property="og:description" content="${escapeHtml(article.lead)}">
${image}`;
  const english = article.language === 'en';
  const content = `<main class="wrap">
<nav class="crumb"><a href="${address}/portal/">Trang chủ</a> › <span>${escapeHtml(article.section)}</span></nav>
<article>
<h1>${escapeHtml(article.title)}</h1>
<div class="meta"><span class="ngay-dang">${longDate(article.at)}</span><span class="luot-xem">${english ? 'Views' : 'Số lượt xem'}: ${views(article, now)}</span></div>
<p class="sapo"><strong>${escapeHtml(article.lead)}</strong></p>
<div class="noi-dung">
${bodyHtml(article, address)}
</div>
<p class="source">${english ? 'Source' : 'Nguồn'}: ${escapeHtml(article.credit)}</p>
</article>
<aside class="tin-lien-quan"><h2>${english ? 'Related news' : 'Tin liên quan'}</h2><ul>${related
    .map((each) => `<li><a href="${escapeHtml(each.url)}">${escapeHtml(each.title)}</a> <span>(${dayForPeople(dayOf(each.at, zone), true)})</span></li>`)
    .join('')}</ul></aside>
</main>`;
  return frame(head, content, article.language, address);
}

export function homePage(articles: readonly PortalArticle[], address: string, now: Date): string {
  const rows = articles.slice(0, 40).map((article) => {
    const [figure] = article.figures;
    const picture =
      figure === undefined ? '' : `<a href="${escapeHtml(article.url)}"><img src="${escapeHtml(pictureUrl(figure, address))}" alt="" loading="lazy"></a>`;
    return `<li>${picture}<div><a href="${escapeHtml(article.url)}"><strong>${escapeHtml(article.title)}</strong></a><time>${longDate(article.at)}</time><span>${escapeHtml(article.lead)}</span></div></li>`;
  });
  const content = `<main class="wrap"><h1>Tin tức – Sự kiện</h1><p class="crumb">Hôm nay: ${longDate(now)}</p><ul class="list">${rows.join('\n')}</ul></main>`;
  return frame(`<title>${site}</title>`, content, 'vi', address);
}

export function missingPage(address: string): string {
  return frame(
    `<title>Không tìm thấy trang - ${site}</title>`,
    '<main class="wrap"><h1>Không tìm thấy trang</h1><p>Nội dung này không tồn tại hoặc đã bị xóa.</p></main>',
    'vi',
    address,
  );
}
