/** A Page that fails as the real one does: refuses, loses answers before and after the effect, answers late, shows late. */
import { sha256 } from '../identity.ts';
import type { FanPage, LiveOutcome, PageHealth, PagePost, PagePostInput, PageRead, PageUsage, PublishOutcome, Refusal } from '../ports.ts';
import type { Uploads } from '../post.ts';
import { hour, minute, second } from '../time.ts';
import { createUploadsModel, type Film } from './uploads-model.ts';
import type { Owner, Reply, World } from './world.ts';

/** `desk`: sent by a process of ours; `rival`: the same text by another bot; `hand`: the same article by a person on Facebook. */
export type LivePost = PagePost & {
  readonly by: 'desk' | 'rival' | 'hand';
  readonly url: string;
  readonly landedAt: number;
  /** When the call began that published it. */
  readonly sentAt: number;
  /** Reads show it from here on. */
  readonly visibleAt: number;
  readonly pictures: readonly string[];
};

export type PageWeather = 'fine' | 'down' | 'token' | 'permission' | 'policy' | 'rate';
/** Shares of all sends and reads that fail in each way; times `1` is a bad day. */
export type PageFaults = {
  level: number;
  weather: PageWeather;
  weatherEnds: number;
  /** null: as many as one likes. */
  callsPerHour: number | null;
  /** What becomes of the next sends, before chance has its say. */
  readonly next: Fate[];
  /** Reads show a post so long after it landed. */
  showsAfterMs: number;
  /** Told of each call that publishes as it goes out. */
  onSend: (owner: Owner) => void;
};

export type PageModel = {
  readonly live: LivePost[];
  readonly faults: PageFaults;
  readonly portFor: (owner: Owner) => FanPage;
  /** A person posts the article on Facebook, in words of their own. */
  readonly postByHand: (url: string) => void;
  /** Facebook ends its work on the films it has: while it lasts, nobody without their handles can know of them. */
  readonly finishFilms: () => void;
  /** Nothing fails any more. */
  readonly settleDown: () => void;
};
type Hooks = {
  readonly sent: (owner: Owner, post: PagePostInput) => void;
  readonly landed: (post: LivePost) => void;
  /** A post that is out is to have these words; null: is to go. */
  readonly changing: (post: LivePost, message: string | null) => void;
};

/** The article's address, wherever a post carries it. */
export function articleUrlOf(post: PagePostInput): string {
  return post.form === 'link' ? post.link : (/https:\/\/\S+\/tin\/\d+/.exec(post.message)?.[0] ?? '');
}

/** Hashes of what a post uploads. */
function shownBy(post: PagePostInput): readonly string[] {
  switch (post.form) {
    case 'link':
      return [];
    case 'photo':
      return post.pictures.map((picture) => sha256(picture.bytes));
    case 'video':
      return [post.sha256];
  }
}

const refusals: Record<Exclude<PageWeather, 'fine' | 'down'>, Omit<Refusal, 'retryAt'>> = {
  token: { class: 'token', code: 190, subcode: 463, detail: 'session has expired' },
  permission: { class: 'permission', code: 200, subcode: null, detail: 'requires pages_manage_posts' },
  policy: { class: 'policy', code: 368, subcode: null, detail: 'temporarily blocked' },
  rate: { class: 'rate', code: 32, subcode: null, detail: 'Page request limit reached' },
};
const contentRefusals: readonly Omit<Refusal, 'retryAt'>[] = [
  { class: 'content', code: 324, subcode: null, detail: 'missing or invalid image file' },
  { class: 'content', code: 100, subcode: null, detail: 'invalid parameter' },
  { class: 'content', code: 100, subcode: 1609005, detail: 'link could not be scraped' },
];
const photoGone: Refusal = { class: 'content', code: 100, subcode: null, detail: 'no such unpublished photo', retryAt: null };
const filmRefusal: Omit<Refusal, 'retryAt'> = { class: 'content', code: 352, subcode: null, detail: 'the video file cannot be used' };
const duplicateText: Refusal = { class: 'content', code: 506, subcode: 1455006, detail: 'duplicate status message', retryAt: null };
const lostAnswers = ['500 code 1', '500 code 2', '502 with HTML', '200 empty', '200 with HTML', 'hung up', 'connection reset', '503 empty'];
const scopes = ['pages_manage_posts', 'pages_read_engagement', 'pages_show_list'];

/** What may become of one send. `late`: it lands after the answer was given up. */
export type Fate = 'good' | 'slow' | 'not-sent' | 'lost-before' | 'lost-after' | 'late' | 'content' | 'rival';
const fates: readonly (readonly [Fate, number])[] = [
  ['not-sent', 0.03],
  ['lost-before', 0.05],
  ['lost-after', 0.08],
  ['late', 0.04],
  ['slow', 0.06],
  ['content', 0.02],
  ['rival', 0.02],
];

