/** The hashtags of a post: the newsroom's own, then the article's categories. Pure. */
import type { Newsroom } from '../newsroom.ts';

/** Sections that only lead around a portal, or say what form a thing has. */
const signposts =
  /^(?:trang chủ|trang nhất|tin tức|tin bài|tin mới|tin tức - sự kiện|chi tiết|home|homepage|news|latest news|tin ảnh|ảnh|chùm ảnh|phóng sự ảnh|thư viện ảnh|photos?|photo stor(?:y|ies)|đồ họa|đồ hoạ|infographics?|tin hình|tin video|videos?|multimedia|media|điểm tin|điểm báo|tin vắn|tin tổng hợp|news digest|văn bản.*|legal documents?|tin (?:trong tỉnh|trong nước|địa phương|quốc tế|thế giới)|english|tiếng anh|vietnamese|tiếng việt)$/iu;
const longestTag = 40;

const written = /#[\p{L}\p{M}\p{N}_]+/gu;

/** In one line, no more than the newsroom wants, each once; '' for none. `beside`: what else stands in the post, whose hashtags count. */
export function hashtagsOf(categories: readonly string[], { always, categories: fromCategories, accents, most }: Newsroom['hashtags'], beside = ''): string {
  const given = [...always, ...(fromCategories ? categories.flatMap((category) => tagOf(category) ?? []) : [])];
  const known = keysIn(beside);
  const room = Math.max(0, most - known.size);
  const tags: string[] = [];
  for (const tag of given) {
    const key = keyOf(tag);
    if (known.has(key)) continue;
    known.add(key);
    tags.push(`#${accents === 'drop' ? plain(tag) : tag.normalize('NFC')}`);
  }
  return tags.slice(0, room).join(' ');
}

/** `text` without those hashtags in lines of nothing else that `before` has. A hashtag within a sentence belongs to it. */
export function withoutRepeatedTags(text: string, before: string): string {
  const known = keysIn(before);
  const lines = text.split('\n').flatMap((line) => {
    if (line.replace(written, '').trim() !== '' || line.trim() === '') return [line];
    const left = (line.match(written) ?? []).filter((tag) => !known.has(keyOf(tag)));
    return left.length === 0 ? [] : [left.join(' ')];
  });
  return lines.join('\n').trim();
}

function keysIn(text: string): Set<string> {
  return new Set((text.match(written) ?? []).map(keyOf));
}

/** With accents or without, in any case: one hashtag. */
function keyOf(tag: string): string {
  return plain(tag).replace(/[#_]/g, '').toLowerCase();
}

/** `Kinh tế - Xã hội` → `KinhTếXãHội`; null for what is no name: Facebook links no bare number, and a sentence is no category. */
function tagOf(category: string): string | null {
  if (signposts.test(category.normalize('NFC').trim())) return null;
  const name = category
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^./u, (letter) => letter.toLocaleUpperCase('vi')))
    .join('');
  return /\p{L}/u.test(name) && name.length <= longestTag ? name : null;
}

/** `BắcNinh` → `BacNinh`, `ĐờiSống` → `DoiSong`. */
function plain(tag: string): string {
  return tag.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').normalize('NFC');
}
