/** One entry of a list page → what it tells of its article. */
import type { ArticleKind } from '../../../src/article.ts';
import type { ListSelectors } from '../../../src/source.ts';
import { articleKey, canonicalUrl } from '../article-key.ts';
import { chosen } from '../chosen.ts';
import type { RawItem } from '../feed-item.ts';
import { blocksOf, type Element, isElement, lineOf, type Node, type Tree, within } from '../markup.ts';
import { isFurniture } from '../page-lines.ts';
import { ancestorsOf } from '../page-structure.ts';
import { picturesIn } from '../pictures.ts';
import { cleanLine, folded } from '../text.ts';

/** `after`: what follows the element and belongs to it still, where a list has no element round each entry. */
export type Entry = { readonly element: Element; readonly after: readonly Node[] };
/** `base`: what relative addresses are resolved against. */
export type ListPage = { readonly tree: Tree; readonly base: string };

export type Link = { readonly element: Element; readonly address: string; readonly text: string };

const asideName = /(?:^|[\s_-])(?:date|time|ngay|thoi-?gian|count|views?|luot-?xem|icons?|badge|sr-only|comments?)(?:$|[\s_-])/i;

/** A date, a count or an icon within a heading is not its words. */
function isAside(element: Element): boolean {
  return element.name === 'time' || asideName.test(classOf(element));
}

function wordsOf(element: Element): string {
  return cleanLine(
    blocksOf(element.children, isAside)
      .map((block) => block.text)
      .join(' '),
  );
}

const noTitle =
  /^(?:\d{1,5} (?:bình luận|phản hồi|ý kiến|comments?|views?|lượt xem)|(?:bình luận|phản hồi|comments?)(?: \(?\d{0,5}\)?)?|xem|xem (?:thêm|tiếp|chi tiết|toàn văn)|chi tiết|đọc (?:tiếp|thêm)|tải (?:về|xuống|file)|read more|more|details?|download|tiếp|»+|>+|\.{2,}|…)[\s.…»>:]*$/i;

/** A link's text that names no article. */
export function isNoTitle(text: string): boolean {
  return text.length <= 40 && noTitle.test(text);
}

/** A link that leads on to the article that the entry tells of: `Read More About New bridge opens »`, `Xem thêm: …`. */
function leadsOn(element: Element, title: string): boolean {
  if (element.name !== 'a') return false;
  const text = lineOf(element);
  if (isNoTitle(text)) return true;
  const place = title === '' ? -1 : text.indexOf(title);
  return place > 0 && isNoTitle(text.slice(0, place).replace(/\s?(?:about|về|bài(?: viết)?|giới thiệu)?\s?:?\s?$/i, ''));
}

const documentNumber = /^(?:số:?\s?)?\d{1,6}(?:\/\d{4})?\/[\p{L}\d&.-]{1,30}(?:\/[\p{L}\d&.-]{1,20})?$/u;

/** `125/QĐ-UBND`: what a list of documents links in place of their titles. */
export function isDocumentNumber(text: string): boolean {
  return text.length <= 80 && documentNumber.test(text);
}

/** Every link of the entry that leads anywhere, the entry itself if it is one. */
export function linksOf(page: ListPage, entry: Entry): Link[] {
  const holders = [entry.element, ...entry.after.filter(isElement)];
  const all = holders.flatMap((holder) => [...(holder.name === 'a' ? [holder] : []), ...within(page.tree, holder, 'a[href]')]);
  return all.slice(0, 60).flatMap((element) => {
    const address = canonicalUrl(element.attribs.href ?? '', page.base);
    return address === null ? [] : [{ element, address, text: wordsOf(element) }];
  });
}

const headings = 'h1,h2,h3,h4,h5,h6';
const isHeading = (node: Node) => isElement(node) && /^h[1-6]$/.test(node.name);
/** Class names without the length that a hostile page gives them. */
const classOf = (element: Element) => (element.attribs.class ?? '').slice(0, 300);
const titleName = /(?:^|[\s_-])(?:title|tieu-?de|headline|heading|ten-?bai|tit)(?:$|[\s_-])/i;

function isTitled(element: Element, top: Element): boolean {
  if (titleName.test(classOf(element)) || element.children.some(isHeading)) return true;
  for (const at of ancestorsOf(element)) {
    if (isHeading(at) || titleName.test(classOf(at))) return true;
    if (at === top) return false;
  }
  return false;
}

