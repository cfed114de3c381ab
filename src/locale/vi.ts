/** Tiếng Việt: every word that staff or readers see. */
import type { ArticleKind, Language, SkipReason } from '../article.ts';
import type { ChatCommandName, CommandWords } from '../chat-command.ts';
import type { DecisionVerb } from '../decision.ts';
import type { Expectation } from '../file-problem.ts';
import type { GrowthReport } from '../growth.ts';
import type { DayOff } from '../holidays.ts';
import type { Role } from '../newsroom.ts';
import type { PauseKind } from '../pause.ts';
import type { FoundList, PortalProblem } from '../ports.ts';
import type { CardMenu, ExpiryReason, Failure, LiveChange, MoveReason, PostStatus, ReturnReason, SlotReason, Warning, WarningKind } from '../post.ts';
import { type RefusalStep, refusalStepOf } from './refusal-steps.ts';

const kinds: Record<ArticleKind, string> = {
  news: 'Tin bài',
  digest: 'Điểm tin',
  photos: 'Tin ảnh',
  infographic: 'Đồ họa',
  video: 'Tin hình',
  document: 'Văn bản',
};

const foundForms: Record<FoundList['form'], string> = {
  feed: 'nguồn cấp tin (RSS, Atom hoặc JSON Feed)',
  list: 'trang danh sách tin',
  sitemap: 'sơ đồ trang (sitemap)',
  json: 'dữ liệu JSON',
};

const statuses: Record<PostStatus, string> = {
  draft: 'bản nháp',
  awaiting: 'chờ duyệt',
  approved: 'đã duyệt',
  scheduled: 'đã xếp lịch',
  publishing: 'đang đăng',
  unconfirmed: 'chưa rõ kết quả',
  published: 'đã đăng',
  rejected: 'đã loại',
  expired: 'quá hạn',
  failed: 'không đăng được',
  retracted: 'đã gỡ',
  skipped: 'bỏ qua',
  held: 'tạm giữ',
};

const moveReasons: Record<MoveReason, string> = {
  missed: 'lỡ giờ đã xếp',
  pause: 'giờ cũ rơi vào thời gian tạm dừng đăng',
  quiet: 'giờ cũ rơi vào khung giờ không đăng bài',
  timetable: 'giờ cũ không còn trong lịch đăng',
  gap: 'quá sát một bài khác trên Trang',
  full: 'ngày đó đã đủ số bài',
  urgent: 'nhường chỗ cho bài khẩn',
  pinned: 'nhường chỗ cho bài đã hẹn giờ',
};

const swapsText = (swaps: readonly { readonly from: string; readonly to: string }[]): string => swaps.map(({ from, to }) => `${from} → ${to}`).join(', ');

const slotReasons: Record<SlotReason, string> = {
  pinned: 'vì đã hẹn đúng giờ này',
  urgent: 'vì là bài khẩn',
  bound: 'vì loại bài này chỉ đăng vào giờ này',
  'last-chance': 'vì để lâu hơn sẽ có bài hết thời sự',
  turn: 'vì đến lượt nguồn này, để không nguồn nào hay loại bài nào chiếm hết lịch',
  first: 'vì chờ lâu nhất',
  freshest: 'vì lịch không đủ chỗ cho mọi bài, nên đăng bài mới nhất của nguồn và loại đang được đăng ít hơn',
  trial: 'thử giờ này để biết bạn đọc có quan tâm không (learn: on)',
};

const expiryReasons: Record<ExpiryReason, string> = {
  stale: 'bài đã hết thời sự',
  begun: 'sự kiện đã bắt đầu',
  undecided: 'không ai duyệt trong thời hạn',
};

const skipReasons: Record<SkipReason, string> = {
  'before start': 'có trước khi hệ thống bắt đầu',
  category: 'chuyên mục không đăng',
  copy: 'bản sao của bài',
  withdrawn: 'cổng đã gỡ bài',
  pair: 'đã có trong bài đăng song ngữ',
  untitled: 'không đọc được tiêu đề',
};

const warnings: Record<WarningKind, string> = {
  'no-date': 'Bài trên cổng không ghi ngày đăng. Hãy kiểm tra xem đây có phải tin mới không.',
  'event-unsure':
    'Bài có vẻ nói về một sự kiện sắp tới nhưng không đọc được chắc chắn lúc bắt đầu, nên hạn đăng tính như bài thường. Hãy xem giờ trong bài; cần thì bấm “Giờ đăng”.',
  old: 'Bài đã đăng trên cổng quá 48 giờ.',
  'no-lead': 'Bài không có sapo.',
  'no-picture': 'Bài không có ảnh.',
  'picture-unreadable': 'Không đọc được ảnh của bài.',
  'long-title': 'Tiêu đề dài, dễ bị cắt khi hiển thị.',
  figures: 'Con số trong bài đăng không có trong bài trên cổng, cần đối chiếu trước khi duyệt',
  names: 'Tên riêng trong bài đăng không có trong bài trên cổng, cần đối chiếu trước khi duyệt',
  'pictures-left-out': 'Có ảnh quá nhỏ hoặc bị lỗi nên không đưa vào bài. Số ảnh bị bỏ',
  'picture-format': 'Có ảnh ở định dạng không đăng được. Hãy lưu lại thành JPEG hoặc PNG rồi đưa lên cổng. Định dạng',
  'pictures-more': 'Bài trên cổng có nhiều hơn 10 ảnh nên chỉ đăng 10 ảnh đầu. Tổng số ảnh',
  'chosen-picture-gone': 'Ảnh ban biên tập đã chọn không còn trong bài trên cổng nên được thay bằng ảnh hiện có của bài. Hãy xem lại ảnh trước khi duyệt.',
  'chosen-picture-stays': 'Cổng đã thay ảnh của bài; bài đăng vẫn dùng ảnh ban biên tập đã chọn. Hãy xem lại ảnh trước khi duyệt.',
  'video-as-link': 'Không tải được tệp video (hoặc video nằm trên YouTube) nên đăng bằng liên kết. Muốn đăng video trực tiếp, hãy đưa tệp MP4 lên cổng.',
  'preview-unread': 'Chưa xem trước được thẻ liên kết mà Facebook sẽ hiển thị. Hãy mở bài trên cổng để kiểm tra.',
  'preview-no-picture': 'Trang bài không khai báo ảnh cho Facebook nên thẻ liên kết sẽ không có ảnh. Hãy đề nghị đơn vị quản trị cổng bổ sung thẻ og:image.',
  'preview-small-picture':
    'Ảnh khai báo cho Facebook quá nhỏ nên thẻ liên kết chỉ hiện ảnh con hoặc không có ảnh. Nên dùng ảnh 1200×630 điểm ảnh, ít nhất 600×315.',
  'preview-http': 'Ảnh của thẻ liên kết dùng địa chỉ http nên có thể không hiển thị. Hãy đề nghị đơn vị quản trị cổng chuyển og:image sang https.',
  'preview-robots':
    'Tệp robots.txt của cổng không cho Facebook đọc trang bài nên thẻ liên kết sẽ trống. Hãy đề nghị đơn vị quản trị cổng cho phép “facebookexternalhit”.',
  'preview-title-cut': 'Tiêu đề trên thẻ liên kết bị cắt hoặc quá dài (Facebook hiện khoảng hai dòng). Hãy kiểm tra og:title của trang bài.',
  'odd-letters': 'Trong bài có ký tự lỗi. Hãy đối chiếu với bài trên cổng.',
  'page-unread': 'Không mở được trang bài viết; nội dung lấy từ nguồn tin (RSS). Hãy đối chiếu với bài trên cổng trước khi duyệt.',
};

/** How posts in this language are built where newsroom.yaml says nothing else. */
const endOfPost = 'Xem chi tiết: {link}\n\nNguồn: {credit}\n{author}\n\n{hashtags}';
const article = `{title}\n\n{lead}\n\n${endOfPost}`;
const templates: Record<ArticleKind, string> = {
  news: article,
  digest: `{title}\n\n{lead}\n\n{body}\n\n${endOfPost}`,
  photos: article,
  infographic: article,
  video: article,
  document: `Số: {number}\nNgày ban hành: {date}\n\n{title}\n\n${endOfPost}`,
};

function warning({ kind, detail }: Pick<Warning, 'kind' | 'detail'>): string {
  return detail === undefined ? warnings[kind] : `${warnings[kind]}: ${detail}.`;
}

/** What is wrong, in two words. */
const portalProblems: Record<PortalProblem['kind'], string> = {
  unreachable: 'không kết nối được',
  slow: 'phản hồi quá chậm',
  'too-big': 'tài liệu quá lớn',
  tls: 'lỗi chứng chỉ bảo mật',
  address: 'địa chỉ không được phép truy cập',
  status: 'máy chủ báo lỗi',
  'not-a-feed': 'không phải nguồn tin',
  broken: 'nội dung không đọc được',
  challenge: 'trang chống truy cập tự động',
  robots: 'robots.txt không cho phép',
  withdrawn: 'bài không còn trên cổng',
};

/** What to do, and whom to ask for what: staff can pass these words on. */
function portalFix(problem: PortalProblem): string {
  switch (problem.kind) {
    case 'unreachable':
      return 'Không kết nối được máy chủ của cổng. Hãy mở cổng trên trình duyệt: nếu cổng đã chuyển sang tên miền mới (như sau khi sáp nhập tỉnh), sửa địa chỉ nguồn tin trong cấu hình; nếu cổng vẫn mở được, kiểm tra đường mạng của máy chủ này.';
    case 'slow':
      return 'Máy chủ của cổng phản hồi quá chậm. Nếu kéo dài, hãy báo đơn vị quản trị cổng.';
    case 'too-big':
      return 'Tài liệu quá lớn. Hãy đề nghị đơn vị quản trị cổng giảm số tin trong nguồn RSS.';
    case 'tls':
      return 'Chứng chỉ bảo mật (HTTPS) của cổng bị lỗi. Hãy đề nghị đơn vị quản trị cổng cài đủ chuỗi chứng chỉ, kể cả chứng chỉ trung gian; trong lúc chờ, có thể bổ sung chứng chỉ còn thiếu cho riêng nguồn tin này (tls: ca trong newsroom.yaml).';
    case 'address':
      return 'Địa chỉ không được phép truy cập (mạng nội bộ hoặc không phải http/https). Nếu đúng là cổng của mình, thêm tên máy chủ vào ALLOW_PRIVATE_HOSTS.';
    case 'status':
      return statusFix(problem.status);
    case 'not-a-feed':
      return 'Tại địa chỉ này không còn nguồn tin mà là một trang khác (trang đăng nhập, trang chủ hoặc trang thông báo). Hãy mở địa chỉ trên trình duyệt rồi sửa lại địa chỉ nguồn tin trong cấu hình.';
    case 'broken':
      return 'Nguồn tin bị lỗi định dạng. Nếu kéo dài, hãy báo đơn vị quản trị cổng.';
    case 'challenge':
      return 'Cổng đang bật trang chống truy cập tự động, hệ thống không vượt qua trang này. Hãy đề nghị đơn vị quản trị cổng cho phép địa chỉ IP của máy chủ này đọc tin, hoặc cấp một đường dẫn API/RSS riêng.';
    case 'robots':
      return 'Tệp robots.txt của cổng không cho phép hệ thống đọc địa chỉ này. Hãy đề nghị đơn vị quản trị cổng cho phép “fanpage-desk” trong robots.txt; nếu chính đơn vị quản trị cổng đã đồng ý, đặt robots: off cho nguồn tin này trong newsroom.yaml.';
    case 'withdrawn':
      return 'Địa chỉ không còn tồn tại. Hãy sửa địa chỉ nguồn tin trong cấu hình.';
  }
}

