/** The list of articles on a page that nobody described: the repeated structure of links that have titles, dates, leads and pictures. */
import { articleKey, canonicalUrl, isFrontPage } from '../article-key.ts';
import { blocksOf, type Element, isElement, isHidden, lineOf, type Node, type Tree, within } from '../markup.ts';
import { ancestorsOf, orderOf } from '../page-structure.ts';
import { picturesIn } from '../pictures.ts';
import { type HostRule, hostRefusal } from '../source-hosts.ts';
import { cleanLine, folded } from '../text.ts';
import { type Entry, isDateOnly, isDocumentNumber, isNoTitle, type ListPage } from './list-entry.ts';

/** `link`: the first link of it that was met. */
export type FoundEntry = Entry & { readonly key: string; readonly link: Element };
export type FoundEntries = { readonly entries: readonly FoundEntry[]; readonly selector: string };

const mostLinks = 4000;

// ---------------------------------------------------------------- what on a page is no list

const sectionNames = 'menu|menubar|nav|navbar|navigation|mega-?menu|breadcrumbs?|top-?bar|sitemap';
const sideNames =
  'share|sharing|social|related|tin-?lien-?quan|lien-?quan|comments?|binh-?luan|tags?|tag-?list|toolbar|ads|advert(?:s|isement)?|quang-?cao|banners?|sidebar|side-?bar|box-?right|right-?col(?:umn)?|col(?:umn)?-?right|cot-?phai|footer|search|newsletter|popup|modal|pagination|pager|paging|phan-?trang|most-?(?:read|view(?:ed)?)|doc-?nhieu|xem-?nhieu|popular|trending|poll|weblinks?|lien-?ket|partners?|marquee|ticker|login|weather|counter|thong-?ke';
/** Such a name on a whole page's layout says nothing of what is in it. */
const layoutName = /^(?:has|with|no|without|is)-|(?:-layout|-page|-wrap(?:per)?|-active|-enabled|-template|-open)$/i;
const section = new RegExp(`(?:^|[_-])(?:${sectionNames})(?:$|[_-]|\\d)`, 'i');
const side = new RegExp(`(?:^|[_-])(?:${sideNames})(?:$|[_-]|\\d)`, 'i');

function tokensOf(element: Element): string[] {
  const { id = '', class: classes = '' } = element.attribs;
  return `${id} ${classes}`
    .slice(0, 300)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .split(/\s+/)
    .filter((token) => token !== '' && !layoutName.test(token));
}

type Place = 'list' | 'side' | 'section';

function ownPlace(element: Element): Place {
  if (element.name === 'body' || element.name === 'html' || element.name === 'main') return 'list';
  if (element.name === 'nav' || element.attribs.role === 'navigation') return 'section';
  if (/^(?:footer|aside|dialog|form|noscript)$/.test(element.name) && !isPageForm(element)) return 'side';
  if (/^(?:contentinfo|complementary|search)$/.test(element.attribs.role ?? '') || isHidden(element)) return 'side';
  const tokens = tokensOf(element);
  if (tokens.some((token) => section.test(token))) return 'section';
  return tokens.some((token) => side.test(token)) ? 'side' : 'list';
}

/** ASP.NET puts the whole page into one form. */
function isPageForm(element: Element): boolean {
  return (
    element.name === 'form' &&
    (isElement(element.parent) ? element.parent.name === 'body' || element.parent.name === 'html' || element.parent.name === 'desk-page' : true)
  );
}

function createPlaces(): (element: Element) => Place {
  const known = new Map<Element, Place>();
  return (element) => {
    const open: Element[] = [];
    let found: Place = 'list';
    for (let at: Element | null = element; at !== null; at = isElement(at.parent) ? at.parent : null) {
      const told = known.get(at);
      if (told !== undefined) {
        found = told;
        break;
      }
      open.push(at);
    }
    for (const at of open.reverse()) {
      if (found === 'list') found = ownPlace(at);
      known.set(at, found);
    }
    return found;
  };
}

