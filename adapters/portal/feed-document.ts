/** A feed document → its articles. No network. */
import type { Article, ArticleKind, Language } from '../../src/article.ts';
import type { FeedItem, FeedReading, RefusedItem } from '../../src/ports.ts';
import type { Source } from '../../src/source.ts';
import type { Zone } from '../../src/time.ts';
import { canonicalUrl, keyOfCanonical } from './article-key.ts';
import { decodeDocument } from './charset.ts';
import { type DateContext, type PortalDate, parsePortalDate, writesMonthFirst } from './dates.ts';
import { parseRawFeed, type RawFeed, type RawItem } from './feed-item.ts';
import { scanFeed } from './feed-scan.ts';
import { countItems, feedDanger, feedForm, fromRoot, hasEntityBomb, hasNoItems, isWhole, itemsApart, mended, salvaged, withoutDoctype } from './feed-text.ts';
import { createKindReader } from './kind.ts';
import { type Fragment, readFragment, readLine } from './markup.ts';
import { challengeOf, challengeProblem, describePage, problem } from './page-answer.ts';
import { withoutAgencyPrefix } from './page-lines.ts';
import { isDocumentFile, isPictureFile, isVideoFile, picturesIn } from './pictures.ts';
import { type HostRule, hostRefusal, hostRule, isPrivateFor } from './source-hosts.ts';
import { folded, hasWords, isGarbled, languageOf, sameText } from './text.ts';

/** `url`: where the document came from. `cut`: the connection broke before its end. */
export type DocumentContext = {
  readonly url: string;
  readonly contentType: string | null;
  readonly zone: Zone;
  readonly now: Date;
  readonly cut?: boolean;
  readonly privateHosts?: readonly string[];
  /** The settings of the source that it belongs to. */
  readonly source?: Source;
};

export const mostItems = 500;
const longestTitle = 1000;
const longestLead = 700;

export type Parsed = { readonly feed: RawFeed; readonly partial: boolean; readonly lost: number };

function tryParse(text: string): RawFeed | null {
  try {
    return parseRawFeed(text);
  } catch {
    return null;
  }
}

/** As it is; else mended; else the whole items of what was cut off or is broken in one place. */
function parseSomehow(document: string, cut: boolean): Parsed | null {
  // A reference to NUL is no character, and parsers make U+FFFD of it.
  const text = /&#x?0+;/i.test(document) ? mended(document) : document;
  const plain = cut ? null : scanFeed(text);
  if (plain !== null) return { feed: plain, partial: false, lost: 0 };
  const whole = !cut && isWhole(text);
  const asIs = whole ? tryParse(text) : null;
  if (asIs !== null) return allItems(text, asIs);
  const repaired = mended(text);
  const afterRepair = whole ? tryParse(repaired) : null;
  if (afterRepair !== null) return allItems(repaired, afterRepair);
  if (whole && hasNoItems(repaired)) return { feed: { title: '', site: null, items: [] }, partial: false, lost: 0 };
  const kept = salvaged(repaired);
  const saved = kept === null ? null : tryParse(kept);
  if (kept !== null && saved !== null) return { ...allItems(kept, saved), partial: true };
  return parseItemsApart(repaired);
}

/** Wrong nesting in one item makes a parser swallow those behind it without a word: then each is read alone. */
function allItems(text: string, feed: RawFeed): Parsed {
  const whole: Parsed = { feed, partial: false, lost: 0 };
  if (countItems(text) <= feed.items.length) return whole;
  const apart = parseItemsApart(text);
  return apart !== null && apart.feed.items.length > feed.items.length ? { ...apart, feed: { ...feed, items: apart.feed.items } } : whole;
}

function parseItemsApart(text: string): Parsed | null {
  const alone = itemsApart(text, mostItems).map((item) => tryParse(item));
  const feeds = alone.filter((feed) => feed !== null);
  const first = feeds[0];
  if (first === undefined) return null;
  return { feed: { ...first, items: feeds.flatMap((feed) => feed.items) }, partial: true, lost: alone.length - feeds.length };
}