function statusFix(status: number | null): string {
  const told = `Máy chủ của cổng trả về mã ${status ?? '?'}.`;
  if (status === 401 || status === 403)
    return `${told} Cổng từ chối máy chủ này; hãy đề nghị đơn vị quản trị cổng cho phép địa chỉ IP của máy chủ này đọc tin.`;
  if (status === 404 || status === 410) return `${told} Địa chỉ nguồn tin không còn; hãy tìm địa chỉ mới trên cổng và sửa trong cấu hình.`;
  if (status === 429) return `${told} Cổng yêu cầu truy cập thưa hơn; hệ thống tự giãn thời gian đọc.`;
  if (status !== null && status >= 500) return `${told} Cổng đang gặp sự cố. Nếu kéo dài, hãy báo đơn vị quản trị cổng.`;
  return `${told} Hãy kiểm tra địa chỉ nguồn tin trong cấu hình hoặc báo đơn vị quản trị cổng.`;
}

/** What happened, and what to do, in this order. */
const refusals: Record<RefusalStep, string> = {
  token: 'Mã truy cập của Trang không còn hiệu lực. Hãy lấy mã mới (README, mục “Lấy mã truy cập Trang”), ghi vào FACEBOOK_PAGE_TOKEN rồi khởi động lại.',
  'token-app-removed':
    'Ứng dụng đã bị gỡ khỏi tài khoản cấp mã. Người quản trị Trang hãy cho phép lại ứng dụng, lấy mã mới (README, mục “Lấy mã truy cập Trang”), ghi vào FACEBOOK_PAGE_TOKEN rồi khởi động lại.',
  'token-checkpoint':
    'Facebook đang yêu cầu xác minh tài khoản cấp mã. Chủ tài khoản hãy đăng nhập facebook.com và làm theo yêu cầu; nếu sau một giờ vẫn chưa đăng được, hãy lấy mã mới và ghi vào FACEBOOK_PAGE_TOKEN.',
  'token-password': 'Tài khoản cấp mã đã đổi mật khẩu nên mã cũ mất hiệu lực. Hãy lấy mã mới, ghi vào FACEBOOK_PAGE_TOKEN rồi khởi động lại.',
  'token-expired': 'Mã truy cập của Trang đã hết hạn. Hãy lấy mã mới (README, mục “Lấy mã truy cập Trang”), ghi vào FACEBOOK_PAGE_TOKEN rồi khởi động lại.',
  'token-role-lost':
    'Người cấp mã không còn vai trò trên Trang; lấy mã mới cho người đó không có tác dụng. Quản trị viên Trang hãy giao lại vai trò, hoặc để người khác có vai trò lấy mã mới.',
  permission: 'Ứng dụng thiếu quyền trên Trang. Hãy cấp lại quyền pages_manage_posts và pages_read_engagement, rồi lấy mã mới.',
  'permission-missing':
    'Mã truy cập thiếu quyền pages_manage_posts hoặc pages_read_engagement (quyền không dùng 90 ngày phải được cấp lại). Hãy cấp đủ quyền cho ứng dụng, rồi lấy mã mới.',
  'permission-page-unseen':
    'Mã truy cập không thấy Trang này. Hãy kiểm tra FACEBOOK_PAGE_ID, và kiểm tra người (hoặc người dùng hệ thống) cấp mã còn được giao Trang không.',
  'permission-as-person': 'Mã đang dùng là mã cá nhân, không phải mã của Trang. Hãy lấy mã của Trang (README, mục “Lấy mã truy cập Trang”).',
  policy: 'Facebook đang hạn chế Trang này. Hãy mở mục Chất lượng Trang trên Facebook để xem lý do và khiếu nại nếu cần.',
  content: 'Facebook từ chối nội dung bài. Hãy kiểm tra liên kết và ảnh.',
  'content-facebook-link': 'Facebook không cho đăng bài dẫn tới facebook.com. Hãy sửa liên kết của bài.',
  'content-link': 'Facebook không mở được liên kết của bài. Hãy mở thử trên trình duyệt; nếu cổng vừa gián đoạn, bấm “Đăng lại” khi cổng đã mở được.',
  'content-picture': 'Facebook không nhận ảnh của bài. Hãy thay ảnh khác (JPEG hoặc PNG, dưới 4 MB).',
  'content-video': 'Facebook không nhận video của bài. Hãy kiểm tra tệp (MP4, H.264) hoặc thay bằng ảnh.',
  'content-same': 'Facebook cho biết bài giống hệt bài vừa đăng. Hãy mở Trang để kiểm tra trước khi bấm “Đăng lại”.',
  rate: 'Facebook yêu cầu đăng chậm lại. Bài sẽ tự đăng tiếp khi được phép.',
};

function failure(problem: Failure): string {
  const code = problem.code === null ? '' : ` (mã ${problem.code}${problem.subcode === null ? '' : `/${problem.subcode}`})`;
  switch (problem.reason) {
    case 'unconfirmed':
      return 'Facebook không trả lời rõ ràng và chưa thấy bài trên Trang. Hãy mở Trang để kiểm tra; nếu chưa có bài, bấm “Đăng lại”.';
    case 'media-lost':
      return 'Ảnh đã duyệt không còn trong kho. Bài không được đăng bằng ảnh khác.';
    default: {
      const step = refusalStepOf(problem);
      return `${refusals[step ?? problem.reason]}${code}`;
    }
  }
}

function number(value: number): string {
  return new Intl.NumberFormat('vi-VN').format(value);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value))}`;
}

/** The first five, and how many there are beside. */
function listed(titles: readonly string[], more: (count: number) => string): string {
  const rest = titles.length - 5;
  return [...titles.slice(0, 5).map((title) => `• ${title}`), ...(rest > 0 ? [more(rest)] : [])].join('\n');
}

function decimal(value: number): string {
  return new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 }).format(value).replace('-', '−');
}

/** 0,032 → "3,2 %". */
function percent(share: number): string {
  return `${decimal(share * 100)} %`;
}

function spanName(kind: GrowthReport['span'], name: string): string {
  switch (kind) {
    case 'week':
      return `tuần ${name}`;
    case 'month':
      return `tháng ${name.slice(5)}/${name.slice(0, 4)}`;
    case 'quarter':
      return `quý ${name.slice(6)}/${name.slice(0, 4)}`;
    case 'days':
      return 'theo ngày';
  }
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase('vi')}${text.slice(1)}`;
}

