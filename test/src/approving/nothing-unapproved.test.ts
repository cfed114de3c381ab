import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../src/identity.ts';
import type { LiveChange, Post } from '../../../src/post.ts';
import { hour, minute } from '../../../src/time.ts';
import { type Action, type Planted, type Played, play, type Setting, type Who } from './any-order.ts';

const who = fc.constantFrom<Who>('lan', 'lan', 'minh', 'editor', 'stranger');
const flag = fc.boolean();
const what = <D extends string>(does: D) => fc.constant(does);

/** A press on the way to something: what is chosen blindly hardly ever opens a menu and takes what stands in it. */
const verb = fc.constantFrom(null, null, 'a', 'a', 'a', 'w', 'r', 'b', 'm', 'q', 'i', 's', 'u', 'u', 'k', 'l', 'd', 'g', 'y', 't');
const commands = [
  '/tamdung chờ ý kiến',
  '/tamdung',
  '/tieptuc',
  '/tieptuc',
  '/dang https://halam.example/tin/2',
  '/dang https://halam.example/tin/1',
  '/dang https://nguoi-khac.example/tin/1',
  '/themnguoi duyệt đăng',
  '/themnguoi biên tập',
  '/themnguoi',
  '/botnguoi',
  '/nhatky',
  '/hangdoi',
] as const;

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ does: what('press'), who, verb, which: fc.nat(40), old: fc.boolean(), twice: flag }) },
  { weight: 5, arbitrary: fc.record({ does: what('reply'), who, text: fc.constantFrom('Nội dung mới', 'Bản sửa <3', '17:30', '2h', ''), picture: flag }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: what('command'),
      who,
      text: fc.constantFrom(...commands),
      to: fc.constantFrom<Who | null>(null, 'minh', 'editor', 'stranger'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: what('portal'), number: fc.nat(2), change: fc.constantFrom('words', 'words', 'pictures', 'gone', 'back') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('lose-change', 'lose-send'), lands: flag }) },
  { weight: 2, arbitrary: fc.record({ does: what('crash'), after: fc.nat(6), kept: flag }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('alter', 'delete-card', 'chat-down', 'restart') }) },
  { weight: 4, arbitrary: fc.record({ does: what('pass'), minutes: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 10, arbitrary: fc.record({ does: what('run') }) },
);

const settings = {
  'one yes': { approval: { mode: 'required' }, approvals: 1, expireMs: null },
  'two of them': { approval: { mode: 'required' }, approvals: 2, expireMs: 6 * hour },
  'nobody, by the newsroom’s own rule': { approval: { mode: 'auto' }, approvals: 1, expireMs: null },
  'nobody who objects within half an hour': { approval: { mode: 'auto-after', ms: 30 * minute }, approvals: 1, expireMs: null },
} as const satisfies Record<string, Setting>;
type Name = keyof typeof settings;
const required = settings['one yes'];

const run: Action = { does: 'run' };
const pass = (minutes: number): Action => ({ does: 'pass', minutes });
function press(verb: string, by: Who = 'lan', which = 0): Action {
  return { does: 'press', who: by, verb, which, old: false, twice: false };
}
function portal(change: Extract<Action, { does: 'portal' }>['change'], number = 0): Action {
  return { does: 'portal', number, change };
}
const posted = [press('a'), run];
const corrected = [...posted, portal('words'), pass(400), run];

/** Always among what is tried, so that each of them happens, whatever is drawn. */
const examples: readonly (readonly Action[])[] = [
  [press('a'), press('a', 'minh'), run],
  [...corrected, press('u'), run, portal('words'), pass(200), run, press('k'), run],
  [...corrected, press('m'), run, press('g'), run],
  [portal('pictures', 2), pass(60), run, press('a', 'lan', 1), run, portal('gone', 2), pass(400), run, portal('back', 2), pass(800), run],
  [press('q'), run, { does: 'reply', who: 'lan', text: 'Lời của ban biên tập', picture: false }, run, press('a'), press('a', 'minh'), run],
];

const runs = Number(process.env.UNAPPROVED_RUNS ?? 50);

describe('nothing reaches the Page that was not said yes to in exactly that form: any order of everything that people do and that happens', () => {
  const patient = { timeout: 20_000 + 500 * runs };
  it.each(Object.keys(settings).filter((name): name is Name => name in settings))('by %s', patient, async (name) => {
    const all: Played[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 50 }), async (actions) => {
        all.push(await play(settings[name], actions));
      }),
      { numRuns: runs, examples: examples.map((one) => [one]) },
    );
    const sum = (of: (played: Played) => number) => all.map(of).reduce((one, other) => one + other, 0);
    expect(
      sum(({ sent }) => sent),
      'something was posted',
    ).toBeGreaterThan(0);
    expect(
      sum((played) => played.corrected),
      'something was corrected',
    ).toBeGreaterThan(0);
    if (name !== 'one yes') return;
    expect(
      sum(({ edited }) => edited),
      'something was edited on the Page',
    ).toBeGreaterThan(0);
    expect(
      sum(({ removed }) => removed),
      'something was taken off the Page',
    ).toBeGreaterThan(0);
  });
});

