/** Text as readers are to see it: composed, without what is invisible, one blank at a time. */

/** Control characters (but those that are blanks or line breaks), bidi marks, zero-width characters, soft hyphens; the emoji joiner is looked at apart. */
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const looseJoiner = /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
const anySurrogate = /[\ud800-\udfff]/;
const loneSurrogate = /\p{Surrogate}/gu;
const plainAscii = /^[\x20-\x7e]*$/;

/** UTF-8 bytes that were read as windows-1252: what Vietnamese looks like then ("Tá»‰nh", "Ä‘", "Ã¡"). */
const mojibake = /[ÃÄÅÆ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|á[º»]/;
const windows1252 = new Map(
  [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((character, position): [string, number] => [character, 0x80 + position]),
);

/** Undoes UTF-8 read as windows-1252, only where valid UTF-8 results; else the text as it was. */
function repairMojibake(text: string): string {
  if (text.length > 200_000 || !mojibake.test(text)) return text;
  const bytes: number[] = [];
  for (const character of text) {
    const code = windows1252.get(character) ?? character.codePointAt(0) ?? 0x100;
    if (code > 0xff) return text;
    bytes.push(code);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return text;
  }
}

/** Outside of what Vietnamese and English are written with, composed: there may be something to remove or compose. */
const unusual = /[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e\u20ab]/;

/** Removes what cannot be seen and composes letters (NFC); line breaks stay. */
function visible(text: string): string {
  if (!unusual.test(text) && !mojibake.test(text)) return text;
  const bare = repairMojibake(text).replace(invisible, '');
  const repaired = anySurrogate.test(bare) ? bare.replace(loneSurrogate, '') : bare;
  return (repaired.includes('\u200d') ? repaired.replace(looseJoiner, '') : repaired).normalize('NFC');
}

const blanksToFold = /\s\s|[^\S ]|^ | $/;

/** One line: every run of blanks (no-break, ideographic, line breaks too) becomes one blank, none at the ends. */
export function cleanLine(text: string): string {
  const seen = plainAscii.test(text) ? text : visible(text);
  return blanksToFold.test(seen) ? seen.replace(/\s+/g, ' ').trim() : seen;
}

/** Whether there is a letter or a digit in it. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

const longestCompared = 5000;

/** For comparing only: case, punctuation and blanks folded, diacritics kept (hội, hồi, hỏi are three words). */
export function folded(text: string): string {
  return cleanLine(text.slice(0, longestCompared))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether two texts say the same but for case, punctuation and blanks. */
export function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  // Punctuation and blanks are the smaller part of any text: what is twice as long says something else.
  if (a.length >= b.length * 2 + 10 || b.length >= a.length * 2 + 10) return false;
  return folded(a) === folded(b);
}

/** Whether a wrong charset or lost bytes left so many U+FFFD behind that it must not be posted. */
export function isGarbled(text: string): boolean {
  const marks = text.split('\ufffd').length - 1;
  return marks >= 3 && marks * 50 > text.length;
}

const englishWord = /\b(?:the|of|and|in|to|for|with|on|at|by|from|is|are|was|has|will|its|as)\b/i;
const sampled = 2000;

/** The language by the letters and words themselves; a page's `lang` may be left over from a template. */
export function languageOf(text: string): 'vi' | 'en' {
  let letters = 0;
  let marked = 0;
  const end = Math.min(text.length, sampled);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    // Letters with marks stand from À on, those of Vietnamese tones from Ạ (1EA0).
    const hasMark = (code >= 0xc0 && code <= 0x1b0) || (code >= 0x1ea0 && code <= 0x1ef9);
    if (hasMark) marked += 1;
    if (hasMark || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) letters += 1;
  }
  return marked * 25 < letters && englishWord.test(text.slice(0, sampled)) ? 'en' : 'vi';
}
