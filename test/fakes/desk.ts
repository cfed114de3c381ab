/** A desk for tests of the steps: the embedded engine in memory, and stand-ins at the ports that a test scripts. */
import { createVietnameseCalendar } from '../../adapters/calendar/vietnam.ts';
import { openMemoryStores } from '../../adapters/store/open.ts';
import { type App, type AppConfig, createApp } from '../../src/app.ts';
import type { Article } from '../../src/article.ts';
import { sha256 } from '../../src/identity.ts';
import { createSilentLog } from '../../src/log.ts';
import type {
  ArticleReading,
  BytesReading,
  CardView,
  ChatDocument,
  ChatOutcome,
  Destination,
  FanPage,
  FeedReading,
  LiveOutcome,
  PagePost,
  PagePostInput,
  PageRead,
  PageUsage,
  Ports,
  Processes,
  Prompt,
  PublishOutcome,
  ReportMessage,
  Room,
  Stores,
} from '../../src/ports.ts';
import type { CardPlace } from '../../src/post.ts';
import { plainSource } from '../../src/source.ts';

export const pageId = '100';
export const chatId = '-500';
export const start = new Date('2026-11-23T01:00:00.000Z'); // Monday 08:00 in Vietnam

export function anArticle(over: Partial<Article> = {}): Article {
  return {
    url: 'https://halam.example/tin/1',
    title: 'Khánh thành cầu Hạ Lam',
    lead: 'Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.',
    publishedAt: new Date(start.getTime() - 3_600_000),
    precision: 'instant',
    images: [],
    video: null,
    kind: 'news',
    credit: null,
    language: 'vi',
    categories: ['Kinh tế'],
    body: 'Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.',
    ...over,
  };
}

export type FakePage = FanPage & {
  /** What stands on the Page, newest first. */
  live: PagePost[];
  /** Every send that reached it. */
  sends: PagePostInput[];
  /** What the next sends answer; then `published`. `lands`: whether it is on the Page although the answer says otherwise. */
  script: { readonly outcome: PublishOutcome; readonly lands: boolean }[];
  /** What the next edits and removals answer, and whether they happen all the same; then `done`. */
  changes: { readonly outcome: LiveOutcome; readonly lands: boolean }[];
  /** What the next reads answer; then the truth. */
  reads: PageRead<readonly PagePost[]>[];
  /** Links whose preview was asked for anew. */
  rescraped: string[];
  followerCount: PageRead<number>;
  /** Posts that readers cannot see. */
  hidden: Set<string>;
  usageNow: PageUsage | null;
  /** What Facebook says of each day, by figure. */
  dailyFigures: Partial<Record<Parameters<FanPage['daily']>[0], readonly { readonly endedAt: Date; readonly value: number }[]>>;
  healthAnswer: Awaited<ReturnType<FanPage['health']>>;
};

export function createFakePage(id: string, clock: () => Date): FakePage {
  const land = (post: PagePostInput): PagePost => {
    const remoteId = `${id}_${page.live.length + 1}`;
    const posted = {
      remoteId,
      createdAt: clock(),
      message: post.message,
      permalink: `https://facebook.example/${remoteId}`,
      links: post.form === 'link' ? [post.link] : [],
    };
    page.live.unshift(posted);
    return posted;
  };
  const page: FakePage = {
    id,
    live: [],
    sends: [],
    script: [],
    changes: [],
    reads: [],
    rescraped: [],
    followerCount: { outcome: 'read', value: 12_000 },
    hidden: new Set(),
    usageNow: null,
    dailyFigures: {},
    healthAnswer: {
      outcome: 'read',
      value: { name: 'Hạ Lam', appId: '900', valid: true, expiresAt: null, dataAccessExpiresAt: null, scopes: ['pages_manage_posts', 'pages_read_engagement'] },
    },
    upload: async () => ({ outcome: 'ready' }),
    videoState: async () => ({ outcome: 'read', value: { state: 'open' } }),
    publish: async (post) => {
      page.sends.push(post);
      const scripted = page.script.shift();
      if (scripted === undefined) {
        const posted = land(post);
        return { outcome: 'published', remoteId: posted.remoteId, permalink: posted.permalink };
      }
      if (scripted.lands) land(post);
      return scripted.outcome;
    },
    postsSince: async (since) => page.reads.shift() ?? { outcome: 'read', value: page.live.filter((post) => post.createdAt >= since) },
    rescrape: async (link) => {
      page.rescraped.push(link);
      return { outcome: 'read', value: null };
    },
    edit: async (remoteId, message) => {
      const scripted = page.changes.shift();
      const at = page.live.findIndex((post) => post.remoteId === remoteId);
      const post = page.live[at];
      if (post !== undefined && scripted?.lands !== false) page.live[at] = { ...post, message };
      return scripted?.outcome ?? { outcome: 'done' };
    },
    remove: async (remoteId) => {
      const scripted = page.changes.shift();
      if (scripted?.lands !== false) page.live = page.live.filter((post) => post.remoteId !== remoteId);
      return scripted?.outcome ?? { outcome: 'done' };
    },
    readPost: async (remoteId) => {
      const post = page.live.find((one) => one.remoteId === remoteId);
      return { outcome: 'read', value: post === undefined ? null : { message: post.message } };
    },
    readBack: async (remoteId) => {
      const post = page.live.find((one) => one.remoteId === remoteId);
      return { outcome: 'read', value: { visible: post !== undefined && !page.hidden.has(remoteId), permalink: post?.permalink ?? null } };
    },
    followers: async () => page.followerCount,
    daily: async (figure, since, until) => ({
      outcome: 'read',
      value: (page.dailyFigures[figure] ?? []).filter((one) => one.endedAt > since && one.endedAt <= until),
    }),
    figures: async () => ({ outcome: 'read', value: { reactions: 5, comments: 2, shares: null, views: null } }),
    health: async () => page.healthAnswer,
    usage: () => page.usageNow,
  };
  return page;
}