describe('a bug that is planted is caught', () => {
  const broken = async (planted: Planted, actions: readonly Action[], setting: Setting = required) => {
    await play(setting, actions);
    await expect(play(setting, actions, planted)).rejects.toThrow();
  };
  const by = { id: 7, name: 'Lan' };
  const at = new Date(0);

  it('a card that shows another text than the one that goes out', () => broken({ shownAs: (text) => `Khác: ${text}` }, posted));

  it('a correction that is put on the Page without being asked about', () =>
    broken({ stored: (next) => (asksWith(next) === null ? next : sent(next, 'edit', asksWith(next))) }, [...corrected, run]));

  it('a correction that is put on the Page when somebody said to keep the post', () =>
    broken({ stored: (next) => (wasKept(next) ? sent(next, 'edit', 'Tin đã sửa') : next) }, [...corrected, press('k'), run]));

  it('a post that goes off the Page because its article was taken down', () =>
    broken({ stored: (next) => (isGone(next) ? sent(next, 'withdraw', null) : next) }, [...posted, portal('gone'), pass(400), run, run]));

  it('an approval that outlives a correction', () => {
    const known = new Map<string, Post>();
    const stored = (next: Post): Post => {
      if (next.status === 'approved') known.set(next.id, next);
      const before = known.get(next.id);
      return next.status === 'awaiting' && before?.status === 'approved' && next.correction != null
        ? {
            ...before,
            content: next.content,
            approval: { ...before.approval, hash: contentHash(next.page, next.content) },
            rev: next.rev,
            version: next.version,
          }
        : next;
    };
    return broken({ stored }, [
      press('a'),
      { does: 'command', who: 'lan', text: '/tamdung chờ', to: null },
      portal('words'),
      pass(400),
      run,
      { does: 'command', who: 'lan', text: '/tieptuc', to: null },
      run,
    ]);
  });

  it('one yes where two are needed', () => {
    const stored = (next: Post): Post => {
      const [consent] = next.status === 'awaiting' ? (next.consents ?? []) : [];
      return next.status === 'awaiting' && consent !== undefined ? { ...next, status: 'approved', approval: consent } : next;
    };
    return broken({ stored }, posted, settings['two of them']);
  });

  it('a post that goes out by itself although somebody edited it', () => {
    const stored = (next: Post): Post => (next.status === 'awaiting' && next.version > 1 ? { ...next, objectBy: at } : next);
    const edited: readonly Action[] = [press('q'), run, { does: 'reply', who: 'editor', text: 'Bản sửa', picture: false }];
    const asked: readonly Action[] = [press('q', 'editor'), run, { does: 'reply', who: 'editor', text: 'Bản sửa', picture: false }, run, pass(60), run, run];
    expect(edited.length).toBe(3);
    return broken({ stored }, asked, settings['nobody who objects within half an hour']);
  });

  function asksWith(post: Post): string | null {
    return post.status === 'published' && post.correction?.asks === true && post.live == null ? post.correction.message : null;
  }
  function wasKept(post: Post): boolean {
    return post.status === 'published' && post.correction?.asks === false && post.live == null && post.journal?.at(-1)?.verb === 'keep-live';
  }
  function isGone(post: Post): boolean {
    return post.status === 'published' && post.correction?.kind === 'withdrawn' && post.live == null;
  }
  function sent(post: Post, kind: 'edit' | 'withdraw', message: string | null): Post {
    const live: LiveChange = { kind, message, by, state: 'due', at, looks: 0, detail: null };
    return post.status === 'published' ? { ...post, live } : post;
  }
});
