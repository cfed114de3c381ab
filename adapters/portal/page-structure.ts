/** Where on a page its article is: the title's element, the body's element, and what around them is not the article. */
import { type Block, blocksOf, type Element, isElement, isHidden, lineOf, type Tree, within } from './markup.ts';
import { type Metadata, siteLike, withoutSiteName } from './page-metadata.ts';
import { pictureTags } from './pictures.ts';
import { cleanLine, folded } from './text.ts';

const furnitureNames =
  'share|sharing|shares|social|socials|addthis|related|relate|relation|tin-?lien-?quan|lien-?quan|tin-?khac|cac-?tin(?:-?khac)?|other-?news|other|more-?news|comments?|binh-?luan|breadcrumbs?|rating|vote|print-?(?:btn|button|link|icon|page)|(?:btn|box|icon)-?print|tags?|tag-?list|toolbar|tools?|view-?count|views|luot-?xem|hits|font-?size|read-?speaker|tts|audio|adverts?|ads|quang-?cao|banner|sidebar|side-?bar|box-?right|right-?col|menu|nav|navbar|footer|top-?bar|header-?top|clock|today|weather|login|search|newsletter|subscribe|popup|modal|copyright|license|licence|pagination|pager|most-?read|doc-?nhieu|xem-?nhieu|hot-?news|latest|tin-?moi|portlet-?topper|skip-?link|cookie|toc[_-]?(?:container|wrap|list|box|title)|(?:ez|lw|lwp|rank-?math|simple)-?toc|table-of-contents|author-?(?:box|bio|info-box)';
const furniture = new RegExp(`(?:^|[\\s_-])(?:${furnitureNames})(?:$|[\\s_-]|\\d)`, 'i');
const furnitureTags = new Set(['nav', 'footer', 'aside', 'button', 'dialog', 'noscript', 'amp-sidebar', 'amp-ad', 'amp-embed', 'amp-list', 'amp-social-share']);

function nameOf(element: Element): string {
  const { id = '', class: classes = '' } = element.attribs;
  // `has-medium-font-size`: how a paragraph is set, not what it is for.
  return `${id} ${classes}`
    .slice(0, 300)
    .replace(/(?:^|\s)has-\S+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1-$2');
}

function isFurnitureElement(element: Element): boolean {
  return (
    furnitureTags.has(element.name) ||
    /^(?:navigation|banner|contentinfo|complementary|search)$/.test(element.attribs.role ?? '') ||
    furniture.test(nameOf(element))
  );
}

export function ancestorsOf(element: Element | null): Set<Element> {
  const found = new Set<Element>();
  for (let at = element?.parent ?? null; isElement(at); at = at.parent) found.add(at);
  return found;
}

function insideFurniture(element: Element): boolean {
  if (isFurnitureElement(element) || isHidden(element)) return true;
  for (const at of ancestorsOf(element)) {
    if (at.name === 'body' || at.name === 'html') continue;
    if (isFurnitureElement(at) || isHidden(at)) return true;
  }
  return false;
}

/** Every element's place in the document, for "stands before" and "stands after". */
export function orderOf(tree: Tree): ReadonlyMap<Element, number> {
  const order = new Map<Element, number>();
  for (const element of within(tree, null, '*')) order.set(element, order.size);
  return order;
}

/** A real page has a handful of each; a hostile one must not make us read its text thousands of times. */
const mostCandidates = 40;

export type Title = { readonly text: string; readonly element: Element | null };

function isSiteHeading(element: Element, text: string, metadata: Metadata): boolean {
  if (metadata.siteName !== null && folded(text) === folded(metadata.siteName)) return true;
  if ([metadata.documentTitle, metadata.title].some((title) => title !== null && endsWithSite(title, text))) return true;
  return (
    /(?:^|[\s_-])(?:logo|site-?title|brand|slogan)(?:$|[\s_-])/i.test(nameOf(element)) ||
    [...ancestorsOf(element)].some((at) => /(?:^|[\s_-])(?:logo|brand)(?:$|[\s_-])/i.test(nameOf(at)))
  );
}

/** `Ra mắt Tổ công nghệ - Trang thông tin xã`: what stands behind the last bar is the site, also where it is the page's only h1. */
function endsWithSite(title: string, heading: string): boolean {
  const parts = title.slice(0, 2000).split(/\s[|»·•–—-]\s/);
  return parts.length > 1 && siteLike.test(heading) && folded(parts.at(-1) ?? '') === folded(heading) && folded(parts.slice(0, -1).join(' ')).length >= 8;
}

/** The element that holds nothing but the title that the page tells machines, where no heading does. */
function plainTitle(tree: Tree, told: readonly string[]): Element | null {
  const wanted = new Set(told.map(folded).filter((title) => title.length >= 8));
  if (wanted.size === 0) return null;
  const holds = (element: Element) => element.children.some((child) => child.type === 'text' && child.data.trim().length >= 4);
  const found = within(tree, null, 'div,p,span,b,strong,font,td,a')
    .slice(0, 4000)
    .find((element) => holds(element) && wanted.has(folded(lineOf(element))) && !insideFurniture(element));
  return found ?? null;
}

const titleSelectors =
  '[itemprop="headline"],.article-title,.detail-title,.title-detail,.news-title,.entry-title,.post-title,.title-news,.tieude,.tieu-de,.singular-title,.journal-title';

/** h1 before h2 before what the page tells machines; the heading that these confirm before the first one. */
export function findTitle(tree: Tree, metadata: Metadata): Title | null {
  const told = [metadata.title, metadata.headline].flatMap((title) => (title === null ? [] : [withoutSiteName(title, metadata.siteName)]));
  const machine = folded([metadata.title, metadata.headline, metadata.documentTitle].filter((title) => title !== null).join(' '));
  const headings = (selector: string) =>
    within(tree, null, selector)
      .filter((element) => !insideFurniture(element))
      .slice(0, mostCandidates)
      .map((element) => ({ element, text: lineOf(element) }))
      .filter(({ element, text }) => folded(text) !== '' && !isSiteHeading(element, text, metadata));
  const confirmed = ({ text }: { text: string }) => folded(text).length >= 8 && machine.includes(folded(text));
  const firsts = headings('h1');
  const found = firsts.find(confirmed) ?? firsts[0] ?? headings(`h2,h3,${titleSelectors}`).find(confirmed) ?? headings(titleSelectors)[0] ?? null;
  if (found !== null) {
    const mixedCase = told.find((title) => folded(title) === folded(found.text) && title !== title.toUpperCase());
    return { element: found.element, text: found.text === found.text.toUpperCase() && mixedCase !== undefined ? mixedCase : found.text };
  }
  const named = told[0] ?? (metadata.documentTitle === null ? null : withoutSiteName(metadata.documentTitle, metadata.siteName));
  return named === null || folded(named) === '' ? null : { element: plainTitle(tree, [...told, named]), text: cleanLine(named) };
}

/** What is left out when text is read: furniture that does not hold the title. */
export function skipper(title: Title | null, kept: readonly Element[] = []): (element: Element) => boolean {
  const holding = new Set<Element>();
  for (const element of title?.element == null ? kept : [title.element, ...kept]) {
    holding.add(element);
    for (const at of ancestorsOf(element)) holding.add(at);
  }
  return (element) => !holding.has(element) && isFurnitureElement(element);
}

const bodySelectors = [
  '[itemprop="articleBody"]',
  '#divArticleDescription2',
  '[id$="divArticleDescription2"]',
  '.journal-content-article',
  '.fck_detail',
  '.detail-content',
  '.detail__content',
  '.article-content',
  '.article__content',
  '.article-body',
  '.article__body',
  '.entry-content',
  '.post-content',
  '.content-detail',
  '.contentdetail',
  '.content_detail',
  '.news-content',
  '.news-detail',
  '.detail-body',
  '.singular-content',
  '.noi-dung',
  '.noidung',
  '.noidung-chitiet',
  '.chi-tiet',
  '.chitiet',
  '.chi-tiet-tin',
  '.bodytext',
  '.body-text',
  '.ArticleContent',
  '.ExternalClass',
  '.field-name-body',
  '.field--name-body',
  '.cms-body',
  '.maincontent',
  '#content-detail',
];

type Scored = { readonly element: Element; readonly score: number };

/** Letters outside of links, in blocks long enough to be sentences. */
function proseOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (block.linked < 0.5 && block.text.length >= 25 ? block.text.length : 0), 0);
}

