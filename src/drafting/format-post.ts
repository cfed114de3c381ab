/** Article → the text of its post. Pure. Official wording is quoted, never rewritten. */
import type { Article } from '../article.ts';
import type { Words } from '../locale/words.ts';

/** Usual limit of a Facebook message, in characters. */
export const longestMessage = 63_206;
/** Leads of official portals can be whole pages; what is longer is cut after a sentence. */
const longestLead = 1_500;
const mostHashtags = 3;

/** A post's text without and with the link in it (`photo` posts have no preview that leads to the article). What does not fit is left out whole. */
export function formatPost(article: Article, words: Words, form: 'link' | 'photo'): string {
  const parts = [
    article.title,
    form === 'photo' ? words.post.more(article.url) : null,
    article.credit === null ? null : creditLine(article.credit, words),
    leadOf(article),
    hashtagsOf(article.categories),
  ];
  const [title, link, credit, lead, hashtags] = fitting(parts.map((part) => (part === null ? null : wellFormed(part))));
  return [title, lead, link, credit, hashtags].filter((part) => typeof part === 'string').join('\n\n');
}

/** A credit that says itself whose what is ("Ảnh: Minh Đức", "Tin, ảnh: …") is quoted as it stands. */
function creditLine(credit: string, words: Words): string {
  return /^\p{L}[\p{L}, ]{1,20}:/u.test(credit) ? credit : words.post.credit(credit);
}

/** The parts as they are given, the important ones first, each null where it is empty or no room is left for it. */
function fitting(parts: readonly (string | null)[]): readonly (string | null)[] {
  let left = longestMessage;
  return parts.map((part) => {
    if (part === null || part.trim() === '' || part.length + 2 > left) return null;
    left -= part.length + 2;
    return part;
  });
}

/** NFC; half a character, which no system takes, becomes the sign for a broken one. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC');
}

function leadOf(article: Article): string | null {
  const lead = article.lead ?? article.body?.split('\n\n')[0] ?? null;
  if (lead === null || fold(lead) === fold(article.title)) return null;
  return lead.length <= longestLead ? lead : wholeSentences(lead, longestLead);
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** As many whole sentences as fit; null when not even the first one does. */
function wholeSentences(text: string, limit: number): string | null {
  const sentences = [...new Intl.Segmenter('vi', { granularity: 'sentence' }).segment(text)].map((part) => part.segment);
  let kept = '';
  for (const sentence of sentences) {
    if (kept.length + sentence.trimEnd().length > limit) break;
    kept += sentence;
  }
  return kept.trim() === '' ? null : kept.trim();
}

/** `Kinh tế - Xã hội` → `#KinhTếXãHội`: Facebook keeps Vietnamese letters in a hashtag. */
function hashtagsOf(categories: readonly string[]): string | null {
  const tags = categories.map((category) => hashtagOf(category)).filter((tag) => tag !== null);
  const unique = [...new Set(tags)].slice(0, mostHashtags);
  return unique.length === 0 ? null : unique.join(' ');
}

function hashtagOf(category: string): string | null {
  const name = category
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word[0]?.toLocaleUpperCase('vi') + word.slice(1))
    .join('');
  // A number alone is no hashtag on Facebook; a whole sentence is no category.
  return /\p{L}/u.test(name) && name.length <= 40 ? `#${name}` : null;
}
