/** One seed: days of a newsroom in which everything fails, then a calm in which all must come to its end. */
import { kinds } from '../../adapters/store/documents.ts';
import { openMemory } from '../../adapters/store/memory.ts';
import { createStores } from '../../adapters/store/stores.ts';
import type { AppConfig } from '../app.ts';
import { type JobName, jobNames } from '../job-run.ts';
import { createSilentLog } from '../log.ts';
import type { Press, Stores } from '../ports.ts';
import { plainSource } from '../source.ts';
import { dayOf, hour, minute, second, timeOf } from '../time.ts';
import { offsetOf } from './beats.ts';
import { createChatModel, type SeenButton } from './chat-model.ts';
import { createPageModel, type LivePost, type PageModel, type PageWeather } from './page-model.ts';
import { createPortalModel, feedUrl } from './portal-model.ts';
import { type Running, startProcess } from './process.ts';
import { createRandom, type Random } from './random.ts';
import { createRules } from './rules.ts';
import { createWorld, type Owner } from './world.ts';

/** For tests of the rules: a bug in a model, or in what the processes are given. */
export type Planted = {
  readonly stores?: (stores: Stores) => Stores;
  /** What the chat shows instead of a card's text. */
  readonly shownAs?: (text: string) => string;
  /** Called when a post of the desk has landed. */
  readonly landed?: (post: LivePost, page: PageModel, tell: (post: LivePost) => void) => void;
};
export type SeedRun = {
  readonly seed: number;
  readonly events: number;
  readonly published: number;
  readonly digest: number;
  readonly violation: { readonly seed: number; readonly rule: string; readonly trace: readonly string[] } | null;
};

const pageId = '100';
const chatId = '-500';
const zone = 'Asia/Ho_Chi_Minh';
const start = Date.parse('2026-11-23T00:00:00.000Z'); // Monday 07:00 in Vietnam
const day = 24 * hour;
/** Longer than the longest wait of the desk: rate limits, a stopped Page, the settle window, the timetable's night. */
const leastCalm = 30 * hour;

function same<T>(value: T): T {
  return value;
}

function configFor(random: Random): AppConfig {
  const times = ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'];
  const timetable = random.pick([
    { times, gapMinutes: 20, zone },
    { times: [...times, '09:40', '15:00', '18:30'].sort(), gapMinutes: 30, zone },
    { times: 'asap' as const, gapMinutes: 0, zone },
    { times: 'asap' as const, gapMinutes: 15, zone },
  ]);
  const approval = random.pick([
    { mode: 'required' as const },
    { mode: 'required' as const },
    { mode: 'auto' as const },
    { mode: 'auto-after' as const, ms: 30 * minute },
  ]);
  return {
    sources: [plainSource(feedUrl, zone)],
    staff: [
      { id: 7, role: 'admin' },
      { id: 8, role: 'editor' },
      { id: 9, role: 'approver' },
    ],
    reportChats: [],
    zone,
    locale: 'vi',
    timetable,
    approval,
    settleWindowMs: random.pick([20, 20, 30]) * minute,
    unconfirmed: random.pick(['resend', 'resend', 'ask'] as const),
    chat: chatId,
  };
}

