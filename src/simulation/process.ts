/** One process of the desk: the real app, its jobs on their beats, every call through a port in the world's hands. */
import { createVietnameseCalendar } from '../../adapters/calendar/vietnam.ts';
import { jobTable } from '../../jobs/table.ts';
import { type App, type AppConfig, createApp } from '../app.ts';
import { DeskError } from '../errors.ts';
import { didSomething, type JobName } from '../job-run.ts';
import type { Log } from '../log.ts';
import type { FanPage, Ports, Press, Stores } from '../ports.ts';
import { nextBeat } from './beats.ts';
import type { ChatModel } from './chat-model.ts';
import type { PageModel } from './page-model.ts';
import type { PortalModel } from './portal-model.ts';
import type { Owner, World } from './world.ts';

export type Running = {
  readonly owner: Owner;
  /** Sets these jobs on their first beat at or after this instant (true time), unless they have an earlier one. */
  readonly beatFrom: (instant: number, names: readonly JobName[]) => void;
  /** Whether the job is set on a beat. */
  readonly hasBeat: (name: JobName) => boolean;
  /** Resolves when the press was answered; never when the process dies before. */
  readonly press: (press: Press) => Promise<void>;
  /** Resolves when what a person decided was carried out or refused; never when the process dies before. */
  readonly decide: (what: string, act: (app: App) => Promise<unknown>) => Promise<void>;
};
export type Surroundings = {
  readonly stores: Stores;
  readonly page: PageModel;
  readonly chat: ChatModel;
  readonly portal: PortalModel;
  readonly config: AppConfig;
  readonly log: Log;
  readonly isGone: (asker: string, name: string) => boolean;
  readonly zoneOffsetMs: number;
  readonly jobFailed: (job: string, error: unknown) => void;
};

/** What a press makes due. */
const wakes = { schedule: 'schedule', 'change-live': 'settle', draw: 'ask-staff' } as const;

/** A beat, or because it was woken. */
type Asked = Date | 'woken';

const calendar = createVietnameseCalendar();

/** Starts as `start` does: notes the installation, runs every job once, then on its beat. */
export function startProcess(world: World, owner: Owner, around: Surroundings): Running {
  const app = createApp(portsOf(world, owner, around), around.config);
  // Nothing grows so old here that it would be tidied.
  const rows = jobTable.filter((row) => row.name !== 'tidy');
  const jobs = new Map(rows.map((row) => [row.name, { row, running: false, asked: null as Asked | null, beatAt: null as number | null }]));

  const ask = (name: JobName, what: Asked): void => {
    const job = jobs.get(name);
    if (job === undefined || !owner.alive) return;
    job.asked = job.asked === 'woken' ? 'woken' : what;
    if (!job.running) void runUntilQuiet(job);
  };
  const wake = (name: JobName): void => ask(name, 'woken');
  /** As the job starter does it: once more when it was woken meanwhile, and what it wakes follows. */
  const runUntilQuiet = async (job: { row: (typeof jobTable)[number]; running: boolean; asked: Asked | null }): Promise<void> => {
    job.running = true;
    while (job.asked !== null) {
      const moment = job.asked === 'woken' ? null : job.asked;
      job.asked = null;
      if (await runOnce(app, job.row.name, moment, around)) for (const next of job.row.wakes) wake(next);
    }
    job.running = false;
  };
  const install = () =>
    app.install().catch(() => {
      world.after(5000, () => void install());
    });
  void install();
  for (const row of rows) wake(row.name);

  return {
    owner,
    beatFrom: (instant, names) => {
      for (const name of names) {
        const job = jobs.get(name);
        if (job === undefined) continue;
        // Its own clock tells the beat.
        const beatAt = nextBeat(job.row.beat, Math.max(instant, world.now() + 1) + owner.offsetMs, around.zoneOffsetMs) - owner.offsetMs;
        if (job.beatAt !== null && job.beatAt <= beatAt) continue;
        job.beatAt = beatAt;
        world.after(beatAt - world.now(), () => {
          if (job.beatAt !== beatAt) return;
          job.beatAt = null;
          ask(job.row.name, new Date(beatAt + owner.offsetMs));
        });
      }
    },
    hasBeat: (name) => (jobs.get(name)?.beatAt ?? null) !== null,
    decide: async (what, act) => {
      try {
        await act(app);
      } catch (error) {
        if (!(error instanceof DeskError)) around.jobFailed(what, error);
      }
    },
    press: async (press) => {
      for (let tries = 0; ; tries++) {
        try {
          const decided = await app.press(press);
          world.note(owner.name, 'answers the press', decided.answer.text);
          if (decided.next !== 'nothing') wake(wakes[decided.next]);
          return;
        } catch (error) {
          if (!(error instanceof DeskError) || tries === 3) return;
        }
      }
    },
  };
}

