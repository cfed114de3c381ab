/** An article's page → the article. No network. */
import type { Article, ArticleKind } from '../../src/article.ts';
import type { ArticleReading, PortalProblem } from '../../src/ports.ts';
import type { PageSelectors } from '../../src/source.ts';
import { articleKey, canonicalUrl, isFrontPage, tellsByParameter } from './article-key.ts';
import { decodeDocument } from './charset.ts';
import { chosen, cutOut } from './chosen.ts';
import { type DateContext, type PortalDate, parsePortalDate } from './dates.ts';
import type { DocumentContext } from './feed-document.ts';
import { kindOf } from './kind.ts';
import { linkCard } from './link-card.ts';
import { type Block, blocksOf, type Element, lineOf, parseMarkup, type Tree, topOf, unescaped, within } from './markup.ts';
import { challengeOf, challengeProblem, needsJavaScript, problem, saysGone, saysOutOfOrder } from './page-answer.ts';
import { bodyBlocks, creditBelow, creditBeside, takeCredit } from './page-body.ts';
import { findCategories } from './page-categories.ts';
import { findDate } from './page-date.ts';
import { documentFields, documentLines } from './page-document-table.ts';
import { findLead, leadElements } from './page-lead.ts';
import { creditLine } from './page-lines.ts';
import { type Metadata, readMetadata } from './page-metadata.ts';
import { ancestorsOf, findBody, findScope, findTitle, orderOf, skipper, type Title } from './page-structure.ts';
import { type PagePicture, picturesIn, posterIn, scriptedPosterIn, videoIn } from './pictures.ts';
import { type HostRule, hostRefusal, hostRule, isPrivateFor } from './source-hosts.ts';
import { folded, isGarbled, languageOf } from './text.ts';

const longestTitle = 1000;

function failed(reason: PortalProblem): ArticleReading {
  return { outcome: 'failed', problem: reason };
}

/**
 * The page's own word on its address, where it can be believed: on the source's hosts, not the front page (templates
 * name it on every page), and not without the parameter that tells the articles apart.
 */
function addressOf(metadata: Metadata, context: DocumentContext, rule: HostRule): string | null {
  const asked = canonicalUrl(context.url, null);
  for (const told of [metadata.canonical, metadata.ogUrl]) {
    const address = told === null ? null : canonicalUrl(told, asked);
    if (address === null || hostRefusal(address, rule) !== null || isFrontPage(address)) continue;
    if (asked !== null && tellsByParameter(asked) && !tellsByParameter(address)) continue;
    return address;
  }
  return asked;
}

type Page = {
  readonly tree: Tree;
  readonly metadata: Metadata;
  readonly title: Title;
  readonly body: Element | null;
  readonly scope: Element | null;
  readonly skip: (element: Element) => boolean;
};

/** Pictures of the body and between title and body, in the page's order. */
function pagePictures(page: Page): PagePicture[] {
  const { tree, title, body, scope, skip } = page;
  const all = picturesIn(scope ?? body ?? topOf(tree), title.text, skip);
  if (body === null || title.element === null || scope === body) return all;
  const order = orderOf(tree);
  const start = order.get(title.element) ?? 0;
  const inside = (element: Element) => ancestorsOf(element).has(body);
  const bodyPlace = order.get(body) ?? 0;
  return all.filter(({ element }) => inside(element) || ((order.get(element) ?? 0) > start && (order.get(element) ?? 0) < bodyPlace));
}

const standIn = /(?:^|[/_.-])(?:logo|default|no-?image|favicon|placeholder|avatar|icon|banner|share|thumb-?default|quoc-?huy)[^/]*$/i;

function toImages(page: Page, pictures: readonly PagePicture[], base: string | null, rule: HostRule): Article['images'] {
  const { tree, metadata, scope } = page;
  const spare = [posterIn(tree, scope), metadata.image !== null && !standIn.test(metadata.image) ? metadata.image : null, scriptedPosterIn(tree, scope)];
  const told = pictures.length > 0 ? pictures : spare.flatMap((url) => (url === null ? [] : [{ url, caption: null }])).slice(0, 1);
  const images = new Map<string, Article['images'][number]>();
  for (const { url, caption } of told) {
    const address = canonicalUrl(url, base);
    if (address !== null && !isPrivateFor(address, rule) && !images.has(address))
      images.set(address, { url: address, caption: caption === null ? null : unescaped(caption) || null });
  }
  return [...images.values()];
}

