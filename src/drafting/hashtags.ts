/** The hashtags of a post: the newsroom's own, then the article's categories. Pure. */
import type { Newsroom } from '../newsroom.ts';

/** Sections that only lead around a portal, or say what form a thing has. */
const signposts =
  /^(?:trang chủ|trang nhất|tin tức|tin bài|tin mới|tin tức - sự kiện|chi tiết|home|homepage|news|latest news|tin ảnh|ảnh|chùm ảnh|phóng sự ảnh|thư viện ảnh|photos?|photo stor(?:y|ies)|đồ họa|đồ hoạ|infographics?|tin hình|tin video|videos?|multimedia|media|điểm tin|điểm báo|tin vắn|tin tổng hợp|news digest|văn bản.*|legal documents?)$/iu;
const longestTag = 40;

/** In one line, no more than the newsroom wants, each once; '' for none. */
export function hashtagsOf(categories: readonly string[], { always, categories: fromCategories, accents, most }: Newsroom['hashtags']): string {
  const given = [...always, ...(fromCategories ? categories.flatMap((category) => tagOf(category) ?? []) : [])];
  const known = new Set<string>();
  const tags: string[] = [];
  for (const tag of given) {
    const key = plain(tag).replaceAll('_', '').toLowerCase();
    if (known.has(key)) continue;
    known.add(key);
    tags.push(`#${accents === 'drop' ? plain(tag) : tag.normalize('NFC')}`);
  }
  return tags.slice(0, most).join(' ');
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
