/** The body's paragraphs, without what portals put between and behind them, and the credit that stands last. */
import type { DateContext } from './dates.ts';
import { type Block, blocksOf, type Element, lineOf, type Tree, within } from './markup.ts';
import { creditLine, isDateLine, isFurniture, isPointer, isRelatedHeading } from './page-lines.ts';
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
    if (isDateLine(block.text, dates) && (kept.length < 2 || block.text.length <= 80)) continue;
    if (block.scripted > 0.95 || (block.linked > 0.8 && isPointer(block.text))) continue;
    kept.push(block);
  }
  return kept;
}

/** A source counts before an author, wherever each of them stands. */
export type Credits = { readonly source: string | null; readonly author: string | null };
export type Credited = Credits & { readonly blocks: readonly Block[] };

/** Takes the credit off the end: up to three short last lines. A text that is nothing but bare initials stays. */
export function takeCredit(blocks: readonly Block[]): Credited {
  const rest = [...blocks];
  let source: string | null = null;
  let author: string | null = null;
  for (let line = rest.at(-1); line !== undefined && blocks.length - rest.length < 3; line = rest.at(-1)) {
    const told = rest.length > 1 || line.text.includes(':') ? creditLine(line.text) : null;
    if (told === null) break;
    if (told.strength === 'source') source = told.credit ?? source;
    else author = told.credit ?? author;
    rest.pop();
  }
  return { blocks: rest, source, author };
}

const creditPlaces =
  '[id*="Nguontin" i],[class*="nguontin" i],[class*="nguon-tin" i],.nguon,.source,[class$="-source"],.author,.article-author,.tacgia,.tac-gia,.detail-author,.post-author,[itemprop="author"]';
/** Accounts, not people. */
const account = /^(?:admin(?:istrator)?|quản trị(?: viên)?|quantri|bientap|biên tập viên|webmaster|editor|root|user)\d*$/i;

/** A credit in an element of its own, outside of the body's last lines. */
export function creditBeside(tree: Tree, scope: Element | null, skip: (element: Element) => boolean): Credits {
  const found = within(tree, scope, creditPlaces)
    .filter((element) => element.name !== 'meta' && !skip(element))
    .slice(0, 20)
    .map(lineOf)
    .filter((text) => text !== '' && text.length <= 100 && !account.test(text));
  const told = found.flatMap((text) => creditLine(text) ?? []);
  const named = (strength: 'source' | 'author') => told.find((line) => line.strength === strength && line.credit !== null)?.credit ?? null;
  const bare = found.find((text) => creditLine(text) === null && !/[:.!?]$/.test(text) && text.split(' ').length <= 8) ?? null;
  return { source: named('source'), author: named('author') ?? bare };
}