export function createPageModel(world: World, id: string, hooks: Hooks): PageModel {
  const { random } = world;
  const live: LivePost[] = [];
  const faults: PageFaults = { level: 0, weather: 'fine', weatherEnds: 0, callsPerHour: null, next: [], showsAfterMs: 0, onSend: () => {} };
  const calls: number[] = [];
  const hidden = new Set<string>();
  const atWork = new Set<() => void>();

  const put = (by: LivePost['by'], url: string, message: string, sentAt: number, pictures: readonly string[], link: string | null): LivePost => {
    const now = world.now();
    const remoteId = `${id}_${live.length + 1}`;
    const lag = random.chance(0.15 * faults.level) ? random.between(1, 90) * second : by === 'rival' ? 5 * second : 0;
    const post: LivePost = {
      remoteId,
      createdAt: new Date(now),
      message,
      permalink: `https://facebook.example/${remoteId}`,
      links: link === null ? [] : [link],
      by,
      url,
      landedAt: now,
      sentAt,
      visibleAt: now + Math.max(lag, faults.showsAfterMs),
      pictures,
    };
    live.push(post);
    if (random.chance(0.02 * faults.level)) hidden.add(remoteId);
    world.note('page', by === 'desk' ? 'a post lands' : `a post lands by ${by}`, url, remoteId);
    hooks.landed(post);
    return post;
  };
  /** null: the Page's last post has this very text (506). Photos are not guarded. */
  const land = (input: PagePostInput, sentAt: number): LivePost | null => {
    if (input.form === 'link' && live.at(-1)?.message === input.message) return null;
    const pictures = shownBy(input);
    return put('desk', articleUrlOf(input), input.message, sentAt, pictures, input.form === 'link' ? input.link : null);
  };
  /** Facebook works on a film before readers see it; now and then it cannot use it. */
  const workOn = (film: Film, input: PagePostInput, sentAt: number, ms: number): void => {
    film.finished = true;
    film.state = { state: 'processing' };
    const done = () => {
      if (!atWork.delete(done)) return;
      if (random.chance(0.03 * faults.level)) {
        film.state = { state: 'failed', detail: 'planted' };
        return world.note('page', 'cannot use a film', articleUrlOf(input));
      }
      const { remoteId, permalink } = put('desk', articleUrlOf(input), input.message, sentAt, shownBy(input), null);
      film.state = { state: 'published', remoteId, permalink };
    };
    atWork.add(done);
    if (ms === 0) done();
    else world.after(ms, done);
  };
  const landAnswer = (input: PagePostInput, sentAt: number): PublishOutcome => {
    const post = land(input, sentAt);
    if (post === null) return { outcome: 'refused', refusal: duplicateText, duplicate: true };
    return { outcome: 'published', remoteId: post.remoteId, permalink: random.chance(0.7) ? post.permalink : null };
  };

  /** Counted over the hour that passed; calls while throttled count, too. */
  const usedUp = (): PageUsage | null => {
    const { callsPerHour } = faults;
    const now = world.now();
    while (calls.length > 0 && (calls[0] ?? 0) < now - hour) calls.shift();
    if (callsPerHour === null) return null;
    const percent = Math.floor((100 * calls.length) / callsPerHour);
    const free = calls[calls.length - callsPerHour];
    return { percent, regainAt: percent < 100 || free === undefined ? null : new Date(free + hour), at: new Date(now) };
  };
  const weather = (): PageWeather => (faults.weatherEnds > world.now() ? faults.weather : 'fine');
  const refusalIn = (now: number): Refusal | null => {
    const present = weather();
    const used = usedUp();
    calls.push(now);
    if (used !== null && used.percent >= 100) return { ...refusals.rate, code: 4, retryAt: used.regainAt };
    if (present === 'fine' || present === 'down') return null;
    const retryAt = present === 'rate' && random.chance(0.6) ? new Date(now + random.between(0, 30) * minute) : null;
    return { ...refusals[present], retryAt };
  };
  const fateOf = (): Fate => {
    const next = faults.next.shift();
    if (next !== undefined) return next;
    const given = fates.find(([, share]) => random.chance(share * faults.level));
    return given?.[0] ?? 'good';
  };
  const unknown = (): PublishOutcome => ({ outcome: 'unknown', detail: random.pick(lostAnswers) });
  const at = <R>(afterMs: number, words: string, answer: () => R): Reply<R> => ({ afterMs, words, answer });

  const filmAnswer = (film: Film): PublishOutcome => {
    if (film.state.state === 'published') return { outcome: 'published', remoteId: film.state.remoteId, permalink: film.state.permalink };
    if (film.state.state === 'failed') return { outcome: 'refused', refusal: { ...filmRefusal, retryAt: null }, duplicate: false };
    return { outcome: 'unknown', detail: 'at work on it' };
  };
  const publishFilm = (film: Film, input: PagePostInput, sentAt: number, quick: number): Reply<PublishOutcome> => {
    const work = (laterMs: number) => workOn(film, input, sentAt, laterMs + random.pick([0, 0, 5, 60, 900, 3000]) * second);
    const answer = () => filmAnswer(film);
    switch (fateOf()) {
      case 'good':
      case 'rival':
        work(0);
        return at(quick, 'takes it', answer);
      case 'slow':
        work(0);
        return at(random.between(5, 100) * second, 'takes its time', answer);
      case 'not-sent':
        return at(quick, 'cannot be reached', () => ({ outcome: 'not-sent', detail: 'connection refused' }));
      case 'lost-before':
        return at(random.between(0, 60) * second, 'loses it', unknown);
      case 'lost-after':
        work(0);
        return at(random.between(0, 60) * second, 'takes it, the answer is lost', unknown);
      case 'late':
        work(random.between(20, 240) * second);
        return at(random.between(5, 120) * second, 'will take it late', unknown);
      case 'content':
        return at(quick, 'refuses the content', () => ({ outcome: 'refused', refusal: { ...filmRefusal, retryAt: null }, duplicate: false }));
    }
  };
  const publish = (input: PagePostInput, uploads: Uploads | null): Reply<PublishOutcome> => {
    const sentAt = world.now();
    const quick = random.pick([0, 300, 900, 2000]);
    const given = uploaded.given(input, uploads);
    if (given === 'missing') return at(0, 'is not called: not all of it was uploaded', () => ({ outcome: 'not-sent', detail: 'not uploaded whole' }));
    const refusal = refusalIn(sentAt) ?? (given === 'gone' ? photoGone : null);
    if (refusal !== null) return at(quick, `refuses (${refusal.class})`, () => ({ outcome: 'refused', refusal, duplicate: false }));
    if (weather() === 'down')
      return at(quick, 'cannot be reached', () => (random.chance(0.6) ? { outcome: 'not-sent', detail: 'connection refused' } : unknown()));
    const film = input.form === 'video' ? uploaded.film(uploads?.video?.id ?? '') : null;
    if (film !== null) return film.finished ? at(quick, 'has it already', () => filmAnswer(film)) : publishFilm(film, input, sentAt, quick);
    switch (fateOf()) {
      case 'good':
        return at(quick, 'takes it', () => landAnswer(input, sentAt));
      case 'slow':
        return at(random.between(5, 100) * second, 'takes its time', () => landAnswer(input, sentAt));
      case 'not-sent':
        return at(quick, 'cannot be reached', () => ({ outcome: 'not-sent', detail: 'connection refused' }));
      case 'lost-before':
        return at(random.between(0, 60) * second, 'loses it', unknown);
      case 'lost-after': {
        land(input, sentAt);
        return at(random.between(0, 60) * second, 'takes it, the answer is lost', unknown);
      }
      case 'late': {
        world.after(random.between(20, 240) * second, () => land(input, sentAt));
        return at(random.between(5, 120) * second, 'will take it late', unknown);
      }
      case 'content': {
        const why: Refusal = { ...random.pick(contentRefusals), retryAt: null };
        return at(quick, 'refuses the content', () => ({ outcome: 'refused', refusal: why, duplicate: false }));
      }
      case 'rival': {
        // Another bot was quicker by a moment: reads do not show it yet.
        const url = articleUrlOf(input);
        if (input.form === 'link' && !live.some((post) => post.url === url)) put('rival', url, input.message, sentAt, [], input.link);
        return at(quick, 'has just taken the same text from another bot', () => landAnswer(input, sentAt));
      }
    }
  };

  const heard = new Map<Owner, PageUsage>();
  /** Every answer of the Page tells how much of its allowance is used; one that is lost tells nothing. */
  const call = <R extends { readonly outcome: string }>(owner: Owner, what: string, args: readonly unknown[], begin: () => Reply<R>): Promise<R> =>
    world.outsideCall(owner, what, args, () => {
      const reply = begin();
      return {
        ...reply,
        answer: () => {
          const answer = reply.answer();
          const used = usedUp();
          if (used !== null && answer.outcome !== 'no-answer' && answer.outcome !== 'unknown' && answer.outcome !== 'not-sent')
            heard.set(owner, {
              ...used,
              at: new Date(world.now() + owner.offsetMs),
              regainAt: used.regainAt && new Date(used.regainAt.getTime() + owner.offsetMs),
            });
          return answer;
        },
      };
    });

  const uploaded = createUploadsModel({
    world,
    call: (owner, begin) => call(owner, 'page.upload', [], begin),
    refusal: () => refusalIn(world.now()),
    isDown: () => weather() === 'down',
    level: () => faults.level,
  });

  const read = <T>(value: () => T): Reply<PageRead<T>> => {
    const quick = random.pick([0, 0, 200, 1500]);
    const given = refusalIn(world.now());
    const refusal = given?.class === 'policy' || given?.class === 'permission' ? null : given;
    if (refusal !== null) return at(quick, `refuses to be read (${refusal.class})`, () => ({ outcome: 'refused', refusal }));
    if (weather() === 'down' || random.chance(0.06 * faults.level))
      return at(random.between(0, 30) * second, 'does not answer', () => ({ outcome: 'no-answer', detail: 'timed out' }));
    return at(quick, 'is read', () => ({ outcome: 'read', value: value() }));
  };
  const health = (): PageHealth => ({
    name: 'Hạ Lam',
    appId: '900',
    valid: weather() !== 'token',
    expiresAt: null,
    dataAccessExpiresAt: null,
    scopes: weather() === 'permission' ? scopes.slice(1) : scopes,
  });

  /** A change of a post that is out: it happens or not, and the sender learns of it or not. */
  const changeOf = (remoteId: string, message: string | null, change: (post: LivePost) => LivePost): Reply<LiveOutcome> => {
    const at = live.findIndex((one) => one.remoteId === remoteId);
    const post = live[at];
    if (post !== undefined) hooks.changing(post, message);
    const lost = random.chance(0.15 * faults.level);
    const happens = post !== undefined && (!lost || random.chance(0.5));
    if (happens) live[at] = change(post);
    return {
      afterMs: 300,
      words: lost ? 'changes it or not' : 'changes it',
      answer: () => (lost ? { outcome: 'unknown', detail: 'no answer' } : { outcome: 'done' }),
    };
  };

  return {
    live,
    faults,
    postByHand: (url) => {
      put('hand', url, `Mời bà con đọc tin: ${url}`, world.now(), [], random.chance(0.7) ? url : null);
    },
    finishFilms: () => {
      for (const done of [...atWork]) done();
    },
    settleDown: () => {
      faults.level = 0;
      faults.callsPerHour = null;
      faults.next.length = 0;
      faults.showsAfterMs = 0;
      faults.onSend = () => {};
      hidden.clear();
    },
    portFor: (owner) => ({
      id,
      upload: (post, uploads, keep) => uploaded.upload(owner, post, uploads, keep),
      videoState: (film) => call(owner, 'page.videoState', [film], () => read(() => uploaded.film(film)?.state ?? { state: 'open' })),
      publish: (post, uploads) => {
        return call(owner, 'page.publish', [post], () => {
          hooks.sent(owner, post);
          faults.onSend(owner);
          return publish(post, uploads);
        });
      },
      postsSince: (since) =>
        call(owner, 'page.postsSince', [since], () => read(() => live.filter((post) => post.createdAt >= since && post.visibleAt <= world.now()).reverse())),
      rescrape: (link) => call(owner, 'page.rescrape', [link], () => read(() => null)),
      edit: (remoteId, message) => call(owner, 'page.edit', [remoteId, message], () => changeOf(remoteId, message, (post) => ({ ...post, message }))),
      remove: (remoteId) =>
        call(owner, 'page.remove', [remoteId], () => changeOf(remoteId, null, (post) => ({ ...post, visibleAt: Number.POSITIVE_INFINITY }))),
      readPost: (remoteId) =>
        call(owner, 'page.readPost', [remoteId], () =>
          read(() => {
            const post = live.find((one) => one.remoteId === remoteId && one.visibleAt <= world.now());
            return post === undefined ? null : { message: post.message };
          }),
        ),
      readBack: (remoteId) =>
        call(owner, 'page.readBack', [remoteId], () =>
          read(() => {
            const post = live.find((one) => one.remoteId === remoteId);
            return { visible: post !== undefined && !hidden.has(remoteId), permalink: post?.permalink ?? null };
          }),
        ),
      followers: () => call(owner, 'page.followers', [], () => read(() => 12_000 + (Math.floor(world.now() / hour) % 500))),
      daily: () => call(owner, 'page.daily', [], () => read(() => [])),
      figures: (remoteId) => call(owner, 'page.figures', [remoteId], () => read(() => ({ reactions: 5, comments: 1, shares: null, views: null }))),
      health: () => call(owner, 'page.health', [], () => read(health)),
      usage: () => heard.get(owner) ?? null,
    }),
  };
}
