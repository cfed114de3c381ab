/** A list page → its articles: by the newsroom's selectors, by those of its system, else by what repeats itself on it. */
import type { FeedReading, RefusedItem } from '../../../src/ports.ts';
import type { ListSelectors } from '../../../src/source.ts';
import { canonicalUrl, isFrontPage } from '../article-key.ts';
import { select } from '../chosen.ts';
import { type DocumentContext, readItems } from '../feed-document.ts';
import type { RawItem } from '../feed-item.ts';
import { blocksOf, type Element, lineOf, parseMarkup, type Tree, within } from '../markup.ts';
import { challengeOf, challengeProblem, needsJavaScript, problem } from '../page-answer.ts';
import { readMetadata, withoutSiteName } from '../page-metadata.ts';
import { hostRefusal, hostRule } from '../source-hosts.ts';
import { cleanLine, folded } from '../text.ts';
import { findList } from './find-list.ts';
import { type ListPage, readEntry } from './list-entry.ts';
import { listPresets } from './list-presets.ts';

/** `lastSelector`: what named the list's entries when it was read last; of two lists on a page the one that was read stays the one. */
export type ListContext = DocumentContext & { readonly lastSelector?: string | null };

type Found = { readonly items: readonly RawItem[]; readonly selector: string };

const mostEntries = 2000;

function failed(kind: 'not-a-feed' | 'too-big', detail: string): FeedReading {
  return { outcome: 'failed', problem: problem(kind, detail) };
}

function bySelectors(page: ListPage, selectors: ListSelectors): Found {
  const elements = select(page.tree, null, selectors.item).slice(0, mostEntries);
  return { items: elements.flatMap((element) => readEntry(page, { element, after: [] }, selectors) ?? []), selector: selectors.item };
}

/** At least two entries with different addresses and words in their titles: else a selector hit something else. */
function isList(found: Found): boolean {
  return new Set(found.items.filter((item) => item.title.length >= 10).map((item) => item.links[0])).size >= 2;
}

function byPresets(page: ListPage, presets: readonly ListSelectors[]): Found | null {
  for (const selectors of presets) {
    const found = bySelectors(page, selectors);
    if (isList(found)) return found;
  }
  return null;
}

function byItself(page: ListPage, context: ListContext): Found | null {
  const addresses = within(page.tree, null, 'a[href]').flatMap((link) => canonicalUrl(link.attribs.href ?? '', page.base) ?? []);
  const site = context.url.startsWith('https://portal.invalid/') ? (readMetadata(page.tree).canonical ?? null) : null;
  const rule = hostRule(context.url, site, addresses.slice(0, mostEntries), context.privateHosts ?? [], context.source?.hosts);
  const found = findList(page, rule, context.lastSelector ?? null);
  if (found === null) return null;
  const items = withDatesFromTitles(found.entries.flatMap((entry) => readEntry(page, entry, null, entry.key) ?? []));
  return { items, selector: found.selector };
}

const bracketDate = /\s?[([]\s?((?:\d{1,2}[:h]\d{2},?\s)?\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[\s,-]{1,3}\d{1,2}[:h]\d{2})?)\s?[)\]]$/;

/** Where nearly every title ends in a date in brackets, it is the list's way of telling dates; in one title it is part of it. */
function withDatesFromTitles(items: readonly RawItem[]): readonly RawItem[] {
  const dated = items.filter((item) => bracketDate.test(item.title.slice(-60)));
  if (dated.length < 3 || dated.length * 5 < items.length * 4) return items;
  return items.map((item) => {
    const match = bracketDate.exec(item.title.slice(-60));
    return match?.[1] === undefined ? item : { ...item, title: item.title.slice(0, -match[0].length), published: [...item.published, match[1]] };
  });
}

