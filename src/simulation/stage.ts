/** A newsroom on a stage: the real app in its processes, the models around it, and the hands that move them. */
import type { StoredDocument } from '../../adapters/store/collection.ts';
import { kinds } from '../../adapters/store/documents.ts';
import { type MemoryEngine, openMemory } from '../../adapters/store/memory.ts';
import { createStores } from '../../adapters/store/stores.ts';
import type { App, AppConfig } from '../app.ts';
import { type JobName, jobNames } from '../job-run.ts';
import { createSilentLog } from '../log.ts';
import type { Press, Stores } from '../ports.ts';
import { dayOf, hour, minute, second } from '../time.ts';
import { offsetOf } from './beats.ts';
import { type ChatModel, createChatModel, type SeenButton } from './chat-model.ts';
import { createPageModel, type LivePost, type PageModel } from './page-model.ts';
import { createPortalModel, type PortalModel } from './portal-model.ts';
import { type Running, startProcess } from './process.ts';
import type { Random } from './random.ts';
import { createRules } from './rules.ts';
import { createWorld, type Owner, type World } from './world.ts';

/** For tests of the rules: a bug in a model, or in what the processes are given. */
export type Planted = {
  readonly stores?: (stores: Stores) => Stores;
  /** What the processes are told of the newsroom. */
  readonly config?: (config: AppConfig) => AppConfig;
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

export const pageId = '100';
export const chatId = '-500';
export const zone = 'Asia/Ho_Chi_Minh';
export const start = Date.parse('2026-11-23T00:00:00.000Z'); // Monday 07:00 in Vietnam
export const day = 24 * hour;
/** Longer than the longest wait of the desk: rate limits, a stopped Page, the settle window, the timetable's night. */
const leastCalm = 30 * hour;
/** As long as a claim lasts: whoever saw one stand so long takes it for abandoned. */
const claimSeen = 5 * minute + second;
const healthBeat = 30 * minute;

export type Setting = {
  /** What a person calls this run, in the first line of its trace. */
  readonly title: string;
  readonly seed: number;
  readonly config: AppConfig;
  readonly processes: number;
  /** How far a new process's clock is off. */
  readonly clockOf: (place: number) => number;
  /** The furthest that any clock is off. */
  readonly clockErrorMs: number;
  /** Whether the processes know of each other which is gone. */
  readonly sameMachine: boolean;
  /** Trouble is over at this instant. */
  readonly faultsEnd: number;
  readonly planted: Planted;
};

export type Stage = {
  readonly random: Random;
  readonly config: AppConfig;
  readonly world: World;
  readonly page: PageModel;
  readonly chat: ChatModel;
  readonly portal: PortalModel;
  readonly engine: MemoryEngine;
  readonly faultsEnd: number;
  readonly running: ReadonlyMap<number, Running>;
  /** Something has changed outside: the line looks at its next beat. */
  readonly stir: () => void;
  /** A person presses a button; null: makes one up. */
  readonly pressBy: (user: number, button: SeenButton | null, chat: string) => void;
  /** A person answers a question of the bot. */
  readonly replyBy: (user: number, question: number, text: string) => void;
  /** A decision of a person that comes by another way than a button; by any process that lives. */
  readonly decide: (user: number, what: string, act: (app: App) => Promise<unknown>) => void;
  readonly killAll: (why: string) => void;
  /** Makes a backup; gives what puts it back: the database is an old one then, the Page, the chat and the media folder are not. */
  readonly backUp: () => (afterMs: number) => void;
  /** Lets so much time pass, whatever goes wrong. */
  readonly pass: (until: number) => Promise<void>;
  /** Nothing fails any more: all must come to its end, and then to a last look. What came of it. */
  readonly calm: (look?: () => void) => Promise<SeedRun>;
};

function same<T>(value: T): T {
  return value;
}

/** Sets the stage; no process runs yet. Nothing that the app does is thrown. */
export function createStage(random: Random, setting: Setting): Stage {
  const { config, planted, clockErrorMs, sameMachine, faultsEnd } = setting;
  const engine = openMemory(Object.values(kinds));
  const stores = (planted.stores ?? same)(createStores(engine));
  const state = { dirty: true, lookAt: start, born: 0, restoring: false };
  const gone = new Set<string>();
  const running = new Map<number, Running>();
  const undelivered: Press[] = [];
  const zoneOffsetMs = offsetOf(zone, new Date(start));

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
      if (!state.restoring) world.after(random.pick([1, 5, 60, 600, 1800]) * random.between(1, second), () => launch(place));
    },
  });
  const rules = createRules(
    world,
    { config, page: pageId, spreadMs: 2 * clockErrorMs, engine, calmFrom: faultsEnd },
    { chat: () => chat, portal: () => portal, live: () => page.live },
  );
  const landed = (post: LivePost) => {
    rules.landed(post);
    if (post.by === 'desk') planted.landed?.(post, page, rules.landed);
  };
  const page: PageModel = createPageModel(world, pageId, { sent: rules.sent, landed, changing: rules.changing });
  const chat = createChatModel(world, { told: rules.told, reported: rules.reported, shown: rules.shown, shownAs: planted.shownAs ?? same });
  const portal = createPortalModel(world);
  const log = createSilentLog();

  const launch = (place: number) => {
    if (state.restoring || running.has(place)) return;
    state.born += 1;
    const offsetMs = setting.clockOf(place);
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
        config: (planted.config ?? same)(config),
        log,
        isGone,
        zoneOffsetMs,
        jobFailed: rules.jobFailed,
      }),
    );
    state.dirty = true;
    // Telegram brings again what was being answered.
    for (const press of undelivered.splice(0)) deliver(press);
  };

  // ---------------------------------------------------------------- people

  const anyAlive = (): Running | null => {
    const alive = [...running.values()];
    return alive.length === 0 ? null : random.pick(alive);
  };
  const deliver = (press: Press) => {
    const process = anyAlive();
    if (process === null) return;
    undelivered.push(press);
    void process.press(press).then(() => {
      const at = undelivered.indexOf(press);
      if (at !== -1) undelivered.splice(at, 1);
    });
  };
  const pressBy = (user: number, button: SeenButton | null, to: string) => {
    const data = button?.data ?? random.pick(['', 'a:', 'x:1:2', `a:${'0'.repeat(24)}:1`, 'a:zz:1', '🙂']);
    const press: Press = { data, user: { id: user, name: 'Lan' }, chat: to, message: button?.message ?? 1 };
    world.note('staff', `${user} presses`, data, button === null ? undefined : `on card ${button.message}`);
    rules.pressed(press, button?.shown ?? null);
    deliver(press);
  };
  const decide = (user: number, what: string, act: (app: App) => Promise<unknown>) => {
    const process = anyAlive();
    if (process === null) return;
    world.note('staff', `${user} decides`, what);
    void process.decide(what, act).then(stir);
  };

  const replyBy = (user: number, question: number, text: string) => {
    const asked = [...engine.documents('questions')].find((one) => one.message === question);
    if (typeof asked?.postId === 'string') rules.replied(user, asked.postId);
    const replyTo = { message: question, user: null, bot: true };
    const rest = { chat: config.chat, direct: false, topic: null, message: 2 * question, user: { id: user, name: 'Lan' }, command: null, picture: null };
    decide(user, `a reply: ${text}`, (app) => app.hear({ kind: 'message', text, replyTo, ...rest }));
  };

  // ---------------------------------------------------------------- backups

  const killAll = (why: string) => {
    for (const one of [...running.values()]) world.kill(one.owner, why);
    undelivered.splice(0);
  };
  const backUp = () => {
    const copy = engine.copy();
    const restored = rules.backedUp();
    world.note('store', 'a backup is made');
    return (afterMs: number) => {
      state.restoring = true;
      killAll('for a restore');
      // Whoever puts a database back waits until Facebook is done with the films it was given since (docs/operating.md): a lost handle tells nothing.
      page.finishFilms();
      world.after(afterMs, () => {
        engine.restore(copy);
        world.note('store', 'the backup is put back');
        restored();
        state.restoring = false;
        for (let place = 1; place <= setting.processes; place++) launch(place);
      });
    };
  };

  // ---------------------------------------------------------------- time

  const stir = () => {
    state.dirty = true;
    for (const one of running.values()) one.beatFrom(world.now() + 1, lineJobs);
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
      // A Page that stands still is looked at on every beat.
      if ([...engine.documents('pages')].some((one) => one.stopped !== null)) {
        state.lookAt = Math.min(state.lookAt, now + healthBeat);
        beat(now + healthBeat, ['check-health'], 0.3);
      }
    } else if (![...running.values()].some((one) => one.hasBeat('publish'))) {
      // The process that was to look then had an earlier beat, which is over: somebody must be there when the instant comes.
      beat(state.lookAt, [...quickJobs, 'watch'], 0.4);
    }
  };
  /** Of each document once: a stored one never changes. */
  const instants = new WeakMap<StoredDocument, readonly number[]>();
  const instantsOf = (document: StoredDocument): readonly number[] => {
    const known = instants.get(document);
    if (known !== undefined) return known;
    const found = [...Object.values(document), lookAtOf(document)].flatMap((value) => (value instanceof Date ? [value.getTime()] : []));
    instants.set(document, found);
    return found;
  };
  const nextStoredInstant = (after: number, cap: number): number => {
    let nearest = cap;
    for (const name of ['posts', 'pages', 'articles', 'sources', 'pauses'])
      for (const document of engine.documents(name)) {
        if (name === 'posts' && document.status === 'publishing') nearest = Math.min(nearest, after + claimSeen);
        for (const at of instantsOf(document)) if (at > after && at < nearest) nearest = at;
      }
    return nearest;
  };

  for (let place = 1; place <= setting.processes; place++) launch(place);

  return {
    random,
    config,
    world,
    page,
    chat,
    portal,
    engine,
    faultsEnd,
    running,
    stir,
    pressBy,
    replyBy,
    decide,
    killAll,
    backUp,
    pass: (until) => world.run(until, idle),
    calm: async (look = () => {}) => {
      world.note('world', 'nothing fails from here on');
      page.settleDown();
      chat.faults.level = 0;
      portal.faults.level = 0;
      Object.assign(world.faults, { crashAtStore: 0, crashOutside: 0, storeLost: 0, pause: 0 });
      stir();
      await world.run(world.now() + leastCalm, idle);
      // What has a slot further ahead comes to it.
      for (let more = 0; more < 20 && world.broken() === null && hasOpenSlots(engine.documents('posts')); more++)
        await world.run(world.now() + 12 * hour, idle);
      if (world.broken() === null) rules.atEnd();
      if (world.broken() === null) look();
      const broken = world.broken();
      const { approval, timetable } = config;
      const facts = [
        `${setting.title}: ${setting.processes} process(es), approval ${approval.mode}, slots ${timetable.times === 'asap' ? 'asap' : 'by timetable'}, from ${dayOf(new Date(start), zone)}`,
      ];
      return {
        seed: setting.seed,
        events: world.events(),
        published: page.live.filter((post) => post.by === 'desk').length,
        digest: world.trace.digest(),
        violation:
          broken === null
            ? null
            : { seed: setting.seed, rule: `${broken.rule}: ${broken.detail}`, trace: [...facts, ...world.trace.story(broken.about), ...world.trace.lines()] },
      };
    },
  };
}

/** Nothing here grows so old that it would be tidied. */
const simulated = jobNames.filter((name) => name !== 'tidy');
const quickJobs: readonly JobName[] = ['schedule', 'publish', 'settle'];
const lineJobs: readonly JobName[] = ['collect', 'draft', 'ask-staff', ...quickJobs];

/** What may make a job's next beat worth while. */
const changes = /^(articles|posts|pages|pauses)\.(add|replace)$/;

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