/** 45 phút; 3 giờ 5 phút. */
function duration(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} phút`;
  return whole % 60 === 0 ? `${number(Math.floor(whole / 60))} giờ` : `${number(Math.floor(whole / 60))} giờ ${whole % 60} phút`;
}

type ExpiredTold = { readonly title: string; readonly why: ExpiryReason };

export const vi = {
  kinds,
  statuses,
  warnings,
  warning,
  slotReasons,
  expiryReasons,
  refusals,
  failure,
  number,
  signed,
  decimal,
  percent,
  duration,

  linkLine: (link: string): string => `Xem chi tiết: ${link}`,
  post: { templates, otherLanguage: '———' },

  card: {
    approve: '✅ Duyệt',
    reject: '❌ Loại',
    retry: '🔁 Đăng lại',
    previous: '◀ Bài trước',
    next: 'Bài sau ▶',
    editText: '✏️ Sửa',
    changeTime: '🕒 Giờ đăng',
    changePicture: '🖼 Ảnh',
    postNow: '🚀 Đăng ngay',
    confirmNow: '🚀 Đúng, đăng ngay',
    cancel: '↩️ Thôi',
    backToWaiting: '↩️ Đưa về hàng chờ',
    otherReason: '⌨️ Lý do khác',
    typeTime: '⌨️ Nhập giờ',
    plannerTime: '🤖 Để hệ thống xếp giờ',
    pictureNumber: (number: number): string => `Ảnh ${number}`,
    ownPicture: '📎 Gửi ảnh khác',
    noPicture: '🚫 Không kèm ảnh',
    openPost: '🔗 Xem trên Trang',
    editLive: '✏️ Sửa bài đã đăng',
    withdrawLive: '🗑 Gỡ bài',
    confirmWithdraw: '🗑 Đúng, gỡ khỏi Trang',
    confirmLive: '📤 Cập nhật lên Trang',
    updateLive: '📤 Cập nhật theo cổng',
    keepLive: '👌 Giữ nguyên',
    correctedBefore: '🔄 Cổng đã sửa bài sau khi gửi duyệt:',
    correctedLive: '🔄 Cổng đã sửa bài sau khi đăng. Trên đây là bản sẽ đăng nếu cập nhật; bài trên Trang chưa thay đổi:',
    correctedElse: '🔄 Cổng đã sửa bài sau khi đăng. Phần chữ của bài trên Trang vẫn như cũ:',
    withdrawnLive: '🗑 Cổng đã gỡ bài này. Gỡ khỏi Trang hay giữ nguyên?',
    editedFirst: '🔄 Trước khi gỡ, cổng đã sửa bài:',
    was: (text: string): string => `   − ${text}`,
    is: (text: string): string => `   + ${text}`,
    andMore: (count: string): string => `   … và ${count} chỗ khác`,
    today: (time: string): string => `Hôm nay ${time}`,
    tomorrow: (time: string): string => `Ngày mai ${time}`,
    consentBy: (name: string, at: string): string => `✔ ${name} đồng ý lúc ${at}`,
    /** `count`: so many must still say yes, of these; `others`: more of them, whose names are not known or not told. */
    mustDecide: (count: number, names: readonly string[], others: number, more: boolean): string => {
      const list = [...names, ...(others === 0 ? [] : [`${others} người${names.length === 0 ? '' : ' khác'} có quyền duyệt`])];
      const all = names.length + others;
      const people = list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} ${all > count && others === 0 ? 'hoặc' : 'và'} ${list.at(-1)}`;
      if (all < count)
        return `⚠️ Cần ${count} người duyệt${more ? ' nữa' : ''} nhưng ${all === 0 ? 'không còn ai' : `chỉ còn ${people}`}. Người quản trị hãy thêm người bằng /themnguoi.`;
      if (all === count) return `👥 Còn chờ: ${people}`;
      if (names.length === 0) return `👥 Cần ${more ? 'thêm ' : ''}${count === 1 ? 'một' : 'hai'} trong ${others} người có quyền duyệt`;
      return `👥 Cần ${more ? 'thêm ' : ''}${count === 1 ? 'một người duyệt' : 'hai người duyệt trong số'}: ${people}`;
    },
    expiresAt: (at: string): string => `⌛ Hạn duyệt: ${at}, quá hạn thì không đăng`,
    reason: (reason: string): string => `Lý do: ${reason}`,
    menus: {
      time: '🕒 Chọn giờ đăng:',
      picture: '🖼 Chọn ảnh cho bài (ảnh đi kèm bài, liên kết nằm trong nội dung):',
      now: '🚀 Đăng ngay lên Trang, không chờ lịch? Nếu vừa có bài lên Trang, bài này đợi đủ khoảng cách rồi mới đăng.',
      withdraw: '🗑 Gỡ bài này khỏi Trang? Lượt thích và bình luận cũng mất theo.',
    } satisfies Record<CardMenu, string>,
    liveEdit: {
      proposed: (name: string): string => `✏️ ${name} đề nghị sửa như trên; bài trên Trang chưa thay đổi.`,
      due: (name: string): string => `📤 Đang cập nhật bài trên Trang (${name})…`,
      sending: (name: string): string => `📤 Đang cập nhật bài trên Trang (${name})…`,
      unknown: (name: string): string => `❔ Chưa rõ Facebook đã nhận bản sửa của ${name} hay chưa; hệ thống đang đọc lại Trang.`,
      failed: (name: string): string => `⛔ Bản sửa của ${name} chưa lên Trang; bài vẫn như cũ. Có thể thử lại.`,
    } satisfies Record<LiveChange['state'], (name: string) => string>,
    liveWithdraw: {
      proposed: (name: string): string => `🗑 ${name} đề nghị gỡ bài.`,
      due: (name: string): string => `🗑 Đang gỡ bài khỏi Trang (${name})…`,
      sending: (name: string): string => `🗑 Đang gỡ bài khỏi Trang (${name})…`,
      unknown: (name: string): string => `❔ Chưa rõ Facebook đã gỡ bài theo yêu cầu của ${name} hay chưa; hệ thống đang đọc lại Trang.`,
      failed: (name: string): string => `⛔ Chưa gỡ được bài theo yêu cầu của ${name}; bài vẫn còn trên Trang. Có thể thử lại.`,
    } satisfies Record<LiveChange['state'], (name: string) => string>,
    digestLast: (title: string, status: string): string => `↩️ Vừa rồi: ${title} (${status})`,
    digestUndo: '↩️ Hoàn tác bài vừa rồi',
    preview: (title: string, description: string | null): string => `🪧 Thẻ liên kết: ${title}${description === null ? '' : ` · ${description}`}`,
    album: (count: number): string => `🖼 Album ${number(count)} ảnh`,
    film: (as: 'video' | 'reel', seconds: string | null): string => `🎬 ${as === 'reel' ? 'Reel' : 'Video'}${seconds === null ? '' : ` · ${seconds} giây`}`,
    linkTo: (link: string): string => `🔗 ${link}`,
    kind: (kind: ArticleKind, source: string): string => `${kinds[kind]} · ${source}`,
    articleDate: (date: string): string => `Đăng trên cổng: ${date}`,
    eventAt: (at: string): string => `🗓 Sự kiện bắt đầu: ${at}; bài chỉ đăng trước giờ này`,
    eventOn: (day: string, at: string): string => `🗓 Sự kiện bắt đầu ngày ${day}, bài không ghi rõ giờ; chỉ đăng trước ${at}`,
    tooLateForEvent: (at: string): string =>
      `⚠️ Khung giờ trống gần nhất là ${at}, khi sự kiện đã bắt đầu. Nếu duyệt, hãy bấm “Đăng ngay” hoặc chọn giờ sớm hơn; nếu không bài sẽ không được đăng.`,
    page: (page: string): string => `Trang: ${page}`,
    sister: (own: Language, status: string): string => `🌐 Bản tiếng ${own === 'vi' ? 'Anh' : 'Việt'} của bài này là một bài riêng: ${status}`,
    joined: '🌐 Đã gộp vào bài tiếng Việt, không đăng riêng.',
    waiting: '⏳ Chờ duyệt',
    /** `asOf`: when that was foreseen; null: it holds at any time. */
    ifApproved: (date: string, asOf: string | null): string => `Nếu duyệt, bài lên Trang: ${date}${asOf === null ? '' : ` (dự kiến, tính lúc ${asOf})`}`,
    asap: 'ngay sau khi duyệt',
    noSlot: 'chưa có khung giờ trống',
    objectBy: (date: string): string => `Tự đăng sau ${date} nếu không ai loại.`,
    returned: {
      'content-changed': '⚠️ Nội dung đã khác bản duyệt trước đó, đề nghị duyệt lại.',
      pair: '🌐 Cổng vừa có bản tiếng Anh nên bài gồm cả hai thứ tiếng, đề nghị duyệt lại.',
      missed: '⚠️ Bài lỡ giờ đăng đã xếp, đề nghị duyệt lại để chọn giờ mới.',
      restored: '⚠️ Dữ liệu vừa được khôi phục từ bản sao lưu; bài này đã duyệt trước đó, đề nghị duyệt lại. Nếu bài đã có trên Trang thì không bị đăng trùng.',
    } satisfies Record<ReturnReason, string>,
    approvedBy: (name: string, at: string): string => `✔ ${name} duyệt lúc ${at}`,
    approvedAuto: (at: string): string => `✔ Tự động duyệt theo quy định lúc ${at}`,
    approvedNoObjection: (at: string): string => `✔ Không ai phản đối, tự động duyệt lúc ${at}`,
    rejectedBy: (name: string, at: string): string => `✖ ${name} loại lúc ${at}`,
    slot: (date: string): string => `🕒 Lịch đăng: ${date}`,
    queued: '🕒 Chưa có giờ đăng: bài đang chờ đến lượt, thẻ này sẽ ghi giờ khi đã xếp.',
    because: (why: SlotReason): string => `   ${slotReasons[why]}`,
    pinned: (date: string): string => `📌 Hẹn giờ: ${date}, không đăng trước giờ này`,
    moved: (from: string, why: MoveReason): string => `↪️ Đổi giờ (trước đó ${from}): ${moveReasons[why]}`,
    urgent: '🔴 Khẩn: đăng ngay khi được duyệt',
    publishing: '📤 Đang đăng…',
    uploading: (share: string): string => `📤 Đang tải video lên Facebook: ${share}`,
    unconfirmed: (until: string): string => `❔ Chưa rõ Facebook đã nhận bài hay chưa. Hệ thống theo dõi Trang đến ${until}; trong lúc đó không đăng lại.`,
    published: (at: string): string => `✅ Đã đăng lúc ${at}`,
    adopted: (at: string): string => `✅ Bài đã có sẵn trên Trang từ ${at}, không đăng lại`,
    failed: (why: string): string => `⛔ Không đăng được. ${why}`,
    expired: (at: string, why: ExpiryReason | null): string => `⌛ Quá hạn lúc ${at}, không đăng${why === null ? '' : `: ${expiryReasons[why]}`}`,
    retracted: (at: string, by: string | null): string => `🗑 Đã gỡ khỏi Trang lúc ${at}${by === null ? '' : ` theo quyết định của ${by}`}`,
    held: (at: string): string => `⏸ Tạm giữ từ ${at}`,
    heldWithdrawn: (at: string): string => `⏸ Tạm giữ từ ${at} vì cổng đã gỡ bài này`,
    draft: '✏️ Bản nháp',
    digestHead: (position: number, total: number): string => `🗂 Bài ${position}/${total} đang chờ duyệt`,
    digestDone: '🗂 Đã xử lý hết các bài chờ duyệt.',
  },

  pair: {
    waits: (title: string): string =>
      `🌐 Cổng vừa có bản còn lại (tiếng Việt hoặc tiếng Anh) của bài đã duyệt nhưng chưa đăng: ${title}\nHai bản gộp thành một bài song ngữ, đề nghị duyệt lại trên thẻ mới nhất.`,
  },

  correction: {
    returned: (title: string): string =>
      `⚠️ Bài đã duyệt nhưng chưa đăng, vì nội dung lúc sắp đăng đã khác bản duyệt: ${title}\nHãy xem lại và duyệt lại trên thẻ của bài.`,
    waits: (title: string): string => `🔄 Cổng vừa sửa bài đã duyệt nhưng chưa đăng: ${title}\nBài chờ duyệt lại theo nội dung mới, chỗ thay đổi ghi trên thẻ.`,
    live: (title: string): string => `🔄 Cổng vừa sửa bài đã đăng lên Trang: ${title}\nXem thẻ của bài để chọn: cập nhật, giữ nguyên hay gỡ.`,
    gone: (title: string): string => `🗑 Cổng đã gỡ bài đã đăng lên Trang: ${title}\nXem thẻ của bài để chọn: gỡ khỏi Trang hay giữ nguyên.`,
  },

  press: {
    approved: (title: string): string => `Đã duyệt: ${title}`,
    rejected: (title: string): string => `Đã loại: ${title}`,
    retried: (title: string): string => `Sẽ đăng lại: ${title}`,
    alreadyYou: 'Bạn đã quyết định bài này rồi.',
    alreadyApproved: (name: string, at: string): string => `${name} đã duyệt lúc ${at}.`,
    alreadyRejected: (name: string, at: string): string => `${name} đã loại lúc ${at}.`,
    nowStatus: (status: string): string => `Bài này đang ở trạng thái: ${status}.`,
    changed: 'Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.',
    notStaff: (id: string): string => `Bạn chưa có tên trong danh sách nhân sự. Mã số Telegram của bạn: ${id}. Hãy gửi mã này cho người quản trị.`,
    otherPage: 'Bạn không phụ trách Trang này.',
    consented: (title: string): string => `Đã ghi nhận bạn đồng ý; bài còn cần một người khác duyệt: ${title}`,
    anotherNeeded: 'Bạn đã đồng ý rồi. Bài này cần thêm một người khác duyệt.',
    goesNow: (title: string): string => `Đăng sớm nhất có thể: ${title}`,
    backAgain: (title: string): string => `Đã đưa về hàng chờ: ${title}`,
    noted: 'Đã ghi lý do.',
    liveDue: 'Đang thực hiện trên Trang.',
    liveKept: 'Giữ nguyên bài trên Trang.',
    liveUnderWay: 'Bài này đang được thay đổi trên Trang, chờ một lát.',
    answerBelow: 'Hãy trả lời (reply) tin nhắn hệ thống vừa gửi.',
    noPicture: 'Không đọc được ảnh này. Hãy chọn ảnh khác.',
    pictureChanged: 'Đã đổi ảnh, bài chờ duyệt lại.',
    timeFree: 'Hệ thống sẽ xếp giờ đăng.',
    timeGiven: (at: string): string => `Đã hẹn giờ: ${at}`,
    cannotAt: {
      past: 'Giờ này đã qua.',
      quiet: (until: string): string => `Giờ này không đăng bài${until === '' ? '' : `, đến ${until}`}.`,
      pause: (until: string): string => `Trang đang tạm dừng đăng${until === '' ? '' : ` đến ${until}`}.`,
      gap: (at: string): string => `Quá gần một bài khác lúc ${at}.`,
      full: (most: string): string => `Ngày này đã đủ ${most} bài.`,
      stale: (until: string): string => `Đến lúc đó tin đã cũ (sau ${until}).`,
      begun: (at: string): string => `Đến lúc đó sự kiện đã bắt đầu (${at}).`,
      free: (times: string): string => `Giờ còn trống: ${times}`,
    },
    notApprover: 'Bạn có quyền biên tập nhưng chưa có quyền duyệt đăng.',
    otherChat: 'Chỉ duyệt bài trong nhóm làm việc của tòa soạn.',
    unknown: 'Không tìm thấy bài này. Hãy bấm nút ở tin nhắn mới nhất.',
    failed: 'Chưa ghi được quyết định. Hãy bấm lại sau ít phút.',
    someone: 'Người khác',
    auto: 'Hệ thống',
    noMore: 'Không còn bài nào chờ duyệt.',
  },

  /** What was decided, in the log of a post. */
  verbs: {
    approve: 'duyệt',
    reject: 'loại',
    reason: 'ghi lý do',
    'edit-text': 'sửa nội dung',
    'change-picture': 'đổi ảnh',
    'change-time': 'đổi giờ',
    'post-now': 'cho đăng ngay',
    'back-to-waiting': 'đưa về hàng chờ',
    retry: 'cho đăng lại',
    return: 'trả về để duyệt lại',
    expire: 'quá hạn',
    publish: 'đã đăng lên Trang',
    fail: 'không đăng được',
    'propose-live': 'đề nghị sửa bài đã đăng',
    'drop-live': 'bỏ đề nghị sửa',
    'edit-live': 'cho sửa bài trên Trang',
    'withdraw-live': 'cho gỡ bài khỏi Trang',
    'keep-live': 'giữ nguyên bài trên Trang',
    'live-edited': 'đã sửa bài trên Trang',
    'live-withdrawn': 'đã gỡ bài khỏi Trang',
    'live-failed': 'không sửa hoặc gỡ được bài trên Trang',
    correct: 'ghi nhận cổng sửa hoặc gỡ bài',
    join: 'gộp hai thứ tiếng vào một bài',
    hold: 'tạm giữ vì cổng gỡ bài',
    release: 'cho duyệt lại vì cổng đăng lại bài',
    pause: 'tạm dừng đăng',
    resume: 'cho đăng trở lại',
    'accept-times': 'đổi giờ đăng theo đề nghị',
    'add-staff': 'thêm người',
    'remove-staff': 'bỏ người',
  } satisfies Record<DecisionVerb, string>,

  /** Why a post was rejected: the short list. */
  reasons: ['Sai thông tin', 'Trùng nội dung', 'Không phù hợp', 'Tin đã cũ'] as readonly string[],

  /** What a person is asked to answer by a reply, and what is said to the reply. */
  questions: {
    text: {
      text: (name: string, title: string): string => `✏️ ${name}: trả lời tin này bằng toàn bộ nội dung mới của bài\n“${title}”`,
      placeholder: 'Toàn bộ nội dung mới',
    },
    'live-text': {
      text: (name: string, title: string): string => `✏️ ${name}: trả lời tin này bằng toàn bộ nội dung mới cho bài đã đăng\n“${title}”`,
      placeholder: 'Toàn bộ nội dung mới',
    },
    time: {
      text: (name: string, title: string): string => `🕒 ${name}: trả lời tin này bằng giờ đăng (17:30, 28/11 09:00, 2h) của bài\n“${title}”`,
      placeholder: '17:30 hoặc 28/11 09:00',
    },
    reason: {
      text: (name: string, title: string): string => `⌨️ ${name}: trả lời tin này bằng lý do không đăng bài\n“${title}”`,
      placeholder: 'Lý do',
    },
    picture: {
      text: (name: string, title: string): string => `📎 ${name}: trả lời tin này bằng một ảnh (kèm chú thích nếu có) cho bài\n“${title}”`,
      placeholder: 'Gửi một ảnh',
    },
    another: (name: string): string => `Tin nhắn này chờ ${name} trả lời. Nếu bạn muốn sửa, hãy bấm nút trên thẻ của bài.`,
    late: 'Đã quá thời gian trả lời. Hãy bấm lại nút trên thẻ của bài.',
    length: (most: string): string => `Nội dung phải có chữ và không quá ${most} ký tự. Hãy trả lời lại.`,
    empty: 'Chưa có nội dung. Hãy trả lời lại.',
    textTaken: 'Đã nhận nội dung mới, hãy xem trên thẻ của bài. Bài chờ duyệt lại.',
    answered: 'Câu hỏi này đã được trả lời, tin này không được ghi nhận. Muốn sửa tiếp, hãy bấm lại nút trên thẻ của bài.',
    liveTaken: 'Đã nhận bản sửa. Hãy xem trên thẻ rồi bấm “Cập nhật lên Trang”.',
    noTime: 'Không hiểu giờ này. Hãy trả lời như 17:30, 28/11 09:00 hoặc 2h.',
    noPicture: 'Chưa thấy ảnh. Hãy trả lời bằng một ảnh.',
  },

  /** Cards that nobody decides. */
  deadline: {
    remind: (titles: readonly string[]): string => `⏰ ${titles.length} bài đang chờ duyệt:\n${listed(titles, (more) => `… và ${more} bài nữa`)}`,
    escalate: (names: readonly string[], titles: readonly string[]): string =>
      `📣 ${names.join(', ')}: ${titles.length} bài chờ duyệt đã lâu\n${listed(titles, (more) => `… và ${more} bài nữa`)}`,
    expired: (titles: readonly string[]): string =>
      `⌛ ${titles.length} bài không ai duyệt kịp nên đã hết hạn, không đăng:\n${listed(titles, (more) => `… và ${more} bài nữa`)}`,
    nameless: (id: string): string => `Người duyệt ${id}`,
  },

  /** Commands of the chat and their answers. Names: a-z, 0-9 and _, as Telegram wants them. */
  chat: {
    commands: {
      queue: { name: 'hangdoi', does: 'Bài nào đang chờ ở bước nào' },
      plan: { name: 'lich', does: 'Lịch đăng sắp tới' },
      report: { name: 'baocao', does: 'Báo cáo tăng trưởng: ảnh và bảng tính', takes: '[Trang] [kỳ: 2026-W47, 2026-11, 2026-Q4 hoặc 2026-11-01..2026-11-15]' },
      followers: { name: 'theodoi', does: 'Số người theo dõi hiện nay' },
      draft: { name: 'dang', does: 'Soạn ngay bài này để duyệt', takes: 'ĐỊA-CHỈ-BÀI' },
      pause: { name: 'tamdung', does: 'Tạm dừng đăng bài (một Trang hoặc tất cả)', takes: '[Trang] [2h hoặc 17:30] lý do' },
      resume: { name: 'tieptuc', does: 'Đăng bài trở lại', takes: '[Trang]' },
      log: { name: 'nhatky', does: 'Bài này đã qua những bước nào (trả lời vào thẻ của bài)' },
      staff: { name: 'nhansu', does: 'Ai có quyền gì' },
      addStaff: { name: 'themnguoi', does: 'Thêm người hoặc đổi quyền (trả lời tin nhắn của người đó)', takes: '[biên tập | duyệt đăng | quản trị]' },
      removeStaff: { name: 'botnguoi', does: 'Bỏ quyền của một người (trả lời tin nhắn của người đó)' },
      help: { name: 'trogiup', does: 'Các lệnh và quyền của bạn' },
    } satisfies Record<ChatCommandName, CommandWords>,
    roles: { editor: 'biên tập', approver: 'duyệt đăng', admin: 'quản trị' } satisfies Record<Role, string>,
    anonymous:
      'Bạn đang viết ẩn danh dưới tên nhóm nên hệ thống không biết bạn là ai. Hãy tắt chế độ quản trị viên ẩn danh rồi gửi lại; các nút bấm vẫn dùng được.',
    notStaff: (id: string): string => `Bạn chưa có tên trong danh sách nhân sự của tòa soạn. Mã số Telegram của bạn: ${id}. Hãy gửi mã này cho người quản trị.`,
    mayNot: (role: string): string => `Lệnh này cần quyền ${role}.`,
    draft: {
      how: 'Hãy gửi kèm địa chỉ đầy đủ của bài trên cổng, ví dụ: /dang https://cong.example/tin/1',
      ordered: (title: string): string => `✏️ Đang soạn để duyệt: ${title}`,
      known: (title: string, status: string): string => `Bài này đã có: ${title}${status === '' ? '' : ` (${status})`}`,
      foreign: (hosts: readonly string[]): string =>
        `Địa chỉ này không thuộc cổng nào của tòa soạn nên không soạn được. Các cổng: ${hosts.join(', ')}. Muốn thêm cổng khác, người cài đặt ghi vào mục sources của newsroom.yaml (hoặc PORTAL_FEEDS).`,
      unread: (problem: PortalProblem): string =>
        problem.kind === 'withdrawn'
          ? 'Cổng không có bài này (bài đã gỡ hoặc địa chỉ sai). Hãy mở bài trên trình duyệt rồi gửi lại địa chỉ.'
          : `Chưa đọc được bài. ${portalFix(problem)}`,
    },
    pause: {
      how: 'Hãy ghi lý do, ví dụ: /tamdung 2h chờ ý kiến lãnh đạo',
      all: 'tất cả các Trang',
      /** `page`: the one that is paused; null: all. */
      paused: (page: string | null, who: string, why: string, until: string | null): string =>
        `⏸ ${who} tạm dừng đăng: ${page ?? 'tất cả các Trang'}${until === null ? '' : `, đến ${until}`}. Lý do: ${why}\nBài đã duyệt vẫn được giữ. Đăng trở lại: /tieptuc${page === null ? '' : ` ${page}`}`,
      over: 'Thời điểm kết thúc đã qua. Hãy ghi lại.',
      namePage: (pages: readonly string[]): string =>
        `Hãy ghi rõ Trang bạn phụ trách: ${pages.join(', ')}. Ví dụ: /tamdung ${pages[0] ?? ''} chờ ý kiến lãnh đạo`,
      none: (pages: string, paused: readonly string[]): string =>
        `Không có lệnh tạm dừng nào cho ${pages}.${paused.length === 0 ? '' : ` Đang tạm dừng: ${paused.join(', ')}. Ví dụ: /tieptuc ${paused[0]}`}`,
      unknownPage: (given: string, pages: readonly string[]): string =>
        `Không có Trang nào tên “${given}”; chưa có gì thay đổi. Các Trang: ${pages.join(', ')}. Cho tất cả đăng trở lại: /tieptuc`,
      resumed: (pages: string, who: string): string => `▶️ ${who} cho đăng trở lại: ${pages}`,
    },
    report: {
      noSpan: (given: string, page: string | null): string =>
        `Không hiểu “${given}”. Hãy ghi kỳ báo cáo, ví dụ: /baocao 2026-W47 (tuần), /baocao 2026-11 (tháng), /baocao 2026-Q4 (quý), /baocao 2026-11-01..2026-11-15 (từ ngày đến ngày)${page === null ? '.' : `, hoặc tên Trang trước kỳ: /baocao ${page} 2026-11.`}`,
      choose: (pages: readonly string[]): string =>
        `Muốn xem riêng một Trang, hãy ghi tên Trang, ví dụ: /baocao ${pages[0] ?? ''}\nCác Trang: ${pages.join(', ')}`,
    },
    log: {
      how: 'Hãy trả lời (reply) vào thẻ của bài bằng lệnh /nhatky.',
      now: (status: string): string => `Hiện nay: ${status}`,
      nothing: 'Chưa có quyết định nào.',
      version: (version: string): string => `bản ${version}`,
      planner: 'để hệ thống xếp giờ',
      returned: {
        'content-changed': 'nội dung khác bản đã duyệt',
        restored: 'dữ liệu vừa được khôi phục',
        missed: 'lỡ giờ đăng',
        pair: 'có thêm bản tiếng Anh',
      } satisfies Record<ReturnReason, string>,
      earlier: (count: string): string => `… ${count} bước trước đó (xem đầy đủ bằng lệnh audit export)`,
    },
    elsewhere: 'Lệnh này chỉ dùng trong nhóm làm việc của tòa soạn, hoặc khi nhắn riêng cho bot.',
    staff: {
      head: '👥 Nhân sự',
      nobody: 'Chưa có ai.',
      row: (name: string, role: string, id: string, pages: string): string => `• ${name} – ${role} (${id})${pages === '' ? '' : `, Trang: ${pages}`}`,
      replyToThem: 'Hãy trả lời (reply) một tin nhắn của người đó (không phải tin ẩn danh) bằng lệnh này.',
      noRole: (known: string): string => `Không có quyền này. Các quyền: ${known}.`,
      added: (name: string, role: string): string => `✅ ${name} nay có quyền ${role}.`,
      removed: (name: string): string => `✅ ${name} không còn quyền nào.`,
      fixed: (name: string): string => `${name} là quản trị theo cấu hình; chỉ đổi được trong tệp cấu hình (TELEGRAM_STAFF hoặc mục staff của newsroom.yaml).`,
      notOne: (name: string): string => `${name} không có trong danh sách nhân sự.`,
    },
    help: {
      you: (role: string, id: string): string => `Quyền của bạn: ${role} (mã số ${id})`,
      stranger: (id: string): string =>
        `Bạn chưa có tên trong danh sách nhân sự. Mã số Telegram của bạn: ${id}.\nNgười quản trị thêm bạn bằng cách ghi mã này vào TELEGRAM_STAFF hoặc mục staff của newsroom.yaml.`,
    },
    queue: {
      head: (count: string): string => `🗂 Đang xử lý: ${count} bài`,
      status: (status: string, count: string): string => `• ${status}: ${count}`,
      waiting: 'Chờ duyệt lâu nhất:',
      empty: 'Không có bài nào đang chờ.',
    },
    plan: { head: '🗓 Lịch đăng 7 ngày tới', empty: 'Chưa có bài nào được xếp lịch.', more: (count: string): string => `… và ${count} bài nữa` },
    followers: (page: string, count: string, at: string): string => `👥 ${page}: ${count} người theo dõi (lúc ${at})`,
    noFollowers: (page: string): string => `👥 ${page}: chưa đọc được số liệu`,
  },

  noStaff:
    '👤 Chưa có ai được duyệt bài. Mỗi người nhắn /trogiup trong nhóm này để biết mã số Telegram của mình; người cài đặt ghi mã của người quản trị vào TELEGRAM_STAFF (hoặc mục staff của newsroom.yaml) rồi khởi động lại. Sau đó người quản trị thêm những người khác bằng cách trả lời tin nhắn của họ với lệnh /themnguoi.',
  thrownOut: (name: string): string => `⚠️ ${name} đã đưa bot ra khỏi nhóm này; trong lúc đó không ai duyệt được bài.`,
  takenBack: '✅ Bot đã trở lại nhóm; các bài chờ duyệt vẫn còn nguyên.',
  sourceDown: (source: string, problem: PortalProblem): string =>
    `⚠️ Không đọc được nguồn tin ${source}\n${portalFix(problem)}\nCác bài đã lấy vẫn còn nguyên; hệ thống sẽ tự thử lại.`,
  sourceBack: (source: string): string => `✅ Đã đọc lại được nguồn tin ${source}.`,
  sourceEmpty: (source: string, since: string): string =>
    `⚠️ Nguồn tin ${source} vẫn mở được nhưng không liệt kê bài nào từ ngày ${since}.\nCó thể chuyên mục đã chuyển sang địa chỉ khác. Hãy mở trang trên trình duyệt để kiểm tra, rồi sửa địa chỉ trong cấu hình nếu cần.`,
  sourceQuiet: (source: string, since: string): string =>
    `🔇 Nguồn tin ${source} không có bài mới từ ngày ${since}, lâu hơn hẳn bình thường.\nHãy mở cổng để đối chiếu: nếu cổng vẫn ra bài mới, có thể địa chỉ nguồn tin đã thay đổi; nếu không, chưa cần làm gì.`,
  sourceSpeaks: (source: string): string => `✅ Nguồn tin ${source} đã có bài mới trở lại.`,
  articleWithdrawn: (title: string, url: string, onItsWay: boolean): string =>
    `🗑 Cổng đã gỡ bài: ${title}\n${url}\n${onItsWay ? 'Bài đang được gửi lên Trang nên không dừng lại được. Hãy xem Trang và gỡ bài nếu cần.' : 'Bài đã duyệt nhưng chưa đăng nên được tạm giữ, không lên Trang.'}`,
  articleBack: (title: string): string => `✅ Bài đã có lại trên cổng: ${title}\nBài đăng từng bị tạm giữ nay chờ duyệt lại.`,
  pageStopped: (page: string, problem: Failure): string =>
    `⛔ Tạm dừng đăng lên Trang ${page}.\n${failure(problem)}\nBài đã duyệt vẫn được giữ và tự đăng tiếp khi khắc phục xong.`,
  pageResumed: (page: string): string => `✅ Trang ${page} đăng lại bình thường.`,
  postsLate: (page: string, count: number): string =>
    `⏰ ${count} bài đã duyệt chưa lên được Trang ${page} dù quá giờ hơn 30 phút. Hệ thống vẫn tiếp tục thử; hãy kiểm tra kết nối mạng của máy chủ.`,
  postsOnTime: (page: string): string => `✅ Các bài trễ của Trang ${page} đã được xử lý xong.`,
  missedPosts: (page: string, missed: { readonly late: number; readonly asked: number; readonly expired: readonly ExpiredTold[] }): string =>
    [
      `⏱ Lịch đăng của Trang ${page} vừa được xếp lại:`,
      ...(missed.late === 0 ? [] : [`• ${missed.late} bài lỡ giờ, chuyển sang khung giờ sau, giữ đúng khoảng cách giữa các bài.`]),
      ...(missed.asked === 0 ? [] : [`• ${missed.asked} bài lỡ giờ, đang chờ duyệt lại để chọn giờ.`]),
      ...(missed.expired.length === 0 ? [] : [`• ${missed.expired.length} bài đã quá hạn nên không đăng nữa:`]),
      ...missed.expired.slice(0, 8).map(({ title, why }) => `   – ${title} (${expiryReasons[why]})`),
      ...(missed.expired.length > 8 ? [`   – và ${missed.expired.length - 8} bài khác`] : []),
    ].join('\n'),
  doublePost: (title: string, links: readonly string[]): string =>
    `🚨 Trang đang có ${links.length} bài trùng nhau: ${title}\n${links.join('\n')}\nHãy kiểm tra và gỡ bài thừa.`,
  tokenExpires: (page: string, date: string, days: number): string =>
    `⏳ Mã truy cập của Trang ${page} hết hạn ngày ${date} (còn ${days} ngày). Hãy lấy mã mới trước ngày đó.`,
  postUnseen: (title: string, link: string | null): string =>
    `🙈 Bài đã đăng nhưng người đọc không thấy trên Trang: ${title}${link === null ? '' : `\n${link}`}\nHãy mở bài trên trình duyệt chưa đăng nhập. Nếu bài bị ẩn, xem mục Chất lượng Trang; nếu không ai xóa bài, kiểm tra ứng dụng có đang ở chế độ phát triển không (lệnh doctor).`,
  postSeen: (title: string): string => `✅ Người đọc đã thấy bài: ${title}`,
  tokenRenewed: (page: string): string => `✅ Mã truy cập của Trang ${page} đã được gia hạn.`,
  betterTimes: {
    head: (page: string): string => `🕒 Đề nghị đổi giờ đăng · ${page}`,
    basis: (posts: string): string =>
      `Theo lượt tương tác (cảm xúc, bình luận, chia sẻ) của ${posts} bài trong nửa năm qua, ít dữ liệu thì tính gần mức chung:`,
    change: (from: string, to: string, told: { fromPosts: string; fromExpected: string; toPosts: string; toExpected: string }): string =>
      `• ${from} → ${to}: mỗi bài khoảng ${told.toExpected} lượt thay vì ${told.fromExpected} (${told.toPosts} bài trong khung giờ mới, ${told.fromPosts} bài trong khung giờ cũ)`,
    nothingYet: 'Chưa có gì thay đổi cho đến khi có người bấm nút dưới đây.',
    accept: '✅ Đổi giờ như trên',
    taken: (swaps: readonly { readonly from: string; readonly to: string }[]): string => `Đã đổi giờ đăng: ${swapsText(swaps)}`,
    accepted: (who: string, swaps: readonly { readonly from: string; readonly to: string }[], left: number): string =>
      `🕒 ${who} đã đổi giờ đăng: ${swapsText(swaps)}. Bài nào phải đổi giờ, thẻ của bài đó sẽ báo.${left === 0 ? '' : ' Phần còn lại của đề nghị không còn đúng với số liệu mới nên không đổi.'}`,
    already: (who: string): string => `Giờ đăng đã được đổi như vậy rồi (người đổi: ${who}).`,
    outdated: 'Đề nghị này không còn đúng với số liệu hoặc lịch đăng hiện nay nên không có gì thay đổi.',
  },
  reportUnsure: (kind: GrowthReport['span'], name: string): string =>
    `❔ Chưa chắc báo cáo ${spanName(kind, name)} đã đến nhóm. Nếu chưa thấy, chạy lệnh: npm run -s fanpage -- report --${kind} ${name} --send`,
  summaryUnsure: (day: string): string => `❔ Chưa chắc bản tổng kết ngày ${day} đã đến nhóm; hệ thống không gửi lại để tránh trùng.`,
  storeTrouble: (detail: string): string =>
    `⛔ Hệ thống không ghi được dữ liệu nên tạm ngừng đăng bài.\nHãy giải phóng dung lượng đĩa hoặc kiểm tra quyền ghi trên máy chủ.\nChi tiết: ${detail}\nBài đã lấy và đã duyệt vẫn còn nguyên.`,
  storeBack: '✅ Đã ghi được dữ liệu trở lại, hệ thống tiếp tục làm việc.',

  /** The picture of the week ahead. */
  week: {
    title: (page: string): string => `Lịch đăng ${page}`,
    subtitle: (from: string, to: string): string => `Từ ${from} đến ${to}`,
    caption: (page: string, count: number): string => `🗓 Lịch đăng 7 ngày tới · ${page}: ${count === 0 ? 'chưa có bài nào được xếp' : `${count} bài`}`,
    day: (weekday: string, day: string): string => `${weekday} ${day}`,
    more: (count: number): string => `và ${count} bài khác`,
    nothing: 'chưa có bài',
    untitled: '(không có chữ)',
    onTrial: (title: string): string => `(thử giờ) ${title}`,
    paused: (kind: PauseKind): string => (kind === 'mourning' ? 'Quốc tang: tạm dừng đăng' : 'Tạm dừng đăng'),
    legend: {
      published: 'đã đăng',
      hand: 'đăng tay trên Trang',
      planned: 'đã xếp giờ',
      foreseen: 'dự kiến',
      free: 'giờ trống',
      trial: 'giờ đang thử',
      closed: 'không đăng',
    },
    holidays: {
      'new-year': 'Tết Dương lịch',
      tet: 'Tết Nguyên đán',
      'hung-kings': 'Giỗ Tổ Hùng Vương',
      reunification: 'Ngày Chiến thắng 30/4',
      labour: 'Quốc tế Lao động',
      'national-day': 'Quốc khánh',
      'day-off': 'Ngày nghỉ',
    } satisfies Record<Exclude<DayOff, null>, string>,
  },

  report: {
    title: (page: string): string => `Tăng trưởng fanpage ${page}`,
    span: spanName,
    subtitle: (kind: GrowthReport['span'], name: string, from: string, to: string): string =>
      kind === 'days' ? `Từ ${from} đến ${to}` : `${capitalized(spanName(kind, name))} · từ ${from} đến ${to}`,
    followers: 'Người theo dõi',
    net: { week: 'Tăng trong tuần', month: 'Tăng trong tháng', quarter: 'Tăng trong quý', days: 'Tăng trong kỳ' },
    previousNet: { week: 'Tuần trước', month: 'Tháng trước', quarter: 'Quý trước', days: 'Kỳ trước' },
    mean: (of: number): string => `Trung bình ${of} kỳ trước`,
    published: 'Bài đã đăng',
    unknown: 'chưa có số liệu',
    chartNote: (gaps: string | null): string => (gaps === null ? 'Nguồn: số liệu người theo dõi do hệ thống ghi mỗi giờ.' : `Ngày không có số liệu: ${gaps}.`),
    importedNote: 'Có ngày dùng số liệu tòa soạn nhập.',
    toldNote: 'Các tuần trước khi hệ thống hoạt động: số liệu của Facebook.',
    caption: {
      head: (kind: GrowthReport['span'], name: string, page: string): string => `📊 Báo cáo ${spanName(kind, name)} · ${page}`,
      span: (from: string, to: string): string => `Từ ${from} đến ${to}`,
      followers: (end: string, net: string, rate: string | null): string => `👥 Người theo dõi: ${end} (${net}${rate === null ? '' : `; ${rate}`})`,
      previous: (label: string, net: string, mean: string | null): string => `${label}: ${net}${mean === null ? '' : ` · ${mean}`}`,
      flows: (came: string, went: string, partial: string | null): string =>
        `➕ ${came} người mới · ➖ ${went} người bỏ theo dõi${partial === null ? '' : ` (${partial})`}`,
      flowDays: (known: number, days: number): string => `Facebook báo ${known}/${days} ngày`,
      posts: (published: string, rejected: string, expired: string, failed: string): string =>
        `📰 Đã đăng ${published} bài · loại ${rejected} · quá hạn ${expired} · không đăng được ${failed}`,
      passage: (toCard: string, toPage: string): string => `⏱ Trung vị: cổng → thẻ duyệt ${toCard} · thẻ → Trang ${toPage}`,
      target: (name: string, actual: string, target: string, share: string): string => `🎯 ${name}: ${actual}/${target} (${share})`,
      exceeded: (by: string): string => `, vượt ${by}`,
      forecast: (day: string, range: string | null): string => `, dự kiến đạt ${day}${range === null ? '' : ` (${range})`}`,
      range: (earliest: string, latest: string | null): string => (latest === null ? `sớm nhất ${earliest}` : `${earliest} – ${latest}`),
      best: (title: string, figures: string): string => `🏆 ${title} (${figures})`,
      reactions: (count: string): string => `${count} cảm xúc`,
      late: 'Báo cáo gửi muộn do hệ thống tạm ngừng.',
      gaps: (days: string): string => `⚠️ Không có số liệu: ${days}`,
      suspects: (count: number): string => `${count} số đọc bất thường không được tính`,
      andMore: (count: number): string => `và ${count} đoạn khác`,
    },
    why: {
      times: (factor: string): string => `gấp ${factor} lần bài trung vị`,
      most: { reactions: 'nhiều cảm xúc nhất', comments: 'nhiều bình luận nhất', shares: 'nhiều chia sẻ nhất', views: 'nhiều lượt xem nhất' },
    },
    chart: {
      followers: 'Người theo dõi',
      net: 'Tăng, giảm mỗi ngày',
      weeks: '12 tuần gần nhất',
      target: (value: string): string => `Chỉ tiêu ${value}`,
      noReading: 'không có số liệu',
      empty: 'Chưa có số liệu trong kỳ này',
    },
    weekdays: ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'],
    sheetCaption: (page: string): string => `📎 Số liệu chi tiết kèm báo cáo trên · ${page}`,
    sheets: {
      summary: 'Tổng hợp',
      days: 'Theo ngày',
      posts: 'Bài đăng',
      decisions: 'Quyết định',
      figure: 'Chỉ số',
      value: 'Giá trị',
      note: 'Ghi chú',
      from: 'Từ ngày',
      to: 'Đến ngày',
      page: 'Trang',
      start: 'Người theo dõi đầu kỳ',
      end: 'Người theo dõi cuối kỳ',
      net: 'Tăng ròng',
      rate: 'Tỷ lệ tăng',
      previousNet: 'Tăng ròng kỳ trước',
      mean: 'Tăng ròng trung bình các kỳ trước',
      came: 'Người theo dõi mới',
      went: 'Người bỏ theo dõi',
      meanOf: (of: number): string => `${of} kỳ`,
      published: 'Bài đã đăng',
      rejected: 'Bài bị loại',
      expired: 'Bài quá hạn',
      failed: 'Bài không đăng được',
      portalToCard: 'Từ cổng đến thẻ duyệt, trung vị (phút)',
      cardToPage: 'Từ thẻ duyệt đến Trang, trung vị (phút)',
      portalToPage: 'Từ cổng đến Trang, trung vị (phút)',
      target: (name: string): string => `Chỉ tiêu: ${name}`,
      actual: (name: string): string => `Thực hiện: ${name}`,
      share: (name: string): string => `Tỷ lệ thực hiện: ${name}`,
      exceeded: (name: string): string => `Vượt (+) hoặc thiếu (−): ${name}`,
      due: (day: string): string => `hạn ${day}`,
      forecast: (name: string): string => `Dự kiến đạt: ${name}`,
      gap: 'Không có số liệu',
      suspect: 'Số đọc bất thường, không tính',
      date: 'Ngày',
      followers: 'Người theo dõi',
      change: 'Tăng, giảm',
      source: 'Nguồn',
      imported: 'tòa soạn nhập',
      read: 'hệ thống ghi',
      title: 'Tiêu đề',
      kind: 'Loại tin',
      portalAt: 'Lên cổng',
      cardAt: 'Trình duyệt',
      publishedAt: 'Lên Trang',
      link: 'Liên kết',
      reactions: 'Cảm xúc',
      comments: 'Bình luận',
      shares: 'Chia sẻ',
      views: 'Lượt xem',
      decision: 'Quyết định',
      by: 'Người quyết định',
      at: 'Thời điểm',
      approved: 'duyệt',
      bySystem: 'hệ thống',
    },
    compare: {
      title: 'So sánh các Trang',
      head: (kind: GrowthReport['span'], name: string): string => `📊 So sánh các Trang · ${spanName(kind, name)}`,
      row: (rank: number, page: string, net: string, rate: string, end: string): string => `${rank}. ${page}: ${net} (${rate}) · ${end}`,
      more: (count: number): string => `… và ${count} Trang khác (xem ảnh)`,
      fastest: (page: string, rate: string): string => `🚀 Tăng nhanh nhất: ${page} (${rate})`,
      total: (followers: string, net: string): string => `Cộng: ${followers} (${net})`,
      columns: { page: 'Trang', followers: 'Người theo dõi', net: 'Tăng ròng', rate: 'Tỷ lệ', posts: 'Bài' },
    },
  },

  summary: {
    head: (day: string, from: string, until: string): string => `🗓 Tổng kết ngày ${day} (từ ${from} đến ${until})`,
    published: (count: string): string => `📰 Đã đăng ${count} bài`,
    post: (title: string, link: string): string => `• ${title} ${link}`,
    morePosts: (count: number): string => `• và ${count} bài khác`,
    waiting: (awaiting: string, scheduled: string): string => `⏳ Chờ duyệt ${awaiting} · đã xếp lịch ${scheduled}`,
    failed: (failed: string, unconfirmed: string): string => `⛔ Không đăng được ${failed} · chưa rõ kết quả ${unconfirmed}`,
    followers: (page: string, count: string, change: string): string => `👥 ${page}: ${count} (${change} so với hôm qua)`,
    allPages: (pages: number, count: string, change: string): string => `👥 ${pages} Trang: ${count} (${change} so với hôm qua)`,
    late: 'Bản tổng kết gửi muộn do hệ thống tạm ngừng.',
  },
  followersMoved: (page: string, change: string, day: string, habit: string, posts: readonly string[]): string =>
    [
      `${change.startsWith('+') ? '📈' : '📉'} Trang ${page}: ${change} người theo dõi trong ngày ${day}, khác hẳn mọi khi (thường ${habit}).`,
      ...(posts.length === 0 ? ['Không có bài nào đăng trong 24 giờ trước đó.'] : ['Bài đăng trong 24 giờ trước đó:', ...posts.map((post) => `• ${post}`)]),
    ].join('\n'),

  /** The configuration was read again while the service runs. */
  reload: {
    refused: (problems: readonly string[]): string =>
      `⚠️ Cấu hình mới có ${problems.length} chỗ cần sửa nên chưa được dùng; hệ thống vẫn chạy theo cấu hình cũ.\n${problems.slice(0, 5).join('\n')}`,
    afterRestart: 'Cấu hình mới đúng, nhưng chỉ có hiệu lực sau khi khởi động lại.',
    accepted: (restart: boolean): string =>
      `✅ Đã dùng cấu hình mới.${restart ? ' Thay đổi về bot, múi giờ hoặc kho dữ liệu chỉ có hiệu lực sau khi khởi động lại.' : ''}`,
  },

  /** Problems of newsroom.yaml: what is wrong, and what to write instead. */
  file: {
    at: (file: string, line: number, column: number): string => `${file}, dòng ${line}, cột ${column}`,
    flaws: {
      syntax: 'không đúng cú pháp YAML. Hãy kiểm tra thụt đầu dòng, dấu hai chấm và dấu nháy ở dòng này và dòng trước.',
      tab: 'thụt đầu dòng bằng phím Tab. Hãy thay bằng dấu cách.',
      alias: 'dấu * tham chiếu tới một tên chưa được đặt bằng dấu & ở phía trên.',
      'too-big': 'tệp lớn hơn 1 MB. Hãy tách bớt nội dung.',
      'too-much': 'nội dung lồng nhau hoặc tham chiếu lặp lại quá nhiều. Hãy viết đơn giản hơn.',
      'more-documents': 'tệp có nhiều phần ngăn bởi ---. Hãy chỉ giữ một phần.',
    },
    duplicateKey: (key: string): string => `mục “${key}” được ghi hai lần. Hãy xóa một chỗ.`,
    missingKey: (key: string): string => `thiếu mục “${key}”.`,
    unknownKey: (key: string): string => `không có mục “${key}”.`,
    unknownKeyUnnamed: 'ở đây có một mục không được biết đến.',
    didYouMean: (near: string): string => `Có phải là “${near}” không?`,
    plainSecret: (example: string): string =>
      `không được ghi mã bí mật vào tệp này. Hãy ghi mã vào .env (ví dụ PAGE_TOKEN_1=…) và ghi ở đây: ${example}. Mã đã lộ nên được cấp lại.`,
    noVariable: (name: string): string => `biến ${name} chưa có giá trị. Hãy thêm ${name}=… vào .env.`,
    badReference: (example: string): string => `tham chiếu biến không đúng. Hãy viết ${example}: chữ hoa, chữ số và dấu gạch dưới.`,
    unknownPage: 'không có Trang nào mang tên hoặc mã này trong mục pages.',
    twice: 'đã được ghi ở phía trên. Mỗi Trang, nguồn tin và người chỉ ghi một lần.',
    more: (count: number): string => `và ${count} chỗ khác nữa.`,
    wrong: (expected: string): string => `phải là ${expected}.`,
    expected: {
      approval: 'required, auto hoặc auto-after:30m',
      approvals: '1 hoặc 2',
      chat: 'mã số của nhóm chat, ví dụ -1001234567890',
      choice: 'một trong các giá trị cho phép (xem docs/newsroom.md)',
      contact: 'địa chỉ thư điện tử hoặc địa chỉ web',
      count: 'số nguyên trong giới hạn cho phép (xem docs/newsroom.md)',
      day: 'một ngày có thật, dạng 2027-02-11',
      days: 'một ngày dạng 2027-02-11, hoặc khoảng ngày dạng 2027-02-11..2027-02-14 (không quá 60 ngày)',
      duration: 'khoảng thời gian, ví dụ 30m, 2h hoặc 7d',
      hashtag: 'một hashtag chỉ gồm chữ, số và dấu gạch dưới',
      host: 'tên máy chủ, ví dụ www.halam.gov.vn',
      id: 'tên hoặc mã số của Trang',
      language: 'vi hoặc en',
      list: 'một danh sách: mỗi dòng bắt đầu bằng dấu gạch ngang, hoặc đặt trong [ ]',
      map: 'các mục con thụt vào bên dưới, dạng tên: giá trị',
      'page-id': 'mã số của Trang (chỉ gồm chữ số)',
      percent: 'số phần trăm lớn hơn 0, không quá 100',
      'quiet-hours': 'khoảng giờ, ví dụ 22:00-06:00',
      selector: 'bộ chọn CSS, ví dụ .tin-tuc h3 a',
      switch: 'on hoặc off',
      target: 'đúng một trong ba mục followers, postsPerWeek, share',
      template: 'đoạn văn bản mẫu, không quá 2.000 ký tự',
      'template-field': 'văn bản mẫu với các trường được biết (xem docs/newsroom.md)',
      text: 'một đoạn văn bản ngắn',
      time: 'giờ dạng 07:00, đặt trong dấu nháy nếu cần',
      times: 'asap, danh sách giờ dạng [07:00, 11:30], hoặc giờ theo từng thứ',
      url: 'địa chỉ bắt đầu bằng http:// hoặc https://, không kèm tên và mật khẩu',
      'user-id': 'mã số người dùng Telegram (chỉ gồm chữ số)',
      utm: 'chữ không dấu, số, dấu chấm, gạch ngang hoặc gạch dưới',
      zone: 'múi giờ, ví dụ Asia/Ho_Chi_Minh',
    } satisfies Record<Expectation, string>,
  },

  command: {
    usage: 'Cách dùng: npm run -s fanpage -- LỆNH [tùy chọn]',
    unknownCommand: (name: string): string => `không có lệnh “${name}”`,
    seeUsage: 'Chạy “npm run -s fanpage -- help” để xem các lệnh.',
    summaries: {
      init: 'cài đặt bằng cách hỏi đáp: cổng, Trang, bot, giờ đăng',
      start: 'chạy dịch vụ: các công việc định kỳ, bot và trang trạng thái',
      demo: 'chạy thử toàn bộ quy trình một lần trong môi trường giả lập',
      sandbox: 'chỉ chạy môi trường giả lập (cổng, Trang, nhóm chat)',
      run: 'chạy một công việc một lần',
      feed: 'xem hệ thống đọc được gì từ một nguồn tin',
      article: 'xem hệ thống đọc được gì từ một trang bài viết',
      preview: 'xem bài sẽ được đăng như thế nào',
      queue: 'bài nào đang chờ ở đâu',
      plan: 'lịch đăng sắp tới',
      pause: 'tạm dừng đăng một Trang hoặc tất cả',
      resume: 'đăng tiếp sau khi tạm dừng',
      ledger: 'mỗi bài đã đi đến đâu',
      report: 'báo cáo tuần, tháng, quý hoặc một khoảng ngày bất kỳ',
      import: 'nhập số người theo dõi tòa soạn đã ghi trước đây',
      doctor: 'kiểm tra cấu hình và kết nối',
      audit: 'audit verify: kiểm tra chuỗi quyết định; audit export: xuất CSV',
      backup: 'sao lưu toàn bộ dữ liệu vào một tệp',
      restore: 'khôi phục dữ liệu từ tệp sao lưu; không đăng trùng bài nào',
      store: 'store copy: chuyển dữ liệu sang kho khác (thư mục hoặc MongoDB)',
      simulate: 'mô phỏng mọi sự cố: không đăng trùng, không mất bài',
    },
    configProblems: (count: number): string => `cấu hình có ${count} chỗ cần sửa`,
    configFix: 'Sửa các mục này trong tệp .env (mỗi mục đều được giải thích trong .env.example) rồi chạy lại.',
    newsroomFix: 'Sửa các chỗ này trong newsroom.yaml (mỗi mục đều được giải thích trong docs/newsroom.md) rồi chạy lại.',
    unknownJob: (name: string): string => `không có công việc “${name}”`,
    jobBusy: (name: string): string => `Công việc ${name} đang chạy ở tiến trình khác; hãy thử lại sau ít giây.`,
    reportBug: 'Lỗi không lường trước. Hãy xem nhật ký ở trên và gửi cho người phát triển.',
    fileFix: 'Hãy kiểm tra đường dẫn tệp và quyền truy cập.',
    noFile: (path: string): string => `Không có tệp ${path}`,
    isFolder: (path: string): string => `${path} là thư mục, không phải tệp`,
    noHttp: (address: string): string => `${address} không phải địa chỉ http(s)`,
    noHttpFix: 'Hãy ghi địa chỉ bắt đầu bằng http:// hoặc https://, hoặc đường dẫn của một tệp.',
    brokenAddress: (address: string): string => `${address} không phải địa chỉ hợp lệ`,
    brokenAddressFix: 'Hãy kiểm tra tên máy chủ, dấu cách và ký tự thừa trong địa chỉ; trên dòng lệnh nên đặt địa chỉ trong dấu nháy.',
    articleGoneFix: 'Cổng đã gỡ bài này hoặc đã đổi địa chỉ của bài. Hãy tìm lại bài trên cổng.',
    oneSpan: 'chỉ chọn một trong --week, --month, --quarter hoặc --from và --to',
    noSpan: (name: string): string => `không có khoảng thời gian ${name}`,
    spanFix: 'Viết --week 2026-W47, --month 2026-11, --quarter 2026-Q4, hoặc --from 2026-11-01 --to 2026-11-15.',
    importOnly: 'chỉ nhập được: followers',
    importHead: 'dòng đầu phải là tên cột: date,followers',
    importHeadFix: 'Lưu tệp dạng CSV (UTF-8) với hai cột date và followers, ví dụ: date,followers rồi 2026-10-31,11840.',
    imported: (count: number, page: string): string => `Đã nhập ${count} ngày cho Trang ${page}.`,
    refusedRow: (line: number, why: string): string => `Dòng ${line}: ${why}`,
    importRefusals: {
      columns: 'thiếu cột ngày hoặc cột số người theo dõi',
      date: 'ngày không đúng; viết 2026-10-31 hoặc 31/10/2026',
      future: 'ngày này chưa hết',
      number: 'số người theo dõi phải là số nguyên không âm',
      twice: 'ngày này đã có ở dòng trên với số khác',
      read: 'ngày này hệ thống đã tự ghi số liệu',
      known: 'ngày này đã nhập với số khác; số đã nhập không bị sửa',
    },
    sandboxBanner: (parts: string, address: string): string =>
      `\n  ┌─────────────────────────────────────────────────────────────┐\n  │  SANDBOX – giả lập, không có gì được gửi ra ngoài           │\n  └─────────────────────────────────────────────────────────────┘\n  Đang giả lập: ${parts}\n  Mở trang này để xem và bấm nút: ${address}\n`,
    ready: (address: string): string => `ready – ${address}`,
    stopping: 'Đang dừng…',
    emptyQueue: 'Không có bài nào đang chờ.',
    pause: {
      done: (page: string | null, until: string | null): string =>
        `⏸ Đã tạm dừng đăng ${page === null ? 'tất cả các Trang' : `Trang ${page}`} ${until === null ? 'cho đến khi có lệnh tiếp tục' : `đến ${until}`}. Bài đã duyệt vẫn được giữ.`,
      over: 'Thời điểm kết thúc phải sau thời điểm bắt đầu và sau lúc này.',
      overFix: 'Ví dụ: --until 2026-12-01 hoặc --until "2026-12-01 18:00" hoặc --until 2h',
      badTime: (option: string): string => `--${option} không phải thời điểm`,
      resumed: (count: number): string => (count === 0 ? 'Không có lệnh tạm dừng nào đang hiệu lực.' : `▶️ Đã cho đăng tiếp (${count} lệnh tạm dừng kết thúc).`),
    },
    emptyPlan: 'Chưa có bài nào được xếp lịch.',
    freeSlot: '(trống)',
    forecast: 'dự kiến',
    feedFound: ({ form, url, selector }: FoundList, items: number, refused: number): string =>
      `Đã tìm thấy: ${foundForms[form]} tại ${url}${selector === null ? '' : `, mục tin: ${selector}`} · ${items} bài, ${refused} mục không nhận`,
    noItems: 'Không có bài nào trong nguồn tin này.',
    doctorOk: 'Mọi thứ sẵn sàng.',
    doctorBad: 'Có mục cần khắc phục.',
    fix: (text: string): string => `→ ${text}`,
    error: (message: string): string => `Lỗi: ${message}`,
    noWarnings: 'Không có lưu ý.',
    warnings: 'Lưu ý:',
    reportSent: (chats: number): string => `Đã gửi báo cáo đến ${chats} nhóm.`,
    saved: (file: string): string => `Đã lưu ${file}`,
    init: {
      noJson: 'init hỏi đáp trên màn hình, không dùng được với --json',
      welcome: 'Cài đặt từng bước; Enter để nhận giá trị trong ngoặc vuông. Bấm Ctrl-C bất cứ lúc nào: phần đã trả lời được giữ lại cho lần sau.',
      goesOn: 'Tiếp tục từ lần trước (muốn làm lại từ đầu, hãy xóa tệp .init-draft.json).',
      interrupted: 'Đã dừng. Chưa có tệp nào bị thay đổi; chạy lại init để tiếp tục từ bước đang dở.',
      yesNo: '(C/k)',
      noYes: '(c/K)',
      portal: '1/4 · Địa chỉ cổng thông tin (trang chủ, chuyên mục hoặc RSS):',
      allowHost: (host: string): string => `${host} nằm trong mạng nội bộ. Cho phép đọc máy chủ này?`,
      onceMore: 'Đã cho phép. Hãy nhập lại địa chỉ.',
      noArticles: 'Không tìm thấy bài nào ở địa chỉ này. Hãy thử địa chỉ của một chuyên mục.',
      found: (url: string, items: number): string => `Đã tìm thấy ${items} bài tại ${url}, mới nhất:`,
      useIt: 'Dùng nguồn tin này?',
      facebook: '2/4 · Trang Facebook. Cách lấy mã: README, mục “Lấy mã truy cập Trang”. Mã không hiện khi gõ.',
      appId: 'Mã ứng dụng (App ID; Enter nếu đã có mã dài hạn của Trang):',
      appSecret: 'Khóa bí mật của ứng dụng (App Secret):',
      token: 'Mã truy cập (của người dùng hoặc của Trang):',
      tokenRefused: (detail: string): string => `Facebook không nhận mã này: ${detail}`,
      noAnswer: (detail: string): string => `Không liên lạc được với Facebook: ${detail}`,
      exchanged: 'Mã đã được đổi thành mã dài hạn.',
      whichPage: 'Chọn số của Trang:',
      pageChosen: (name: string): string => `Sẽ đăng lên: ${name}`,
      telegram: '3/4 · Bot Telegram. Nhắn @BotFather lệnh /newbot để lấy mã bot. Mã không hiện khi gõ.',
      botToken: 'Mã bot:',
      botRefused: (detail: string): string => `Không dùng được bot này: ${detail}`,
      writeToBot: (bot: string): string => `Hãy thêm @${bot} vào nhóm của ban biên tập rồi nhắn trong nhóm: /start@${bot}\nĐang chờ tin nhắn (tối đa 5 phút)…`,
      nobodyWrote: 'Chưa nhận được tin nhắn nào.',
      chatFound: (title: string, user: string): string => `Đã nhận tin của ${user} trong “${title}”. Duyệt bài tại đây, ${user} là quản trị?`,
      times: '4/4 · Giờ đăng mỗi ngày, cách nhau bằng dấu phẩy',
      timesWrong: 'Hãy ghi giờ dạng 07:00, 11:30.',
      overwrite: (file: string): string => `Đã có tệp ${file}. Thay bằng tệp mới (tệp cũ được giữ lại bên cạnh)?`,
      keptOld: (file: string): string => `Tệp cũ được giữ trong ${file}`,
      written: (file: string): string => `Đã ghi ${file} (chỉ chủ sở hữu đọc được)`,
      doctor: '\nKiểm tra mọi thứ:',
    },
    audit: {
      unknownVerb: (verb: string): string => `audit không có lệnh “${verb}”`,
      whole: (entries: number, head: string): string => `Chuỗi quyết định còn nguyên vẹn: ${entries} quyết định. Dấu cuối: ${head}`,
      broken: (at: number, entries: number): string =>
        `Chuỗi quyết định bị đứt ở quyết định số ${at} (trong ${entries}): dữ liệu đã bị sửa hoặc xóa từ bên ngoài.`,
      cutOff: (count: number, posts: string): string =>
        `Thiếu quyết định của ${count} bài (${posts}${count > 5 ? '…' : ''}): phần cuối của chuỗi đã bị xóa. Hãy đối chiếu với bản sao lưu.`,
      sealGone: 'Không có dấu này trong chuỗi: chuỗi đã bị xóa phần cuối hoặc bị viết lại sau khi dấu được ghi. Hãy đối chiếu với bản sao lưu.',
    },
    moving: {
      restored: (takenAt: string): string =>
        `Đã khôi phục dữ liệu lúc ${takenAt}. Những bài đã duyệt mà chưa đăng sẽ được đưa ra duyệt lại; bài đã có trên Trang không bị đăng trùng.`,
      kept: (file: string): string => `Dữ liệu trước khi khôi phục được giữ trong ${file}`,
      restoredNotice: (takenAt: string): string =>
        `ℹ️ Dữ liệu đã được khôi phục từ bản sao lưu lúc ${takenAt}. Những bài đã duyệt mà lúc đó chưa đăng cần duyệt lại; bài đã có trên Trang sẽ không bị đăng trùng.`,
      copied: 'Đã chép xong và đối chiếu: số lượng và mã băm của hai kho trùng khớp.',
      unknownStoreVerb: (verb: string): string => `store không có lệnh “${verb}”`,
      placeMissing: (name: string): string => `thiếu --${name}`,
      placeFix:
        'Ghi một thư mục (ví dụ ./data), một địa chỉ mongodb:// không kèm mật khẩu, hoặc tên khóa trong .env: DATA_DIR, MONGODB_URI (dùng MONGODB_URI khi địa chỉ có mật khẩu).',
      passwordOnLine: 'địa chỉ có mật khẩu không được ghi trên dòng lệnh, vì người khác trên máy nhìn thấy',
      noMongo: 'MONGODB_URI chưa có trong .env',
    },
    ledger: {
      articles: 'Bài đã lấy từ cổng',
      published: 'Đã đăng',
      rejected: 'Đã loại',
      expired: 'Quá hạn',
      failed: 'Không đăng được',
      retracted: 'Đã gỡ',
      skipped: 'Bỏ qua (có lý do)',
      open: 'Đang xử lý',
      unaccounted: 'Không rõ (phải bằng 0)',
      revisions: (count: number): string => `Bài được cổng sửa sau khi lấy (${count}), mới nhất trước:`,
      withdrawn: (count: number): string => `Bài bị cổng gỡ (${count}), mới nhất trước:`,
      backAt: (at: string): string => `có lại từ ${at}`,
      fields: { title: 'tiêu đề', lead: 'sapo', body: 'nội dung', pictures: 'ảnh' },
      collectedFrom: (source: string): string => `lấy từ ${source}`,
      skippedFor: (reason: SkipReason, copyOf: string | null): string => ` · bỏ qua: ${skipReasons[reason]}${copyOf === null ? '' : ` ${copyOf}`}`,
      edited: 'cổng sửa bài',
      takenDown: 'cổng gỡ bài',
      back: 'bài có lại trên cổng',
      postIs: (page: string, status: string): string => `Trang ${page}: ${status}`,
      nextLook: 'lần xem lại tiếp theo',
      noArticle: (wanted: string): string => `không có bài nào với mã hoặc địa chỉ ${wanted}`,
      noArticleFix: 'Hãy dùng mã bài hoặc địa chỉ của bài như trên cổng.',
    },
    simulate: {
      progress: (ended: number, seeds: number) => `${ended}/${seeds} lượt`,
      broken: (seed: number, rule: string) => `${seed === 0 ? 'Một tình huống thực tế' : `Lượt ${seed}`} vi phạm quy tắc: ${rule}`,
      notNumber: (name: string, most: number) => `--${name} phải là số nguyên từ 1 đến ${most}`,
      end: (seeds: number, days: number, scenarios: number, events: number, violations: number) =>
        `${seeds} lượt, mỗi lượt ${days} ngày, cùng ${scenarios} tình huống thực tế, ${events} lời gọi: ${violations === 0 ? 'không quy tắc nào bị vi phạm' : `${violations} lượt vi phạm quy tắc`}.`,
    },
    demo: {
      start: (address: string): string => `Chạy thử một tuần của tòa soạn trong môi trường giả lập: ${address}`,
      day: (day: string, done: string): string => `${day}: ${done}`,
      did: (collected: number, approved: number, rejected: number, published: number, followers: string): string =>
        `lấy ${collected} bài · duyệt ${approved} · loại ${rejected} · đăng ${published} · ${followers} người theo dõi`,
      end: (published: number, duplicates: number, chart: string): string =>
        `Xong: ${published} bài đã đăng, ${duplicates === 0 ? 'không bài nào trùng' : `${duplicates} bài trùng`}. Biểu đồ báo cáo: ${chart}`,
    },
  },

  doctor: {
    config: 'Cấu hình',
    store: 'Kho dữ liệu',
    portal: 'Cổng thông tin',
    facebook: 'Trang Facebook',
    facebookToken: 'Mã truy cập Trang',
    facebookPermissions: 'Quyền trên Trang',
    facebookMode: 'Chế độ ứng dụng',
    telegram: 'Bot Telegram',
    chat: 'Nhóm chat',
    staff: 'Người duyệt',
    clock: 'Đồng hồ',
    sandboxed: (parts: string): string => `giả lập: ${parts}`,
    newsroomFile: (file: string, sources: number, pages: number): string => `${file}: ${sources} nguồn tin, ${pages} Trang`,
    overruled: (keys: string): string => `newsroom.yaml được ưu tiên; các mục sau trong .env không có tác dụng: ${keys}`,
    real: 'dùng hệ thống thật',
    storeMongo: 'Hãy kiểm tra MongoDB đang chạy, địa chỉ trong MONGODB_URI và đường mạng đến máy chủ đó.',
    storeEmbedded: 'Hãy kiểm tra dung lượng đĩa và quyền ghi vào DATA_DIR.',
    feedItems: (count: number): string => `${count} bài`,
    portalFix: (problem: PortalProblem): string => portalFix(problem),
    portalProblem: (kind: PortalProblem['kind']): string => portalProblems[kind],
    tokenNever: 'không hết hạn',
    tokenUntil: (date: string): string => `hết hạn ${date}`,
    tokenBad: 'Mã truy cập không hợp lệ.',
    missingScopes: (scopes: string): string => `thiếu ${scopes}`,
    scopesFix: 'Cấp các quyền này cho ứng dụng rồi lấy mã truy cập mới.',
    modeDetail: 'không thể tự kiểm tra',
    modeFix:
      'Mở developers.facebook.com, chọn ứng dụng và xem công tắc “Chế độ ứng dụng” ở đầu trang: phải là “Trực tiếp” (Live). Ở chế độ phát triển, người ngoài không thấy bài đăng. Để chắc chắn, mở một bài của Trang trên trình duyệt chưa đăng nhập.',
    modeCommand: 'Khi đã xem, ghi lại bằng lệnh: npm run -s fanpage -- doctor --confirm-live "Họ tên người xem"',
    modeNoName: '--confirm-live cần họ tên người đã xem (2 đến 80 ký tự)',
    modeConfirmed: (by: string, at: string): string => `${by} xác nhận ứng dụng ở chế độ Trực tiếp lúc ${at}`,
    modeChanged: (by: string, at: string): string => `ứng dụng hoặc Trang đã khác so với lần ${by} xác nhận (${at}), đề nghị xem lại`,
    dataAccessUntil: (date: string): string => `quyền truy cập dữ liệu hết hạn ${date}`,
    noAnswer: 'không có phản hồi',
    networkFix: 'Kiểm tra đường mạng và địa chỉ máy chủ trong cấu hình.',
    chatFix: 'Thêm bot vào nhóm, cho bot quyền gửi tin, và kiểm tra TELEGRAM_CHAT_ID.',
    botFix: 'Lấy lại mã bot từ BotFather và ghi vào TELEGRAM_BOT_TOKEN.',
    noStaff: 'chưa có ai được duyệt bài',
    staffFix: 'Ghi mã số Telegram của người duyệt vào TELEGRAM_STAFF.',
    staffCount: (count: number): string => `${count} người`,
    clockDetail: (time: string, zone: string): string => `${time} (${zone})`,
  },
};
