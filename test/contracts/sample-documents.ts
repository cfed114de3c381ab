/** One whole document of every type, with every field filled, and short makers of variants. */

import type { StoredArticle } from '../../src/article.ts';
import type { FollowerDay, PostMeasure, ReportSending } from '../../src/growth.ts';
import type { HandPost } from '../../src/hand-post.ts';
import type { LearnedTimes } from '../../src/learned-times.ts';
import type { Pause } from '../../src/pause.ts';
import type { DeskState, Digest, JobRun, Lease, Notice, PageState, SourceState } from '../../src/ports.ts';
import type { Post, PostStatus } from '../../src/post.ts';
import type { Back, Edited, Withdrawn } from '../../src/revision.ts';

/** An instant on 1 November 2026, that many minutes in. */
export const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 0, minutes, 0, 7));

export function sampleArticle(id: string, given: Partial<StoredArticle> = {}): StoredArticle {
  return {
    id,
    rev: 0,
    key: `tinh.example/bai/${id}`,
    source: 'https://tinh.example/rss',
    collectedAt: at(0),
    progress: { state: 'collected' },
    pageTries: 0,
    notBefore: null,
    url: `https://tinh.example/bai/${id}`,
    title: 'Khánh thành cầu Đông Yên 😀',
    lead: 'Sáng 1/11, "cầu" được khánh thành.',
    publishedAt: at(0),
    precision: 'instant',
    images: [{ url: 'https://tinh.example/a.jpg', caption: null }],
    video: null,
    kind: 'news',
    credit: 'TTXVN',
    language: 'vi',
    categories: ['Thời sự', '2026-01-01T00:00:00.000Z'],
    body: 'Đoạn một.\n\nĐoạn hai.',
    author: 'Bài, ảnh: Hà Thu',
    translation: `https://tinh.example/en/${id}`,
    links: [{ text: 'Đoạn một.', url: 'https://tinh.example/bai/a.b?$c=1' }],
    copyOf: null,
    watch: {
      lookAt: at(15),
      lookedAt: at(1),
      validators: { etag: '"a"', lastModified: null },
      seen: { title: 'a1', lead: 'b2', body: 'c3', pictures: 'd4' },
      listed: 'e5',
      revisions: 1,
      missingSince: at(2),
      withdrawnAt: null,
    },
    ...given,
  };
}

const recorded = (id: string) => ({
  id,
  rev: 0,
  articleId: id.split('|')[0] ?? '',
  number: 1,
  at: at(9),
  title: 'Khánh thành cầu',
  url: 'https://tinh.example/bai/1',
});
const words = { title: 'Khánh thành cầu', lead: null, body: 'Đoạn một.', images: [{ url: 'https://tinh.example/a.jpg', caption: null }] };
export const sampleRevision = {
  edited: (id: string, given: Partial<Edited> = {}): Edited => ({
    ...recorded(id),
    kind: 'edited',
    fields: ['title', 'lead'],
    was: words,
    is: { ...words, title: 'Thông xe cầu', lead: 'Sáng 1/11' },
    ...given,
  }),
  withdrawn: (id: string, given: Partial<Withdrawn> = {}): Withdrawn => ({
    ...recorded(id),
    kind: 'withdrawn',
    since: at(4),
    why: 'the server answered 404',
    ...given,
  }),
  back: (id: string, given: Partial<Back> = {}): Back => ({ ...recorded(id), kind: 'back', ...given }),
};

const media = { url: 'https://tinh.example/a.jpg', alt: 'Cây cầu', sha256: 'ab'.repeat(32) };
const person = { id: 5_000_000_001, name: 'Lan 🌸' };

const identity = (id: string) => ({
  id,
  rev: 0,
  articleId: `article-${id}`,
  page: '100',
  source: 'https://tinh.example/rss',
  title: 'Khánh thành cầu Đông Yên',
  url: `https://tinh.example/bai/${id}`,
  createdAt: at(0),
  updatedAt: at(0),
});
const shown = (id: string) => ({
  ...identity(id),
  kind: 'photos' as const,
  language: 'vi' as const,
  articleAt: at(-10),
  content: { form: 'photo' as const, message: 'Khánh thành…\n#ĐôngYên', link: `https://tinh.example/bai/${id}`, pictures: [media] },
  warnings: [{ kind: 'old' as const, facts: true }],
  version: 1,
  card: { chat: '-1001234567890', message: 5_000_000_002, form: 'picture' as const },
  redraw: false,
  categories: ['Thời sự'],
  event: { beginsAt: at(90), exact: true },
  urgent: true,
  pinnedAt: at(70),
  moved: { from: at(50), why: 'missed' as const, at: at(55) },
  slotWhy: 'pinned' as const,
});
const consented = (id: string) => ({ ...shown(id), approval: { by: person, at: at(1), hash: 'cd'.repeat(32) } });
const slotted = (id: string) => ({ ...consented(id), slot: at(60), slotKey: `100/${id}`, resends: 0, notBefore: null, uploads: null });
const reel = (id: string) => ({
  form: 'video' as const,
  as: 'reel' as const,
  message: 'Cầu Đông Yên',
  link: `https://tinh.example/bai/${id}`,
  video: { url: 'https://tinh.example/cau.mp4', sha256: 'ef'.repeat(32), size: 314_572_800, width: 1080, height: 1920, seconds: 62.5 },
  cover: media,
});
const uploads = {
  photos: [{ sha256: 'ab'.repeat(32), id: '122100000000000001', at: at(59) }],
  video: { sha256: 'ef'.repeat(32), as: 'video' as const, id: '7001', at: at(58), session: '7002', offset: 4_194_304 },
};
const failure = { reason: 'policy' as const, code: 368, subcode: null, detail: 'blocked' };