/** The link that stands for the article: the one in a heading, else the one with the most words. */
export function mainLink(page: ListPage, entry: Entry, links: readonly Link[], selectors: ListSelectors | null): Link | null {
  if (selectors !== null) {
    const told = new Set(chosen(page.tree, entry.element, selectors.link));
    const found = links.find((link) => told.has(link.element));
    if (found !== undefined) return found;
  }
  const weight = (link: Link) =>
    (isNoTitle(link.text) ? 0 : Math.min(link.text.length, 200)) + (link.text !== '' && isTitled(link.element, entry.element) ? 300 : 0);
  return [...links].sort((a, b) => weight(b) - weight(a))[0] ?? null;
}

/** A card is one link round everything: its heading is the title, else its first words that are no date. */
function titleInLink(page: ListPage, link: Link): string {
  const inside = [
    ...within(page.tree, link.element, headings),
    ...within(page.tree, link.element, '[class]').filter((element) => titleName.test(classOf(element))),
  ];
  const heading = inside.map(wordsOf).find((text) => text !== '');
  if (heading !== undefined) return heading;
  const blocks = blocksOf(link.element.children, isAside).filter((block) => !isDateOnly(block.text));
  return blocks.length > 1 ? cleanLine(blocks[0]?.text ?? '') : link.text;
}

const ends = /(?:…|\.\.\.)\s*$/;

/** A title that the list cuts off stands whole in an attribute, as a rule. */
function whole(title: string, links: readonly Link[]): string {
  const cut = folded(title.replace(ends, ''));
  const full = links.map(({ element }) => cleanLine(element.attribs.title ?? '')).find((text) => text.length > 3 && folded(text).startsWith(cut));
  return full !== undefined && (title === '' || ends.test(title)) ? full : title;
}

const dayText =
  /\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{4}|\d{4}-\d{1,2}-\d{1,2}|tháng \p{L}{0,6}\d{0,2},? (?:năm )?\d{4}|\d{1,2} [a-z]{3,9},? \d{4}|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}/iu;
const dateWords = /thứ (?:\p{L}{2,4}|\d)|chủ nhật|ngày(?: đăng| tạo| cập nhật)?|đăng lúc|cập nhật|lúc|giờ|phút|tháng|năm|gmt|am|pm|sa|ch|lượt xem|admin/giu;

/** Whether a line says when, and nothing else. */
export function isDateOnly(text: string): boolean {
  if (text.length > 90) return false;
  if (!dayText.test(text))
    return /^\(?\s*(?:\d{1,3}|một|vài) (?:giây|phút|giờ|ngày|tuần|tháng|năm) trước\s*\)?$|^hôm (?:nay|qua)(?:[\s,]+\d{1,2}[:h]\d{2})?$/i.test(text);
  return text.replace(dateWords, '').replace(/[^\p{L}]/gu, '').length <= 16;
}

/** `Ngày đăng: 09/03/2026 14:05 - Sau ba ngày …`: the date and the sentence behind it, apart. */
function withoutDateBefore(line: string): string[] {
  if (isDateOnly(line)) return [line];
  for (const mark of line.slice(0, 90).matchAll(/\s[-–|]\s/g)) {
    const [date, rest] = [line.slice(0, mark.index), line.slice(mark.index + mark[0].length)];
    if (!/^\d{1,2}\s?[:hg]\s?\d/.test(rest) && dayText.test(date) && isDateOnly(date)) return [date, rest];
  }
  return [line];
}

type Piece = { readonly text: string; readonly linked: number };

/** The entry's lines: cells of a row apart, what repeats the title cut away. */
function piecesOf(entry: Entry, title: string): Piece[] {
  const cells =
    entry.element.name === 'tr'
      ? [...entry.element.children.filter((child) => isElement(child)).map((cell) => [cell]), entry.after]
      : [[entry.element, ...entry.after]];
  const blocks = cells.flatMap((nodes) => blocksOf(nodes, (element) => element.name === 'button' || leadsOn(element, title)));
  return blocks.flatMap(({ text, linked }) => {
    const line = cleanLine(text);
    const rest = title !== '' && line.startsWith(title) ? line.slice(title.length).replace(/^[\s–:,.;-]+/, '') : line;
    const bracket = /^[([]\s*([^()[\]]{6,60})[)\]]\s*(.*)$/.exec(rest);
    const told = bracket?.[1] !== undefined && isDateOnly(bracket[1]) ? [bracket[1], bracket[2] ?? ''] : withoutDateBefore(rest);
    return told.filter((part) => part !== '' && folded(part) !== folded(title)).map((part) => ({ text: part, linked }));
  });
}

