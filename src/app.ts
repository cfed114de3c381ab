/** Every use case, bound to its needs and listed in the order of the line. */
import { answerCommand, commandMenus } from './answering/answer.ts';
import type { ChatCommands } from './answering/command.ts';
import { addStaff, removeStaff, tellStaff } from './answering/name-staff.ts';
import { answerPause, answerResume } from './answering/pausing.ts';
import { answerReport } from './answering/reporting.ts';
import { tellConflict, tellFollowers, tellHelp, tellPlan, tellQueue } from './answering/tell.ts';
import { tellLog } from './answering/tell-log.ts';
import { decideTimes } from './approving/accept-times.ts';
import { askStaff, restartObjectionTime } from './approving/ask-staff.ts';
import { takeCorrections } from './approving/correct.ts';
import { keepDeadlines } from './approving/deadlines.ts';
import { type Decided, decide, type TimeGiven } from './approving/decide.ts';
import { drawCards } from './approving/draw-cards.ts';
import { createPeople } from './approving/people.ts';
import type { RuleOf, Rules } from './approving/rules.ts';
import { takeReply } from './approving/take-reply.ts';
import type { StoredArticle } from './article.ts';
import { type ArticleLife, type Changes, readChanges, readLife } from './article-life.ts';
import { type ChatReply, textReply } from './chat-command.ts';
import { moveChat, notePlace, readChats, tellMoves } from './chats.ts';
import { collect } from './collecting/collect.ts';
import { orderArticle } from './collecting/order.ts';
import { watchArticles } from './collecting/watch.ts';
import type { Config } from './config.ts';
import { draftArticles } from './drafting/draft.ts';
import { type PostSettings, postSettings } from './drafting/format-post.ts';
import { previewLink } from './drafting/preview-link.ts';
import { recheckPost } from './drafting/recheck.ts';
import { DeskError } from './errors.ts';
import { seriesOf } from './follower-series.ts';
import { freshUntil } from './freshness.ts';
import type { GrowthReport } from './growth.ts';
import { postIdOf } from './identity.ts';
import { type JobName, type JobOutcome, type JobWork, runJob } from './job-run.ts';
import type { LearnedTimes, TimeSwap } from './learned-times.ts';
import { type Ledger, readLedger } from './ledger.ts';
import { type Words, wordsIn } from './locale/words.ts';
import { countFollowers } from './measuring/count-followers.ts';
import { type Imported, importFollowers, parseFollowers } from './measuring/import-followers.ts';
import { measurePosts } from './measuring/measure-posts.ts';
import { approvalsFor, isWanted, type PageTimetable, pagesFor, plainNewsroom, plainRules, plainTimetable, type StaffMember } from './newsroom.ts';
import { closeNotice, openNotice } from './notice.ts';
import { type DeskStatus, listQueue, type QueueRow, readStatus } from './overview.ts';
import { nameOf } from './page-name.ts';
import type { Pause } from './pause.ts';
import type { ChartTheme, FanPage, Incoming, Ports, Press, ReportMessage, Room } from './ports.ts';
import type { Awaiting, Person, ShownPost } from './post.ts';
import { changeLive } from './publishing/change-live.ts';
import { checkHealth } from './publishing/check-health.ts';
import { publishDue } from './publishing/publish.ts';
import { settleUnknown } from './publishing/settle-unknown.ts';
import { createSightings } from './publishing/sightings.ts';
import { type ComparedPage, compare } from './reporting/compare-pages.ts';
import { sendDueSummaries, type ToldRoom } from './reporting/daily-summary.ts';
import { readReport } from './reporting/read-report.ts';
import { calendarOf } from './reporting/report-input.ts';
import { type DrawnReport, drawComparison, drawReport, type PageReports, readAll, sendDueReports, sendNow } from './reporting/send-reports.ts';
import { lastSpan, spanNamed } from './reporting/span.ts';
import type { ArticleText } from './revision.ts';
import { isInTime, readHold } from './scheduling/going-out.ts';
import { type PauseInput, type PauseOutcome, pausePosting, type ResumeInput, resumePosting } from './scheduling/pause.ts';
import { nextFreeSlots, type PinOutcome, pinTime, setUrgent } from './scheduling/pin.ts';
import { acceptTimes, proposeTimes, type TimesProposal } from './scheduling/propose-times.ts';
import { readHandPosts } from './scheduling/read-hand-posts.ts';
import { type PlannedSlot, planAhead, scheduleApproved, slotIfApproved } from './scheduling/schedule.ts';
import { drawWeekAhead } from './scheduling/week-ahead.ts';
import { readStaff } from './staff.ts';
import { storedSchema } from './stored-schema.ts';
import { tidy } from './tidy.ts';
import { addDays, dayOf } from './time.ts';

