/** What a digest tells, as a list. Pure. */
import type { HeadingLink } from '../article.ts';
import { clean, sameWords, withoutCrumbs } from '../plain-words.ts';
import { endsWhole, firstSentence } from './sentences.ts';

const mostPieces = 10;
const longestHeading = 160;

/** Its headings, each with the address that it leads to on the page; where it has none, the first sentence of each paragraph. '' for nothing. */
export function digestList(body: string | null, links: readonly HeadingLink[] = []): string {
  const paragraphs = (body ?? '')
    .split('\n\n')
    .map((paragraph) => withoutCrumbs(paragraph).replace(/\n+/g, ' '))
    .filter((paragraph) => paragraph !== '');
  const addressOf = (heading: string) => links.find(({ text }) => sameWords(bare(text), bare(heading)))?.url;
  const headings = paragraphs.filter((paragraph, place) => addressOf(paragraph) !== undefined || isHeading(paragraph, paragraphs[place + 1])).map(bare);
  const pieces = headings.length > 0 ? headings : paragraphs.length > 1 ? paragraphs.map(firstSentence) : [];
  return pieces
    .filter((piece) => piece !== '')
    .slice(0, mostPieces)
    .map((piece) => [`• ${piece}`, addressOf(piece)].filter((line) => line !== undefined).join('\n'))
    .join('\n');
}

function isHeading(paragraph: string, next: string | undefined): boolean {
  const text = bare(paragraph);
  return next !== undefined && text.length <= longestHeading && !endsWhole(text) && !/^[\p{Ll}]/u.test(text) && endsWhole(next);
}

/** Without its own mark or number, and the colon that leads over to what follows. */
function bare(heading: string): string {
  return clean(heading.replace(/^(?:[*•+–-]+|\d{1,2}[.)])\s*/, '').replace(/\s*:$/, ''));
}
