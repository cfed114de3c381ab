/** Where sentences end, in Vietnamese and English prose of a portal. Pure. In doubt none ends: a piece too long is whole, one cut short is not. */

/** Words that a stop belongs to. Titles and units of the administration, then what English has. */
const abbreviations = new Set(
  (
    'tp tx tt q p h x kp đ đc đt ql tl bs ths ts gs pgs cn ks ls nsnd nsưt ngnd ngưt ttnd ttưt tskh ktts ktv hs sv stt tr vd vs nxb cty tcty ' +
    'mr mrs ms dr prof no nos st gov sen rep gen col capt lt sgt jr sr inc ltd co corp dept est fig vol approx'
  ).split(' '),
);

/** `PGS.TS`, `U.S`, `TS.BS`: short parts with stops between them. */
const dotted = /^(?:\p{Lu}\p{L}{0,3}\.)+\p{Lu}\p{L}{0,3}$/u;
const end = /(?:\.{3}|[.!?…])+[”’"'»)\]]*/gu;

const counter = /^(?:[-–•*+]\s*)?(?:(?:điều|khoản|điểm|mục|chương|phần|phụ lục|bước|article|section|chapter|part)\s+)?(?:\d{1,3}|[IVXLC]{1,6}|[a-zđ])$/iu;

const longestQuote = 1_200;

/** A quotation of several sentences is quoted whole, or not at all: it would stand there unclosed. */
function isWithinQuote(text: string, from: number, to: number): boolean {
  const begun = text.slice(from, to);
  if (begun.length > longestQuote) return false;
  const [rest = ''] = text.slice(to, to + longestQuote).split('\n', 1);
  const isOpen = (opening: string, closing: string) => begun.lastIndexOf(opening) > begun.lastIndexOf(closing) && rest.includes(closing);
  return isOpen('“', '”') || isOpen('«', '»') || (begun.split('"').length % 2 === 0 && rest.includes('"'));
}

/** `from`: where the sentence begins. */
function endsHere(text: string, from: number, at: number, mark: string): boolean {
  const after = text.slice(at + mark.length);
  if (after === '' || /^\s*\n/.test(after)) return true;
  if (!/^\s/.test(after)) return false;
  const next = after.trimStart();
  // What goes on in small letters goes on; so does what goes on with a comma or a dash.
  if (/^[“"‘'(«[]*[\p{Ll},;–—-]/u.test(next) && !/^\p{Ll}[.)]\s+\p{Lu}/u.test(next)) return false;
  if (isWithinQuote(text, from, at + mark.length)) return false;
  if (!mark.startsWith('.') || mark.startsWith('..')) return true;
  const line = text.slice(from, at);
  const word = /[^\s“"‘'(«[]*$/u.exec(line)?.[0] ?? '';
  const isInitial = /^\p{Lu}$/u.test(word) || dotted.test(word);
  // `1. Nội dung`, `Điều 5. Hiệu lực`: a number at the head of its sentence counts.
  const isCounter = counter.test(line.trim());
  return !isInitial && !isCounter && !abbreviations.has(word.toLowerCase());
}

/** The sentences with the blanks and line breaks behind them: joined again they are the text. A line's end ends a sentence. */
export function sentencesOf(text: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  const take = (to: number) => {
    if (to > from) found.push(text.slice(from, to));
    from = to;
  };
  for (const match of text.matchAll(/\n+|(?:\.{3}|[.!?…])+[”’"'»)\]]*/gu)) {
    const [mark] = match;
    if (match.index < from) continue;
    if (mark.startsWith('\n')) take(match.index + mark.length);
    else if (endsHere(text, from, match.index, mark)) take(match.index + mark.length + (/^\s+/.exec(text.slice(match.index + mark.length))?.[0].length ?? 0));
  }
  take(text.length);
  return found;
}

/** As many whole sentences, from the first on, as `limit` characters hold; '' when not even one does. */
export function sentencesWithin(text: string, limit: number): string {
  let kept = '';
  for (const sentence of sentencesOf(text)) {
    if (kept.length + sentence.trimEnd().length > limit) break;
    kept += sentence;
  }
  return kept.trim();
}

export function firstSentence(text: string): string {
  return sentencesOf(text)[0]?.trim() ?? '';
}

/** Whether a sentence ends where the text ends. */
export function endsWhole(text: string): boolean {
  const last = [...text.trimEnd().matchAll(end)].at(-1);
  return last !== undefined && last.index + last[0].length === text.trimEnd().length;
}

const cut = /\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})\s*$/u;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * A lead that was cut off, made whole again: with the rest of its last sentence from the body, or without that sentence. An ellipsis that
 * nothing in the body goes on from is the writer's own ("rau rừng, thổ cẩm, mật ong…").
 */
export function uncut(lead: string, body: string | null): string {
  const mark = cut.exec(lead);
  if (mark === null) return lead;
  const stem = lead.slice(0, mark.index);
  const tail = oneLine(stem).slice(-60);
  for (const paragraph of (body ?? '').split('\n\n').map(oneLine)) {
    const at = tail === '' ? -1 : paragraph.indexOf(tail);
    if (at === -1) continue;
    const rest = firstSentence(paragraph.slice(sentenceStart(paragraph, at + tail.length)));
    const begun = sentencesOf(stem).at(-1) ?? '';
    const going = paragraph.slice(at + tail.length);
    if (going.trim() === '') return endsWhole(stem) ? stem : `${stem}.`;
    return rest === '' ? stem.slice(0, stem.length - begun.length).trimEnd() : `${stem.slice(0, stem.length - begun.length)}${rest}`;
  }
  if (!mark[0].includes('[')) return lead;
  return endsWhole(stem) ? stem : sentencesOf(stem).slice(0, -1).join('').trimEnd();
}

/** Where the sentence begins that the place stands in. */
function sentenceStart(text: string, place: number): number {
  let from = 0;
  for (const sentence of sentencesOf(text)) {
    if (from + sentence.trimEnd().length >= place) return from;
    from += sentence.length;
  }
  return from;
}