const dateName =
  /(?:^|[\s_-])(?:date|time|datetime|ngay|ngay-?dang|publish(?:ed)?|created|posted(?:-?on)?|post-?date|time-?ago|thoi-?gian|meta|info)(?:$|[\s_-])/i;

const dayPart = /^\d{1,2}$/;
const monthPart = /^(?:\d{1,2}|(?:tháng|thg\.?|th\.?)\s?(?:\d{1,2}|\p{L}{2,5}(?: \p{L}{2,3})?)|[a-z]{3,9}\.?)$/iu;
const monthAndYear = /^(?:\d{1,2}|(?:tháng|thg\.?|th\.?)\s?\d{1,2}|[a-z]{3,9}\.?)\s?[-/.,]?\s?\d{4}$/iu;

/** A badge: day, month and year in elements of their own, `09` over `03/2026` or over `Tháng 3` and `2026`. */
function badgeDate(element: Element): string[] {
  const parts = element.children.flatMap((child) => (isElement(child) ? [lineOf(child)] : child.type === 'text' ? [cleanLine(child.data)] : []));
  const told = parts.filter((part) => part !== '' && part !== '/' && part !== '-' && part.length <= 20);
  const [first = '', second = '', third = ''] = told;
  const joined = (day: string, rest: string) => (/^\d/.test(rest) ? `${day}/${rest.replace(/\s?[-.]\s?/, '/')}` : `${day} ${rest}`);
  if (told.length === 2 && dayPart.test(first) && monthAndYear.test(second)) return [joined(first, second)];
  if (told.length === 2 && dayPart.test(second) && monthAndYear.test(first)) return [joined(second, first)];
  if (told.length === 3 && /^\d{4}$/.test(third) && dayPart.test(first) && monthPart.test(second))
    return [joined(first, `${second}${/^\d/.test(second) ? '/' : ' '}${third}`)];
  return [];
}

/** Every text of the entry that may be its date, the surest first; what is none reads as none later. */
function datesOf(page: ListPage, entry: Entry, pieces: readonly Piece[], selectors: ListSelectors | null): string[] {
  const told = (element: Element) =>
    [element.attribs.datetime, element.attribs.title, element.attribs.content].filter((text): text is string => text !== undefined && text !== '');
  const byHand = selectors === null ? [] : chosen(page.tree, entry.element, selectors.date).flatMap((element) => [...told(element), lineOf(element)]);
  const holders = [entry.element, ...entry.after.filter(isElement)];
  const machine = holders.flatMap((holder) => [...(holder.name === 'time' ? [holder] : []), ...within(page.tree, holder, 'time,abbr[title]')]).flatMap(told);
  const byName = holders
    .flatMap((holder) => [holder, ...within(page.tree, holder, '[class]')])
    .filter((element) => dateName.test(classOf(element)))
    .slice(0, 20)
    .flatMap((element) => [
      ...badgeDate(element),
      ...told(element).filter((text) => /\d{4}/.test(text) && text.length < 60),
      ...[lineOf(element)].filter(isDateOnly),
    ]);
  return [...byHand, ...machine, ...byName, ...pieces.map((piece) => piece.text).filter(isDateOnly)].slice(0, 12);
}