function baseOf(tree: Tree, url: string): string | null {
  const href = within(tree, null, 'base[href]')[0]?.attribs.href;
  return (href === undefined ? null : canonicalUrl(href, url)) ?? canonicalUrl(url, null);
}

type FormEvidence = {
  readonly page: Page;
  readonly blocks: readonly Block[];
  readonly pictures: readonly PagePicture[];
  readonly video: string | null;
  readonly credit: string | null;
};

const slides =
  '[class*="slider" i],[class*="slick" i],[class*="swiper" i],[class*="gallery" i],[class*="carousel" i],[class*="fotorama" i],[class*="photo-album" i],[class*="owl-" i]';

/** What the page's form shows it to be; null for an ordinary article. */
function formOf({ page, blocks, pictures, video, credit }: FormEvidence): ArticleKind | null {
  const prose = blocks.reduce((sum, block) => sum + block.text.length, 0);
  const { isDocument, summary } = documentFields(page.tree, null);
  if (isDocument && proseOutsideTables(page, blocks) - (summary?.length ?? 0) < 300) return 'document';
  if (video !== null && prose < 400) return 'video';
  const inSlides = pictures.filter(({ element }) => [...ancestorsOf(element)].slice(0, 12).some((at) => page.tree(at).is(slides))).length;
  if (inSlides >= 3 && prose < 1500) return 'photos';
  const captioned = pictures.filter(({ caption }) => caption !== null).length;
  if (pictures.length >= 5 && captioned * 2 >= pictures.length && prose / pictures.length < 160) return 'photos';
  if (pictures.length === 1 && pictures[0]?.tall === true && prose < 250) return 'infographic';
  const headings = blocks.filter((block, place) => block.bold && block.text.length < 160 && blocks[place + 1]?.bold === false).length;
  const dated = /\d{1,2}[/.-]\d{1,2}/.test(page.title.text) || /tổng hợp/i.test(credit ?? '');
  return headings >= 3 && dated ? 'digest' : null;
}

function proseOutsideTables(page: Page, blocks: readonly Block[]): number {
  return blocks
    .filter((block) => block.element === null || !(block.element.name === 'tr' || [...ancestorsOf(block.element)].some((at) => at.name === 'table')))
    .reduce((sum, block) => sum + (block.linked > 0.8 || folded(block.text) === folded(page.title.text) ? 0 : block.text.length), 0);
}

/** Whether the page stands in place of an article that is not there; an article about something not found has a body. */
function isGone(page: Page | null, tree: Tree, blocks: readonly Block[]): boolean {
  if (blocks.reduce((sum, block) => sum + block.text.length, 0) >= 500) return false;
  const headings = within(tree, null, 'h1,h2,h3').slice(0, 20).map(lineOf);
  const documentTitle = page?.metadata.documentTitle ?? readMetadata(tree).documentTitle ?? '';
  const told = page?.title.element == null ? blocksOf(tree.root()[0]?.children ?? [], page?.skip ?? (() => false)) : [];
  const lone = told
    .filter((block) => block.linked < 0.5 && block.text.length <= 200)
    .slice(0, 100)
    .map((block) => block.text);
  const lines = [...headings, ...lone, documentTitle.split(/\s[-|–]\s/)[0] ?? '', ...blocks.slice(0, 4).flatMap((block) => block.text.split('\n'))];
  return lines.some(saysGone);
}

/** An error or maintenance page in place of the article; an article about maintenance has a date or more to say. */
function isOutOfOrder({ title, metadata, tree }: Page, { blocks, pictures }: Parts): boolean {
  if (pictures.length > 0 || metadata.published !== null || blocks.reduce((sum, block) => sum + block.text.length, 0) >= 500) return false;
  const headings = within(tree, null, 'h1,h2').slice(0, 5).map(lineOf);
  return saysOutOfOrder(title.text) || (saysOutOfOrder(metadata.documentTitle ?? '') && headings.every((text) => folded(text) === '' || saysOutOfOrder(text)));
}

/** The title that the newsroom's selectors name. */
function chosenTitle(tree: Tree, selectors: PageSelectors): Title | null {
  const told = chosen(tree, null, selectors.title).map((element) => ({ element, text: lineOf(element) }));
  return told.find(({ text }) => folded(text) !== '') ?? null;
}