export type AppConfig = Pick<Config, 'sources' | 'staff' | 'reportChats' | 'zone' | 'locale' | 'timetable' | 'approval' | 'settleWindowMs' | 'unconfirmed'> & {
  /** The newsroom's own chat. */
  readonly chat: string;
} & Partial<Pick<Config, 'pages' | 'newsroom'>>;

export type App = {
  /** Notes when the desk was installed; weeks before that are never reported. Done once, at the first start ever. */
  readonly install: () => Promise<void>;
  /** At the start of the service, before any job: silence while nobody listened is no consent. */
  readonly listenAnew: () => Promise<void>;
  /** One job, once, recorded. `moment`: the beat that it runs for, once among all processes; null: whenever it is asked for. */
  readonly run: (job: JobName, moment?: Date | null) => Promise<JobOutcome>;
  /** When the next post is due as far as the last run of `publish` saw, which looks ten minutes ahead; null: none. */
  readonly nextDue: () => Date | null;
  /** Nothing new is sent to anybody from here on: the service ends. What is under way is brought to its end. */
  readonly leaveOff: () => void;
  readonly press: (press: Press) => Promise<Decided>;
  /** Whatever else comes from the chat: replies, commands, the bot's own place. Tells what has become due by it. */
  readonly hear: (incoming: Incoming) => Promise<Decided['next']>;
  /** Once at the start: the menu of commands, in both languages. */
  readonly greet: () => Promise<void>;
  /** What waits where, oldest first; `all`: also what has ended, and what was skipped. */
  readonly queue: (all: boolean) => AsyncGenerator<QueueRow>;
  readonly status: () => Promise<DeskStatus>;
  /** The week ahead of the first Page as a picture. */
  readonly drawnPlan: () => Promise<ReportMessage>;
  readonly plan: (days: number) => Promise<readonly PlannedSlot[]>;
  /** Holds a Page, or all of them, until a time or until it is resumed. */
  readonly pause: (decision: Omit<PauseInput, 'now'>) => Promise<PauseOutcome>;
  /** Ends pauses; returns which. */
  readonly resume: (decision: Omit<ResumeInput, 'now'>) => Promise<readonly Pause[]>;
  /** Pauses that hold now or are still to come. */
  readonly pauses: () => Promise<readonly Pause[]>;
  /** Gives a post an exact time, or (null) back to the planner; run `schedule` afterwards. */
  readonly pinTime: (postId: string, at: Date | null) => Promise<PinOutcome>;
  /** Before all others, as soon as it is approved; run `schedule` afterwards. null: it goes out, or has ended. */
  readonly setUrgent: (postId: string, urgent: boolean) => Promise<ShownPost | null>;
  /** The next `count` times at which this post could go out; empty: none, or no such post. */
  readonly nextFreeSlots: (postId: string, count: number) => Promise<readonly Date[]>;
  /** Which posting times the Page's own figures speak for; changes nothing. */
  readonly proposeTimes: (page: string) => Promise<TimesProposal>;
  /** Takes over changes that were shown and are still borne out; null: none of them is. */
  readonly acceptTimes: (page: string, shown: readonly TimeSwap[], by: Person) => Promise<LearnedTimes | null>;
  readonly ledger: () => Promise<Ledger>;
  /** The newest corrections and withdrawals that portals made. */
  readonly changes: () => Promise<Changes>;
  /** The whole life of one article, by its id or key; null: there is none. */
  readonly life: (ids: readonly string[], keys: readonly string[]) => Promise<ArticleLife | null>;
  /** `span`: `2026-W47`, `2026-11`, `2026-Q4` or two days with `..` between; null: the last week. `page`: null: the first. */
  readonly report: (span: string | null, page: string | null) => Promise<GrowthReport>;
  /** The report with its picture and its sheet; sent to all chats of the Page when `send`, returns how many got it. */
  readonly drawnReport: (span: string | null, page: string | null, send: boolean, theme?: ChartTheme) => Promise<DrawnReport & { readonly sent: number }>;
  /** All Pages beside one another, and as a picture with its text. */
  readonly comparison: (span: string | null) => Promise<readonly ComparedPage[]>;
  readonly drawnComparison: (span: string | null, theme?: ChartTheme) => Promise<ReportMessage>;
  /** Earlier follower counts from a CSV text; a DeskError when its first line does not name the columns. */
  readonly importFollowers: (csv: string, page: string | null) => Promise<Imported & { readonly page: string }>;
};