function score(element: Element, tree: Tree, skip: (element: Element) => boolean): number {
  const media = within(tree, element, `${pictureTags},video,iframe`).length;
  return proseOf(blocksOf(element.children, skip)) + Math.min(media, 10) * 60;
}

/** The element whose own paragraphs hold the most prose; a parent gets its children's whole, its grandchildren's half. */
function densest(tree: Tree, skip: (element: Element) => boolean): Element | null {
  const scores = new Map<Element, number>();
  const add = (element: Element | null, points: number) => {
    if (element !== null && element.name !== 'html') scores.set(element, (scores.get(element) ?? 0) + points);
  };
  for (const block of blocksOf(tree.root()[0]?.children ?? [], skip)) {
    if (block.linked >= 0.5 || block.text.length < 25 || block.element === null) continue;
    const inline = /^(?:p|li|h[1-6]|blockquote|tr|pre)$/.test(block.element.name);
    const holder = inline ? block.element.parent : block.element;
    if (!isElement(holder)) continue;
    add(holder, block.text.length);
    add(isElement(holder.parent) ? holder.parent : null, block.text.length / 2);
  }
  return [...scores].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** The element that holds the article's body: by the names that portal systems give it, else by where the prose is. */
export function findBody(tree: Tree, title: Title | null): Element | null {
  const skip = skipper(title);
  const named: Scored[] = within(tree, null, bodySelectors.join(','))
    .filter((element) => !insideFurniture(element))
    .slice(0, mostCandidates)
    .map((element) => ({ element, score: score(element, tree, (at) => at === title?.element || skip(at)) }));
  const most = Math.max(0, ...named.map((each) => each.score));
  // Of two that hold nearly the same, the inner one: the outer one has title and tools in it too.
  const inner = named.filter((each) => each.score >= most * 0.9).at(-1);
  if (inner !== undefined && most >= 60) return inner.element;
  return densest(tree, skip) ?? mediaHolder(tree, title);
}

/** A page of pictures only: the nearest element round the title that has a picture or player in it. */
function mediaHolder(tree: Tree, title: Title | null): Element | null {
  for (const at of [...ancestorsOf(title?.element ?? null)].slice(0, mostCandidates)) {
    if (within(tree, at, `${pictureTags},video,iframe,[data-video-src],[data-file]`).length > 0) return at;
  }
  return null;
}

/** The smallest element round both title and body; where there is no title element, the body's parent. */
export function findScope(title: Title | null, body: Element | null): Element | null {
  if (body === null) return null;
  const above = ancestorsOf(title?.element ?? null);
  if (above.has(body)) return body;
  for (const at of ancestorsOf(body)) if (above.size === 0 || above.has(at)) return at;
  return body;
}