const sideTitle =
  /^(?:(?:tin|bài|bài viết|tin tức|tin bài) )?(?:(?:được )?(?:đọc|xem|quan tâm) nhiều(?: nhất)?|mới đọc|liên quan|cùng chủ đề|khác có thể bạn quan tâm)(?: .{0,30})?$|^có thể bạn quan tâm|^liên kết(?: web(?:site)?| nhanh)?$|^(?:bình luận|quảng cáo|thăm dò ý kiến|thống kê(?: truy cập)?|lượt truy cập|most (?:read|viewed)|popular(?: posts)?|related(?: news| posts| articles)?|trending|recent comments|phản hồi gần đây|từ khóa|tags?)$/;
const weakTitle =
  /^(?:tin nổi bật|nổi bật|tin mới(?: nhất)?|thông báo|video.{0,20}|hình ảnh|thư viện.{0,20}|văn bản mới.{0,20}|lịch .{0,30}|tin nóng|hot news|latest news)$/;

/** The heading over a box: the nearest short line above it, at most five levels up. */
function headingOver(element: Element): string | null {
  let at: Element = element;
  for (let level = 0; level < 5; level++) {
    let looked = 0;
    for (let before: Node | null = at.prev; before !== null && looked < 3; before = before.prev) {
      if (!isElement(before)) continue;
      looked += 1;
      const text = headingText(before);
      if (text !== null) return text;
    }
    if (!isElement(at.parent) || at.parent.name === 'body') return null;
    at = at.parent;
  }
  return null;
}

function headingText(element: Element): string | null {
  const isNamed =
    /^h[1-6]$|^(?:header|legend|caption)$/.test(element.name) ||
    /(?:^|[\s_-])(?:title|heading|head|header|caption|tieu-?de)(?:$|[\s_-])/i.test((element.attribs.class ?? '').slice(0, 300));
  if (!isNamed) return null;
  const text = lineOf(element);
  return text !== '' && text.length <= 60 ? text : null;
}

// ---------------------------------------------------------------- links that may be articles

type Candidate = { readonly element: Element; readonly key: string; readonly words: string };

const noArticlePath =
  /^\/(?:tags?|tu-khoa|author|tac-gia|search|tim-kiem|rss|feed|login|dang-nhap|dang-ky|lien-he|contact|sitemap|so-do|gioi-thieu|cdn-cgi|wp-login|user)(?:[/.]|$)/i;
const file = /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|webp|mp[34]|avi|xml|rss)$/i;
const pageTurn =
  /^(?:\d{1,4}|[«»‹›<>|]{1,3}|trang (?:đầu|cuối|trước|sau|tiếp|\d{1,4})|(?:trang )?(?:sau|trước|tiếp|tiếp theo|đầu|cuối)|next|prev(?:ious)?|first|last|older posts|newer posts)$/i;

