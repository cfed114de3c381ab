/** Read first: config → adapters → app → bot + jobs; what was started is stopped in reverse order. */

import type { RequestListener } from 'node:http';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createProcesses } from '../adapters/process/processes.ts';
import type { ChatOptions } from '../adapters/telegram/chat.ts';
import { type App, createApp } from './app.ts';
import type { Decided } from './approving/decide.ts';
import { listenAlone } from './cli/listen-alone.ts';
import { openSandbox, type Routes } from './cli/open-sandbox.ts';
import { reloadOnChange } from './cli/reload.ts';
import { type Config, secretsOf } from './config.ts';
import { DeskError } from './errors.ts';
import type { JobName } from './job-run.ts';
import { wordsIn } from './locale/words.ts';
import { createLog, type Log } from './log.ts';
import type { Clock, Hearing, Portal, Ports } from './ports.ts';
import { second } from './time.ts';
import { createTroubleTeller } from './trouble.ts';
import { healthOf, metricsOf } from './watching.ts';

export type Desk = {
  /** As configured last: ask for it anew each time. */
  readonly app: App;
  readonly ports: Ports;
  /** For the HTTP server, when updates come by webhook. */
  readonly webhook: RequestListener | null;
  /** Sources, Pages and their tokens, people, timetables, rules and words of another configuration hold from now on; bot, store and the rest after a restart. */
  readonly reconfigure: (next: Config) => Promise<void>;
  /** What still waits for its turn in the chat is given up, surely not sent. */
  readonly hush: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** So long what is under way may take when the service ends, before what waits for the chat is given up. */
const politeStop = 2 * second;

/** `chatTime`: another steady clock than the machine's for the pace of the chat. */
type DeskOptions = { readonly clock: Clock; readonly log: Log; readonly chatTime?: Pick<ChatOptions, 'ticks' | 'wait' | 'now'> };

/** The desk with its adapters, nothing running yet. `config` has the sandbox's addresses filled in where it is used. */
export async function openDesk(config: Config, options: DeskOptions): Promise<Desk> {
  const { facebook, telegram } = config;
  if (facebook === null || telegram === null) throw new DeskError('Facebook or Telegram is not configured', 'Fill in .env (see .env.example).', 2);
  const { openStores } = await import('../adapters/store/open.ts');
  const stores = await openStores({ mongoUri: config.mongoUri, dataDir: config.dataDir });
  const { createFanPage } = await import('../adapters/facebook/fan-page.ts');
  const { createChat } = await import('../adapters/telegram/chat.ts');
  const { createPictures } = await import('../adapters/media/pictures.ts');
  const { createMediaFolder } = await import('../adapters/media/old-media.ts');
  const { createVideos } = await import('../adapters/media/videos.ts');
  const { createVietnameseCalendar } = await import('../adapters/calendar/vietnam.ts');
  const { createCharts } = await import('../adapters/chart/charts.ts');
  const { createSheets } = await import('../adapters/sheet/sheets.ts');
  for (const source of config.sources.filter((one) => !one.tls.verify))
    options.log.warn({ source: source.url }, 'the certificate of this source is not verified: whoever answers is trusted');
  const fanPagesOf = (current: Config) =>
    current.pages.map((page) => createFanPage({ ...(current.facebook ?? facebook), pageId: page.id, pageToken: page.token }, { clock: options.clock }));
  const chat = createChat(telegram, { log: options.log, paces: stores.paces, troubleText: wordsIn(config.locale).press.failed, ...options.chatTime });
  const ports: Ports = {
    ...stores,
    clock: options.clock,
    log: options.log,
    portal: await openPortal(config),
    pictures: createPictures({ dir: join(config.dataDir, 'media') }),
    mediaFolder: createMediaFolder({ dir: join(config.dataDir, 'media') }),
    videos: createVideos({ dir: join(config.dataDir, 'media') }),
    fanPages: fanPagesOf(config),
    chat,
    charts: createCharts(),
    calendar: createVietnameseCalendar(),
    sheets: createSheets(),
    processes: createProcesses(),
  };
  const state = { app: createApp(ports, { ...config, chat: telegram.chat }) };
  return {
    get app() {
      return state.app;
    },
    ports,
    webhook: chat.webhook,
    reconfigure: async (next) => {
      const kept = config.pages.filter((page) => !next.pages.some((other) => other.id === page.id));
      const portal = await openPortal(next);
      // A Page that is not named any more still has posts under way.
      const fanPages = [...fanPagesOf(next), ...ports.fanPages.filter((page) => kept.some((one) => one.id === page.id))];
      state.app = createApp({ ...ports, portal, fanPages }, { ...next, pages: [...next.pages, ...kept], chat: next.telegram?.chat ?? telegram.chat });
    },
    hush: () => chat.close(),
    close: async () => {
      await chat.close();
      await stores.close();
    },
  };
}

export async function openPortal(config: Pick<Config, 'zone' | 'privateHosts' | 'sources' | 'newsroom'>): Promise<Portal> {
  const { createPortal } = await import('../adapters/portal/portal.ts');
  const { contact } = config.newsroom;
  const userAgent = contact === null ? {} : { userAgent: `fanpage-desk/0.1 (newsroom reader; +${contact})` };
  return createPortal({ zone: config.zone, privateHosts: config.privateHosts, sources: config.sources, ...userAgent });
}

export type RunningService = { readonly address: string; readonly stop: () => Promise<void> };

/** What is woken by what a person did in the chat; planning wakes the drawing of cards itself. */
const woken: Record<Decided['next'], readonly JobName[]> = { schedule: ['schedule'], 'change-live': ['settle', 'ask-staff'], draw: ['ask-staff'], nothing: [] };

/** Answers what comes from the chat and wakes what has become due; what cannot be stored throws, and the chat tries it again. */
function answerChat(desk: Pick<Desk, 'app'>, wake: (job: JobName) => void): Hearing {
  const wakeAll = (next: Decided['next']) => {
    for (const job of woken[next]) wake(job);
  };
  return {
    press: async (press) => {
      const decided = await desk.app.press(press);
      wakeAll(decided.next);
      return decided.answer;
    },
    incoming: async (incoming) => wakeAll(await desk.app.hear(incoming)),
  };
}

/** What is read again may hold new tokens: the log is to hide these as well. */
function withKnownSecrets(config: Config, secrets: Set<string>): Config {
  for (const secret of secretsOf(config)) secrets.add(secret);
  return config;
}

/** Telegram's updates come to the path of TELEGRAM_WEBHOOK_URL, beside the status routes. */
function withWebhook(routes: Routes, config: Config, webhook: RequestListener | null): Routes {
  const path = config.telegram?.webhook == null ? null : new URL(config.telegram.webhook.url).pathname;
  return (request, response) => {
    if (routes(request, response)) return true;
    if (webhook === null || path === null || (request.url ?? '').split('?')[0] !== path) return false;
    webhook(request, response);
    return true;
  };
}

/**
 * Starts the whole service: sandbox where asked for, store, status page, bot, jobs. `say` prints for the person who started it.
 * With `load` the configuration is read again on SIGHUP and when newsroom.yaml changes.
 */
export async function startService(configured: Config, say: (line: string) => void, load: (() => Config) | null = null): Promise<RunningService> {
  const secrets = new Set(secretsOf(configured));
  const log = createLog(configured.logLevel, secrets);
  // Hosts with a slow or dead IPv6 fail within Node's 250 ms attempt; a second is patient enough.
  setDefaultAutoSelectFamilyAttemptTimeout(1 * second);
  const clock = () => new Date();
  const sandbox = await openSandbox(configured, { clock, log, port: configured.http.port });
  if (sandbox.address !== null) say(wordsIn(configured.locale).command.sandboxBanner(configured.sandbox.join(', '), sandbox.address));
  const config = sandbox.config;
  const desk = await openDesk(config, { clock, log }).catch(async (error: unknown) => {
    await sandbox.stop();
    throw error;
  });
  await desk.app.install();
  await desk.app.listenAnew();
  const { createStatusRoutes, startHttp } = await import('../adapters/http/status.ts');
  const status = createStatusRoutes({
    health: async () => healthOf(await desk.app.status(), clock()),
    metrics: async () => metricsOf(await desk.app.status(), process.memoryUsage.rss()),
    // Titles that are not out yet are nobody's but the newsroom's: only the imitation shows them.
    plan: sandbox.address === null ? null : async () => (await desk.app.drawnPlan()).picture,
  });
  const routes = withWebhook(status, config, desk.webhook);
  const http = await sandbox.serveStatus(routes, (port) => startHttp(routes, config.http.host, port));
  const { startJobs } = await import('../jobs/start.ts');
  const tellTrouble = createTroubleTeller({ ...desk.ports, words: wordsIn(config.locale), staffChat: config.telegram?.chat ?? '' });
  const run: App['run'] = async (job, moment) => {
    const outcome = await desk.app.run(job, moment);
    await tellTrouble(job, outcome);
    return outcome;
  };
  const nextDue = (job: JobName) => (job === 'publish' ? desk.app.nextDue() : null);
  const jobs = startJobs({ run, nextDue }, { zone: config.zone, log });
  const listen = () => desk.ports.chat.listen(answerChat(desk, jobs.wake));
  // By webhook Telegram itself brings each update to one address, whoever answers there.
  const bot = config.telegram?.webhook == null ? listenAlone(desk.ports, listen) : listen();
  // Beside: a menu is no reason to wait.
  void desk.app.greet();
  if (config.staff.length === 0) log.warn('TELEGRAM_STAFF is empty: nobody can approve');
  const changes = load === null ? null : await reloadOnChange({ desk, configured: config, load: () => sandbox.fill(withKnownSecrets(load(), secrets)), say });
  say(wordsIn(config.locale).command.ready(http.address));
  return {
    address: http.address,
    stop: async () => {
      changes?.stop();
      desk.app.leaveOff();
      const quiet = Promise.all([bot.stop(), jobs.stop()]);
      // Whoever waits for a turn in the chat would wait for minutes: it is told that nothing was sent, and draws anew next time.
      await Promise.race([quiet, wait(politeStop, null, { ref: false })]);
      await desk.hush();
      await quiet;
      await http.stop();
      await desk.close();
      await sandbox.stop();
    },
  };
}