const leadName = /(?:^|[\s_-])(?:sapo|tom-?tat|trich-?dan|mo-?ta|summary|excerpt|desc|description|abstract)(?:$|[\s_-])/i;
const sentence = /^(?=.{15})\S+(?:\s+\S+){3,}[.!?…]["”)]?$/;

/** A list's lead is a sentence: what its system calls so, the longest line that is neither title nor date, else a short one with a full stop. */
function leadOf(page: ListPage, entry: Entry, pieces: readonly Piece[], title: string, selectors: ListSelectors | null): string {
  const byHand = selectors === null ? [] : chosen(page.tree, entry.element, selectors.lead).map(wordsOf);
  const told = byHand.find((text) => text !== '' && folded(text) !== folded(title) && !isDateOnly(text));
  if (told !== undefined) return told;
  const called = within(page.tree, entry.element, '[class]').filter((element) => leadName.test(classOf(element)));
  const names = new Set(called.map(wordsOf));
  const lines = pieces
    .map((piece) => piece.text)
    .filter((text) => !isDateOnly(text) && !isNoTitle(text) && !isFurniture(text) && !folded(title).startsWith(folded(text.replace(ends, ''))))
    .filter((text) => text.length >= 45 || (text.length >= 15 && (names.has(text) || sentence.test(text.slice(0, 60)))));
  return lines.sort((a, b) => b.length - a.length)[0] ?? '';
}

function backgroundOf(page: ListPage, entry: Entry): string | null {
  for (const element of [entry.element, ...within(page.tree, entry.element, '[style]')].slice(0, 40)) {
    const match = /background(?:-image)?\s*:[^;]{0,80}url\(\s*["']?([^"')\s]{1,500})/i.exec((element.attribs.style ?? '').slice(0, 2000));
    if (match?.[1] !== undefined && !/^data:/i.test(match[1])) return match[1];
  }
  return null;
}

/** The entry's one picture; an alt text in a list is no caption. */
function pictureOf(page: ListPage, entry: Entry, title: string, selectors: ListSelectors | null): RawItem['files'] {
  const byHand = selectors === null || selectors.image.length === 0 ? [] : chosen(page.tree, entry.element, selectors.image);
  const roots = [...byHand.filter((element) => element.name !== 'img'), entry.element, ...entry.after.filter(isElement)];
  const found = roots.flatMap((root) => picturesIn(root, title)).map(({ element, url }) => ({ element, url }));
  const first = found.find(({ element }) => byHand.includes(element)) ?? found[0];
  const written = first?.url ?? backgroundOf(page, entry);
  const url = written === null ? null : canonicalUrl(written, page.base);
  return url === null ? [] : [{ url, type: 'image', caption: null }];
}

const categoryName = /(?:^|[\s_-])(?:category|categories|cat|cate|chuyen-?muc)(?:-(?:name|link|links|title|label))?(?:\s|$)/i;

function categoriesOf(page: ListPage, entry: Entry, title: string): string[] {
  const names = within(page.tree, entry.element, '[class]')
    .filter((element) => categoryName.test(classOf(element)))
    .map(lineOf)
    .filter((text) => text !== '' && text.length <= 40 && folded(text) !== folded(title) && !isDateOnly(text));
  return [...new Set(names)].slice(0, 5);
}

/** Fields are read as HTML later: what is plain text here must stay so. */
function asHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

/** A list of pictures alone has its titles in their alt texts. */
function altOf(page: ListPage, links: readonly Link[]): string {
  const alts = links.flatMap((link) => within(page.tree, link.element, 'img[alt]').map((image) => cleanLine(image.attribs.alt ?? '')));
  return alts.find((alt) => alt.length >= 15 && !/\.(?:jpe?g|png|gif|webp)$|^[\w-]+$/i.test(alt)) ?? '';
}

function titleOf(page: ListPage, entry: Entry, link: Link, same: readonly Link[], selectors: ListSelectors | null): string {
  const byHand =
    selectors === null
      ? ''
      : (chosen(page.tree, entry.element, selectors.title)
          .map(wordsOf)
          .find((text) => text !== '') ?? '');
  return whole(byHand !== '' ? byHand : titleInLink(page, link), same) || altOf(page, same);
}

/** What the entry tells; null when it leads to no article. `key`: the article's, where it is known already. */
export function readEntry(page: ListPage, entry: Entry, selectors: ListSelectors | null, key: string | null = null): RawItem | null {
  const all = linksOf(page, entry);
  const links = key === null ? all : all.filter((link) => articleKey(link.address) === key);
  const link = mainLink(page, entry, links, selectors);
  if (link === null) return null;
  const same = links.filter((other) => other.address === link.address);
  const written = titleOf(page, entry, link, same, selectors);
  const isDocument = isDocumentNumber(written);
  const apart = isDocument || written === '' || isNoTitle(written);
  const others = apart ? piecesOf(entry, written).filter((piece) => piece.text.length >= 15 && !isDateOnly(piece.text) && !isNoTitle(piece.text)) : [];
  const title = others.map((piece) => piece.text).sort((a, b) => b.length - a.length)[0] ?? (isNoTitle(written) ? '' : written);
  const pieces = piecesOf(entry, title);
  const form: { form?: ArticleKind } = isDocument ? { form: 'document' } : {};
  return {
    title: asHtml(title),
    links: [link.address],
    summary: isDocument ? '' : asHtml(leadOf(page, entry, pieces, title, selectors)),
    content: '',
    // A document's date in a list is that of its issue, not of its publication.
    published: isDocument && selectors === null ? [] : datesOf(page, entry, pieces, selectors),
    updated: [],
    categories: categoriesOf(page, entry, title).map(asHtml),
    files: pictureOf(page, entry, title, selectors),
    thumbnails: [],
    credit: null,
    ...form,
  };
}
