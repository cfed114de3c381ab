/** Text that is sure to fit its place: wrapped, then shrunk, then cut with an ellipsis. */

export type Weight = 400 | 600 | 700;
/** Width of a text in pixels. */
export type Measure = (text: string, size: number, weight: Weight) => number;

export type Fitted = { readonly lines: readonly string[]; readonly size: number };
export type Room = { readonly width: number; readonly lines: number; readonly sizes: readonly number[]; readonly weight: Weight };

/** More than this is never readable on the picture; it keeps a page-long title from costing seconds. */
const longest = 600;

const notInXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
// The font has no emoji, and resvg would leave a hole where one stands.
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u{200D}|\u{FE0F}|\u{20E3}|[\u{E0020}-\u{E007F}]/gu;

/** What can be drawn of a text: composed letters (NFC), one line, without control characters and emoji. */
export function drawable(text: string): string {
  return text
    .slice(0, longest)
    .normalize('NFC')
    .replace(notInXml, '')
    .replace(emoji, '')
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
}

/** The text as it may stand in XML, between tags and in attributes. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&apos;');
}

/** Lines that are filled word by word; a word that is wider than the room stands on a line of its own. */
function wrap(words: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || fits(longer)) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

/** The longest beginning of the text, in whole letters, that fits together with an ellipsis. */
function cut(text: string, fits: (line: string) => boolean): string {
  const letters = [...new Intl.Segmenter('vi', { granularity: 'grapheme' }).segment(text)].map((part) => part.segment);
  let kept = 0;
  let tooMany = letters.length + 1;
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (fits(`${letters.slice(0, middle).join('').trimEnd()}…`)) kept = middle;
    else tooMany = middle;
  }
  return `${letters.slice(0, kept).join('').trimEnd()}…`;
}

/** As many lines, but of about the same length: no last line of one short word. */
function balance(lines: readonly string[], words: readonly string[], fits: (line: string, share: number) => boolean): readonly string[] {
  for (let share = 0.5; lines.length > 1 && share < 1; share += 0.05) {
    const even = wrap(words, (line) => fits(line, share));
    if (even.length === lines.length && even.every((line) => fits(line, 1))) return even;
  }
  return lines;
}

/** The text in the largest size that fits the room; in the smallest, what does not fit is cut. No lines for an empty text. */
export function fitText(given: string, room: Room, measure: Measure): Fitted {
  const words = drawable(given)
    .split(' ')
    .filter((word) => word !== '');
  let size = 0;
  let lines: string[] = [];
  const fits = (line: string, share = 1) => measure(line, size, room.weight) <= room.width * share;
  for (size of room.sizes) {
    lines = wrap(words, (line) => fits(line));
    if (lines.length <= room.lines && lines.every((line) => fits(line))) return { lines: balance(lines, words, fits), size };
  }
  const whole = [...lines.slice(0, room.lines - 1), lines.slice(room.lines - 1).join(' ')].filter((line) => line !== '');
  return { lines: whole.map((line) => (fits(line) ? line : cut(line, fits))), size };
}