/** What the newsroom said, then what its system is known for, then what can be found; `missed` names what was said and does not fit any more. */
function findItems(page: ListPage, context: ListContext): { readonly found: Found | null; readonly missed: RefusedItem[] } {
  const { list = null, system = null } = context.source ?? {};
  const told = list === null ? null : bySelectors(page, list);
  if (told !== null && told.items.length > 0) return { found: told, missed: [] };
  const missed = list === null ? [] : [{ url: null, why: `the selector of this source names no entry on the page: ${list.item.slice(0, 200)}` }];
  const found =
    (system === null ? null : byPresets(page, listPresets[system])) ?? byItself(page, context) ?? byPresets(page, Object.values(listPresets).flat());
  return { found, missed };
}

/** What the list is called: the heading or title of its page, without the site's name. */
function nameOf(tree: Tree): string {
  const metadata = readMetadata(tree);
  return withoutSiteName(metadata.documentTitle ?? metadata.title ?? '', metadata.siteName);
}

function baseOf(tree: Tree, url: string): string {
  const href = within(tree, null, 'base[href]')[0]?.attribs.href;
  return (href === undefined ? null : canonicalUrl(href, url)) ?? url;
}

const emptyList = /^(?:hiện )?(?:chưa có|không có|không tìm thấy) (?:tin|bài|dữ liệu|bản ghi|nội dung|kết quả|thông tin|mục)\b.{0,60}$/;
const templateMarks = /\{\{\s{0,5}[\w.$]{1,60}\s{0,5}(?:\|[^{}]{0,60})?\}\}|\sng-repeat=|\sv-for=|\sx-for=|data-bind=["']foreach/;
const waits = /^(?:đang tải(?: dữ liệu)?|loading|vui lòng chờ|please wait)[\s.…]*$/;
const asksForScript = /(?:bật|kích hoạt|hỗ trợ) javascript|enable javascript|javascript (?:is )?(?:required|disabled)|requires javascript/;

/** Why a page shows no list: what there is to know, for whoever must act on it. */
function noList(tree: Tree, html: string): FeedReading {
  const links: readonly Element[] = within(tree, null, 'a[href]').slice(0, 2000);
  const byScript = links.filter(
    (link) => /^\s*javascript:/i.test(link.attribs.href ?? '') && /__doPostBack|\w\(/.test((link.attribs.href ?? '').slice(0, 300)),
  );
  const lines = blocksOf(tree.root()[0]?.children ?? [], () => false).map((block) => folded(block.text.slice(0, 200)));
  const asks = within(tree, null, 'noscript')
    .slice(0, 20)
    .some((element) => asksForScript.test(noscriptText(element)));
  if (
    needsJavaScript(html) ||
    templateMarks.test(html.slice(0, 1_000_000)) ||
    lines.some((line) => waits.test(line)) ||
    (asks && lines.join(' ').length < 1500)
  )
    return failed(
      'not-a-feed',
      'a page that needs JavaScript to show its list; ask its people for a feed, a news sitemap or the address of the JSON behind it',
    );
  if (byScript.length >= 5) return failed('not-a-feed', 'a list whose links open by script only (needs JavaScript); ask its people for a feed or plain links');
  const title = nameOf(tree).slice(0, 120);
  const kind = /<input[^>]{0,200}type=["']?password/i.test(html.slice(0, 200_000)) ? 'a login page' : 'an HTML page';
  return failed(
    'not-a-feed',
    `${kind}${title === '' ? '' : ` titled "${title}"`} without a list of articles that could be found; name its selectors (list:) in newsroom.yaml`,
  );
}

function noscriptText(element: Element): string {
  return cleanLine(
    element.children
      .map((child) => (child.type === 'text' ? child.data : ''))
      .join(' ')
      .slice(0, 2000),
  ).toLowerCase();
}

function saysEmpty(tree: Tree): boolean {
  return blocksOf(tree.root()[0]?.children ?? [], () => false).some((block) => block.text.length <= 120 && emptyList.test(folded(block.text)));
}

/** What a list page says. A page that is no list fails and says what it is; never "no news". */
export function readListText(html: string, context: ListContext): FeedReading {
  const challenge = challengeOf(html);
  if (challenge !== null) return { outcome: 'failed', problem: challengeProblem(challenge, null) };
  const tree = parseMarkup(html);
  if ('danger' in tree) return failed('too-big', tree.danger);
  const page: ListPage = { tree, base: baseOf(tree, context.url) };
  const { found, missed } = findItems(page, context);
  if (found === null) {
    // Only where a list is expected: any other page may have an empty box on it.
    if (context.source?.list == null || !saysEmpty(tree)) return noList(tree, html);
    return {
      outcome: 'read',
      items: [],
      refused: [],
      validators: null,
      partial: false,
      found: { form: 'list', url: context.url, selector: context.source.list.item },
    };
  }
  const feed = { title: nameOf(tree), site: null, items: found.items };
  const reading = readItems({ feed, partial: false, lost: 0 }, context);
  return {
    ...reading,
    refused: [...missed, ...reading.refused],
    found: { form: 'list', url: context.url, selector: found.selector },
    next: nextPage(page, context.url),
  };
}

const onwards = /^(?:(?:trang )?(?:sau|tiếp|tiếp theo|kế tiếp)|next(?: page)?|older posts|cũ hơn)(?: ?[›»>→])*$|^[›>→]$/i;

/** The address of the list's next page: by `rel=next`, else by its words, else the number 2. */
function nextPage(page: ListPage, url: string): string | null {
  const links = within(page.tree, null, 'a[href],link[rel="next"]').slice(0, 3000);
  const own = canonicalUrl(url, null);
  const host = new URL(url).host;
  const leads = (element: Element) => {
    const address = canonicalUrl(element.attribs.href ?? '', page.base);
    return address !== null && address !== own && new URL(address).host === host && turnsPage(address) ? address : null;
  };
  const told = links.filter(({ attribs }) => /(?:^|\s)next(?:\s|$)/i.test(attribs.rel ?? ''));
  const named = links.filter((element) => onwards.test(lineOf(element).slice(0, 40)));
  const second = own !== null && turnsPage(own) ? [] : links.filter((element) => /^(?:trang )?2$/i.test(lineOf(element).slice(0, 40)));
  return [...told, ...named, ...second].map(leads).find((address) => address !== null) ?? null;
}

/** Whether an address names a page of a list. */
function turnsPage(address: string): boolean {
  return /[?&](?:[\w.]{0,80}_)?(?:cur|page|trang|paged?|p|start|offset)=\d{1,6}(?:&|$)|\/(?:page|trang)[/-]\d{1,5}(?:[/.]|$)|[-/](?:p|trang-?)\d{1,4}(?:\.\w{3,5})?$/i.test(
    address.slice(-500),
  );
}

// ---------------------------------------------------------------- feeds that a page names

/**
 * The feeds that a page names for itself, the best first: those of comments, of single articles and of others' hosts are
 * left aside. A section's page gives its own feed only, not that of the whole portal.
 */
export function feedsNamedBy(html: string, context: DocumentContext): string[] {
  const tree = parseMarkup(html.slice(0, 300_000));
  if ('danger' in tree) return [];
  const base = baseOf(tree, context.url);
  const rule = hostRule(context.url, null, [], context.privateHosts ?? [], context.source?.hosts);
  const front = isFrontPage(context.url);
  const folder = new URL(context.url).pathname.replace(/\/?$/, '/');
  return [
    ...new Set(
      within(tree, null, 'link[href]')
        .slice(0, 200)
        .filter(
          ({ attribs }) =>
            /(?:^|\s)alternate(?:\s|$)/i.test(attribs.rel ?? '') && /^application\/(?:rss|atom|rdf|feed)\+(?:xml|json)/i.test((attribs.type ?? '').trim()),
        )
        .filter(({ attribs }) => !isCommentFeed(attribs.href ?? '', attribs.title ?? ''))
        .flatMap(({ attribs }) => canonicalUrl(attribs.href ?? '', base) ?? [])
        .filter((address) => hostRefusal(address, rule) === null && (front || new URL(address).pathname.startsWith(folder))),
    ),
  ].slice(0, 5);
}

function isCommentFeed(href: string, title: string): boolean {
  return /comment|binh-?luan/i.test(href.slice(0, 500)) || /comments?\b|bình luận|phản hồi|oembed/i.test(title.slice(0, 300).normalize('NFC'));
}