/** Runs one seed over so many days; never throws for what the app does. */
export async function runSeed(seed: number, days: number, planted: Planted = {}): Promise<SeedRun> {
  const random = createRandom(seed);
  const config = configFor(random);
  const engine = openMemory(Object.values(kinds));
  const stores = (planted.stores ?? same)(createStores(engine));
  const processCount = random.pick([1, 2, 2, 2, 3]);
  const clockErrorMs = random.pick([0, 0, 0, 2 * second, 90 * second, 10 * minute]);
  const sameMachine = random.chance(0.6);
  const state = { dirty: true, lookAt: start, faultsEnd: start + days * day, born: 0 };
  const gone = new Set<string>();
  const running = new Map<number, Running>();
  const undelivered: Press[] = [];

  // ---------------------------------------------------------------- the world and what is in it

  const world = createWorld(random, start, {
    watch: (owner, what, args, result) => {
      rules.stored(owner, what, args, result);
      if (changes.test(what) && result !== false && !isRedrawn(args)) state.dirty = true;
    },
    storeLost: (owner) => rules.lostTrack(owner),
    died: (owner) => {
      gone.add(owner.name);
      rules.lostTrack(owner);
      const place = [...running].find(([, one]) => one.owner === owner)?.[0];
      if (place === undefined) return;
      running.delete(place);
      if (!restoring) world.after(random.pick([1, 5, 60, 600, 1800]) * random.between(1, second), () => launch(place));
    },
  });
  let restoring = false;
  const rules = createRules(
    world,
    { config, page: pageId, spreadMs: 2 * clockErrorMs, engine, calmFrom: state.faultsEnd },
    { chat: () => chat, portal: () => portal, live: () => page.live },
  );
  const landed = (post: LivePost) => {
    rules.landed(post);
    if (post.by === 'desk') planted.landed?.(post, page, rules.landed);
  };
  const page: PageModel = createPageModel(world, pageId, { sent: rules.sent, landed });
  const chat = createChatModel(world, { told: rules.told, reported: rules.reported, shown: rules.shown, shownAs: planted.shownAs ?? same });
  const portal = createPortalModel(world);
  const log = createSilentLog();

  const launch = (place: number) => {
    if (restoring || running.has(place)) return;
    state.born += 1;
    const offsetMs = clockErrorMs === 0 ? 0 : random.between(-clockErrorMs, clockErrorMs);
    const owner: Owner = { name: `p${place}.${state.born}`, alive: true, share: 1, offsetMs };
    world.note(owner.name, 'starts', offsetMs === 0 ? undefined : `with its clock ${Math.round(offsetMs / second)} s off`);
    const machine = (name: string) => name.split('.')[0];
    const isGone = (asker: string, name: string) => (sameMachine || machine(asker) === machine(name)) && gone.has(name);
    running.set(
      place,
      startProcess(world, owner, {
        stores,
        page,
        chat,
        portal,
        config,
        log,
        isGone,
        zoneOffsetMs: offsetOf(zone, new Date(start)),
        jobFailed: rules.jobFailed,
      }),
    );
    state.dirty = true;
    // Telegram brings again what was being answered.
    for (const press of undelivered.splice(0)) deliver(press);
  };

  // ---------------------------------------------------------------- staff

  const deliver = (press: Press) => {
    const alive = [...running.values()];
    if (alive.length === 0) return;
    const process = random.pick(alive);
    undelivered.push(press);
    void process.press(press).then(() => {
      const at = undelivered.indexOf(press);
      if (at !== -1) undelivered.splice(at, 1);
    });
  };
  const pressBy = (button: SeenButton | null) => {
    const user = { id: random.pick([7, 7, 7, 9, 9, 9, 8, 66]), name: 'Lan' };
    const data = button?.data ?? random.pick(['', 'a:', 'x:1:2', `a:${'0'.repeat(24)}:1`, 'a:zz:1', '🙂']);
    const press: Press = { data, user, chat: random.chance(0.97) ? chatId : '-501', message: button?.message ?? 1 };
    world.note('staff', `${user.id} presses`, data, button === null ? undefined : `on card ${button.message}`);
    rules.pressed(press, button?.shown ?? null);
    deliver(press);
  };
  const chooseButton = (): SeenButton | null => {
    const current = [...chat.cards.values()].filter((card) => !card.deleted && card.buttons.length > 0);
    if (random.chance(0.08) || chat.buttons.length === 0) return null;
    // An old button: the card was drawn anew since, on a telephone that was offline.
    if (random.chance(0.2) || current.length === 0) return random.pick(chat.buttons.slice(-60));
    const card = random.pick(current);
    const [first = ''] = card.buttons;
    const data = first.startsWith('a:') && random.chance(0.75) ? first : random.pick(card.buttons);
    return chat.buttons.findLast((button) => button.message === card.message && button.data === data) ?? null;
  };
  const staffAct = () => {
    const button = chooseButton();
    pressBy(button);
    if (random.chance(0.25)) pressBy(random.chance(0.5) ? button : chooseButton());
    if (random.chance(0.03) && chat.cards.size > 0) {
      const card = random.pick([...chat.cards.values()].slice(-8));
      card.deleted = true;
      world.note('staff', 'deletes card', String(card.message));
    }
  };

  // ---------------------------------------------------------------- trouble

  const weatherTurns = () => {
    const weather: PageWeather = random.pick(['down', 'token', 'permission', 'policy', 'rate']);
    page.faults.weather = weather;
    page.faults.weatherEnds = Math.min(state.faultsEnd, world.now() + random.between(1, 240) * minute);
    world.note('page', `from now on: ${weather}`);
    world.after(page.faults.weatherEnds - world.now(), stir);
  };
  const chatGoesDown = () => {
    chat.faults.downUntil = Math.min(state.faultsEnd, world.now() + random.between(1, 90) * minute);
    world.after(chat.faults.downUntil - world.now(), stir);
  };
  const portalGoesDown = () => {
    portal.faults.downKind = random.pick(['unreachable', 'slow', 'not-a-feed', 'status', 'challenge', 'broken', 'tls'] as const);
    portal.faults.downUntil = Math.min(state.faultsEnd, world.now() + random.between(5, 300) * minute);
  };
  /** Somebody's hand, or a bug, changes what was approved already. */
  const alterStored = () => {
    const post = [...engine.documents('posts')].find((one) => one.status === 'scheduled' || one.status === 'approved');
    const content = post?.content;
    if (post === undefined || typeof content !== 'object' || content === null || !('message' in content) || typeof post.rev !== 'number') return;
    const altered = { ...post, rev: post.rev + 1, content: { ...content, message: `${String(content.message)}\n\n(đã bị sửa)` } };
    void engine.collection('posts').replaceIf({ rev: post.rev }, altered);
    world.note('store', 'the text of an approved post is altered', post.id.slice(0, 6));
    stir();
  };
  const alterMedia = () => {
    const [hash] = [...portal.media.keys()].slice(-1);
    if (hash === undefined) return;
    world.note('media', 'a picture is altered on disk', hash.slice(0, 6));
    if (random.chance(0.3)) portal.media.delete(hash);
    else portal.media.set(hash, new TextEncoder().encode('another picture'));
  };
  const postByHand = () => {
    const article = random.pick(portal.articles.slice(-6));
    const busy = [...engine.documents('posts')].some((post) => post.url === article.url && (post.status === 'publishing' || post.status === 'unconfirmed'));
    if (!busy) page.postByHand(article.url);
  };
  /** Yesterday's backup: the database is an old one, the Page, the chat and the media folder are not. */
  const restoreLater = () => {
    const copy = engine.copy();
    const restored = rules.backedUp();
    world.note('store', 'a backup is made');
    world.after(random.between(1, 40) * hour, () => {
      if (world.now() > state.faultsEnd) return;
      restoring = true;
      for (const one of [...running.values()]) world.kill(one.owner, 'for a restore');
      undelivered.splice(0);
      world.after(random.between(6, 60) * minute, () => {
        engine.restore(copy);
        world.note('store', 'the backup is put back');
        restored();
        restoring = false;
        for (let place = 1; place <= processCount; place++) launch(place);
      });
    });
  };

  // ---------------------------------------------------------------- time

  const stir = () => {
    state.dirty = true;
    for (const one of running.values()) one.beatFrom(world.now() + 1, lineJobs);
  };
  const every = (least: number, most: number, act: () => void) => {
    const next = () =>
      world.after(random.between(least, most), () => {
        if (world.now() >= state.faultsEnd) return;
        act();
        next();
      });
    next();
  };
  const byDay = (act: () => void) => () => {
    const at = timeOf(new Date(world.now()), zone);
    if (at > '06:00' && at < '21:00') act();
  };
  /** Jobs beat when something has changed, or when an instant that stands in the store has come; not through idle hours. */
  const idle = () => {
    const now = world.now();
    /** A share of the processes, and at least one. */
    const beat = (from: number, jobs: readonly JobName[], share: number) => {
      const alive = [...running.values()];
      const drawn = alive.filter(() => random.chance(share));
      const beating = drawn.length === 0 && alive.length > 0 ? [random.pick(alive)] : drawn;
      for (const one of beating) one.beatFrom(Math.max(now + 1, from - one.owner.offsetMs), jobs);
    };
    if (state.dirty) {
      state.dirty = false;
      state.lookAt = now + 1;
      beat(now + clockErrorMs, quickJobs, 0.1);
    } else if (now >= state.lookAt) {
      const cap = now + random.between(4, 10) * hour;
      state.lookAt = nextStoredInstant(now + clockErrorMs, cap);
      beat(state.lookAt, [...quickJobs, 'watch'], 0.4);
      if (random.chance(0.1)) beat(state.lookAt, lineJobs, 0.3);
      if (state.lookAt === cap) beat(cap, simulated, 0.1);
    }
  };
  const nextStoredInstant = (after: number, cap: number): number => {
    let nearest = cap;
    for (const name of ['posts', 'pages', 'articles', 'sources'])
      for (const document of engine.documents(name))
        for (const value of [...Object.values(document), lookAtOf(document)]) {
          const at = value instanceof Date ? value.getTime() : 0;
          if (at > after && at < nearest) nearest = at;
        }
    return nearest;
  };

  const level = random.pick([0.3, 1, 1, 2]);
  page.faults.level = level;
  chat.faults.level = level;
  portal.faults.level = level;
  world.faults.crashAtStore = 0.0001 * level;
  world.faults.crashOutside = 0.0015 * level;
  world.faults.storeLost = random.chance(0.5) ? 0.0008 * level : 0;
  world.faults.pause = 0.0008 * level;
  for (let count = random.between(1, 12); count > 0; count--) portal.publish();
  every(
    1 * hour,
    7 * hour,
    byDay(() => {
      portal.publish();
      if (random.chance(0.2)) portal.publish();
      stir();
    }),
  );
  every(6 * hour, 40 * hour, () => portal.correct());
  every(8 * hour, 40 * hour, () => portal.withdraw());
  every(2 * minute, 180 * minute, byDay(staffAct));
  every(8 * hour, 60 * hour, weatherTurns);
  every(10 * hour, 60 * hour, chatGoesDown);
  every(10 * hour, 60 * hour, portalGoesDown);
  if (random.chance(0.5)) every(12 * hour, 48 * hour, alterStored);
  if (random.chance(0.4)) every(20 * hour, 70 * hour, alterMedia);
  if (random.chance(0.4)) every(12 * hour, 60 * hour, postByHand);
  if (random.chance(0.5)) every(12 * hour, 72 * hour, restoreLater);
  for (let place = 1; place <= processCount; place++) launch(place);

  await world.run(state.faultsEnd, idle);
  // ---------------------------------------------------------------- the calm
  world.note('world', 'nothing fails from here on');
  page.faults.level = 0;
  chat.faults.level = 0;
  portal.faults.level = 0;
  Object.assign(world.faults, { crashAtStore: 0, crashOutside: 0, storeLost: 0, pause: 0 });
  stir();
  await world.run(world.now() + leastCalm, idle);
  // What has a slot further ahead comes to it.
  for (let more = 0; more < 20 && world.broken() === null && hasOpenSlots(engine.documents('posts')); more++) await world.run(world.now() + 12 * hour, idle);
  if (world.broken() === null) rules.atEnd();
  const broken = world.broken();
  const facts = [
    `seed ${seed}: ${processCount} process(es), approval ${config.approval.mode}, slots ${config.timetable.times === 'asap' ? 'asap' : 'by timetable'}, from ${dayOf(new Date(start), zone)}`,
  ];
  return {
    seed,
    events: world.events(),
    published: page.live.filter((post) => post.by === 'desk').length,
    digest: world.trace.digest(),
    violation: broken === null ? null : { seed, rule: `${broken.rule}: ${broken.detail}`, trace: [...facts, ...world.trace.lines()] },
  };
}

const simulated = jobNames.filter((name) => name !== 'tidy');
const quickJobs: readonly JobName[] = ['schedule', 'publish', 'settle'];
const lineJobs: readonly JobName[] = ['collect', 'draft', 'ask-staff', ...quickJobs];

/** What may make a job's next beat worth while. */
const changes = /^(articles|posts|pages)\.(add|replace)$/;

/** A card was drawn: nothing becomes due by that. */
function isRedrawn([before, next]: readonly unknown[]): boolean {
  return isObject(before) && isObject(next) && 'redraw' in before && 'redraw' in next && before.redraw === true && next.redraw === false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** When an article's page is looked at again. */
function lookAtOf({ watch }: { readonly [field: string]: unknown }): unknown {
  return isObject(watch) && 'lookAt' in watch ? watch.lookAt : null;
}

function hasOpenSlots(posts: Iterable<{ readonly [field: string]: unknown }>): boolean {
  for (const post of posts) if (['approved', 'scheduled', 'publishing', 'unconfirmed'].includes(String(post.status))) return true;
  return false;
}
