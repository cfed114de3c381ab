/** What kind of article it is, by evidence: category, then form, then the title's prefix. A word inside an ordinary title proves nothing. */
import type { ArticleKind } from '../../src/article.ts';
import { folded } from './text.ts';

const names: readonly (readonly [ArticleKind, RegExp])[] = [
  ['infographic', /^(?:(?:tin |bài )?(?:đồ hoạ|đồ họa)(?: thông tin)?|in(?:fo|for|fro)\s?gra?phics?|infografics?|megastory infographic)$/],
  [
    'photos',
    /^(?:tin ảnh|tin hình ảnh|slide ảnh|(?:phóng sự|chùm|bộ|thư viện|album|tin qua) (?:hình )?ảnh|thư viện hình ảnh|ảnh|hình ảnh|photos?|photo news|gallery|in pictures)$/,
  ],
  [
    'video',
    /^(?:(?:tin |bản tin |thư viện |phóng sự )?(?:video|hình|truyền hình|clip|videos|video clip)|tin hình tiếng anh|tin video|video news|video in english|truyền hình|phim tài liệu|multimedia video)$/,
  ],
  ['digest', /^(?:tin tổng hợp|điểm tin|điểm báo|bản tin tổng hợp|tin vắn|news digest|tin tức tổng hợp)$/],
  ['document', /^(?:văn bản(?: (?:qppl|quy phạm pháp luật|chỉ đạo điều hành|chỉ đạo|mới|pháp luật|điều hành|hành chính))?|hệ thống văn bản|legal documents?)$/],
];

const longestName = 60;

function named(text: string): ArticleKind | null {
  // What is longer is no name of a kind.
  if (text.length > longestName) return null;
  const plain = folded(text);
  return names.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** The words before a colon or bar, or in brackets at the head: `Infographic: …`, `[Video] …`. */
function prefixOf(title: string): string | null {
  const match = /^\s*(?:[[(]([^\])]{2,40})[\])]|([^:|–]{2,40})(?::|\s[|–]\s))/.exec(title);
  return match?.[1] ?? match?.[2] ?? null;
}

export type KindEvidence = {
  readonly title: string;
  readonly categories: readonly string[];
  /** What the form of the page shows; null when it shows an ordinary article or only a feed was read. */
  readonly form: ArticleKind | null;
};

export function kindOf(evidence: KindEvidence): ArticleKind {
  return createKindReader()(evidence);
}

/** The same for many articles: a section's name that comes again is not read again. */
export function createKindReader(): (evidence: KindEvidence) => ArticleKind {
  const known = new Map<string, ArticleKind | null>();
  const kindNamed = (name: string) => {
    const told = known.get(name);
    if (told !== undefined) return told;
    const kind = named(name);
    known.set(name, kind);
    return kind;
  };
  return (evidence) => kindBy(evidence, kindNamed);
}

function kindBy({ title, categories, form }: KindEvidence, kindNamed: (name: string) => ArticleKind | null): ArticleKind {
  // The last crumb says the most.
  const byCategory = categories.map(kindNamed).findLast((kind) => kind !== null);
  const certain = byCategory ?? form;
  if (certain !== null && certain !== undefined) return certain;
  const prefix = prefixOf(title);
  return (prefix === null ? null : named(prefix)) ?? (isDigestTitle(title) ? 'digest' : 'news');
}

/** A round-up of the news names its day. */
function isDigestTitle(title: string): boolean {
  if (!/điểm (?:tin|báo)|tin (?:tổng hợp|vắn)/i.test(title.normalize('NFC'))) return false;
  return (
    /^(?:điểm tin|tin tổng hợp|điểm báo|tin vắn)\b.*\d{1,2}[/.-]\d{1,2}/.test(folded(title).replace(/ (?=\d)/g, ' ')) ||
    /^(?:điểm tin|tin tổng hợp|điểm báo).{0,40}\d{1,2}[/.-]\d{1,2}/i.test(title.normalize('NFC'))
  );
}
