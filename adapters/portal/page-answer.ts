/** Pages that are no article and no feed: protection pages, logins, "not found", shells that need JavaScript. */
import type { PortalProblem } from '../../src/ports.ts';
import { cleanLine, folded } from './text.ts';

export function problem(kind: PortalProblem['kind'], detail: string, status: number | null = null, retryAt: Date | null = null): PortalProblem {
  return { kind, status, detail, retryAt };
}

const challengeMarks: readonly (readonly [string, RegExp])[] = [
  ['Incapsula', /_Incapsula_Resource|Incapsula incident ID/i],
  [
    'Cloudflare',
    /\/cdn-cgi\/challenge-platform\/|cf-browser-verification|cf_chl_opt|<title>Just a moment\.\.\.<\/title>|<title>Attention Required! \| Cloudflare/i,
  ],
  ['Sucuri', /sucuri_cloudproxy_js|Sucuri WebSite Firewall/i],
  ['DDoS-Guard', /<title>DDoS-Guard<\/title>|\/\.well-known\/ddos-guard\//i],
  ['a cookie check', /document\.cookie\s*=\s*["'](?:D1N|BPC|__test|_test|slowAES)\b|\bD1N=|slowAES\.decrypt/i],
];

/** The name of the protection whose page this is; null when it is none. Never got round: staff ask the portal's people for access. */
export function challengeOf(html: string): string | null {
  if (html.length > 100_000) return null;
  const head = html.slice(0, 30_000);
  const text = seenText(head);
  if (text.length > 1500) return null;
  const marked = challengeMarks.find(([, pattern]) => pattern.test(head));
  if (marked !== undefined) return marked[0];
  const setsAndReloads =
    head.length < 4000 && /document\.cookie\s*=/.test(head) && /location\.(?:reload|replace|href|assign)|window\.location|http-equiv=["']?refresh/i.test(head);
  return setsAndReloads && text.length < 300 ? 'a cookie check' : null;
}

export function challengeProblem(name: string, status: number | null): PortalProblem {
  return problem('challenge', `a protection page (${name}) instead of content; ask the portal's people to let this program through, or for an API`, status);
}

/** Roughly what a reader would see, without building a tree. */
function seenText(html: string): string {
  const bare = html.replace(/<(script|style|noscript)[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^<>]*>/g, ' ');
  return cleanLine(bare);
}

/** A page that is empty until a script fills it. */
export function needsJavaScript(html: string): boolean {
  if (html.length > 300_000) return false;
  return (
    /<div[^>]{0,200}id=["']?(?:app|root|__next|__nuxt|main-app)["'\s>]/i.test(html) && /<script/i.test(html) && seenText(html.slice(0, 100_000)).length < 400
  );
}

/** For the log: what an HTML page is that came instead of a feed. */
export function describePage(html: string): string {
  if (needsJavaScript(html)) return 'a page that needs JavaScript to show anything, not a feed';
  const title = cleanLine(/<title[^>]{0,100}>([^<]{0,300})/i.exec(html.slice(0, 50_000))?.[1] ?? '').slice(0, 120);
  const login = /<input[^>]{0,200}type=["']?password/i.test(html.slice(0, 200_000)) ? 'a login page' : 'an HTML page';
  const feeds = [...html.slice(0, 100_000).matchAll(/<link\s[^>]{0,500}>/gi)]
    .map((match) => match[0])
    .filter((tag) => /type=["']?application\/(?:rss|atom)\+xml/i.test(tag))
    .flatMap((tag) => /href=["']?([^"'\s>]{1,300})/i.exec(tag)?.[1] ?? []);
  const offer = feeds.length > 0 ? `; it names these feeds: ${feeds.slice(0, 5).join(' ')}` : '';
  return `${login}${title === '' ? '' : ` titled "${title}"`}, not a feed${offer}`;
}

const outOfOrder =
  /^(?:(?:hệ thống|website|trang web|trang thông tin|cổng thông tin|cổng|trang)(?: .{0,60})? (?:đang|tạm|tạm thời) (?:được )?(?:bảo trì|nâng cấp|ngừng|dừng|gián đoạn).{0,80}|(?:thông báo )?(?:bảo trì|nâng cấp) (?:hệ thống|website|trang web|cổng thông tin).{0,60}|(?:site |website )?(?:is )?(?:currently )?(?:under|down for|undergoing) (?:scheduled )?maintenance.{0,60}|(?:50[0-4] )?(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time ?out)|(?:error|lỗi) 50[0-4]\b.{0,60}|server error in .{0,60}application|runtime error|error establishing a database connection|lỗi kết nối (?:cơ sở dữ liệu|csdl|máy chủ).{0,40}|(?:an )?(?:unexpected )?error (?:has )?occurred.{0,60}|(?:đã )?(?:có lỗi|xảy ra lỗi|có lỗi xảy ra).{0,60})$/;

/** Whether a heading says that the portal itself is out of order: its pages say nothing then, whatever status they come with. */
export function saysOutOfOrder(line: string): boolean {
  const plain = folded(line);
  return plain.length <= 160 && outOfOrder.test(plain);
}

const goneHeading =
  /^(?:(?:lỗi |error )?404\b.{0,60}|(?:rất tiếc |xin lỗi )?(?:không tìm thấy|không tồn tại)(?: (?:trang|bài viết|nội dung|tin|dữ liệu|kết quả|tin bài|thông tin|văn bản|đường dẫn).{0,60})?|.{0,40}(?:trang|bài viết|nội dung|tin bài|tin|bản ghi|văn bản|đường dẫn|liên kết|dữ liệu)(?: .{0,40})? (?:không tồn tại|không tìm thấy|không còn tồn tại|đã bị xóa|đã bị xoá|đã bị gỡ|đã được gỡ bỏ|đã bị gỡ bỏ|đã được gỡ).{0,80}|(?:page |article |content )?not found.{0,40})$/;

/** Whether a line says that what was asked for is not there. Only to be asked of lines that stand in place of an article. */
export function saysGone(line: string): boolean {
  const plain = folded(line);
  return plain.length <= 200 && goneHeading.test(plain);
}