/** What holds for a Page; for posts of a Page that is not named any more, what holds for the newsroom. */
function pageSettings(config: AppConfig) {
  const pages = new Map(config.pages?.map((page) => [page.id, page]));
  const sources = new Map(config.newsroom?.sources.map((source) => [source.url, source]));
  const otherwise = config.newsroom?.page.timetable ?? plainTimetable(config.timetable);
  const timetableOf = (page: string): PageTimetable => pages.get(page)?.timetable ?? otherwise;
  const roomOf = (page: string): Room => ({ chat: pages.get(page)?.chat ?? config.chat, topic: pages.get(page)?.topic ?? null });
  const ruleOf: RuleOf = (post) => sources.get(post.source)?.approval ?? pages.get(post.page)?.approval ?? config.approval;
  const rooms = [{ chat: config.chat, topic: null }, ...[...pages.keys()].map(roomOf)].filter(
    (room, place, all) => all.findIndex((other) => other.chat === room.chat && other.topic === room.topic) === place,
  );
  const rulesOf = (page: string) => pages.get(page) ?? config.newsroom?.page ?? plainRules(config.timetable, config.approval);
  const neededOf: Rules['neededOf'] = (post) => approvalsFor(rulesOf(post.page), sources.get(post.source), post.categories ?? []);
  const nameOf = (page: string): string | null => ((config.pages?.length ?? 0) > 1 ? (pages.get(page)?.name ?? page) : null);
  const sourceOf = (url: string) => sources.get(url);
  const languageOf = ({ id }: { readonly id: string }) => ({ id, language: pages.get(id)?.language ?? null });
  const newsroom = config.newsroom ?? plainNewsroom(plainRules(config.timetable, config.approval), [], []);
  const settingsOf = (source: string, page: string): PostSettings => postSettings(newsroom, pages.get(page), sources.get(source), config.zone);
  const pageReports = (id: string): PageReports => {
    const targets = rulesOf(id).targets;
    return { rooms: withReportChats([roomOf(id)], config.reportChats), name: pages.get(id)?.name ?? null, targets };
  };
  return { newsroom, settingsOf, timetableOf, languageOf, sourceOf, roomOf, rooms, ruleOf, rulesOf, neededOf, nameOf, pageReports };
}

/** Staff's rooms, and the report chats that are not among them. */
function withReportChats(staff: readonly Room[], reportChats: readonly string[]): readonly Room[] {
  const others = [...new Set(reportChats)].filter((chat) => staff.every((room) => room.chat !== chat));
  return [...staff, ...others.map((chat) => ({ chat, topic: null }))];
}

