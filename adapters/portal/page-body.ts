/** The body's paragraphs, without what portals put between and behind them, and the credit that stands last. */
import type { DateContext } from './dates.ts';
import { type Block, blocksOf, type Element, isElement, lineOf, type Tree, within } from './markup.ts';
import { type CreditLine, creditLine, isDateLine, isFurniture, isNames, isPointer, isRelatedHeading, isSignature } from './page-lines.ts';
import { ancestorsOf } from './page-structure.ts';
import { folded } from './text.ts';

/** The body's blocks up to the related links; `skip` leaves out lead, title, captions and furniture. */
export function bodyBlocks(body: Element, skip: (element: Element) => boolean, title: string, dates: DateContext): Block[] {
  const kept: Block[] = [];
  let related = false;
  for (const block of blocksOf(body.children, skip)) {
    if (isRelatedHeading(block.text)) {
      related = true;
      continue;
    }
    // Behind the heading over related links only a real paragraph is the article's again.
    if (related && (block.linked > 0.5 || block.text.length < 120 || block.element?.name === 'li')) continue;
    related = false;
    if (folded(block.text) === '' || folded(block.text) === folded(title) || isFurniture(block.text)) continue;
    // Old pages have the date in the title's own line.
    if (kept.length === 0 && block.text.startsWith(title) && isDateLine(block.text.slice(title.length), dates)) continue;
    // Behind the first lines a row of a table is data: "Toán 05/06/2026".
    const isRow = kept.length >= 2 && block.element?.name === 'tr';
    if ((kept.length < 2 || block.text.length <= 80) && isDateLine(block.text, dates, isRow ? 0 : undefined)) continue;
    if (block.scripted > 0.95 || (block.linked > 0.5 && isPointer(block.text))) continue;
    kept.push(block);
  }
  return kept;
}

/** A source counts before an author, wherever each of them stands. */
export type Credits = { readonly source: string | null; readonly author: string | null; readonly byline: string | null };
export type Credited = Credits & { readonly blocks: readonly Block[] };

/** Takes the credit off the end: up to three short last lines. A text that is nothing but bare initials stays. */
export function takeCredit(blocks: readonly Block[]): Credited {
  const rest = [...blocks];
  let source: string | null = null;
  let author: string | null = null;
  let byline: string | null = null;
  for (let line = rest.at(-1); line !== undefined && blocks.length - rest.length < 3; line = rest.at(-1)) {
    const told = rest.length > 1 || line.text.includes(':') ? (creditLine(line.text) ?? signature(line, rest.length)) : null;
    if (told === null) break;
    if (told.strength === 'source') source = told.credit ?? source;
    else author = told.credit ?? author;
    byline = told.byline ?? byline;
    rest.pop();
  }
  return { blocks: rest, source, author, byline };
}

/** Who signs below the text: names in bold or italics, or a short line at the right side. */
function signature(line: Block, left: number): CreditLine | null {
  if (left < 2 || line.linked > 0.5 || line.text.includes('\n')) return null;
  const signed = isAtRight(line.element) ? isSignature(line.text) : (line.bold || line.italic) && isNames(line.text);
  return signed ? { credit: line.text, strength: 'author' } : null;
}

function isAtRight(element: Element | null): boolean {
  if (element === null) return false;
  const cell = element.name === 'tr' ? element.children.find((child) => isElement(child) && child.name === 'td') : undefined;
  return [element, cell].some(
    (at) =>
      isElement(at) &&
      (/^right$/i.test(at.attribs.align ?? '') ||
        /text-align\s*:\s*(?:right|end)/i.test((at.attribs.style ?? '').slice(0, 500)) ||
        /(?:^|\s)(?:text-right|text-end|align-?right|rteright|ql-align-right|has-text-align-right)(?:\s|$)/i.test((at.attribs.class ?? '').slice(0, 300))),
  );
}

const creditPlaces =
  '[id*="Nguontin" i],[class*="nguontin" i],[class*="nguon-tin" i],.nguon,.source,[class$="-source"],.author,.article-author,.tacgia,.tac-gia,.detail-author,.post-author,.byline,.by-line,[class$="__author"],[class$="-author"],[class$="author-name"],[class*="author-name "],[itemprop="author"]';
/** Accounts, not people. */
const account = /^(?:admin(?:istrator)?|super user|system account|quản trị(?: viên)?|quantri|bientap|biên tập viên|webmaster|editor|root|user)\d*$/i;

function bylineIn(lines: readonly CreditLine[]): string | null {
  return lines.find(({ byline }) => byline !== undefined)?.byline ?? null;
}

/** A credit in an element of its own, outside of the body's last lines. */
export function creditBeside(tree: Tree, scope: Element | null, skip: (element: Element) => boolean): Credits {
  const found = within(tree, scope, creditPlaces)
    .filter((element) => element.name !== 'meta' && !skip(element))
    .slice(0, 20)
    .map((element) => lineOf(element).replace(/^(?:bởi|by|viết bởi|đăng bởi|posted by|written by)\s{1,3}(?=\S)/i, ''))
    .filter((text) => text !== '' && text.length <= 100 && !account.test(text));
  const told = found.flatMap((text) => creditLine(text) ?? []);
  const named = (strength: 'source' | 'author') => told.find((line) => line.strength === strength && line.credit !== null)?.credit ?? null;
  const bare = found.find((text) => creditLine(text) === null && !/[:.!?]$/.test(text) && text.split(' ').length <= 8) ?? null;
  return { source: named('source'), author: named('author') ?? bare, byline: bylineIn(told) };
}

/** A labelled credit ("Nguồn tin: …", "Tác giả: …") that a system shows below the article, in a box of its own. */
export function creditBelow(tree: Tree, body: Element | null, skip: (element: Element) => boolean): Credits {
  const none: Credits = { source: null, author: null, byline: null };
  if (body === null) return none;
  const lines = blocksOf(tree.root()[0]?.children ?? [], skip);
  const end = lines.findLastIndex((line) => line.element === body || ancestorsOf(line.element).has(body));
  if (end === -1) return none;
  const below = lines.slice(end + 1, end + 7);
  const related = below.findIndex((line) => isRelatedHeading(line.text));
  const told = below.slice(0, related === -1 ? below.length : related).flatMap((line) => (line.text.includes(':') ? (creditLine(line.text) ?? []) : []));
  const named = (strength: 'source' | 'author') => told.find((line) => line.strength === strength && line.credit !== null)?.credit ?? null;
  return { source: named('source'), author: named('author'), byline: bylineIn(told) };
}