export type FakeChat = Ports['chat'] & {
  /** Cards as they look now, by message number. */
  readonly cards: Map<number, CardView>;
  readonly texts: string[];
  readonly reports: (Room & { readonly report: ReportMessage })[];
  readonly documents: (Room & { readonly document: ChatDocument })[];
  /** Where each of the texts went. */
  readonly textRooms: Room[];
  /** By message number. */
  readonly prompts: Map<number, Prompt>;
  /** Pictures that somebody sent, by what they are asked for with. */
  readonly uploads: Map<string, Uint8Array>;
  /** What people are called in the chat. */
  readonly names: Map<number, string>;
  /** Calls in order. */
  readonly calls: string[];
  /** What the next calls answer instead of doing it. */
  readonly script: Exclude<ChatOutcome<never>, { outcome: 'sent' }>[];
};

export function createFakeChat(): FakeChat {
  let message = 0;
  const cards = new Map<number, CardView>();
  const texts: string[] = [];
  const reports: FakeChat['reports'] = [];
  const documents: FakeChat['documents'] = [];
  const textRooms: Room[] = [];
  const roomOf = (to: Destination): Room => (typeof to === 'string' ? { chat: to, topic: null } : { chat: to.chat, topic: to.topic });
  const calls: string[] = [];
  const prompts = new Map<number, Prompt>();
  const uploads = new Map<string, Uint8Array>();
  const names = new Map<number, string>();
  const script: Exclude<ChatOutcome<never>, { outcome: 'sent' }>[] = [];
  const answer = <T>(call: string, work: () => T): ChatOutcome<T> => {
    calls.push(call);
    return script.shift() ?? { outcome: 'sent', value: work() };
  };
  return {
    cards,
    texts,
    reports,
    documents,
    textRooms,
    calls,
    script,
    prompts,
    uploads,
    names,
    sendCard: async (to, card) =>
      answer('sendCard', (): CardPlace => {
        const { chat, topic } = typeof to === 'string' ? { chat: to, topic: null } : to;
        message += 1;
        cards.set(message, card);
        return { chat, message, form: card.picture === null ? 'text' : 'picture', ...(topic === null ? {} : { topic }) };
      }),
    editCard: async (place, card) => {
      if (script.length === 0 && !cards.has(place.message)) return { outcome: 'refused', why: 'gone-card', detail: 'message to edit not found' };
      return answer('editCard', () => {
        const picture = card.picture === 'keep' ? (cards.get(place.message)?.picture ?? null) : card.picture;
        cards.set(place.message, { ...card, picture });
        return place;
      });
    },
    sendText: async (to, text) =>
      answer('sendText', () => {
        texts.push(text);
        textRooms.push(roomOf(to));
        return null;
      }),
    sendPrompt: async (_to, prompt) =>
      answer('sendPrompt', () => {
        message += 1;
        prompts.set(message, prompt);
        return message;
      }),
    download: async (picture) => {
      const bytes = uploads.get(picture);
      return bytes === undefined ? { outcome: 'refused', why: 'other', detail: 'no such file' } : { outcome: 'sent', value: bytes };
    },
    setCommands: async () => ({ outcome: 'sent', value: null }),
    nameOf: async (_chat, person) => names.get(person) ?? null,
    moved: () => {},
    sendReport: async (to, report) =>
      answer('sendReport', () => {
        reports.push({ ...roomOf(to), report });
        return null;
      }),
    sendDocument: async (to, document) =>
      answer('sendDocument', () => {
        documents.push({ ...roomOf(to), document });
        return null;
      }),
    health: async () => ({ outcome: 'sent', value: { bot: 'desk_bot', chatTitle: 'Ban biên tập', canSend: true } }),
    listen: () => ({ stop: async () => {} }),
  };
}

export type FakePortal = Ports['portal'] & {
  readonly feeds: Map<string, FeedReading>;
  readonly pages: Map<string, ArticleReading>;
  readonly pictures: Map<string, BytesReading>;
  readonly files: Map<string, Uint8Array>;
  /** Addresses read, in order. */
  readonly asked: string[];
};

