import { describe, expect, it } from 'vitest';
import { en } from '../../../src/locale/en.ts';
import { vi } from '../../../src/locale/vi.ts';
import { wordsIn } from '../../../src/locale/words.ts';

/** Texts that are sentences about something: what stands in their place here can be found again in them. */
const given = ['Một', 'Hai', 'Ba', 'Bốn', 'Năm'];
const swaps = [{ from: '07:00', to: '07:30' }];
const problem = { kind: 'status', status: 404, detail: 'x', retryAt: null };
const failure = { reason: 'content', code: 100, subcode: 33, detail: 'x' };

/** What a function of the words wants, where that is not texts. */
const wants: Readonly<Record<string, readonly unknown[]>> = {
  failure: [failure],
  'card.album': [3],
  'card.film': ['video', '95'],
  warning: [{ kind: 'figures', detail: '120' }],
  number: [1234567],
  signed: [-1234],
  'card.kind': ['news', 'halam.example'],
  'card.digestHead': [3, 12],
  sourceDown: ['Một', problem],
  articleWithdrawn: ['Một', 'Hai', false],
  pageStopped: ['Một', failure],
  postsLate: ['Một', 3],
  doublePost: ['Một', ['Hai', 'Ba']],
  'deadline.remind': [['Một', 'Hai']],
  'deadline.expired': [['Một', 'Hai']],
  'deadline.escalate': [['Một'], ['Hai', 'Ba']],
  tokenExpires: ['Một', 'Hai', 7],
  'report.caption.posts': [5, 1, 2, 3],
  'week.caption': ['Một', 3],
  'week.more': [3],
  'week.paused': ['mourning'],
  'card.moved': ['Một', 'missed'],
  'card.expired': ['Một', 'begun'],
  'card.because': ['turn'],
  'chat.pause.namePage': [['Một', 'Hai']],
  'chat.report.choose': [['Một', 'Hai']],
  'chat.draft.foreign': [['Một', 'Hai']],
  'chat.draft.unread': [problem],
  'chat.pause.none': ['Một', ['Hai', 'Ba']],
  'chat.pause.unknownPage': ['Một', ['Hai', 'Ba']],
  'card.mustDecide': [1, ['Một', 'Hai'], 3, true],
  'card.sister': ['vi', 'Một'],
  missedPosts: ['Một', { late: 2, asked: 1, expired: [{ title: 'Hai', why: 'begun' }] }],
  'command.pause.resumed': [2],
  decimal: [-1234.56],
  percent: [0.0321],
  duration: [185],
  reportUnsure: ['week', '2026-W47'],
  followersMoved: ['Một', '+120', 'Hai', '+5', ['Ba', 'Bốn']],
  'report.span': ['month', '2026-11'],
  'report.subtitle': ['week', '2026-W47', 'Một', 'Hai'],
  'report.mean': [8],
  'report.caption.head': ['quarter', '2026-Q4', 'Một'],
  'report.caption.flowDays': [5, 7],
  'report.caption.suspects': [3],
  'report.caption.andMore': [3],
  'report.sheets.meanOf': [8],
  'report.compare.head': ['week', '2026-W47'],
  'report.compare.row': [1, 'Một', 'Hai', 'Ba', 'Bốn'],
  'report.compare.more': [3],
  'summary.morePosts': [3],
  'summary.allPages': [4, 'Một', 'Hai'],
  'command.imported': [3, 'Một'],
  'command.refusedRow': [3, 'Một'],
  'command.ledger.revisions': [3],
  'command.ledger.withdrawn': [3],
  'command.ledger.skippedFor': ['copy', 'Một'],
  'command.demo.did': [5, 4, 1, 4, '12.000'],
  'command.demo.end': [8, 0, 'Một'],
  'doctor.portalFix': [problem],
  'doctor.portalProblem': ['tls'],
  'command.feedFound': [{ form: 'list', url: 'Một', selector: 'Hai' }, 20, 3],
  'reload.refused': [['Một', 'Hai']],
  'reload.accepted': [true],
  'betterTimes.change': ['07:00', '07:30', { fromPosts: '12', fromExpected: '34', toPosts: '56', toExpected: '78' }],
  'betterTimes.taken': [swaps],
  'betterTimes.accepted': ['Lan', swaps, 1],
};

type Leaf = { readonly path: string; readonly text: string; readonly arguments: readonly unknown[] };

