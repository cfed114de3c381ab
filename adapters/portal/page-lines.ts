/** Lines of a page that are no body text, told by their own words. */
import { type DateContext, parsePortalDate } from './dates.ts';
import { folded } from './text.ts';

const dateWords =
  /(?<!\p{L})(?:ngày (?:đăng tải|đăng tin|đăng|tạo|xuất bản|cập nhật)|đăng ngày|đăng lúc|cập nhật(?: lần cuối)?(?: lúc| ngày)?|thời gian đăng|published|posted|updated|last modified|thứ|chủ nhật|hai|ba|tư|năm|sáu|bảy|lúc|ngày|tháng|gmt|utc|giờ|phút|am|pm|sa|ch|h|t|cn|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lượt xem|views?|số lượt xem|đã xem|lượt đọc)(?!\p{L})/giu;

/** A line that tells nothing but when (and how often read). `strays`: so many letters beside it say nothing. */
export function isDateLine(line: string, context: DateContext, strays = 5): boolean {
  if (/^[\s(]*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\d\s:|,)-]*$/.test(line.slice(0, 161)) && line.length <= 60) return true;
  if (line.length > 160 || parsePortalDate(line, { ...context, now: new Date(8.64e15) }) === null) return false;
  const rest = line
    .normalize('NFC')
    .toLowerCase()
    .replace(dateWords, ' ')
    .replace(/[^\p{L}]+/gu, '');
  return rest.length <= strays;
}

const counts =
  /^(?:số )?(?:lượt|lần) (?:xem|truy cập|đọc|view|tải)|^(?:views?|hits|đã xem|đã đọc|xem)\s*[:(]?\s*[\d.,]+|^[\d.,]+\s*(?:lượt (?:xem|đọc|truy cập)|views?)\b/i;
const tool =
  /(?:chia sẻ(?: bài viết)?(?: lên| qua| trên)?(?: facebook| zalo| twitter)?|in (?:bài viết|bài này|trang này|bài|trang|tin|ấn|nội dung)|gửi (?:email|mail|bạn bè|cho bạn bè|bài viết|phản hồi|bình luận)|bình luận|thích|lưu(?: bài viết| bài| tin)?|nghe (?:đọc bài|bài viết|audio|nội dung)|đọc bài viết|đọc bài|cỡ chữ|xem cỡ chữ|tương phản|độ tương phản|màu chữ|a a|aa|a|quay lại|về đầu trang|lên đầu trang|trở về|print|share|facebook|zalo|twitter|email|copy link|sao chép liên kết|tweet|like|trang chủ|đánh giá(?: bài viết)?|google news|theo dõi .{0,40} trên google news)(?: |$)/y;
const keywords = /^(?:từ khóa|từ khoá|tags?|thẻ|chủ đề|chuyên mục)\s*:/i;
const rights =
  /^(?:®|©|\(c\)|copyright|bản quyền|(?:đề nghị |vui lòng |yêu cầu |xin )?ghi rõ nguồn|(?:khi )?(?:sử dụng|phát hành) lại (?:thông tin|nội dung|tin)|(?:mọi|các) (?:hình thức )?(?:sao chép|trích dẫn))/i;

/** Whether the line is nothing but the words of tools, one behind the other: "In bài viết Gửi email". */
function isTools(plain: string): boolean {
  if (plain === '') return false;
  tool.lastIndex = 0;
  while (tool.lastIndex < plain.length) if (!tool.test(plain)) return false;
  tool.lastIndex = 0;
  return true;
}

export function isFurniture(line: string): boolean {
  if (line.length > 300) return false;
  // "1/6 2/6": the counters of a slide show.
  if (/^(?:\d{1,3}\/\d{1,3}\s?)+$/.test(line) && !/\d{1,2}\/\d{1,2}\/\d{4}/.test(line)) return true;
  return counts.test(line.normalize('NFC')) || isTools(folded(line)) || keywords.test(line) || rights.test(line);
}

const relatedHeading =
  /^(?:(?:các |những |xem thêm |xem các )?(?:tin|bài|bài viết|tin bài|tin tức|tin, bài)(?: (?:tức|viết|bài))? (?:khác|liên quan|cùng (?:chuyên mục|chủ đề|loại)|mới hơn|cũ hơn|mới nhất|mới đăng|đã đưa tin|cùng mục|đã đưa|đã đăng|đọc nhiều|nổi bật|cùng lĩnh vực)|tin (?:đọc|xem) nhiều(?: nhất)?|có thể bạn quan tâm|đọc nhiều(?: nhất)?|xem nhiều(?: nhất)?|cùng chuyên mục|liên quan|văn bản liên quan|related (?:news|articles|posts|stories)|other news|more news|latest news|ý kiến bạn đọc|bình luận|gửi bình luận|phản hồi)$/;

/** The heading over links to other articles; what follows it is not this one's. */
export function isRelatedHeading(line: string): boolean {
  return line.length <= 80 && relatedHeading.test(folded(line));
}

/** A pointer to another article between paragraphs. */
export function isPointer(line: string): boolean {
  return /^(?:>>?|»|=>|→|xem thêm|đọc thêm|tin liên quan|bài liên quan|xem tiếp)\s*[:>]?/i.test(line);
}

/** `byline`: the whole line that names who wrote or photographed, with its label. */
export type CreditLine = { readonly credit: string | null; readonly strength: 'source' | 'author'; readonly byline?: string };

const sourceLine = /^(?:nguồn(?: tin| ảnh| bài)?|source|theo nguồn)\s*:\s*(.{0,100})$/i;
const bracketedAccordingTo = /^(?:theo|nguồn|source)\s*:?\s+([^()[\]]{2,80})$/i;
const bareAccordingTo = /^theo\s*:?\s+([\p{Lu}\d][\p{L}\d.]*(?:[\s/–-]+[\p{L}\d.]+){0,5})$/u;
const byLine =
  /^(?:(?:tin|bài|ảnh|bài viết|hình ảnh|clip|video|thực hiện|tác giả|người viết|biên tập|đồ họa|đồ hoạ|by|author|photos?|story)(?:\s*(?:,|và|&|-|–|\/)\s*(?:tin|bài|ảnh|clip|video|đồ họa|đồ hoạ|photos?))*)\s*:\s*(.{2,100})$/i;
const englishByLine = /^by\s+(\p{Lu}[\p{L}.'-]*(?:\s+(?:and\s+)?\p{Lu}[\p{L}.'-]*){0,6})$/u;
const personName = /^\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}*){1,4}(?:\s?[-–,&]\s?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}*){0,4})*$/u;
const initials =
  /^(?:BBT|Ban biên tập|\p{Lu}{1,2}(?:\.\s?\p{Lu}{1,2}){1,3}\.?|\p{Lu}{2,4}|\p{Lu}\.\s?\p{Lu}\p{Ll}+|P\.?V|PV|CTV|TTXVN|Tổng hợp)(?: \((?:tổng hợp|t\/h|sưu tầm|st)\))?$/u;

