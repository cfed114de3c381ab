/** Does every figure and every name of a text stand in the article? Pure. */
import type { Article } from './article.ts';
import { withoutInvisible } from './invisible.ts';
import type { Warning } from './post.ts';

/** All that the article says, as one text. */
export function wordsOf(article: Pick<Article, 'title' | 'lead' | 'body' | 'credit' | 'author' | 'categories' | 'images'>): string {
  const { title, lead, body, credit, author, categories, images } = article;
  return [title, lead, body, credit, author, ...categories, ...images.map((image) => image.caption)].filter((text) => typeof text === 'string').join('\n');
}

/** Addresses and hashtags are no words of the text. */
function prose(text: string): string {
  return withoutInvisible(text.normalize('NFC'))
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/#[\p{L}\p{N}_]+/gu, ' ');
}

const figure = /\d+(?:[.,/:-]\d+)*/g;

/** `12.000`, `12,000` and `12000` are one number; so are `09/03` and `9/3`. */
function plainFigure(text: string): string {
  if (/^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(text)) return text.replace(/[.,]/g, '');
  return /[/-]/.test(text) ? text.replace(/(?<!\d)0+(?=\d)/g, '') : text;
}

/** `ngày 27 tháng 2 năm 2026` is 27/2/2026, and the parts of a date stand for themselves. */
function figuresIn(text: string): ReadonlySet<string> {
  const dated = text.replace(/(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?/gi, (whole, day, month, year) =>
    [whole, `${day}/${month}`, year === undefined ? '' : `${day}/${month}/${year}`].join(' '),
  );
  const found = new Set<string>();
  for (const [token] of dated.matchAll(figure)) {
    found.add(plainFigure(token));
    const parts = /[/-]/.test(token) ? token.split(/[/-]/) : [];
    for (let from = 0; from < parts.length; from++)
      for (let to = from + 1; to <= parts.length; to++) found.add(plainFigure(parts.slice(from, to).join('/')).replace(/^0+(?=\d)/, ''));
  }
  return found;
}

/** Figures of `text` that `known` does not have, each once, as they stand. */
export function strangeFigures(text: string, known: string): readonly string[] {
  const figures = figuresIn(prose(known));
  const strange = [...prose(text).matchAll(figure)]
    .map(([token]) => token)
    .filter((token) => !figures.has(plainFigure(token).replaceAll('-', '/')) && !figures.has(plainFigure(token)));
  return [...new Set(strange)];
}

function folded(text: string): string {
  return prose(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
}

const name = /\p{Lu}[\p{L}\p{M}\p{N}]*(?: \p{Lu}[\p{L}\p{M}\p{N}]*)+/gu;
const sentenceStart = /(?:^|[.!?…:;\n“"(•–-]\s*)$/u;

/** Proper names of `text` (two or more capitalised words) that `known` does not have, each once. Letters count, case does not: a portal's title may be in capitals. */
export function strangeNames(text: string, known: string): readonly string[] {
  const given = prose(text);
  const there = ` ${folded(known)} `;
  const isThere = (words: string) => there.includes(` ${folded(words).trim()} `);
  const strange = [...given.matchAll(name)].flatMap((match) => {
    const [words] = match;
    if (isThere(words)) return [];
    // A sentence's first word has its capital for another reason.
    const rest = sentenceStart.test(given.slice(0, match.index)) ? words.replace(/^\S+ /, '') : words;
    return rest === words || rest.includes(' ') ? (isThere(rest) ? [] : [rest]) : [];
  });
  return [...new Set(strange)];
}

const mostTold = 5;

/** Warnings about what of `text` does not stand in `known`: they always ask a person. */
export function factWarnings(text: string, known: string): readonly Warning[] {
  const strange = { figures: strangeFigures(text, known), names: strangeNames(text, known) };
  return (['figures', 'names'] as const).flatMap((kind): Warning[] =>
    strange[kind].length === 0 ? [] : [{ kind, facts: true, detail: strange[kind].slice(0, mostTold).join(', ') }],
  );
}