/** Every text of a language, functions called. */
function textsOf(words: unknown, path = ''): Leaf[] {
  if (typeof words === 'string') return [{ path, text: words, arguments: [] }];
  if (typeof words === 'function') {
    const input = wants[path] ?? given.slice(0, words.length);
    return [{ path, text: String(Reflect.apply(words, undefined, [...input])), arguments: input }];
  }
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, path === '' ? key : `${path}.${key}`));
}

describe.each([
  ['vi', textsOf(vi)],
  ['en', textsOf(en)],
])('the words in %s', (_locale, texts) => {
  it('are all there', () => {
    expect(texts.length).toBeGreaterThan(150);
    expect(texts.filter(({ text }) => text.trim() === '').map(({ path }) => path)).toEqual([]);
  });

  it('are composed, and hold nothing that was not meant to be read', () => {
    const odd = texts.filter(({ text }) => text !== text.normalize('NFC') || /undefined|null|NaN|\[object|\$\{|\p{Cc}(?<!\n)|\uFFFD/u.test(text));
    expect(odd).toEqual([]);
  });

  it('say everything that they are told', () => {
    const silent = texts.filter(({ text, arguments: input }) => input.some((one) => typeof one === 'string' && given.includes(one) && !text.includes(one)));
    expect(silent).toEqual([]);
  });

  it('are plain where a popup of 200 characters shows them', () => {
    const popups = texts.filter(({ path }) => path.startsWith('press.'));
    expect(popups.length).toBeGreaterThan(10);
    expect(popups.filter(({ text }) => text.length > 160)).toEqual([]);
  });
});

it('speak of the same things in both languages', () => {
  const paths = (texts: Leaf[]) => texts.map(({ path, arguments: input }) => `${path}(${input.length})`).sort();
  expect(paths(textsOf(en))).toEqual(paths(textsOf(vi)));
});

it('are Vietnamese in Vietnamese and English in English', () => {
  const letters = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;
  const foreign = textsOf(en).filter(({ text, arguments: input }) => input.length === 0 && letters.test(text));
  expect(foreign).toEqual([]);
  const same = new Map(textsOf(en).map(({ path, text }) => [path, text]));
  const untranslated = textsOf(vi).filter(({ path, text, arguments: input }) => input.length === 0 && /[a-z]{4}/i.test(text) && same.get(path) === text);
  expect(untranslated).toEqual([]);
});

it('keep the labels that checks look for', () => {
  expect([vi.card.approve, vi.card.reject, en.card.approve, en.card.reject]).toEqual(['✅ Duyệt', '❌ Loại', '✅ Approve', '❌ Reject']);
  for (const label of [vi.card.retry, vi.card.previous, vi.card.next]) expect(label).not.toMatch(/Duyệt|Loại/i);
  for (const label of [en.card.retry, en.card.previous, en.card.next]) expect(label).not.toMatch(/Approve|Reject/i);
});

it('write numbers as their readers do', () => {
  expect([vi.number(1234567), vi.signed(1234), vi.signed(-1234), vi.signed(0)]).toEqual(['1.234.567', '+1.234', '−1.234', '0']);
  expect([en.number(1234567), en.signed(-1234)]).toEqual(['1,234,567', '−1,234']);
});

it.each(['unreachable', 'slow', 'too-big', 'tls', 'address', 'status', 'not-a-feed', 'broken', 'challenge', 'withdrawn'] as const)(
  'tell what to do about a portal that is %s, in both languages',
  (kind) => {
    const about = { kind, status: null, detail: 'secret detail', retryAt: null };
    for (const words of [vi, en]) {
      const text = words.sourceDown('https://halam.example/rss', about);
      expect(text.split('\n')).toHaveLength(3);
      expect(text).toContain('https://halam.example/rss');
      expect(text).not.toContain('secret detail');
    }
    expect(new Set([vi.doctor.portalFix(about), en.doctor.portalFix(about)]).size).toBe(2);
  },
);

it.each(['token', 'permission', 'policy', 'content', 'rate', 'unconfirmed', 'media-lost'] as const)(
  'tell what to do about a failure by %s, in both languages',
  (reason) => {
    for (const words of [vi, en]) {
      const text = words.failure({ reason, code: 190, subcode: 463, detail: 'secret detail' });
      expect(text.length).toBeGreaterThan(20);
      expect(text).not.toContain('secret detail');
      expect(text.includes('190/463')).toBe(reason !== 'unconfirmed' && reason !== 'media-lost');
    }
    expect(vi.failure({ reason: 'token', code: null, subcode: null, detail: '' })).not.toMatch(/\(mã/);
  },
);

it('are found by their language', () => {
  expect(wordsIn('vi')).toBe(vi);
  expect(wordsIn('en')).toBe(en);
});