function pathOf(address: string): string {
  const path = new URL(address).pathname;
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

function wordsOf(element: Element): string {
  const text = lineOf(element);
  const told = text === '' || isNoTitle(text) ? cleanLine(element.attribs.title ?? '') : text;
  if (told !== '') return told;
  const image = element.children.find((child) => isElement(child) && child.name === 'img');
  return image !== undefined && isElement(image) ? cleanLine(image.attribs.alt ?? '') : '';
}

/** Links that an article may stand behind; those in menus show what is a section, and no article. */
function candidatesOf(page: ListPage, rule: HostRule, placeOf: (element: Element) => Place): Candidate[] {
  const own = canonicalUrl(page.base, null);
  const ownKey = own === null ? '' : articleKey(own);
  const sections = new Set<string>();
  const found: Candidate[] = [];
  for (const element of within(page.tree, null, 'a[href]').slice(0, mostLinks)) {
    const address = canonicalUrl(element.attribs.href ?? '', page.base);
    if (address === null || isFrontPage(address)) continue;
    const key = articleKey(address);
    if (placeOf(element) === 'section') sections.add(key);
    const path = pathOf(address);
    if (key === ownKey || noArticlePath.test(path) || file.test(path) || hostRefusal(address, rule) !== null) continue;
    const words = wordsOf(element);
    if (pageTurn.test(words.slice(0, 30)) || /\b(?:next|prev|tag|category|author|nofollow ugc)\b/.test(element.attribs.rel ?? '') || turnsOwnPage(address, own))
      continue;
    found.push({ element, key, words });
  }
  return withoutSections(found, sections);
}

/** The list's own address with another page number, order or view. */
function turnsOwnPage(address: string, own: string | null): boolean {
  if (own === null || address.split('?')[0] !== own.split('?')[0]) return false;
  return /[?&](?:[\w.]{0,60}_)?(?:cur|page|trang|p|paged|start|delta|order|sort|orderby)=/i.test(address);
}

/** What many links call by the same short name is a section; so is the folder that others lie in, and what no link gives words to. */
function withoutSections(found: readonly Candidate[], sections: ReadonlySet<string>): Candidate[] {
  const longest = new Map<string, number>();
  const times = new Map<string, number>();
  for (const { key, words } of found) {
    longest.set(key, Math.max(longest.get(key) ?? 0, isDocumentNumber(words) ? 80 : words.length));
    const said = `${key}\n${folded(words)}`;
    // A title may stand over picture, headline, ticker and side box; a section's name is short.
    if (words !== '' && words.length <= 40) times.set(said, (times.get(said) ?? 0) + 1);
  }
  const inside = new Map<string, number>();
  for (const key of longest.keys()) {
    const folder = key.slice(0, key.lastIndexOf('/'));
    inside.set(folder, (inside.get(folder) ?? 0) + 1);
  }
  const named = new Set([...times].filter(([, count]) => count >= 4).map(([said]) => said.split('\n')[0] ?? ''));
  return found.filter(({ key }) => !sections.has(key) && !named.has(key) && (longest.get(key) ?? 0) >= 10 && (inside.get(key) ?? 0) < 2);
}

// ---------------------------------------------------------------- entries and groups of them

const many = Symbol('many');

/** Which elements hold the links of one article only. */
function holdersOf(candidates: readonly Candidate[]): Map<Element, string | typeof many> {
  const holders = new Map<Element, string | typeof many>();
  for (const { element, key } of candidates) {
    for (let at: Element | null = element; at !== null; at = isElement(at.parent) ? at.parent : null) {
      const there = holders.get(at);
      if (there === many) break;
      if (there === undefined) holders.set(at, key);
      else if (there !== key) holders.set(at, many);
    }
  }
  return holders;
}

/** What stands behind the element up to the next entry or heading: such lists have no element round an entry. */
function following(element: Element, holders: ReadonlyMap<Element, unknown>): Node[] {
  const nodes: Node[] = [];
  for (let at: Node | null = element.next; at !== null && nodes.length < 8; at = at.next) {
    if (isElement(at) && (holders.has(at) || /^(?:h[1-6]|hr|ul|ol|table|script|style|nav|form)$/.test(at.name) || ownPlace(at) !== 'list')) break;
    nodes.push(at);
  }
  return nodes;
}

function entriesOf(candidates: readonly Candidate[]): FoundEntry[] {
  const holders = holdersOf(candidates);
  const entries = new Map<Element, FoundEntry>();
  for (const { element, key } of candidates) {
    let top = element;
    while (isElement(top.parent) && top.parent.name !== 'body' && top.parent.name !== 'main' && holders.get(top.parent) === key) top = top.parent;
    if (!entries.has(top)) entries.set(top, { element: top, link: element, key, after: following(top, holders) });
  }
  return [...entries.values()];
}

/** The longest words of a link that can be a section's or an author's name beside a headline. */
const longestName = 30;

/**
 * Links to the section, the author or a topic that stand beside a headline name no article: in the nearest element round
 * them, a few levels up, there is one headline in a heading, and it is another's.
 */
function withoutCompanions(candidates: readonly Candidate[]): Candidate[] {
  const headlines = candidates.filter(({ element, words }) => words.length >= 15 && isInHeading(element));
  const inside = new Map<Element, Set<string>>();
  for (const { element, key } of headlines) for (const at of [...ancestorsOf(element)].slice(0, 5)) inside.set(at, (inside.get(at) ?? new Set()).add(key));
  const own = new Set(headlines.map(({ key }) => key));
  return candidates.filter(({ element, key, words }) => {
    if (own.has(key) || words.length > longestName || isDocumentNumber(words)) return true;
    const near = [...ancestorsOf(element)].slice(0, 4).find((at) => inside.has(at));
    return near === undefined || (inside.get(near)?.size ?? 0) !== 1;
  });
}

function isInHeading(element: Element): boolean {
  const near = [...ancestorsOf(element)].slice(0, 3);
  return [element, ...near].some((at) => /^h[1-6]$/.test(at.name)) || element.children.some((child) => isElement(child) && /^h[1-6]$/.test(child.name));
}

const stateToken =
  /^(?:first|last|odd|even|active|selected|current|clearfix|post-\d+|item-?\d+|views-row-\S+|id-\S+|category-\S+|tag-\S+|has-\S+|col-\S+|\S*\d\S*)$/i;

function nameOf(element: Element): string {
  const tokens = (element.attribs.class ?? '')
    .slice(0, 300)
    .split(/\s+/)
    .filter((token) => token !== '' && /^[\p{L}_][\p{L}\d_-]{0,60}$/u.test(token) && !stateToken.test(token));
  return [element.name, ...tokens.slice(0, 2)].join('.');
}

function pathTo(element: Element, levels: number): string[] {
  const names: string[] = [];
  for (let at: Element | null = element; at !== null && names.length < levels && at.name !== 'desk-page'; at = isElement(at.parent) ? at.parent : null)
    names.unshift(nameOf(at));
  return names;
}

type Weighed = FoundEntry & { readonly weight: number; readonly dated: boolean };

/** How much an entry looks like an article: words in its title, a date, a lead, a picture, an address with a name or number. */
function weigh(entry: FoundEntry, title: string, tree: Tree): Weighed {
  const blocks = blocksOf([entry.element, ...entry.after], () => false);
  const lines = blocks.map((block) => block.text);
  const dated =
    within(tree, entry.element, 'time').length > 0 ||
    lines.some(
      (line) =>
        isDateOnly(line) ||
        (title !== '' && line.startsWith(title) && isDateOnly(line.slice(title.length))) ||
        /[([]\s?\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(line.slice(-60)),
    );
  const lead = lines.some((line) => line.length >= 60 && folded(line) !== folded(title));
  const picture = picturesIn(entry.element, title).length > 0;
  const slug = /\d{4,}|(?:-[\p{L}\d]+){3}|\.html?$/u.test(entry.key.slice(-200));
  const told = dated || lead || picture;
  const words = title.length >= 25 || isDocumentNumber(title) ? 1 : title.length >= 15 ? 0.6 : title.length >= 10 && told ? 0.3 : 0;
  return { ...entry, weight: words === 0 ? 0 : words + (dated ? 0.8 : 0) + (lead ? 0.6 : 0) + (picture ? 0.4 : 0) + (slug ? 0.5 : 0), dated };
}

type Group = { readonly entries: Weighed[]; readonly path: readonly string[] };

function scoreOf(group: Group): number {
  const distinct = new Set(group.entries.map((entry) => entry.key)).size;
  const mean = group.entries.reduce((sum, entry) => sum + entry.weight, 0) / group.entries.length;
  const first = group.entries[0]?.element;
  if (first === undefined || distinct < 2 || mean < 0.7 || (distinct === 2 && mean < 1.8)) return 0;
  const above = [...ancestorsOf(first)];
  const inMain = above.some((at) => at.name === 'main' || at.attribs.role === 'main' || /^(?:main|content|main-content|primary)$/i.test(at.attribs.id ?? ''));
  const over = headingOver(first.parent !== null && isElement(first.parent) ? first.parent : first);
  const weak = over !== null && weakTitle.test(folded(over));
  return mean * mean * Math.sqrt(Math.min(distinct, 30)) * (inMain ? 1.3 : 1) * (weak ? 0.6 : 1);
}

/** Old pages have tables without names, menus among them: of a group in several holders those that hold nothing like an article are left out. */
function withoutPoorParts(group: Group): Group {
  const parts = new Map<unknown, Weighed[]>();
  for (const entry of group.entries) {
    const part = parts.get(entry.element.parent);
    if (part === undefined) parts.set(entry.element.parent, [entry]);
    else part.push(entry);
  }
  if (parts.size < 2) return group;
  const mean = (part: readonly Weighed[]) => part.reduce((sum, entry) => sum + entry.weight, 0) / part.length;
  const best = Math.max(...[...parts.values()].map(mean));
  return { ...group, entries: [...parts.values()].filter((part) => mean(part) >= best * 0.3).flat() };
}

function isUnderSideTitle(entry: FoundEntry, known: Map<Element, boolean>): boolean {
  const box = isElement(entry.element.parent) ? entry.element.parent : entry.element;
  const told = known.get(box);
  if (told !== undefined) return told;
  const over = headingOver(box);
  const inside = entry.element.prev === null ? null : firstHeading(box);
  const found = [over, inside].some((text) => text !== null && sideTitle.test(folded(text)));
  known.set(box, found);
  return found;
}

function firstHeading(box: Element): string | null {
  const first = box.children.find((child) => isElement(child));
  return first !== undefined && isElement(first) ? headingText(first) : null;
}

/** A top story in another form than the list below it belongs to it: before it in the same block, with a date, a lead or a picture. */
function withTopStories(best: Group, others: readonly Weighed[], order: ReadonlyMap<Element, number>): Weighed[] {
  const [first, second] = [best.entries[0], best.entries.at(-1)];
  if (first === undefined || second === undefined) return best.entries;
  const common = [...ancestorsOf(first.element)].find((at) => ancestorsOf(second.element).has(at));
  const scope = new Set(
    [common, common?.parent, common?.parent !== null && isElement(common?.parent) ? common.parent.parent : null].filter(
      (at): at is Element => isElement(at) && !/^(?:html|desk-page)$/.test(at.name),
    ),
  );
  const start = order.get(first.element) ?? 0;
  const keys = new Set(best.entries.map((entry) => entry.key));
  const top = others.filter((entry) => {
    const above = [...ancestorsOf(entry.element)].slice(0, 6);
    return entry.weight >= 1.8 && !keys.has(entry.key) && (order.get(entry.element) ?? 0) < start && above.some((at) => scope.has(at));
  });
  return [...top.slice(0, 10), ...best.entries];
}

/**
 * Boxes of one form, each with a big story and small ones (a front page's sections): in at least two boxes that are built alike
 * entries of both groups stand side by side.
 */
function sharesBoxes(best: Group, other: Group): boolean {
  const above = new Set(best.entries.flatMap(({ element }) => [...ancestorsOf(element)].slice(0, 3)));
  const boxes = new Set<Element>();
  for (const { element } of other.entries) {
    const box = [...ancestorsOf(element)].slice(0, 3).find((at) => above.has(at));
    if (box === undefined) return false;
    boxes.add(box);
  }
  const forms = new Set([...boxes].map((box) => pathTo(box, 2).join('>')));
  return boxes.size >= 2 && forms.size === 1;
}

/** What the end of an article's address looks like in this system: `-#.html`, `/#`; empty where it tells nothing. */
function addressForm(key: string): string {
  return /(?:[-/~]\d{3,})?(?:\.\p{L}{3,5})?$/u.exec(key.slice(-200))?.[0].replace(/\d+/, '#') ?? '';
}

/**
 * A box of a front page that is built in another way than the best one and holds news all the same: its entries' addresses
 * end like the best one's, and most have a date, or the heading over them leads to their section. Notices, schedules and
 * documents have headings of their own.
 */
function isNewsBox(best: Group, other: Group, tree: Tree): boolean {
  const first = other.entries[0]?.element;
  const form = addressForm(best.entries[0]?.key ?? '');
  if (first === undefined || form === '' || other.entries.some(({ key }) => addressForm(key) !== form)) return false;
  const box = first.parent !== null && isElement(first.parent) ? first.parent : first;
  const over = headingOver(box);
  if (over !== null && weakTitle.test(folded(over))) return false;
  if (other.entries.filter(({ dated }) => dated).length * 2 > other.entries.length) return true;
  const holder = box.parent !== null && isElement(box.parent) ? box.parent : box;
  const headings = within(tree, holder, 'h1,h2,h3,h4,h5,h6').slice(0, 20);
  return over !== null && headings.some((heading) => lineOf(heading) === over && within(tree, heading, 'a[href]').length > 0);
}

/** A selector that names these entries: the last names of their path, from an id where one stands near. */
function selectorOf(group: Group): string {
  const first = group.entries[0]?.element;
  const path = group.path.slice(-3);
  if (first === undefined) return '';
  const ided = [...ancestorsOf(first)]
    .slice(0, 6)
    .find(
      (at) =>
        /^[A-Za-z][\w-]{1,40}$/.test(at.attribs.id ?? '') &&
        !/\d{3}/.test(at.attribs.id ?? '') &&
        group.entries.every((entry) => ancestorsOf(entry.element).has(at)),
    );
  return ided === undefined ? path.join(' > ') : `#${ided.attribs.id} ${nameOf(first)}`;
}

/** The page's list of articles, in the page's order; null when there is none to be found. `last`: the selector that named it before. */
export function findList(page: ListPage, rule: HostRule, last: string | null): FoundEntries | null {
  const placeOf = createPlaces();
  const candidates = withoutCompanions(candidatesOf(page, rule, placeOf));
  const titles = new Map<string, string>();
  for (const { key, words } of candidates) if (words.length > (titles.get(key)?.length ?? 0)) titles.set(key, words);
  const boxes = new Map<Element, boolean>();
  const weighed = entriesOf(candidates.filter(({ element }) => placeOf(element) === 'list'))
    .filter((entry) => !isUnderSideTitle(entry, boxes))
    .map((entry) => weigh(entry, titles.get(entry.key) ?? '', page.tree));
  const groups = new Map<string, Group>();
  for (const entry of weighed) {
    const path = pathTo(entry.element, 4);
    const group = groups.get(path.join('>'));
    if (group === undefined) groups.set(path.join('>'), { entries: [entry], path });
    else group.entries.push(entry);
  }
  const scored = [...groups.entries()]
    .map(([path, group]) => [path, withoutPoorParts(group)] as const)
    .map(([path, group]) => ({ path, group, score: scoreOf(group) }))
    .filter(({ score }) => score > 0);
  const best = scored.find(({ group }) => last !== null && selectorOf(group) === last.split(', ')[0]) ?? scored.sort((a, b) => b.score - a.score)[0];
  if (best === undefined) return null;
  const order = orderOf(page.tree);
  const isFront = isFrontPage(page.base);
  const alike = scored
    .filter(({ group }) => group !== best.group && (sharesBoxes(best.group, group) || (isFront && isNewsBox(best.group, group, page.tree))))
    .map(({ group }) => group);
  const beside = alike.flatMap((group) => group.entries);
  const others = weighed.filter((entry) => !best.group.entries.includes(entry) && !beside.includes(entry));
  const lone = others.flatMap((entry) => (entry.weight === 0 ? [] : (withinLastRow(entry, best.path) ?? [])));
  const entries = [...best.group.entries, ...beside, ...lone].sort((a, b) => (order.get(a.element) ?? 0) - (order.get(b.element) ?? 0));
  const group = { ...best.group, entries };
  return { entries: withTopStories(group, others, order), selector: [group, ...alike].map(selectorOf).join(', ') };
}

/** The last row of a grid may hold one entry only: then the row looks like the entry, and the true one stands inside it. */
function withinLastRow(entry: Weighed, path: string): Weighed | null {
  for (let at: Element | null = entry.link; at !== null && at !== entry.element; at = isElement(at.parent) ? at.parent : null) {
    if (pathTo(at, 4).join('>') === path) return { ...entry, element: at, after: [] };
  }
  return null;
}