const makers: { [S in PostStatus]: (id: string) => Extract<Post, { status: S }> } = {
  skipped: (id) => ({ ...identity(id), status: 'skipped', reason: 'before start' }),
  draft: (id) => ({ ...shown(id), status: 'draft', content: { form: 'link', message: 'Tin', link: 'https://tinh.example/', preview: null } }),
  awaiting: (id) => ({ ...shown(id), status: 'awaiting', askedAt: at(1), objectBy: at(31), returned: 'content-changed' }),
  approved: (id) => ({ ...consented(id), status: 'approved', content: reel(id) }),
  scheduled: (id) => ({ ...slotted(id), status: 'scheduled' }),
  publishing: (id) => ({ ...slotted(id), status: 'publishing', claim: { by: 'host/12', at: at(60), until: at(62) }, sendingAt: null }),
  unconfirmed: (id) => ({ ...slotted(id), status: 'unconfirmed', uploads, sendingAt: at(60), watchUntil: at(80), nextLookAt: at(61), looks: 1, landed: false }),
  published: (id) => ({ ...slotted(id), status: 'published', publishedAt: at(61), remoteId: `100_${id}`, permalink: null, how: 'sent' }),
  rejected: (id) => ({ ...shown(id), status: 'rejected', by: person, at: at(5) }),
  expired: (id) => ({ ...shown(id), status: 'expired', at: at(5), why: 'begun' }),
  failed: (id) => ({ ...consented(id), status: 'failed', at: at(5), failure, approval: { by: 'no-objection', at: at(1), hash: 'x' } }),
  retracted: (id) => ({ ...consented(id), status: 'retracted', at: at(5) }),
  held: (id) => ({ ...shown(id), status: 'held', at: at(5), reason: 'withdrawn' }),
};

export function samplePost<S extends PostStatus>(status: S, id: string, given: Partial<Extract<Post, { status: S }>> = {}): Extract<Post, { status: S }> {
  return { ...makers[status](id), ...given };
}

export const sampleSource: SourceState = {
  id: 'https://tinh.example/rss?a=b.c&$d',
  rev: 0,
  validators: { etag: '"x"', lastModified: null },
  firstReadAt: at(0),
  lastReadAt: null,
  failures: 2,
  notBefore: at(5),
  emptySince: at(3),
  arrivals: [at(0), at(1440)],
  found: { form: 'list', url: 'https://tinh.example/tin-tuc', selector: 'ul.tin > li' },
};
export const samplePage: PageState = {
  id: '100',
  rev: 0,
  nextSendAt: at(5),
  stopped: { ...failure, since: at(1) },
  usage: { percent: 83, regainAt: at(30), at: at(2) },
};
export const sampleDay = (id: string, given: Partial<FollowerDay> = {}): FollowerDay => ({
  id,
  rev: 0,
  page: '100',
  day: '2026-11-01',
  readings: { '2026110100': { at: at(0), followers: 1234 }, '2026110101': { at: at(60), followers: 1235 } },
  ...given,
});
export const sampleMeasure: PostMeasure = { id: 'p1', rev: 0, page: '100', at: at(9), reactions: 3, comments: 0, shares: null, views: 5_000_000_000 };
export const sampleReport: ReportSending = {
  id: '100/2026-W44/-100',
  rev: 0,
  page: '100',
  week: '2026-W44',
  chat: '-100',
  claimedAt: at(1),
  claimedBy: 'host/12',
  sendingAt: at(1),
  sentAt: null,
};
export const sampleNotice = (id: string, given: Partial<Notice> = {}): Notice => ({
  id,
  rev: 0,
  text: 'Cổng không trả lời',
  openedAt: at(1),
  toldAt: null,
  over: { text: 'Đã hết', at: at(2), toldAt: null },
  pending: true,
  ...given,
});
export const sampleRun: JobRun = {
  id: 'collect',
  rev: 0,
  startedAt: at(1),
  endedAt: at(2),
  ok: false,
  error: 'slow',
  counts: { collected: 3, 'before start': 1 },
  by: 'host/12',
  moment: at(1),
};
export const emptyRun: JobRun = { id: 'draft', rev: 0, startedAt: at(1), endedAt: null, ok: null, error: null, counts: {}, by: 'host/12', moment: null };
export const sampleLease: Lease = { id: 'updates', rev: 0, by: 'host/12' };
export const sampleDigest: Digest = { id: '-100', rev: 0, place: { chat: '-100', message: 7, form: 'text' }, shows: 'p1', open: true, redraw: false };
export const sampleLearned: LearnedTimes = {
  id: '100',
  rev: 0,
  swaps: [
    { from: '14:00', to: '19:00' },
    { from: '07:00', to: '06:30' },
  ],
  basis: '["07:00","14:00"]',
  by: { id: 7_000_000_001, name: 'Lan' },
  at: at(5),
};
export const sampleHandPost: HandPost = { id: '100_7', rev: 0, page: '100', at: at(3), title: 'Chúc mừng', permalink: null, gone: false };
export const samplePause: Pause = {
  id: 'q1',
  rev: 0,
  page: null,
  kind: 'mourning',
  why: 'Quốc tang',
  by: person,
  decidedAt: at(0),
  from: at(1),
  until: at(30),
  ended: { by: person, at: at(20) },
};
export const sampleDesk: DeskState = {
  id: 'desk',
  rev: 0,
  installedAt: at(0),
  schema: 1,
  restored: { at: at(9), takenAt: at(2) },
  mode: { by: 'Lan', at: at(3), app: '900', pages: ['100'] },
};