function openPage(tree: Tree, selectors: PageSelectors | null): Page | null {
  if (selectors !== null) cutOut(tree, selectors.remove);
  const metadata = readMetadata(tree);
  const title = (selectors === null ? null : chosenTitle(tree, selectors)) ?? findTitle(tree, metadata);
  if (title === null) return null;
  const body = (selectors === null ? undefined : chosen(tree, null, selectors.body)[0]) ?? findBody(tree, title);
  const scope = findScope(title, body);
  return { tree, metadata, title, body, scope, skip: skipper(title, body === null ? [] : [body]) };
}

type Parts = {
  readonly blocks: readonly Block[];
  readonly lead: string | null;
  readonly credit: string | null;
  readonly byline: string | null;
  readonly pictures: readonly PagePicture[];
};

function readParts(page: Page, dates: DateContext, selectors: PageSelectors | null): Parts {
  const { tree, metadata, title, body, scope, skip } = page;
  const pictures = pagePictures(page);
  const named = leadElements({ tree, scope, title: title.element, body }, skip).filter((element) => body === null || !ancestorsOf(body).has(element));
  const told = selectors === null ? [] : chosen(tree, null, selectors.lead).filter((element) => folded(lineOf(element)) !== '');
  const leads = told.length > 0 ? told : named.filter((element) => element !== body);
  const aside = new Set<Element>([
    ...leads.slice(0, 1),
    ...(title.element === null ? [] : [title.element]),
    ...pictures.flatMap(({ captionElement }) => captionElement ?? []),
  ]);
  const all = body === null ? [] : bodyBlocks(body, (element) => aside.has(element) || skip(element), title.text, dates);
  const taken = takeCredit(all);
  const lead = findLead(leads, taken.blocks, title.text, metadata);
  const blocks = taken.blocks.filter((block) => block !== lead?.block && (lead === null || folded(block.text) !== folded(lead.text)));
  const beside = creditBeside(tree, scope, skip);
  const below = creditBelow(tree, body, skip);
  const chosenCredit =
    selectors === null
      ? ''
      : (chosen(tree, null, selectors.credit)
          .map(lineOf)
          .find((text) => text !== '') ?? '');
  const credit =
    (chosenCredit === '' ? null : (creditLine(chosenCredit)?.credit ?? chosenCredit)) ??
    taken.source ??
    beside.source ??
    below.source ??
    taken.author ??
    beside.author ??
    below.author;
  const isMore = blocks.length > 1 || lead !== null || pictures.length > 0;
  const withoutCredit = isMore && credit !== null && blocks.at(-1)?.text === credit ? blocks.slice(0, -1) : blocks;
  return { blocks: withoutCredit, lead: lead?.text ?? null, credit, byline: taken.byline ?? beside.byline ?? below.byline, pictures };
}

function toReading(page: Page, html: string, context: DocumentContext): ArticleReading {
  const { tree, metadata, title, body, scope } = page;
  const { source } = context;
  const selectors = source?.page ?? null;
  const dates: DateContext = { zone: context.zone, now: context.now, monthFirst: source?.dates === 'month-first' };
  const rule = hostRule(context.url, null, [], context.privateHosts ?? [], source?.hosts);
  const url = addressOf(metadata, context, rule) ?? context.url;
  const base = baseOf(tree, context.url);
  const parts = readParts(page, dates, selectors);
  if (isOutOfOrder(page, parts)) return failed(problem('broken', `the portal is out of order: "${title.text.slice(0, 100)}"`));
  if (isGone(page, tree, parts.blocks)) return failed(problem('withdrawn', 'the page says that the article is not there'));
  const video = videoIn(tree, scope) ?? metadata.video;
  const images = toImages(page, parts.pictures, base, rule);
  const form = formOf({ page, blocks: parts.blocks, pictures: parts.pictures, video, credit: parts.credit });
  const fields = form === 'document' ? documentLines(documentFields(tree, null)) : null;
  const text = (fields ?? parts.blocks.map((block) => block.text))
    .map(unescaped)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
  if (text.length < 40 && parts.lead === null && images.length === 0 && video === null && form === null) return failed(noArticle(html));
  const categories = findCategories(tree, scope, title.text, metadata);
  const name = unescaped(form === 'document' ? documentTitle(page) : title.text);
  if (folded(name) === '') return failed(noArticle(html));
  if (name.length > longestTitle || isGarbled(name) || isGarbled(text))
    return failed(problem('broken', 'a page whose text is garbled or whose title is no title'));
  const date = (selectors === null ? null : chosenDate(tree, selectors, dates)) ?? findDate({ tree, title, scope, body }, metadata, dates);
  const language = source?.language ?? languageOf(`${name} ${parts.lead ?? ''} ${text.slice(0, 2000)}`);
  const kind = source?.kind ?? kindOf({ title: name, categories, form });
  const article: Article = {
    url,
    title: name,
    lead: parts.lead === null ? null : unescaped(parts.lead) || null,
    publishedAt: date?.at ?? null,
    precision: date?.precision ?? 'instant',
    images,
    video: video === null ? null : canonicalUrl(video, base),
    kind,
    credit: parts.credit === null ? null : unescaped(parts.credit) || null,
    ...(parts.byline === null ? {} : { author: unescaped(parts.byline) }),
    ...translationOf(tree, base, url, language, rule),
    ...(kind === 'digest' ? headingLinks(page, parts.blocks, base, rule) : {}),
    language,
    categories,
    body: text === '' ? null : text,
  };
  return { outcome: 'read', key: articleKey(url, source), article, card: linkCard(tree, metadata, context.url) };
}