/** `(Theo TTXVN).` → `Theo TTXVN`; brackets that stand only round a part stay. */
function withoutBrackets(text: string): string {
  return /^[([]([^()[\]]*)[)\]]\.?$/.exec(text)?.[1]?.trim() ?? text;
}

/** Who an article is from, when a short last line says so; `credit` null for a label with nothing behind it. null: no such line. */
export function creditLine(line: string): CreditLine | null {
  if (line.length > 130) return null;
  const written = line.normalize('NFC').trim();
  const text = withoutBrackets(written);
  const source = sourceLine.exec(text) ?? (text === written ? null : bracketedAccordingTo.exec(text));
  if (source !== null) return { credit: withoutBrackets((source[1] ?? '').trim().replace(/\.$/, '')) || null, strength: 'source' };
  const plain = bareAccordingTo.exec(text.replace(/^Theo/, 'theo'));
  if (plain?.[1] !== undefined && text.length <= 60) return { credit: plain[1], strength: 'source' };
  const author = byLine.exec(text);
  if (author?.[1] !== undefined) return { credit: withoutBrackets(author[1].trim().replace(/\.$/, '')), strength: 'author', byline: text.replace(/\.$/, '') };
  const by = englishByLine.exec(text.replace(/^By\b/, 'by'));
  if (by?.[1] !== undefined) return { credit: by[1], strength: 'author' };
  return initials.test(text) ? { credit: text, strength: 'author' } : null;
}

/** `Hải Anh`, `Hoàng Lan - Văn Tú`: nothing but names. */
export function isNames(line: string): boolean {
  return line.length <= 60 && personName.test(line.normalize('NFC').trim());
}

/** A line to the right that is no sentence: who wrote it, `Nguyễn Thị Mai - Công chức văn hóa`. */
export function isSignature(line: string): boolean {
  return line.length >= 4 && line.length <= 80 && !/[.!?:;…"”]$/.test(line) && /^\p{Lu}/u.test(line) && !/\d{2}/.test(line);
}

const agency =
  /^(?:TTXVN(?:\/Vietnam\+)?|VOV|VTV|VTC|VNA|VGP|SGGP|PLO|NLĐO|TTO|TNO|TPO|LĐO|ANTĐ|QĐND|CAND|ĐCSVN|GD&TĐ|[\p{L}\d-]{2,30}(?:\.gov)?\.vn)\s*[-–—]\s*(?=\S)/iu;

/** The agency's mark before the first sentence: `(TTXVN) - `, `(Chinhphu.vn) – `, `VOV - `. */
export function withoutAgencyPrefix(text: string): string {
  if (!/[-–—]/.test(text.slice(0, 50))) return text.trim();
  return text
    .replace(agency, '')
    .replace(/^\([^()\n]{2,40}\)\s*[-–—]+\s*(?=\S)/, '')
    .trim();
}