const boilerplate =
  /^(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,200}|xem (?:tiếp|thêm|chi tiết)|đọc tiếp|chi tiết|read more|continue reading|bài viết .{1,300} (?:đã )?xuất hiện (?:đầu tiên|trước) .{1,300})[\s.…»>:]*$/i;

const leadFields = ['trích yếu', 'tóm tắt', 'mô tả', 'mô tả ngắn', 'giới thiệu', 'tóm lược', 'summary', 'description', 'nội dung', 'body'];
const dateFields = ['ngày đăng', 'ngày xuất bản', 'ngày đăng tin', 'ngày phát hành', 'ngày tin', 'publish date', 'article date'];
const creditFields = ['nguồn', 'nguồn tin', 'source'];
const otherFields = [
  'tiêu đề',
  'title',
  'ảnh đại diện',
  'ảnh',
  'hình ảnh',
  'image',
  'lượt xem',
  'số lượt xem',
  'tác giả',
  'author',
  'chuyên mục',
  'danh mục',
  'category',
  'người tạo',
  'created by',
  'modified by',
  'trạng thái',
  'tin nổi bật',
];
const fieldNames = new Set([...leadFields, ...dateFields, ...creditFields, ...otherFields]);

type Fields = ReadonlyMap<string, string>;

/** SharePoint's list feeds put a row's columns into the description, one labelled line each; null when there are none. */
function labelledFields(fragment: Fragment): Fields | null {
  const fields = new Map<string, string>();
  for (const { text } of fragment.blocks) {
    const match = /^([^:]{2,30}):\s*(.*)$/s.exec(text);
    if (match === null) continue;
    const name = folded(match[1] ?? '');
    if (fieldNames.has(name) && !fields.has(name)) fields.set(name, match[2] ?? '');
  }
  return fields.size >= 2 && fields.size * 2 > fragment.blocks.length ? fields : null;
}

function fieldOf(fields: Fields, names: readonly string[]): string | null {
  return names.map((name) => fields.get(name)).find((value) => value !== undefined && value !== '') ?? null;
}

/** A description's text without picture, repeated title, "read more" and agency prefix; null when nothing is left. */
function leadOf(fragment: Fragment, title: string): string | null {
  const lines = fragment.blocks.flatMap((block) => block.text.split('\n'));
  const own = lines.filter((line) => !sameText(line, title) && !boilerplate.test(line));
  const all = own.join(' ');
  const told = all.length <= longestLead ? all : (own.find((line) => line.length >= 40) ?? all);
  const lead = withoutAgencyPrefix(told)
    .replace(/ ?\[(?:…|\.\.\.)\]$/, '…')
    .trim();
  return lead === '' || lead === '…' ? null : lead.slice(0, 5000);
}

const vietnameseLetters = /[ăâđêôơưạ-ỹ]/i;

/** By the words themselves; a title too short to tell is in the language that is told, unless its letters say otherwise. */
function itemLanguage(text: string, told: string | undefined): Language {
  const seen = languageOf(text);
  return seen === 'vi' && told !== undefined && /^en(?:[-_]|$)/i.test(told.trim()) && !vietnameseLetters.test(text.normalize('NFC')) ? 'en' : seen;
}

function bodyOf(item: RawItem): string | null {
  if (item.body === undefined) return null;
  const text = readFragment(item.body)
    .blocks.map((block) => block.text)
    .join('\n\n');
  return text === '' ? null : text;
}

function dateOf(item: RawItem, fields: Fields | null, context: DateContext): PortalDate | null {
  const field = fields === null ? null : fieldOf(fields, dateFields);
  for (const text of [...(field === null ? [] : [field]), ...item.published, ...item.updated]) {
    const date = parsePortalDate(text, context);
    if (date !== null) return date;
  }
  return null;
}

type Addresses = { readonly rule: HostRule; readonly base: string };