/** A key as the portal adapter would make it, simple enough to read in a test. */
export function keyOf(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/[?#].*$/, '');
}

export function createFakePortal(): FakePortal {
  const feeds = new Map<string, FeedReading>();
  const pages = new Map<string, ArticleReading>();
  const pictures = new Map<string, BytesReading>();
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const absent = { kind: 'unreachable', status: null, detail: 'no such host', retryAt: null } as const;
  return {
    feeds,
    pages,
    pictures,
    files,
    asked,
    readFeed: async (url) => {
      asked.push(url);
      return feeds.get(url) ?? { outcome: 'failed', problem: absent };
    },
    readArticle: async (url) => {
      asked.push(url);
      return pages.get(url) ?? { outcome: 'failed', problem: absent };
    },
    lookAgain: async (url) => {
      asked.push(url);
      const reading = pages.get(url) ?? { outcome: 'failed' as const, problem: absent };
      return reading.outcome === 'read' ? { ...reading, validators: null } : reading;
    },
    readPicture: async (url) => {
      asked.push(url);
      return pictures.get(url) ?? { outcome: 'failed', problem: absent };
    },
    openFile: async (url) => {
      asked.push(url);
      const bytes = files.get(url);
      return bytes === undefined ? { outcome: 'failed', problem: absent } : { outcome: 'open', chunks: inPieces(bytes), size: bytes.length, type: 'video/mp4' };
    },
  };
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

export type FakeDesk = {
  readonly app: App;
  readonly ports: Ports;
  readonly page: FakePage;
  readonly chat: FakeChat;
  readonly portal: FakePortal;
  readonly media: Map<string, Uint8Array>;
  readonly clock: () => Date;
  /** Moves the clock. */
  readonly at: (instant: Date | string) => void;
  readonly pass: (ms: number) => void;
  /** Names of processes that are gone. */
  readonly gone: Set<string>;
  readonly config: AppConfig;
};

export const feedUrl = 'https://halam.example/rss';

/** One Page, one feed, one approver (id 7, an admin), one editor (id 8). `stores`: on which engine; without it the embedded one in memory. */
export async function createFakeDesk(over: Partial<AppConfig> = {}, stores?: Stores): Promise<FakeDesk> {
  let now = start;
  const clock = () => now;
  const page = createFakePage(pageId, clock);
  const chat = createFakeChat();
  const portal = createFakePortal();
  const media = new Map<string, Uint8Array>();
  const gone = new Set<string>();
  const processes: Processes = { self: 'host|1|a', isGone: (name) => gone.has(name) };
  const ports: Ports = {
    ...(stores ?? (await openMemoryStores())),
    clock,
    log: createSilentLog(),
    portal,
    mediaFolder: { forget: async () => 0 },
    pictures: {
      keep: async (bytes) => {
        if (bytes.length === 0) return null;
        media.set(sha256(bytes), bytes);
        return { sha256: sha256(bytes), width: 1200, height: 630 };
      },
      bytes: async (hash) => media.get(hash) ?? null,
    },
    videos: {
      keep: async (chunks) => {
        const pieces: Uint8Array[] = [];
        for await (const chunk of chunks) pieces.push(chunk);
        const bytes = Buffer.concat(pieces);
        media.set(sha256(bytes), bytes);
        return { sha256: sha256(bytes), size: bytes.length };
      },
      open: async (hash) => {
        const bytes = media.get(hash);
        return bytes === undefined ? null : { size: bytes.length, read: async (from, to) => bytes.slice(from, to) };
      },
    },
    fanPages: [page],
    chat,
    charts: { growth: async () => new Uint8Array([1, 2, 3]), comparison: async () => new Uint8Array([4, 5, 6]), week: async () => new Uint8Array([4, 5, 6]) },
    sheets: { write: async () => new Uint8Array([7, 8, 9]) },
    calendar: createVietnameseCalendar(),
    processes,
  };
  const config: AppConfig = {
    sources: [plainSource(feedUrl, 'Asia/Ho_Chi_Minh')],
    staff: [
      { id: 7, role: 'admin' },
      { id: 8, role: 'editor' },
    ],
    reportChats: [],
    zone: 'Asia/Ho_Chi_Minh',
    locale: 'vi',
    timetable: { times: 'asap', gapMinutes: 0, zone: 'Asia/Ho_Chi_Minh' },
    approval: { mode: 'required' },
    settleWindowMs: 1_200_000,
    unconfirmed: 'resend',
    chat: chatId,
    ...over,
  };
  return {
    app: createApp(ports, config),
    ports,
    page,
    chat,
    portal,
    media,
    clock,
    at: (instant) => {
      now = new Date(instant);
    },
    pass: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    gone,
    config,
  };
}

/** Puts articles into the desk's feed, each with a page of the same content. */
export function publishOnPortal(desk: FakeDesk, articles: readonly Article[]): void {
  const items = articles.map((article) => ({ key: keyOf(article.url), article: { ...article, body: null } }));
  desk.portal.feeds.set(feedUrl, { outcome: 'read', items, refused: [], validators: { etag: '"1"', lastModified: null }, partial: false });
  for (const article of articles) desk.portal.pages.set(article.url, { outcome: 'read', key: keyOf(article.url), article });
}
