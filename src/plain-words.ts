/** The article's words as they may be posted: without what stands there for machines or for the page. Pure. Nothing is put in other words. */
import { withoutInvisible } from './invisible.ts';

const times = '(?:số |tổng số )?(?:lượt|lần) (?:xem|đọc|truy cập|tải)';
const figure = '\\d[\\d.,]*\\s*[kKmM]?';
const count = new RegExp(
  `^(?:${times}\\s*:?(?:\\s*\\(?${figure}\\)?)?|(?:xem|đã xem|đã đọc|views?|hits)\\s*:?\\s*\\(?${figure}\\)?|👁\\ufe0f?\\s*${figure}|${figure}\\s*(?:(?:lượt|lần) (?:xem|đọc|truy cập|tải)|views?|hits))\\.?$`,
  'iu',
);
/** What stands beside a count in its line: a day, a time. */
const beside =
  /^(?:(?:ngày đăng|đăng lúc|đăng ngày|cập nhật|posted|updated)\b.{0,40}|(?:ngày )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}.{0,12}|\d{1,2}[:h]\d{2}.{0,16})$/iu;

/** Nothing but how often the page was read, and when it was put there. */
function isCount(line: string): boolean {
  const parts = line.split(/\s*[|•·]\s*|\s+[-–—]\s+/u).filter((part) => part !== '');
  return parts.some((part) => count.test(part)) && parts.every((part) => count.test(part) || beside.test(part));
}

const label =
  '(?:Ảnh|ẢNH|ảnh|Ảnh minh họa|Ảnh minh hoạ|Ảnh tư liệu|Nguồn ảnh|Hình(?= ?: ?\\p{Lu})|Hình ảnh(?= ?: ?\\p{Lu})|Đồ họa|Đồ hoạ|Photos?|PHOTO|Graphics?|Infographic)';
const maker = '[^()\\[\\]\\n:]{2,60}?(?:\\s*\\([^()\\n]{2,40}\\))?';
const said = `(?:(?<label>${label})\\s*:\\s*(?<maker>${maker})|(?<by>Photos? (?:by|courtesy of) ${maker}|VNA/VNS Photos?(?: \\p{Lu}${maker})?)|(?<bare>[Ảả]nh minh (?:họa|hoạ)|Illustrative photo))`;
/** Behind a sentence, behind a dash, in brackets, or alone on its line. */
const crumb = new RegExp(`(?:^|(?<=[.!?…”"»)\\]])\\s*|\\s+[-–—|]\\s*(?=\\S)|\\s*(?=[(\\[]))(?<open>[(\\[])?\\s*${said}\\s*[)\\]]?(?<stop>\\.?)\\s*$`, 'u');

/** `ẢNH`, `ảnh` → `Ảnh`. */
function capital(word: string): string {
  const rest = word.slice(1);
  return `${word.slice(0, 1).toLocaleUpperCase('vi')}${rest === rest.toLocaleUpperCase('vi') ? rest.toLocaleLowerCase('vi') : rest}`;
}

/** `Photo by X` → `Photo: X`, `VNA/VNS Photo X` → `VNA/VNS Photo: X`. */
function labelled(credit: string): string {
  const [, agency, name] = /^(VNA\/VNS) Photos?(?: (.+))?$/.exec(credit) ?? [];
  if (agency !== undefined) return name === undefined ? `Photo: ${agency}` : `${agency} Photo: ${name}`;
  return `Photo: ${credit.replace(/^Photos? (?:by|courtesy of) /, '')}`;
}

/** Who made the picture, as a caption or a lead says at its end: the text without it, and the line itself, where it names somebody. */
export function withoutCredit(text: string): { readonly text: string; readonly credit: string | null } {
  const match = crumb.exec(text);
  if (match?.groups === undefined) return { text, credit: null };
  const { label: whose, maker: name, by, open, stop } = match.groups;
  const left = text.slice(0, match.index).trimEnd();
  // The stop behind a bracket is that of the sentence before it.
  const whole = open !== undefined && stop === '.' && left !== '' && !/[.!?…]["”’»)\]]*$/u.test(left) ? `${left}.` : left;
  return {
    text: whole,
    credit: whose !== undefined ? `${capital(whose)}: ${name}` : by === undefined ? null : labelled(by),
  };
}

/** Composed, without invisible signs and half characters, one blank at a time. */
export function clean(text: string): string {
  return withoutInvisible(text.replace(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC'))
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/[\u0000-\u0009\u000e-\u001f\u007f]/g, '')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .normalize('NFC');
}

/** Lines of a text without counts of readers and photographers' names. */
export function withoutCrumbs(text: string): string {
  return clean(text)
    .split('\n')
    .filter((line) => !isCount(line))
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