async function runOnce(app: App, name: JobName, moment: Date | null, around: Surroundings): Promise<boolean> {
  const outcome = await app.run(name, moment);
  if (outcome.outcome === 'failed' && !(outcome.error instanceof DeskError)) around.jobFailed(name, outcome.error);
  return outcome.outcome === 'done' && didSomething(outcome.counts);
}

function portsOf(world: World, owner: Owner, around: Surroundings): Ports {
  const fanPages: readonly FanPage[] = [around.page.portFor(owner)];
  return {
    ...storesOf(world, owner, around.stores),
    clock: () => new Date(world.now() + owner.offsetMs),
    log: around.log,
    portal: around.portal.portFor(owner),
    pictures: around.portal.picturesFor(owner),
    // A week is over before anything is thirty days old.
    mediaFolder: { forget: async () => 0 },
    videos: around.portal.videosFor(owner),
    fanPages,
    chat: around.chat.portFor(owner),
    charts: { growth: async () => new Uint8Array([1]), comparison: async () => new Uint8Array([1]), week: async () => new Uint8Array([1]) },
    sheets: { write: async () => new Uint8Array([2]) },
    calendar,
    processes: { self: owner.name, isGone: (name) => around.isGone(owner.name, name) },
  };
}

/** The stores with every call in the world's hands. */
function storesOf(world: World, owner: Owner, stores: Stores): Stores {
  const call = <R>(what: string, args: readonly unknown[], work: () => Promise<R>): Promise<R> => world.storeCall(owner, what, args, work);
  const {
    articles,
    revisions,
    posts,
    sources,
    pages,
    followers,
    flows,
    measures,
    reports,
    notices,
    runs,
    digests,
    leases,
    paces,
    pauses,
    handPosts,
    learned,
    decisions,
    questions,
    staff,
    chats,
    desk,
  } = stores;
  return {
    articles: {
      add: (value) => call('articles.add', [value], () => articles.add(value)),
      get: (id) => call('articles.get', [id], () => articles.get(id)),
      replace: (current, next) => call('articles.replace', [current, next], () => articles.replace(current, next)),
      collected: (now, limit) => call('articles.collected', [], () => articles.collected(now, limit)),
      knows: (keys) => call('articles.knows', [], () => articles.knows(keys)),
      withKeys: (keys) => call('articles.withKeys', [], () => articles.withKeys(keys)),
      withFingerprint: (fingerprint) => call('articles.withFingerprint', [], () => articles.withFingerprint(fingerprint)),
      toTidy: (before, limit, after) => call('articles.toTidy', [], () => articles.toTidy(before, limit, after)),
      count: () => call('articles.count', [], () => articles.count()),
      toWatch: (now, limit) => call('articles.toWatch', [], () => articles.toWatch(now, limit)),
      all: (after, limit) => call('articles.all', [], () => articles.all(after, limit)),
    },
    revisions: {
      add: (value) => call('revisions.add', [value], () => revisions.add(value)),
      get: (id) => call('revisions.get', [id], () => revisions.get(id)),
      replace: (current, next) => call('revisions.replace', [current, next], () => revisions.replace(current, next)),
      of: (articleId) => call('revisions.of', [], () => revisions.of(articleId)),
      open: (limit) => call('revisions.open', [], () => revisions.open(limit)),
      newest: (wanted, limit) => call('revisions.newest', [], () => revisions.newest(wanted, limit)),
    },
    posts: {
      add: (value) => call('posts.add', [value], () => posts.add(value)),
      get: (id) => call('posts.get', [id], () => posts.get(id)),
      replace: (current, next) => call('posts.replace', [current, next], () => posts.replace(current, next)),
      withStatus: (status, limit) => call('posts.withStatus', [status], () => posts.withStatus(status, limit)),
      due: (page, now, limit) => call('posts.due', [], () => posts.due(page, now, limit)),
      slotted: (page, from) => call('posts.slotted', [], () => posts.slotted(page, from)),
      toRedraw: (limit) => call('posts.toRedraw', [], () => posts.toRedraw(limit)),
      createdBetween: (page, from, to) => call('posts.createdBetween', [], () => posts.createdBetween(page, from, to)),
      publishedBetween: (page, from, to) => call('posts.publishedBetween', [], () => posts.publishedBetween(page, from, to)),
      endedBetween: (page, from, to) => call('posts.endedBetween', [], () => posts.endedBetween(page, from, to)),
      changing: (limit) => call('posts.changing', [], () => posts.changing(limit)),
      withCard: (message) => call('posts.withCard', [], () => posts.withCard(message)),
      list: (all, limit, after) => call('posts.list', [], () => (after === undefined ? posts.list(all, limit) : posts.list(all, limit, after))),
      count: () => call('posts.count', [], () => posts.count()),
    },
    sources: {
      add: (value) => call('sources.add', [value], () => sources.add(value)),
      get: (id) => call('sources.get', [id], () => sources.get(id)),
      replace: (current, next) => call('sources.replace', [current, next], () => sources.replace(current, next)),
    },
    pages: {
      add: (value) => call('pages.add', [value], () => pages.add(value)),
      get: (id) => call('pages.get', [id], () => pages.get(id)),
      replace: (current, next) => call('pages.replace', [current, next], () => pages.replace(current, next)),
    },
    followers: {
      add: (value) => call('followers.add', [value], () => followers.add(value)),
      get: (id) => call('followers.get', [id], () => followers.get(id)),
      replace: (current, next) => call('followers.replace', [current, next], () => followers.replace(current, next)),
      days: (page, from, to) => call('followers.days', [], () => followers.days(page, from, to)),
      before: (page, day, limit) => call('followers.before', [], () => followers.before(page, day, limit)),
    },
    flows: {
      add: (value) => call('flows.add', [value], () => flows.add(value)),
      get: (id) => call('flows.get', [id], () => flows.get(id)),
      replace: (current, next) => call('flows.replace', [current, next], () => flows.replace(current, next)),
    },
    measures: {
      add: (value) => call('measures.add', [value], () => measures.add(value)),
      get: (id) => call('measures.get', [id], () => measures.get(id)),
      replace: (current, next) => call('measures.replace', [current, next], () => measures.replace(current, next)),
      of: (wanted) => call('measures.of', [], () => measures.of(wanted)),
    },
    reports: {
      add: (value) => call('reports.add', [value], () => reports.add(value)),
      get: (id) => call('reports.get', [id], () => reports.get(id)),
      replace: (current, next) => call('reports.replace', [current, next], () => reports.replace(current, next)),
    },
    notices: {
      add: (value) => call('notices.add', [value], () => notices.add(value)),
      get: (id) => call('notices.get', [id], () => notices.get(id)),
      replace: (current, next) => call('notices.replace', [current, next], () => notices.replace(current, next)),
      pending: (limit) => call('notices.pending', [], () => notices.pending(limit)),
    },
    runs: {
      add: (value) => call('runs.add', [value], () => runs.add(value)),
      get: (id) => call('runs.get', [id], () => runs.get(id)),
      replace: (current, next) => call('runs.replace', [current, next], () => runs.replace(current, next)),
    },
    digests: {
      add: (value) => call('digests.add', [value], () => digests.add(value)),
      get: (id) => call('digests.get', [id], () => digests.get(id)),
      replace: (current, next) => call('digests.replace', [current, next], () => digests.replace(current, next)),
    },
    leases: {
      add: (value) => call('leases.add', [value], () => leases.add(value)),
      get: (id) => call('leases.get', [id], () => leases.get(id)),
      replace: (current, next) => call('leases.replace', [current, next], () => leases.replace(current, next)),
    },
    paces: {
      add: (value) => call('paces.add', [value], () => paces.add(value)),
      get: (id) => call('paces.get', [id], () => paces.get(id)),
      replace: (current, next) => call('paces.replace', [current, next], () => paces.replace(current, next)),
    },
    learned: {
      add: (value) => call('learned.add', [value], () => learned.add(value)),
      get: (id) => call('learned.get', [id], () => learned.get(id)),
      replace: (current, next) => call('learned.replace', [current, next], () => learned.replace(current, next)),
    },
    handPosts: {
      add: (value) => call('handPosts.add', [value], () => handPosts.add(value)),
      get: (id) => call('handPosts.get', [id], () => handPosts.get(id)),
      replace: (current, next) => call('handPosts.replace', [current, next], () => handPosts.replace(current, next)),
      since: (page, from) => call('handPosts.since', [], () => handPosts.since(page, from)),
    },
    pauses: {
      add: (value) => call('pauses.add', [value], () => pauses.add(value)),
      get: (id) => call('pauses.get', [id], () => pauses.get(id)),
      replace: (current, next) => call('pauses.replace', [current, next], () => pauses.replace(current, next)),
      open: (now) => call('pauses.open', [], () => pauses.open(now)),
      since: (from) => call('pauses.since', [], () => pauses.since(from)),
    },
    decisions: {
      add: (value) => call('decisions.add', [value], () => decisions.add(value)),
      get: (id) => call('decisions.get', [id], () => decisions.get(id)),
      of: (postId) => call('decisions.of', [], () => decisions.of(postId)),
      chain: (after, limit) => call('decisions.chain', [], () => decisions.chain(after, limit)),
    },
    questions: {
      add: (value) => call('questions.add', [value], () => questions.add(value)),
      get: (id) => call('questions.get', [id], () => questions.get(id)),
      replace: (current, next) => call('questions.replace', [current, next], () => questions.replace(current, next)),
      toSend: (limit) => call('questions.toSend', [], () => questions.toSend(limit)),
      withMessage: (message) => call('questions.withMessage', [], () => questions.withMessage(message)),
    },
    staff: {
      add: (value) => call('staff.add', [value], () => staff.add(value)),
      get: (id) => call('staff.get', [id], () => staff.get(id)),
      replace: (current, next) => call('staff.replace', [current, next], () => staff.replace(current, next)),
      all: () => call('staff.all', [], () => staff.all()),
    },
    chats: {
      add: (value) => call('chats.add', [value], () => chats.add(value)),
      get: (id) => call('chats.get', [id], () => chats.get(id)),
      replace: (current, next) => call('chats.replace', [current, next], () => chats.replace(current, next)),
      all: () => call('chats.all', [], () => chats.all()),
    },
    desk: {
      add: (value) => call('desk.add', [value], () => desk.add(value)),
      get: (id) => call('desk.get', [id], () => desk.get(id)),
      replace: (current, next) => call('desk.replace', [current, next], () => desk.replace(current, next)),
    },
    check: () => stores.check(),
    close: async () => {},
  };
}