function imagesOf(item: RawItem, fragments: readonly Fragment[], title: string, places: Addresses): Article['images'] {
  const told = [
    ...item.files.filter(isPictureFile).map(({ url, caption }) => ({ url, caption: caption === null ? null : readLine(caption) })),
    ...fragments.flatMap((fragment) => picturesIn(fragment.top, title)),
  ];
  const candidates = told.length > 0 ? told : item.thumbnails.map((url) => ({ url, caption: null }));
  const images = new Map<string, { url: string; caption: string | null }>();
  for (const { url, caption } of candidates) {
    const address = canonicalUrl(url, places.base);
    if (address === null || isPrivateFor(address, places.rule)) continue;
    if (!images.has(address)) images.set(address, { url: address, caption: caption === null || caption === '' || sameText(caption, title) ? null : caption });
  }
  return [...images.values()];
}

/** The item's own address; the address of the feed itself (`self`) is none. */
function itemAddress(item: RawItem, base: string, self: string | null): string | null {
  for (const link of item.links) {
    const address = canonicalUrl(link, base);
    if (address !== null && address !== self) return address;
  }
  return null;
}

/** What an item's files show: a film, or a paper and nothing else. */
function formOf({ files, thumbnails }: RawItem): ArticleKind | null {
  if (files.some(isVideoFile)) return 'video';
  return files.length > 0 && thumbnails.length === 0 && files.every(isDocumentFile) ? 'document' : null;
}

/** What holds for all items of one document. */
type Whole = {
  readonly feedTitle: string;
  readonly dates: DateContext;
  readonly places: Addresses;
  readonly source: Source | undefined;
  readonly kindOf: ReturnType<typeof createKindReader>;
};
type ReadItem = { readonly item: FeedItem } | { readonly refused: RefusedItem };

function readItem(raw: RawItem, url: string | null, { feedTitle, dates, places, source, kindOf }: Whole): ReadItem {
  const title = readLine(raw.title);
  const written = raw.links[0]?.trim().slice(0, 300) ?? null;
  if (url === null) return { refused: { url: written, why: written === null ? 'no address' : 'not an address that can be fetched' } };
  const refusal = hostRefusal(url, places.rule);
  if (refusal !== null) return { refused: { url, why: refusal } };
  if (!hasWords(title) && raw.untitled !== true) return { refused: { url, why: 'no title' } };
  if (title.length > longestTitle) return { refused: { url, why: `a title of more than ${longestTitle} characters` } };
  if (isGarbled(title)) return { refused: { url, why: 'a garbled title: the charset is wrong' } };
  const [summary, content] = [readFragment(raw.summary), readFragment(raw.content)];
  const fields = labelledFields(summary);
  const told = fields === null ? leadOf(summary, title) : fieldOf(fields, leadFields);
  const lead = told ?? leadOf({ ...content, blocks: content.blocks.slice(0, 1) }, title);
  const date = dateOf(raw, fields, dates);
  const credit = raw.credit ?? (fields === null ? null : fieldOf(fields, creditFields));
  const categories = [...new Set(raw.categories.map(readLine).filter((name) => name !== ''))];
  const videoFile = raw.files.find(isVideoFile);
  const article: Article = {
    url,
    title,
    lead,
    publishedAt: date?.at ?? null,
    precision: date?.precision ?? 'instant',
    images: imagesOf(raw, [summary, content], title, places),
    video: videoFile === undefined ? null : canonicalUrl(videoFile.url, places.base),
    kind: source?.kind ?? kindOf({ title, categories: categories.length > 0 ? categories : [feedTitle], form: raw.form ?? formOf(raw) }),
    credit: credit === null ? null : readLine(credit) || null,
    language: source?.language ?? itemLanguage(`${title} ${lead ?? ''}`, raw.language),
    categories,
    body: bodyOf(raw),
  };
  return { item: { key: keyOfCanonical(url, source), article } };
}

export function newestFirst(a: FeedItem, b: FeedItem): number {
  return (b.article.publishedAt?.getTime() ?? Number.NEGATIVE_INFINITY) - (a.article.publishedAt?.getTime() ?? Number.NEGATIVE_INFINITY) || 0;
}

