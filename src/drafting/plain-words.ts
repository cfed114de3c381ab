/** The article's words as they may be posted: without what stands there for machines or for the page. Pure. Nothing is put in other words. */

const counts =
  /^(?:(?:số )?(?:lượt|lần) (?:xem|truy cập|đọc)\b.*|(?:views?|hits|đã xem|đã đọc)\s*[:(]?\s*[\d.,]+.*|[\d.,]+\s*(?:lượt (?:xem|đọc|truy cập)|views?)\b.*)$/iu;
const label = '(?:Ảnh|Ảnh minh họa|Ảnh tư liệu|Nguồn ảnh|Hình|Hình ảnh|Đồ họa|Đồ hoạ|Photos?|Graphics?|Infographic)';
/** Behind a sentence, in brackets, or alone on its line. */
const crumb = new RegExp(`(?:^|(?<=[.!?…”"»)\\]])\\s*|\\s*(?=[(\\[]))[(\\[]?\\s*(${label})\\s*:\\s*([^()\\[\\]\\n:]{2,60}?)\\s*[)\\]]?\\.?\\s*$`, 'u');

/** Who made the picture, as a caption or a lead says at its end: the text without it, and the line itself. */
export function withoutCredit(text: string): { readonly text: string; readonly credit: string | null } {
  const match = crumb.exec(text);
  if (match === null) return { text, credit: null };
  return { text: text.slice(0, match.index).trimEnd(), credit: `${match[1]}: ${match[2]}` };
}

/** Composed, without invisible signs and half characters, one blank at a time. */
export function clean(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\uFFFD')
      .normalize('NFC')
      // An emoji's joiner stays; what only turns or hides letters goes.
      .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
      .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/[\u0000-\u0009\u000e-\u001f\u007f]/g, '')
      .replace(/ *\n */g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
      .normalize('NFC')
  );
}

/** Lines of a text without counts of readers and photographers' names. */
export function withoutCrumbs(text: string): string {
  return clean(text)
    .split('\n')
    .filter((line) => !counts.test(line))
    .map((line) => withoutCredit(line).text)
    .join('\n')
    .trim();
}

const fileName = /^(?:[\w.() -]+\.(?:jpe?g|png|gif|webp|bmp)|(?:img|dsc|image|picture|photo|anh)[ _-]?\d+)$/i;
const longestAlt = 1000;

/** A caption as the picture's description; null when it describes nothing. */
export function descriptionOf(caption: string | null): string | null {
  const text = withoutCrumbs(caption ?? '').replace(/\n+/g, ' ');
  return text === '' || fileName.test(text) || text.length > longestAlt || !/\p{L}/u.test(text) ? null : text;
}

/** The line that names who made a picture; null where its caption names nobody. */
export function pictureCredit(caption: string | null): string | null {
  return withoutCredit(clean(caption ?? '')).credit;
}

export function sameWords(one: string, other: string): boolean {
  const folded = (text: string) => clean(text).toLowerCase().replace(/\s+/g, ' ');
  return folded(one) === folded(other);
}
