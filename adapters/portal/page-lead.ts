/** The sapo: its own element, the bold first paragraph, a sub-heading below the title, else what the page tells machines. */
import { type Block, type Element, lineOf, type Tree, within } from './markup.ts';
import { withoutAgencyPrefix } from './page-lines.ts';
import type { Metadata } from './page-metadata.ts';
import { ancestorsOf, orderOf } from './page-structure.ts';
import { cleanLine, folded } from './text.ts';

/** `block`: the body's block that is the lead, so that it is not told twice. */
export type Lead = { readonly text: string; readonly block: Block | null };

const names = [
  '#divArticleDescription1',
  '[id$="divArticleDescription1"]',
  '.sapo',
  '.lead',
  ...['article', 'detail', 'singular', 'news', 'knc', 'post', 'content'].flatMap((part) => [
    `.${part}-sapo`,
    `.${part}__sapo`,
    `.${part}-lead`,
    `.${part}-summary`,
    `.${part}-desc`,
    `.${part}-excerpt`,
  ]),
  '.chapeau',
  '.summary',
  '.abstract',
  '.excerpt',
  '.tomtat',
  '.tom-tat',
  '.mota',
  '.mo-ta',
  '.trich-dan',
  '.header-abstract',
  '.description',
  '.intro',
  '[class*="field-tom-tat"]',
  '[class*="field-summary"]',
  '[itemprop="description"]:not(meta)',
];

const leadSelector = names.join(',');
/** What systems call the place of the sapo, as the last word of a class or an id: `NewsIntro`, `introtext`, `tom_tat`. */
const leadWord =
  /(?:^|[_-])(?:sapo|lead|intro(?:-?text)?|summary|tom-?tat|mo-?ta|trich|trich-?(?:dan|yeu)|abstract|excerpt|chapeau|desc(?:ription)?|home-?text|standfirst|sub-?title|gioi-?thieu)$/i;
const ofPicture = /image|img|photo|pic|caption|video|site|seo|meta|author/i;
const longestLead = 1500;

function isCalledLead(element: Element): boolean {
  const { id = '', class: classes = '' } = element.attribs;
  return `${id} ${classes}`
    .slice(0, 300)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .split(/\s+/)
    .some((token) => leadWord.test(token) && !ofPicture.test(token));
}

export type LeadPlace = { readonly tree: Tree; readonly scope: Element | null; readonly title: Element | null; readonly body: Element | null };

/**
 * The elements that are named as a lead, outside of links to other articles: those of a known name first, then, between
 * the title and the body's first sentences, those of a name that only ends like one.
 */
export function leadElements({ tree, scope, title, body }: LeadPlace, skip: (element: Element) => boolean): Element[] {
  const isFree = (element: Element) => !skip(element) && ![...ancestorsOf(element)].some((at) => at.name === 'a' || at.name === 'li' || skip(at));
  const known = within(tree, scope, leadSelector).filter(isFree);
  if (known.some((element) => folded(lineOf(element)) !== '')) return known;
  const order = orderOf(tree);
  const place = (element: Element | null) => (element === null ? -1 : (order.get(element) ?? -1));
  const prose = within(tree, body, 'p,div,td').find(
    (element) => !isCalledLead(element) && ownText(element) >= 60 && ![...ancestorsOf(element)].some(isCalledLead),
  );
  const end = prose === undefined ? Number.POSITIVE_INFINITY : place(prose);
  const called = within(tree, scope, '[class],[id]')
    .filter((element) => place(element) > place(title) && place(element) < end && isCalledLead(element) && isFree(element))
    .slice(0, 10)
    .filter((element) => isSentence(lineOf(element)));
  return [...known, ...called];
}

function ownText(element: Element): number {
  return element.children.reduce((sum, child) => sum + (child.type === 'text' ? child.data.trim().length : 0), 0);
}

function isSentence(text: string): boolean {
  return text.length >= 25 && text.length <= longestLead;
}

const siteWords = /(?:cổng|trang) (?:thông tin|tttđt|ttđt)|thông tin điện tử/i;

function machineLead(metadata: Metadata, title: string, blocks: readonly Block[]): Lead | null {
  const told = cleanLine(metadata.description ?? '');
  const plain = folded(told.replace(/(?:\.\.\.|…|\[.{0,3}\])\s*$/, ''));
  const first = blocks[0];
  if (plain.length < 20 || plain === folded(title)) return null;
  if (first !== undefined && folded(first.text).startsWith(plain)) return { text: first.text, block: first };
  // Cut in the middle, or the site's own description: not this article's words.
  if (/(?:\.\.\.|…)\s*$/.test(told) || siteWords.test(told) || plain === folded(metadata.siteName ?? '')) return null;
  return { text: told, block: blocks.find((block) => folded(block.text) === plain) ?? null };
}

/** `named`: what `leadElements` found; `blocks`: the body's, without these. */
export function findLead(named: readonly Element[], blocks: readonly Block[], title: string, metadata: Metadata): Lead | null {
  const texts = named
    .slice(0, 10)
    .map(lineOf)
    .filter((text) => folded(text) !== '' && folded(text) !== folded(title));
  const own = texts[0];
  if (own !== undefined) return { text: withoutAgencyPrefix(own), block: null };
  const lead = unnamedLead(named.length > 0, blocks, title, metadata);
  return lead === null ? null : { ...lead, text: withoutAgencyPrefix(lead.text.replace(/\n/g, ' ')) };
}

function unnamedLead(emptyPlace: boolean, blocks: readonly Block[], title: string, metadata: Metadata): Lead | null {
  const [first, second] = blocks;
  if (first !== undefined && first.linked < 0.9 && first.text.length >= 30 && first.bold && (second === undefined || !second.bold))
    return { text: first.text, block: first };
  if (first !== undefined && /^h[2-4]$/.test(first.element?.name ?? '') && first.text.length >= 40) return { text: first.text, block: first };
  // Above the bold sub-headings of a digest: the first of them is a sentence.
  if (first?.bold && first.linked < 0.9 && (first.text.length >= 60 || (first.text.length >= 30 && /[.!?…]["”]?$/.test(first.text))))
    return { text: first.text, block: first };
  if (emptyPlace && first !== undefined) return { text: first.text, block: first };
  return machineLead(metadata, title, blocks);
}