/** Each room of staff with its Pages; each report chat with all, once, in the first of staff's rooms there. */
function summaryRooms(pages: readonly FanPage[], roomOf: (page: string) => Room, reportChats: readonly string[]): readonly ToldRoom[] {
  const rooms: { room: Room; pages: string[] }[] = [];
  for (const { id } of pages) {
    const room = roomOf(id);
    const known = rooms.find((one) => one.room.chat === room.chat && (one.room.topic === room.topic || reportChats.includes(room.chat)));
    if (known === undefined) rooms.push({ room, pages: [id] });
    else known.pages.push(id);
  }
  const all = pages.map(({ id }) => id);
  const told = rooms.map((one) => (reportChats.includes(one.room.chat) ? { ...one, pages: all } : one));
  const staff = told.map(({ room }) => room);
  return [
    ...told,
    ...withReportChats(staff, reportChats)
      .slice(staff.length)
      .map((room) => ({ room, pages: all })),
  ];
}

/** As people paste it: with a word before, or without its scheme; null: there is none. */
function addressIn(argument: string): string | null {
  const words = argument.split(/\s+/);
  const whole = words.find((word) => /^https?:\/\//i.test(word));
  const bare = words.find((word) => /^[\w-]+(\.[\w-]+)+\/\S/.test(word));
  return whole ?? (bare === undefined ? null : `https://${bare}`);
}

export function createApp(ports: Ports, config: AppConfig): App {
  const words = wordsIn(config.locale);
  const needs = { ...ports, words, zone: config.zone, locale: config.locale };
  const rule = { windowMs: config.settleWindowMs, whenAbsent: config.unconfirmed };
  const leaving = { now: false };
  const ahead: { at: Date | null } = { at: null };
  const goOn = () => !leaving.now;
  const sightings = createSightings();
  const people = createPeople(ports.chat);
  const {
    newsroom,
    settingsOf,
    timetableOf,
    languageOf,
    sourceOf,
    roomOf,
    rooms,
    ruleOf,
    rulesOf,
    neededOf,
    nameOf: pageNameOf,
    pageReports,
  } = pageSettings(config);
  const { reports, alerts } = newsroom;
  const givenName = (page: string) => pageReports(page).name;
  /** For people: never a bare number while the Page can tell its name. */
  const calledName = async (id: string): Promise<string> => {
    const page = ports.fanPages.find((one) => one.id === id);
    return page === undefined ? (givenName(id) ?? id) : nameOf(page, givenName(id));
  };
  const betterTimes = (page: string) => proposeTimes(ports, pageNow(page));
  const takeTimes = (page: string, shown: readonly TimeSwap[], by: Person) => acceptTimes(needs, { ...pageNow(page), shown, by });
  const due = () => ({
    time: reports.weeklyAt,
    pageReports,
    betterTimes,
    rooms: withReportChats([{ chat: config.chat, topic: null }], config.reportChats),
    now: ports.clock(),
  });
  type Sorted = Pick<StoredArticle, 'language' | 'categories' | 'source'>;
  const meantFor = (article: Sorted): readonly string[] => pagesFor(article, sourceOf(article.source), ports.fanPages.map(languageOf));
  const pagesOf = (article: Sorted): readonly string[] => (isWanted(article, sourceOf(article.source)) ? meantFor(article) : []);
  const weekAhead = async (page: string, told: Words) =>
    drawWeekAhead({ ...ports, words: told }, { ...pageNow(page), name: await calledName(page), locale: told === wordsIn('en') ? 'en' : 'vi' });
  const pageNow = (page: string) => ({ page, timetable: timetableOf(page), now: ports.clock() });
  const nextSlot = (post: Awaiting, now: Date) => slotIfApproved(ports, { post, page: post.page, timetable: timetableOf(post.page), now });

  const freeTimes = async (postId: string, count: number): Promise<readonly Date[]> => {
    const post = await ports.posts.get(postId);
    if (post === null || post.status === 'skipped') return [];
    return nextFreeSlots(needs, { post, timetable: timetableOf(post.page), count, now: ports.clock() });
  };
  const giveTime = async (postId: string, at: Date | null): Promise<TimeGiven> => {
    const pinned = await pinTime(needs, { postId, at, timetableOf, now: ports.clock() });
    if (pinned.outcome === 'too-late') return { outcome: 'too-late' };
    if (pinned.outcome !== 'conflict') return { outcome: 'given' };
    return { outcome: 'refused', why: (told) => tellConflict(told, pinned.conflict, pinned.free, config.zone) };
  };
  const deciding = { ...needs, giveTime, previewLink: (post: ShownPost) => previewLink(needs, post, ports.clock()) };
  const configuredStaff = config.staff.map(
    (one): StaffMember => config.newsroom?.staff.find((member) => member.id === one.id) ?? { ...one, name: null, language: null, pages: null },
  );
  /** What holds now: who is of the staff, and under which numbers chats are known. */
  const readRules = async (): Promise<Rules & { readonly chats: readonly string[]; readonly currentChat: (chat: string) => string }> => {
    const [staff, currentChat] = [people.named(await readStaff(ports, configuredStaff)), await readChats(ports)];
    const moved = (room: Room): Room => ({ ...room, chat: currentChat(room.chat) });
    const here = rooms.map(moved);
    return {
      roomOf: (page) => moved(roomOf(page)),
      rooms: here,
      chats: [...new Set(here.map((room) => room.chat))],
      currentChat,
      ruleOf,
      neededOf,
      deadlinesOf: (page) => rulesOf(page).deadlines,
      staleAt: (post) => freshUntil(post, timetableOf(post.page).freshness),
      nameOf: pageNameOf,
      staff,
    };
  };

  const jobs: Record<JobName, Omit<JobWork, 'name'>> = {
    collect: { kind: 'alone', work: () => collect(needs, { sources: config.sources, now: ports.clock() }) },
    watch: {
      kind: 'alone',
      work: async () => {
        const watched = await watchArticles(needs);
        const recheck = (post: ShownPost, was: ArticleText) => recheckPost(needs, post, { settingsOf, now: ports.clock(), was });
        const { roomOf: where } = await readRules();
        return { ...watched, ...(await takeCorrections({ ...needs, recheck, roomOf: where }, ports.clock())) };
      },
    },
    draft: {
      kind: 'alone',
      work: async () => {
        const { roomOf: where } = await readRules();
        return draftArticles({ ...needs, roomOf: where }, { pagesOf, settingsOf, zone: config.zone, now: ports.clock() });
      },
    },
    'ask-staff': {
      kind: 'alone',
      work: async () => {
        const first = await readRules();
        await people.learn(first.staff, first.currentChat(config.chat), ports.clock());
        const rules = { ...first, staff: people.named(first.staff) };
        const asked = await askStaff(needs, { ruleOf, now: ports.clock() });
        const late = await keepDeadlines(needs, rules, ports.clock());
        const drawn = await drawCards({ ...needs, nextSlot, freeTimes }, rules);
        return { ...asked, ...late, ...drawn };
      },
    },
    'read-page': { kind: 'shared', work: () => readHandPosts(needs, { now: ports.clock() }) },
    schedule: { kind: 'quick', work: () => scheduleApproved(needs, { timetableOf, nameOf: calledName, now: ports.clock() }) },
    publish: {
      kind: 'quick',
      work: () => {
        ahead.at = null;
        return publishDue(
          { ...needs, givenName },
          {
            gapMinutes: (page) => timetableOf(page).gapMinutes,
            roomOf,
            isHeld: async (page, now) => (await readHold(needs, { page, timetable: timetableOf(page), now })) !== null,
            isInTime: (post, now) => isInTime(post, timetableOf(post.page), now),
            recheck: (post, now) => recheckPost(needs, post, { settingsOf, now }),
            rule,
            goOn,
            sightings,
            ahead: (at) => {
              if (at > ports.clock() && (ahead.at === null || at < ahead.at)) ahead.at = at;
            },
          },
        );
      },
    },
    settle: { kind: 'quick', work: async () => ({ ...(await settleUnknown(needs, rule)), ...(await changeLive(needs)) }) },
    'count-followers': {
      kind: 'shared',
      work: () => countFollowers(needs, { zone: config.zone, now: ports.clock(), alerts: alerts.followers, nameOf: givenName }),
    },
    'measure-posts': { kind: 'alone', work: () => measurePosts(needs, ports.clock()) },
    'daily-summary': {
      kind: 'shared',
      work: async () => {
        const told = reports.daily ? summaryRooms(ports.fanPages, roomOf, config.reportChats) : [];
        return sendDueSummaries(needs, { time: reports.dailyAt, rooms: told, nameOf: givenName, now: ports.clock() });
      },
    },
    'weekly-report': { kind: 'shared', work: () => sendDueReports(needs, { ...due(), kinds: ['week'] }) },
    'monthly-report': {
      kind: 'shared',
      work: () =>
        sendDueReports(needs, { ...due(), kinds: [...(reports.monthly ? ['month' as const] : []), ...(reports.quarterly ? ['quarter' as const] : [])] }),
    },
    'check-health': { kind: 'shared', work: () => checkHealth({ ...needs, givenName }, ports.clock()) },
    tidy: { kind: 'alone', work: () => tidy(ports, { pages: ports.fanPages.map((page) => page.id) }) },
  };

  const pageOf = (id: string | null): FanPage => {
    const page = id === null ? ports.fanPages[0] : ports.fanPages.find((one) => one.id === id);
    if (page !== undefined) return page;
    throw new DeskError(`there is no Page ${id ?? ''}`, `Known: ${ports.fanPages.map((one) => one.id).join(', ')}`, 2);
  };
  const knownPage = (id: string | null): string | null => (id === null ? null : pageOf(id).id);
  const spanOf = (name: string | null) => {
    const span = name === null ? lastSpan('week', ports.clock(), config.zone) : spanNamed(name, config.zone);
    if (span !== null) return span;
    throw new DeskError(words.command.noSpan(name ?? ''), words.command.spanFix, 2);
  };

  const planOf = async (days: number): Promise<readonly PlannedSlot[]> => {
    const plans = await Promise.all(
      ports.fanPages.map((page) => planAhead(ports, { page: page.id, timetable: timetableOf(page.id), now: ports.clock(), days })),
    );
    return plans.flat().sort((a, b) => a.slot.getTime() - b.slot.getTime());
  };
  const lastReading = async (page: string) => {
    const today = dayOf(ports.clock(), config.zone);
    const series = seriesOf(await ports.followers.days(page, addDays(today, -7), today));
    return series.readings.at(-1) ?? null;
  };
  const openPosts = async () => {
    const rows: QueueRow[] = [];
    for await (const row of listQueue(ports, false)) rows.push(row);
    return rows;
  };
  const draw = async (span: string | null, page: string | null, theme: ChartTheme = 'light') => {
    const fanPage = pageOf(page);
    const { name, targets } = pageReports(fanPage.id);
    return drawReport(needs, fanPage, { span: spanOf(span), late: false, theme, name, targets });
  };

  const pausing = {
    ...needs,
    pages: ports.fanPages.map(({ id }) => ({ id, name: givenName(id) ?? id })),
    pause: async (decision: Pick<PauseInput, 'page' | 'why' | 'by' | 'until' | 'said'>) => {
      const now = ports.clock();
      const paused = await pausePosting(needs, { ...decision, kind: 'pause', from: now, now });
      return paused.outcome === 'paused' ? paused.pause : null;
    },
    pauses: () => ports.pauses.open(ports.clock()),
    resume: (decision: Pick<ResumeInput, 'page' | 'by' | 'said' | 'note'>) => resumePosting(needs, { ...decision, id: null, now: ports.clock() }),
  };

  const reporting = {
    pages: pausing.pages,
    isSpan: (name: string | null) => name === null || spanNamed(name, config.zone) !== null,
    draw: (span: string | null, page: string) => draw(span, page),
    compare: async (span: string | null, pages: readonly string[]) => {
      const fanPages = ports.fanPages.filter(({ id }) => pages.includes(id));
      return drawComparison({ ...needs, fanPages }, { span: spanOf(span), pageReports, theme: 'light' });
    },
  };

  const portalHosts = [...new Set(config.sources.flatMap(({ url, hosts }) => [...(URL.canParse(url) ? [new URL(url).hostname] : []), ...hosts]))];

  /** One row a command: who may, and the use case whose answer is told. */
  const commands: ChatCommands = {
    queue: { may: 'editor', answer: async ({ words: told }) => tellQueue(told, await openPosts()) },
    plan: {
      may: 'editor',
      answer: async ({ words: told }) => {
        const pictures: ChatReply[] = [];
        for (const page of ports.fanPages) pictures.push({ form: 'picture', ...(await weekAhead(page.id, told)) });
        const slots = await planOf(7);
        const pages = ports.fanPages.map(async ({ id }) => ({ name: await calledName(id), slots: slots.filter((slot) => slot.page === id) }));
        return [...pictures, tellPlan(told, await Promise.all(pages), config.zone)];
      },
    },
    report: {
      may: 'editor',
      answer: (asked) => answerReport(reporting, asked),
    },
    followers: {
      may: 'editor',
      answer: async ({ words: told }) => {
        const pages = ports.fanPages.map(async ({ id }) => ({ name: await calledName(id), last: await lastReading(id) }));
        return tellFollowers(told, await Promise.all(pages), config.zone);
      },
    },
    draft: {
      may: 'editor',
      answer: async ({ argument, words: told }) => {
        const url = addressIn(argument);
        if (url === null) return textReply(told.chat.draft.how);
        const ordered = await orderArticle(needs, { url, sources: config.sources, now: ports.clock() });
        if (ordered.outcome === 'foreign') return textReply(told.chat.draft.foreign(portalHosts));
        if (ordered.outcome === 'unread') return textReply(told.chat.draft.unread(ordered.problem));
        const { id, title } = ordered.article;
        if (ordered.outcome === 'ordered') {
          await runJob(needs, { name: 'draft', ...jobs.draft }, null);
          return textReply(told.chat.draft.ordered(title));
        }
        const posts = await Promise.all(ports.fanPages.map((page) => ports.posts.get(postIdOf(id, page.id))));
        return textReply(told.chat.draft.known(title, [...new Set(posts.flatMap((post) => (post === null ? [] : [told.statuses[post.status]])))].join(', ')));
      },
    },
    pause: { may: 'admin', answer: (asked) => answerPause(pausing, asked) },
    resume: { may: 'admin', answer: (asked) => answerResume(pausing, asked) },
    log: {
      may: 'editor',
      answer: async (asked) => tellLog(needs, asked, (await readRules()).currentChat),
    },
    staff: { may: 'editor', answer: async (asked) => tellStaff(asked, (await readRules()).staff, givenName) },
    addStaff: { may: 'admin', answer: async (asked) => addStaff(needs, asked, { staff: (await readRules()).staff, configured: configuredStaff }) },
    removeStaff: { may: 'admin', answer: async (asked) => removeStaff(needs, asked, { staff: (await readRules()).staff, configured: configuredStaff }) },
    help: { may: 'anyone', answer: async (asked) => tellHelp(asked, commands) },
  };
  return {
    install: async () => {
      if ((await ports.desk.get('desk')) === null)
        await ports.desk.add({ id: 'desk', rev: 0, installedAt: ports.clock(), schema: storedSchema, restored: null, mode: null });
    },
    listenAnew: async () => {
      await tellMoves(ports);
      await restartObjectionTime(needs, { ruleOf, now: ports.clock() });
      const { staff } = await readRules();
      if (staff.length === 0) await openNotice(needs, 'no-staff', words.noStaff, ports.clock());
      else await closeNotice(needs, 'no-staff', null, ports.clock());
    },
    run: (name, moment = null) => runJob(needs, { name, ...jobs[name] }, moment),
    nextDue: () => ahead.at,
    leaveOff: () => {
      leaving.now = true;
    },
    press: async (press) => {
      const rules = await readRules();
      const here = { ...press, chat: rules.currentChat(press.chat) };
      const input = { ...rules, press: here, now: ports.clock(), isPage: (id: string) => ports.fanPages.some((page) => page.id === id) };
      return (await decideTimes({ ...needs, acceptTimes: takeTimes }, input)) ?? decide(deciding, input);
    },
    hear: async (incoming) => {
      const now = ports.clock();
      if (incoming.kind === 'moved') {
        await moveChat(ports, incoming.from, incoming.to);
        return 'draw';
      }
      const rules = await readRules();
      if (incoming.kind === 'place') return notePlace(needs, { ...incoming, chat: rules.currentChat(incoming.chat) }, rules.chats, now);
      const message = { ...incoming, chat: rules.currentChat(incoming.chat) };
      const replied = await takeReply(deciding, { ...rules, message, now });
      if (replied !== null) return replied.next;
      await answerCommand(needs, { message, commands, staff: rules.staff, chats: rules.chats, now });
      // A command may have made something to show.
      return message.command === null ? 'nothing' : 'draw';
    },
    greet: async () => {
      const set = await ports.chat.setCommands(commandMenus(words));
      if (set.outcome !== 'sent') ports.log.warn({ detail: set.detail }, 'the menu of commands could not be set');
    },
    queue: (all) => listQueue(ports, all),
    status: () => readStatus(ports, ports.clock()),
    drawnPlan: () => weekAhead(pageOf(null).id, words),
    plan: planOf,
    pause: async (decision) => pausePosting(needs, { ...decision, page: knownPage(decision.page), now: ports.clock() }),
    resume: async (decision) => resumePosting(needs, { ...decision, page: knownPage(decision.page), now: ports.clock() }),
    proposeTimes: (page) => proposeTimes(needs, pageNow(page)),
    acceptTimes: takeTimes,
    pauses: () => ports.pauses.open(ports.clock()),
    pinTime: (postId, at) => pinTime(needs, { postId, at, timetableOf, now: ports.clock() }),
    setUrgent: (postId, urgent) => setUrgent(needs, { postId, urgent, now: ports.clock() }),
    nextFreeSlots: freeTimes,
    ledger: () =>
      readLedger(
        ports,
        ports.fanPages.map((page) => page.id),
        { wanted: pagesOf, meant: meantFor },
      ),
    changes: () => readChanges(ports),
    life: (ids, keys) => readLife(ports, ids, keys),
    report: async (span, page) => {
      const { id } = pageOf(page);
      return (await readReport(needs, { page: id, calendar: calendarOf(spanOf(span), config.zone), targets: pageReports(id).targets })).report;
    },
    drawnReport: async (span, page, send, theme = 'light') => {
      const drawn = await draw(span, page, theme);
      const outcomes = send ? await sendNow(ports, pageReports(drawn.report.page).rooms, drawn) : [];
      for (const outcome of outcomes)
        if (outcome.outcome !== 'sent') throw new DeskError(`the report could not be sent: ${outcome.detail}`, words.doctor.chatFix);
      return { ...drawn, sent: outcomes.length };
    },
    comparison: async (span) => compare(await readAll(needs, { span: spanOf(span), pageReports })),
    drawnComparison: (span, theme = 'light') => drawComparison(needs, { span: spanOf(span), pageReports, theme }),
    importFollowers: async (csv, page) => {
      const rows = parseFollowers(csv);
      if (rows === null) throw new DeskError(words.command.importHead, words.command.importHeadFix, 2);
      const { id } = pageOf(page);
      return { ...(await importFollowers(needs, { page: id, rows, zone: config.zone, now: ports.clock() })), page: id };
    },
  };
}