/** A digest's lines that are a link each, to an article of the portal. Links of tools and into the page itself are none. */
function headingLinks({ tree, body }: Page, blocks: readonly Block[], base: string | null, rule: HostRule): Pick<Article, 'links'> {
  if (body === null) return {};
  const lines = new Set(blocks.filter(({ linked }) => linked > 0.9).map(({ text }) => folded(text)));
  const links = within(tree, body, 'a[href]').flatMap((anchor) => {
    const text = unescaped(lineOf(anchor));
    const href = anchor.attribs.href ?? '';
    const url = href.startsWith('#') || !lines.has(folded(text)) ? null : canonicalUrl(href, base);
    return url === null || hostRefusal(url, rule) !== null || isFrontPage(url) ? [] : [{ text, url }];
  });
  const once = links.filter(({ text }, place) => links.findIndex((other) => other.text === text) === place);
  return once.length === 0 ? {} : { links: once.slice(0, 30) };
}

/** The same article in the other language, where the page itself says so; a front page is none. */
function translationOf(tree: Tree, base: string | null, url: string, language: Article['language'], rule: HostRule): Pick<Article, 'translation'> {
  const other = language === 'vi' ? 'en' : 'vi';
  const told = within(tree, null, `link[rel~="alternate" i][hreflang^="${other}" i],a[hreflang^="${other}" i],a[rel~="alternate" i][lang^="${other}" i]`);
  const addresses = told.map(({ attribs }) => canonicalUrl(attribs.href ?? '', base));
  const translation = addresses.find((address) => address !== null && address !== url && hostRefusal(address, rule) === null && !isFrontPage(address));
  return translation == null ? {} : { translation };
}

function chosenDate(tree: Tree, selectors: PageSelectors, dates: DateContext): PortalDate | null {
  const told = chosen(tree, null, selectors.date).flatMap((element) => [element.attribs.datetime ?? '', element.attribs.content ?? '', lineOf(element)]);
  return told.map((text) => parsePortalDate(text, dates)).find((date) => date !== null) ?? null;
}

/** The Trích yếu is a document's title, unless the page gives it a real heading of its own. */
function documentTitle({ tree, title }: Page): string {
  if (title.element?.name === 'h1' && title.text.length >= 25) return title.text;
  return documentFields(tree, null).summary ?? title.text;
}

function noArticle(html: string): PortalProblem {
  const detail = needsJavaScript(html) ? 'the page needs JavaScript to show its article' : 'no article on this page';
  return problem('broken', detail);
}

/** What an article's page says. Any bytes end in a reading, never in a throw. */
export function readArticleDocument(bytes: Uint8Array, context: DocumentContext): ArticleReading {
  const html = decodeDocument(bytes, context.contentType);
  if (html.trim() === '') return failed(problem('broken', 'an empty answer'));
  const challenge = challengeOf(html);
  if (challenge !== null) return failed(challengeProblem(challenge, null));
  if (!/<(?:html|head|body|div|p|h1|article|table|meta|title)[\s>]/i.test(html)) return failed(problem('broken', 'not an HTML page'));
  const tree = parseMarkup(html);
  if ('danger' in tree) return failed(problem('broken', tree.danger));
  const page = openPage(tree, context.source?.page ?? null);
  if (page === null) return failed(isGone(null, tree, []) ? problem('withdrawn', 'the page says that the article is not there') : noArticle(html));
  return toReading(page, html, context);
}
