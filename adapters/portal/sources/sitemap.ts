/** Sitemaps: news sitemaps with titles and dates, plain ones that only list addresses, and lists of further sitemaps. */
import type { FeedReading, RefusedItem } from '../../../src/ports.ts';
import { canonicalUrl, isFrontPage } from '../article-key.ts';
import { type DateContext, parsePortalDate } from '../dates.ts';
import { type DocumentContext, mostItems, readItems } from '../feed-document.ts';
import type { RawItem } from '../feed-item.ts';
import { hasEntityBomb } from '../feed-text.ts';
import { problem } from '../page-answer.ts';
import { hostRefusal, hostRule } from '../source-hosts.ts';

/** The protocol's own limit of one document. */
const mostRows = 50_000;
const longestRow = 100_000;

const root = /<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>/]/i;

/** Which of the two it is; null when it is no sitemap. */
export function sitemapForm(text: string): 'addresses' | 'index' | null {
  const head = text.slice(0, 20_000);
  const name = root.exec(head)?.[1]?.toLowerCase();
  if (name === undefined || /<(?:rss|feed|html)[\s>]/i.test(head.slice(0, head.search(root)))) return null;
  return name === 'urlset' ? 'addresses' : 'index';
}

const openings = new Map<string, RegExp>();

/** Made once for each of the few names: tens of thousands of rows ask for the same ones. */
function openingOf(name: string): RegExp {
  const known = openings.get(name) ?? new RegExp(`<((?:\\w{1,20}:)?${name})(?=[\\s>/])`, 'gi');
  openings.set(name, known);
  known.lastIndex = 0;
  return known;
}

/** The inside of every element of that name, in order; one scan, no tree. What is not closed is left out. */
function insides(text: string, name: string, most: number): { readonly found: string[]; readonly cut: boolean } {
  const opens = openingOf(name);
  const found: string[] = [];
  for (let open = opens.exec(text); open !== null && found.length < most; open = opens.exec(text)) {
    const start = text.indexOf('>', open.index);
    if (start === -1) return { found, cut: true };
    if (text.charAt(start - 1) === '/') continue;
    const end = text.indexOf(`</${open[1]}`, start);
    if (end === -1) return { found, cut: true };
    if (end - start <= longestRow) found.push(text.slice(start + 1, end));
    opens.lastIndex = end;
  }
  return { found, cut: false };
}

function fieldOf(row: string, name: string): string {
  const inside = insides(row, name, 1).found[0]?.trim() ?? '';
  return inside.startsWith('<![CDATA[') && inside.endsWith(']]>') ? inside.slice(9, -3) : inside;
}

/** The row without the parts of that name: they have a `loc` and a `title` of their own. */
function without(row: string, names: readonly string[]): string {
  return names.reduce((left, name) => insides(left, name, 1000).found.reduce((text, part) => text.replace(part, () => ''), left), row);
}