/** One article once, however often the feed lists it: the newest entry stands. */
export function withoutRepeats(items: readonly FeedItem[]): FeedItem[] {
  const seen = new Map<string, FeedItem>();
  for (const item of items) if (!seen.has(item.key)) seen.set(item.key, item);
  return [...seen.values()];
}

/** What a list says, whatever form it had, newest first: clean text, dates, addresses, keys; what has no place among articles is refused. */
export function readItems(parsed: Parsed, context: DocumentContext): Extract<FeedReading, { outcome: 'read' }> {
  const { feed } = parsed;
  const self = canonicalUrl(context.url, null);
  const from = (feed.base === undefined ? null : canonicalUrl(feed.base, context.url)) ?? context.url;
  const base = canonicalUrl(feed.site ?? '', from) ?? from;
  const addresses = feed.items.map((item) => itemAddress(item, from, self));
  const places: Addresses = {
    base: self === null ? base : from,
    rule: hostRule(
      context.url,
      feed.site,
      addresses.flatMap((address) => address ?? []),
      context.privateHosts ?? [],
      context.source?.hosts,
    ),
  };
  const monthFirst = context.source?.dates === 'month-first' || writesMonthFirst(feed.items.flatMap((item) => item.published.slice(0, 1)));
  const dates: DateContext = { zone: context.zone, now: context.now, monthFirst };
  const title = readLine(feed.title);
  // Where the feed's address is no address, its items' are told by its site's.
  const own = (item: RawItem, position: number) => (self === null ? itemAddress(item, base, canonicalUrl(base, null)) : (addresses[position] ?? null));
  const whole: Whole = { feedTitle: title, dates, places, source: context.source, kindOf: createKindReader() };
  const read = feed.items.map((item, position) => readItem(item, own(item, position), whole));
  const items = read.flatMap((each) => ('item' in each ? [each.item] : []));
  const refused = read.flatMap((each) => ('refused' in each ? [each.refused] : []));
  const broken = Array.from({ length: parsed.lost }, (): RefusedItem => ({ url: null, why: 'broken markup' }));
  return {
    outcome: 'read',
    items: withoutRepeats(items.sort(newestFirst)).slice(0, mostItems),
    refused: [...refused, ...broken],
    validators: null,
    partial: parsed.partial || context.cut === true,
  };
}

/** What a feed document says, newest first; `validators` are the caller's to add. Any bytes end in a reading, never in a throw. */
export function readFeedDocument(bytes: Uint8Array, context: DocumentContext): FeedReading {
  return readFeedText(decodeDocument(bytes, context.contentType), context);
}

/** The same of text that is decoded already. */
export function readFeedText(text: string, context: DocumentContext): FeedReading {
  const form = feedForm(text);
  if (form === 'empty') return { outcome: 'failed', problem: problem('not-a-feed', 'an empty answer') };
  if (form === 'html') {
    const challenge = challengeOf(text);
    return { outcome: 'failed', problem: challenge === null ? problem('not-a-feed', describePage(text)) : challengeProblem(challenge, null) };
  }
  if (form === 'other') return { outcome: 'failed', problem: problem('not-a-feed', 'neither RSS nor Atom nor JSON Feed') };
  if (form === 'json') return readJsonFeed(text.trim(), context);
  if (hasEntityBomb(text)) return { outcome: 'failed', problem: problem('broken', 'the document declares entities that refer to others or to files') };
  const document = withoutDoctype(fromRoot(text));
  const danger = feedDanger(document);
  if (danger !== null) return { outcome: 'failed', problem: problem('too-big', danger) };
  const parsed = parseSomehow(document, context.cut === true);
  if (parsed === null) return { outcome: 'failed', problem: problem('broken', 'a feed that cannot be parsed, not even in part') };
  return readItems(parsed, context);
}

function readJsonFeed(text: string, context: DocumentContext): FeedReading {
  const feed = tryParse(text.replace(/^\ufeff/, ''));
  if (feed !== null) return readItems({ feed, partial: false, lost: 0 }, context);
  return { outcome: 'failed', problem: problem('not-a-feed', 'JSON that is no JSON Feed, or is cut off') };
}