/** An address is no HTML: only its entities are undone. */
function addressOf(row: string): string {
  return fieldOf(row, 'loc')
    .trim()
    .replace(/&amp;/g, '&')
    .replace(/&#38;/g, '&')
    .replace(/&apos;/g, "'")
    .replace(/&#39;/g, "'");
}

/** What tells rows apart; all else is read of the few that are kept. */
type Row = {
  readonly text: string;
  readonly address: string;
  readonly path: string;
  readonly published: string;
  readonly changed: string;
  readonly at: number | null;
};

function toRow(text: string): Omit<Row, 'at'> {
  const outside = without(text, ['news', 'image', 'video']);
  const address = addressOf(outside);
  const news = outside === text ? '' : (insides(text, 'news', 1).found[0] ?? '');
  return { text, address, path: pathOf(address), published: news === '' ? '' : fieldOf(news, 'publication_date'), changed: fieldOf(outside, 'lastmod') };
}

/** Good enough to choose the newest by: to the day for dates as the protocol has them. */
function roughly(text: string, dates: DateContext): number | null {
  if (text === '') return null;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.slice(0, 10)) : Number.NaN;
  return Number.isNaN(time) ? (parsePortalDate(text, dates)?.at.getTime() ?? null) : time;
}

/** `built`: the lastmods that say when the sitemap was made, not when its articles were. */
function toItem({ text: row, address, published, changed }: Row, built: ReadonlySet<string>): RawItem {
  const news = insides(row, 'news', 1).found[0] ?? '';
  const title = fieldOf(news, 'title');
  const pictures = insides(row, 'image', 20).found.map((image) => ({
    url: addressOf(image),
    type: 'image',
    caption: fieldOf(image, 'caption') || null,
  }));
  const video = insides(row, 'video', 1).found.map((inside) => ({
    url: fieldOf(inside, 'content_loc').replace(/&amp;/g, '&'),
    type: 'video',
    caption: null,
  }));
  return {
    title,
    untitled: title === '',
    links: address === '' ? [] : [address],
    summary: '',
    content: '',
    published: published === '' ? [] : [published],
    updated: changed === '' || built.has(changed) ? [] : [changed],
    categories: [],
    files: [...pictures, ...video].filter((file) => file.url !== ''),
    thumbnails: [],
    credit: null,
    language: fieldOf(news, 'language'),
  };
}

/** Without its host, parameters and slash at the end. */
function pathOf(address: string): string {
  const start = address.indexOf('/', address.indexOf('://') + 3);
  const path = start === -1 ? '' : (address.slice(start).split(/[?#]/, 1)[0] ?? '');
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A time that all rows share, or most of them to the minute, is the sitemap's build time. */
function buildTimes(rows: readonly Pick<Row, 'changed'>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let told = 0;
  for (const { changed } of rows) {
    if (changed === '') continue;
    told += 1;
    counts.set(changed, (counts.get(changed) ?? 0) + 1);
  }
  const shared = [...counts].filter(([text, count]) => (count === told && told >= 2) || (count >= 3 && count * 2 > told && /\d{2}:\d{2}/.test(text)));
  return new Set(shared.map(([text]) => text));
}

/** Addresses that others lie under are sections; the front page is no article either. */
function withoutSections<R extends Omit<Row, 'at'>>(rows: readonly R[]): R[] {
  const folders = new Map<string, number>();
  for (const { path } of rows) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder !== '') folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return rows.filter(({ path, address, published }) => published !== '' || ((folders.get(path) ?? 0) === 0 && !isFrontPage(address)));
}

/** The newest by date; of those without, where nothing tells which are new, both ends: sitemaps grow at one of them. */
function newest(rows: readonly Row[]): { readonly kept: readonly Row[]; readonly left: number } {
  if (rows.length <= mostItems) return { kept: rows, left: 0 };
  const dated = rows
    .filter((row) => row.at !== null)
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0))
    .slice(0, mostItems);
  const undated = rows.filter((row) => row.at === null);
  const room = mostItems - dated.length;
  const ends =
    undated.length <= room ? undated : room === 0 ? [] : [...undated.slice(0, Math.ceil(room / 2)), ...undated.slice(undated.length - Math.floor(room / 2))];
  return { kept: [...dated, ...ends], left: rows.length - dated.length - ends.length };
}

function datesFor(context: DocumentContext): DateContext {
  return { zone: context.zone, now: context.now };
}

/**
 * The articles of a sitemap. Where it tells no titles the title is empty: it is read from the article's page, never made
 * out of the address.
 */
export function readSitemapText(text: string, context: DocumentContext): FeedReading {
  if (hasEntityBomb(text)) return { outcome: 'failed', problem: problem('broken', 'the document declares entities that refer to others or to files') };
  const { found, cut } = insides(text, 'url', mostRows);
  const all = found.map(toRow);
  const built = buildTimes(all);
  const dates = datesFor(context);
  const rows = withoutSections(all).map(
    (row): Row => ({ ...row, at: roughly(row.published, dates) ?? (built.has(row.changed) ? null : roughly(row.changed, dates)) }),
  );
  const { kept, left } = newest(rows);
  const partial = cut || (!/<\/(?:\w{1,20}:)?urlset\s*>/i.test(text.slice(-500)) && !/<(?:\w{1,20}:)?urlset[^<>]{0,1000}\/>/i.test(text.slice(0, 20_000)));
  if (partial && kept.length === 0) return { outcome: 'failed', problem: problem('broken', 'a sitemap that was cut off before its first address was whole') };
  const reading = readItems({ feed: { title: '', site: null, items: kept.map((row) => toItem(row, built)) }, partial, lost: 0 }, context);
  const aside: RefusedItem[] = left === 0 ? [] : [{ url: null, why: `${left} further addresses: more than ${mostItems} are not read` }];
  return { ...reading, refused: [...reading.refused, ...aside], found: { form: 'sitemap', url: context.url, selector: null } };
}

/** Addresses one a line, as the protocol allows for plain text. */
export function readAddressLines(text: string, context: DocumentContext): FeedReading | null {
  const lines = text
    .slice(0, 5_000_000)
    .split(/\r?\n/, mostRows)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0 || !lines.every((line) => /^https?:\/\/\S{1,2000}$/i.test(line))) return null;
  return readSitemapText(
    `<urlset>${lines.map((line) => `<url><loc>${line.replace(/&/g, '&amp;').replace(/</g, '%3C')}</loc></url>`).join('')}</urlset>`,
    context,
  );
}

// ---------------------------------------------------------------- lists of sitemaps

/** `told`: each row says when its sitemap changed, so that an unchanged list means that nothing is new in any of them. */
export type SitemapIndex = { readonly addresses: readonly string[]; readonly told: boolean };

const news = /news|tin-?tuc|tintuc|bai-?viet|articles?|posts?/i;
const noNews = /page|categor|chuyen-?muc|tags?\b|author|user|taxonom|image|video|product|menu/i;
const mostFollowed = 3;

function lastNumber(address: string): number {
  return Number(/(\d{1,12})(?=\D*$)/.exec(new URL(address).pathname.slice(-200))?.[1] ?? '-1');
}

/** The few sitemaps to read: those of news before those of pages, then the newest, then the highest number. */
export function readSitemapIndex(text: string, context: DocumentContext): SitemapIndex {
  const rule = hostRule(context.url, null, [], context.privateHosts ?? [], context.source?.hosts);
  const rows = insides(text, 'sitemap', 2000).found.flatMap((row) => {
    const address = canonicalUrl(addressOf(row), context.url);
    const changed = fieldOf(row, 'lastmod');
    if (address === null || address === canonicalUrl(context.url, null) || hostRefusal(address, rule) !== null) return [];
    const path = new URL(address).pathname;
    return [{ address, changed, at: parsePortalDate(changed, datesFor(context))?.at.getTime() ?? null, rank: news.test(path) ? 2 : noNews.test(path) ? 0 : 1 }];
  });
  const same = new Set(rows.map((row) => row.changed)).size < 2;
  const wanted = rows.some((row) => row.rank > 0) ? rows.filter((row) => row.rank > 0) : rows;
  const sorted = [...wanted].sort((a, b) => b.rank - a.rank || (same ? 0 : (b.at ?? 0) - (a.at ?? 0)) || lastNumber(b.address) - lastNumber(a.address));
  return { addresses: sorted.slice(0, mostFollowed).map((row) => row.address), told: rows.length > 0 && !same && rows.every((row) => row.at !== null) };
}
