/** The only reader of the environment and of newsroom.yaml. All problems are listed at once, by key or line, never by value. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { withFiles } from './environment-files.ts';
import { ConfigError, DeskError } from './errors.ts';
import { nearest } from './nearest.ts';
import { type ApprovalRule, type Newsroom, type PageConfig, roles, type StaffMember, type Timetable } from './newsroom.ts';
import { type FileReading, readNewsroomFile } from './newsroom-file.ts';
import type { NewsroomFile } from './newsroom-schema.ts';
import { settingsOf } from './newsroom-settings.ts';
import { plainSource, type Source } from './source.ts';
import { hour, isZone, minute, second, type Zone } from './time.ts';

export type { ApprovalRule, Timetable } from './newsroom.ts';
export type Staff = Pick<StaffMember, 'id' | 'role'>;
export type Locale = 'vi' | 'en';
export const sandboxParts = ['portal', 'facebook', 'telegram'] as const;
export type SandboxPart = (typeof sandboxParts)[number];

export type FacebookConfig = {
  readonly graphUrl: string;
  readonly version: string;
  readonly pageId: string;
  readonly pageToken: string;
  readonly appId: string | null;
  readonly appSecret: string | null;
  readonly tokenIn: 'header' | 'query';
};

export type TelegramConfig = {
  readonly apiRoot: string;
  readonly token: string;
  readonly chat: string;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
};

export type Config = {
  readonly production: boolean;
  /** Which outside systems are imitated. The addresses of these stand in `sources`, `facebook`, `telegram` once the sandbox runs. */
  readonly sandbox: readonly SandboxPart[];
  /** What is read, in the order of the file. */
  readonly sources: readonly Source[];
  /** Each Page that is posted to; empty until the sandbox has told its own. */
  readonly pages: readonly PageConfig[];
  readonly newsroom: Newsroom;
  /** Where newsroom.yaml was read; null: there is none. */
  readonly newsroomFile: string | null;
  /** Keys of the environment that newsroom.yaml speaks of too, otherwise: the file holds. */
  readonly overruled: readonly string[];
  /** How Facebook is spoken to; id and token are those of the first Page. */
  readonly facebook: FacebookConfig | null;
  /** `chat` is the newsroom's staff chat: notices and reports go there. */
  readonly telegram: TelegramConfig | null;
  readonly staff: readonly Staff[];
  readonly reportChats: readonly string[];
  readonly mongoUri: string | null;
  readonly dataDir: string;
  readonly zone: Zone;
  readonly locale: Locale;
  /** The first Page's, and that of posts whose Page is not named any more; so is `approval`. */
  readonly timetable: Timetable;
  readonly approval: ApprovalRule;
  readonly settleWindowMs: number;
  readonly unconfirmed: 'resend' | 'ask';
  /** Hosts on private addresses that may be fetched, any port. */
  readonly privateHosts: readonly string[];
  readonly http: { readonly host: string; readonly port: number };
  readonly logLevel: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** `30s`, `20m`, `2h` in milliseconds; null when it is no span. */
export function parseSpan(text: string): number | null {
  const match = /^(\d{1,6})(s|m|h)$/.exec(text);
  if (match === null) return null;
  const unit = match[2] === 's' ? second : match[2] === 'm' ? minute : hour;
  return Number(match[1]) * unit;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const text = z.string().trim().min(1);
const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });
const rootUrl = httpUrl.transform((url) => url.replace(/\/+$/, ''));
const span = text.transform((value, context) => {
  const ms = parseSpan(value);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: 'is not a span such as 30s, 20m or 2h' });
  return z.NEVER;
});
const wholeNumber = (least: number, most: number) =>
  text.transform((value, context) => {
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    context.addIssue({ code: 'custom', message: `is not a whole number from ${least} to ${most}` });
    return z.NEVER;
  });

const postingTimes = text.transform((value, context) => {
  if (value === 'asap') return 'asap' as const;
  const times = list(value);
  if (times.length > 0 && times.every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time))) return [...new Set(times)].sort();
  context.addIssue({ code: 'custom', message: 'is neither asap nor a list of times such as 07:00,11:30' });
  return z.NEVER;
});

const approvalRule = text.transform((value, context): ApprovalRule => {
  if (value === 'required' || value === 'auto') return { mode: value };
  const ms = value.startsWith('auto-after:') ? parseSpan(value.slice('auto-after:'.length)) : null;
  if (ms !== null) return { mode: 'auto-after', ms };
  context.addIssue({ code: 'custom', message: 'is not required, auto or auto-after:30m' });
  return z.NEVER;
});

const staffList = text.transform((value, context): Staff[] => {
  const staff: Staff[] = [];
  for (const [position, entry] of list(value).entries()) {
    const match = /^(\d{1,16})(?::(editor|approver|admin))?$/.exec(entry);
    if (match === null) {
      context.addIssue({ code: 'custom', message: 'is not a list of numeric user ids, each alone or as id:editor, id:approver, id:admin' });
      return z.NEVER;
    }
    const id = Number(match[1]);
    if (!Number.isSafeInteger(id) || staff.some((other) => other.id === id)) {
      context.addIssue({ code: 'custom', message: 'names a user id twice, or one that is too long' });
      return z.NEVER;
    }
    const given = roles.find((role) => role === match[2]);
    const anyRole = value.includes(':');
    staff.push({ id, role: given ?? (position === 0 && !anyRole ? 'admin' : 'approver') });
  }
  return staff;
});

/** A press tells the number of its chat only, so the staff chat must be known by its number. */
const staffChatId = text.regex(/^-?\d{1,16}$/, 'is not a numeric chat id such as -1001234567890');
const chatId = text.regex(/^(-?\d{1,16}|@[A-Za-z]\w{3,})$/, 'is not a chat id such as -1001234567890');
const chatList = text.transform(list).pipe(z.array(chatId));
const feedList = text.transform((value) => [...new Set(list(value))]).pipe(z.array(httpUrl).min(1, 'names no address'));
const hostList = text.transform((value) => list(value).map((host) => host.toLowerCase()));
const sandboxList = text.transform(list).pipe(z.array(z.enum(sandboxParts, { error: 'names a part other than portal, facebook, telegram' })));

const environment = z.object({
  NODE_ENV: text.optional(),
  PORTAL_FEEDS: feedList.optional(),
  FACEBOOK_PAGE_ID: text.regex(/^\d{1,20}$/, 'is not a numeric Page id').optional(),
  FACEBOOK_PAGE_TOKEN: text.optional(),
  FACEBOOK_APP_ID: text.regex(/^\d{1,20}$/, 'is not a numeric app id').optional(),
  FACEBOOK_APP_SECRET: text.optional(),
  FACEBOOK_GRAPH_URL: rootUrl.default('https://graph.facebook.com'),
  FACEBOOK_GRAPH_VERSION: text.regex(/^v\d{1,3}\.\d$/, 'is not a version such as v24.0').default('v24.0'),
  FACEBOOK_TOKEN_IN: z.enum(['header', 'query'], { error: 'is neither header nor query' }).default('header'),
  TELEGRAM_BOT_TOKEN: text.regex(/^\d+:[\w-]+$/, 'is not a bot token such as BotFather gives (digits, a colon, letters)').optional(),
  TELEGRAM_CHAT_ID: staffChatId.optional(),
  TELEGRAM_STAFF: staffList.default([]),
  TELEGRAM_API_ROOT: rootUrl.default('https://api.telegram.org'),
  TELEGRAM_WEBHOOK_URL: httpUrl.optional(),
  TELEGRAM_WEBHOOK_SECRET: text.regex(/^[\w-]{1,256}$/, 'has characters other than letters, digits, _ and -').optional(),
  REPORT_CHATS: chatList.default([]),
  MONGODB_URI: text.regex(/^mongodb(\+srv)?:\/\//, 'does not begin with mongodb://').optional(),
  DATA_DIR: text.default('./data'),
  TIMEZONE: text.refine(isZone, 'is not a time zone such as Asia/Ho_Chi_Minh').optional(),
  LOCALE: z.enum(['vi', 'en'], { error: 'is neither vi nor en' }).optional(),
  POSTING_TIMES: postingTimes.optional(),
  MIN_GAP_MINUTES: wholeNumber(0, 1440).optional(),
  APPROVAL: approvalRule.optional(),
  SETTLE_WINDOW: span.default(20 * minute),
  UNCONFIRMED: z.enum(['resend', 'ask'], { error: 'is neither resend nor ask' }).default('resend'),
  SANDBOX: sandboxList.optional(),
  ALLOW_PRIVATE_HOSTS: hostList.default([]),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: wholeNumber(1, 65535).default(4310),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { error: 'is not a pino level such as info' }).default('info'),
});
type Parsed = z.infer<typeof environment>;
/** What is set, as text: an empty value counts as not set. */
type Filled = { readonly [key in keyof Parsed]?: string };

const ours = /^(PORTAL|FACEBOOK|TELEGRAM|REPORT|MONGODB|POSTING|MIN_GAP|APPROVAL|SETTLE|UNCONFIRMED|SANDBOX|ALLOW_PRIVATE|NEWSROOM|HTTP_(HOST|PORT))/;
const known = new Set([...Object.keys(environment.shape), 'NEWSROOM_CONFIG', 'MONGODB_TEST_URI']);
const byFile = new Set([...known].map((key) => `${key}_FILE`));

/** A key in `.env` that nobody reads is most likely a typo: name it with the nearest one. */
function misspelt(fileKeys: readonly string[], environmentKeys: readonly string[], referred: readonly string[]): string[] {
  const strange = [...fileKeys, ...environmentKeys.filter((key) => ours.test(key))].filter(
    (key) => !known.has(key) && !byFile.has(key) && !referred.includes(key) && !referred.includes(key.replace(/_FILE$/, '')),
  );
  return [...new Set(strange)].flatMap((key) => {
    const near = nearest(key, [...known], 3);
    if (near === null) return fileKeys.includes(key) && ours.test(key.toUpperCase()) ? [`${key}: is not a key of this program`] : [];
    return [`${key}: is not a key of this program; did you mean ${near}?`];
  });
}

/** Which outside systems the file itself configures, and by which of its keys. */
const inFile: Record<SandboxPart, string> = { portal: 'sources in newsroom.yaml', facebook: 'pages in newsroom.yaml', telegram: 'chats in newsroom.yaml' };

function pairProblems(env: Filled, file: NewsroomFile | null): string[] {
  const halves = (keys: [keyof Parsed, keyof Parsed][]) =>
    keys.flatMap(([a, b]) =>
      env[a] !== undefined && env[b] === undefined
        ? [`${b}: is missing, while ${a} is set`]
        : env[b] !== undefined && env[a] === undefined
          ? [`${a}: is missing, while ${b} is set`]
          : [],
    );
  return halves([
    ...(hasPages(file) ? [] : [['FACEBOOK_PAGE_ID', 'FACEBOOK_PAGE_TOKEN'] satisfies [keyof Parsed, keyof Parsed]]),
    ['FACEBOOK_APP_ID', 'FACEBOOK_APP_SECRET'],
    ...(hasChat(file) ? [] : [['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'] satisfies [keyof Parsed, keyof Parsed]]),
    ['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET'],
  ]);
}

function hasSources(file: NewsroomFile | null): boolean {
  return (file?.sources?.length ?? 0) > 0;
}

function hasPages(file: NewsroomFile | null): boolean {
  return (file?.pages?.length ?? 0) > 0;
}

/** The newsroom's chat, or one for every Page. */
function hasChat(file: NewsroomFile | null): boolean {
  return file?.newsroom?.chat !== undefined || (hasPages(file) && (file?.pages ?? []).every((page) => page.chat !== undefined));
}

const keysOf: Record<SandboxPart, string> = {
  portal: 'PORTAL_FEEDS',
  facebook: 'FACEBOOK_PAGE_ID and FACEBOOK_PAGE_TOKEN',
  telegram: 'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID',
};

/** Each outside system is configured, or named in SANDBOX, or none is and all three are imitated: never replaced in silence. */
function chooseSandbox(env: Filled, file: NewsroomFile | null): { parts: readonly SandboxPart[]; problems: string[] } {
  const told: Record<SandboxPart, boolean> = { portal: hasSources(file), facebook: hasPages(file), telegram: false };
  const configured: Record<SandboxPart, boolean> = {
    portal: told.portal || env.PORTAL_FEEDS !== undefined,
    facebook: told.facebook || env.FACEBOOK_PAGE_ID !== undefined || env.FACEBOOK_PAGE_TOKEN !== undefined,
    telegram: env.TELEGRAM_BOT_TOKEN !== undefined || env.TELEGRAM_CHAT_ID !== undefined,
  };
  const missing = sandboxParts.filter((part) => !configured[part]);
  if (env.NODE_ENV === 'production') {
    const named = env.SANDBOX !== undefined ? ['SANDBOX: is not allowed with NODE_ENV=production'] : [];
    return { parts: [], problems: [...named, ...missing.map((part) => `${keysOf[part]}: missing, and production never falls back to the sandbox`)] };
  }
  if (env.SANDBOX === undefined) {
    if (missing.length === sandboxParts.length) return { parts: sandboxParts, problems: [] };
    return { parts: [], problems: missing.map((part) => `${keysOf[part]}: missing, while others are set; fill in, or name ${part} in SANDBOX`) };
  }
  const inSandbox = list(env.SANDBOX);
  const named = sandboxParts.filter((part) => inSandbox.includes(part));
  const both = named
    .filter((part) => configured[part])
    .map((part) => `SANDBOX: names ${part}, but ${told[part] ? inFile[part] : keysOf[part]} is set; keep one of the two`);
  const neither = missing.filter((part) => !named.includes(part)).map((part) => `${keysOf[part]}: missing; fill in, or name ${part} in SANDBOX`);
  return { parts: named, problems: [...both, ...neither] };
}

/** Keys that are set although newsroom.yaml says something else of the same thing. */
function overruledKeys(env: Filled, parsed: Parsed, file: NewsroomFile, variables: readonly string[]): string[] {
  const differs = (inEnvironment: unknown, inFile: unknown) => inFile !== undefined && JSON.stringify(inEnvironment) !== JSON.stringify(inFile);
  const spoken: [keyof Parsed, boolean][] = [
    ['PORTAL_FEEDS', hasSources(file)],
    ['FACEBOOK_PAGE_ID', hasPages(file)],
    ['FACEBOOK_PAGE_TOKEN', hasPages(file)],
    ['TELEGRAM_CHAT_ID', differs(parsed.TELEGRAM_CHAT_ID, file.newsroom?.chat)],
    ['TELEGRAM_STAFF', file.staff !== undefined],
    ['REPORT_CHATS', differs(parsed.REPORT_CHATS, file.reports?.chats)],
    ['TIMEZONE', differs(parsed.TIMEZONE, file.newsroom?.timezone)],
    ['LOCALE', differs(parsed.LOCALE, file.newsroom?.locale)],
    ['POSTING_TIMES', differs(parsed.POSTING_TIMES, file.timetable?.times)],
    ['MIN_GAP_MINUTES', differs((parsed.MIN_GAP_MINUTES ?? 0) * minute, file.timetable?.gap)],
    ['APPROVAL', differs(parsed.APPROVAL, file.approval)],
  ];
  return spoken.flatMap(([key, overruled]) => (overruled && env[key] !== undefined && !variables.includes(key) ? [key] : []));
}

/** The text of newsroom.yaml and where it was read. */
export type NewsroomText = { readonly path: string; readonly text: string };

const noFile: FileReading = { outcome: 'read', file: {}, variables: [] };

/**
 * Throws a ConfigError (exit 2) that lists every problem by key, and those of newsroom.yaml by line. `fileKeys` are the keys that
 * came from `.env`; `found`: problems that are known already.
 */
export function parseConfig(
  given: Environment,
  fileKeys: readonly string[] = [],
  newsroomText: NewsroomText | null = null,
  found: readonly string[] = [],
): Config {
  const filled: Filled = Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined || value.trim() === '' ? [] : [[key, value.trim()]])),
  );
  const parsed = environment.safeParse(filled);
  const reading = newsroomText === null ? noFile : readNewsroomFile(newsroomText.text, given);
  const malformed = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  const file = reading.outcome === 'read' ? reading.file : null;
  const sandbox = chooseSandbox(filled, file);
  // Of a file that could not be read nobody knows what it would have configured.
  const whole = file === null ? [] : [...pairProblems(filled, file), ...sandbox.problems];
  const problems = [...found, ...malformed, ...misspelt(fileKeys, Object.keys(filled), reading.variables), ...whole];
  if (!parsed.success || file === null || problems.length > 0) {
    const wrong = reading.outcome === 'wrong' && newsroomText !== null ? { path: newsroomText.path, problems: reading.problems } : null;
    const locale = (reading.outcome === 'wrong' ? reading.locale : reading.file.newsroom?.locale) ?? (given.LOCALE?.trim() === 'en' ? 'en' : 'vi');
    throw new ConfigError([...new Set(problems)], locale, wrong);
  }
  const overruled = overruledKeys(filled, parsed.data, file, reading.variables);
  return toConfig(parsed.data, sandbox.parts, file, { newsroomFile: newsroomText?.path ?? null, overruled });
}

function toConfig(env: Parsed, sandbox: readonly SandboxPart[], file: NewsroomFile, origin: Pick<Config, 'newsroomFile' | 'overruled'>): Config {
  const zone = file.newsroom?.timezone ?? env.TIMEZONE ?? 'Asia/Ho_Chi_Minh';
  const { newsroom, pages, sources } = settingsOf(file, {
    zone,
    times: env.POSTING_TIMES ?? null,
    gapMinutes: env.MIN_GAP_MINUTES ?? null,
    approval: env.APPROVAL ?? null,
    staff: env.TELEGRAM_STAFF.map((one) => ({ ...one, name: null, language: null, pages: null })),
    chat: env.TELEGRAM_CHAT_ID ?? '',
    page: env.FACEBOOK_PAGE_ID !== undefined && env.FACEBOOK_PAGE_TOKEN !== undefined ? { id: env.FACEBOOK_PAGE_ID, token: env.FACEBOOK_PAGE_TOKEN } : null,
    feeds: env.PORTAL_FEEDS ?? [],
  });
  const first = pages[0];
  const chat = file.newsroom?.chat ?? env.TELEGRAM_CHAT_ID ?? first?.chat ?? '';
  return {
    ...origin,
    production: env.NODE_ENV === 'production',
    sandbox,
    sources,
    pages,
    newsroom,
    facebook: first === undefined ? null : facebookOf(env, first),
    telegram: env.TELEGRAM_BOT_TOKEN === undefined || chat === '' ? null : telegramOf(env, env.TELEGRAM_BOT_TOKEN, chat),
    staff: newsroom.staff.map(({ id, role }) => ({ id, role })),
    reportChats: file.reports?.chats ?? env.REPORT_CHATS,
    mongoUri: env.MONGODB_URI ?? null,
    dataDir: env.DATA_DIR,
    zone,
    locale: file.newsroom?.locale ?? env.LOCALE ?? 'vi',
    timetable: first?.timetable ?? newsroom.page.timetable,
    approval: first?.approval ?? newsroom.page.approval,
    settleWindowMs: env.SETTLE_WINDOW,
    unconfirmed: env.UNCONFIRMED,
    privateHosts: env.ALLOW_PRIVATE_HOSTS,
    http: { host: env.HTTP_HOST, port: env.HTTP_PORT },
    logLevel: env.LOG_LEVEL,
  };
}

function facebookOf(env: Parsed, page: PageConfig): FacebookConfig {
  return {
    graphUrl: env.FACEBOOK_GRAPH_URL,
    version: env.FACEBOOK_GRAPH_VERSION,
    pageId: page.id,
    pageToken: page.token,
    appId: env.FACEBOOK_APP_ID ?? null,
    appSecret: env.FACEBOOK_APP_SECRET ?? null,
    tokenIn: env.FACEBOOK_TOKEN_IN,
  };
}

function telegramOf(env: Parsed, token: string, chat: string): TelegramConfig {
  const webhook =
    env.TELEGRAM_WEBHOOK_URL !== undefined && env.TELEGRAM_WEBHOOK_SECRET !== undefined
      ? { url: env.TELEGRAM_WEBHOOK_URL, secret: env.TELEGRAM_WEBHOOK_SECRET }
      : null;
  return { apiRoot: env.TELEGRAM_API_ROOT, token, chat, webhook };
}

/** Reads `.env` (what stands in the process's environment already wins) and newsroom.yaml, and checks it all. */
export function loadConfig(envFile = '.env'): Config {
  const file = readEnvFile(envFile);
  const given: Environment = { ...file, ...process.env };
  const newsroom = readNewsroomText(given.NEWSROOM_CONFIG?.trim() ?? '');
  const referred = new Set([...(newsroom?.text ?? '').matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map((match) => match[1] ?? ''));
  const { environment, problems } = withFiles(given, (name) => known.has(name) || referred.has(name));
  return parseConfig(environment, Object.keys(file), newsroom, problems);
}

/** `given`: NEWSROOM_CONFIG. A file that is named must be there; `./newsroom.yaml` need not. */
function readNewsroomText(given: string): NewsroomText | null {
  const path = given === '' ? './newsroom.yaml' : given;
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (given === '' && error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new DeskError(`${path} cannot be read`, 'Check NEWSROOM_CONFIG, and that the file is there and readable by this user.', 2);
  }
}

function readEnvFile(path: string): Record<string, string> {
  try {
    // Editors of Windows put a mark before the first key.
    const parsed = parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    return Object.fromEntries(Object.entries(parsed).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new DeskError(`${path} cannot be read`, 'Check that the file is readable by this user.', 2);
  }
}

/** Where a running sandbox is to be reached. */
export type SandboxPlaces = {
  readonly feeds: readonly string[];
  readonly facebook: FacebookConfig;
  readonly telegram: TelegramConfig;
  readonly staff: readonly Staff[];
  readonly privateHosts: readonly string[];
};

/** Fills in the sandbox's addresses for the parts that are imitated. */
export function withSandbox(config: Config, places: SandboxPlaces): Config {
  const has = (part: SandboxPart) => config.sandbox.includes(part);
  const chat = has('telegram') ? places.telegram.chat : (config.telegram?.chat ?? '');
  const ownPage: PageConfig = {
    ...config.newsroom.page,
    timetable: { ...config.newsroom.page.timetable, ...config.timetable },
    approval: config.approval,
    id: places.facebook.pageId,
    token: places.facebook.pageToken,
    name: null,
    language: null,
    chat,
    topic: null,
  };
  const pages = has('facebook') ? [ownPage] : config.pages;
  return {
    ...config,
    sources: has('portal') ? places.feeds.map((url) => plainSource(url, config.zone)) : config.sources,
    pages: has('telegram') ? pages.map((page) => ({ ...page, chat, topic: null })) : pages,
    facebook: has('facebook') ? places.facebook : config.facebook,
    telegram: has('telegram') ? places.telegram : config.telegram,
    staff: has('telegram') && config.staff.length === 0 ? places.staff : config.staff,
    privateHosts: [...config.privateHosts, ...(config.sandbox.length > 0 ? places.privateHosts : [])],
  };
}

/** Every secret that a configuration holds, for whoever must keep them out of sight. */
export function secretsOf({ pages, facebook, telegram, mongoUri }: Pick<Config, 'pages' | 'facebook' | 'telegram' | 'mongoUri'>): readonly string[] {
  const password = mongoUri === null ? null : (/^[^/]*\/\/[^:/@]*:([^/@]*)@/.exec(mongoUri)?.[1] ?? null);
  const each = [...pages.map((page) => page.token), facebook?.pageToken, facebook?.appSecret, telegram?.token, telegram?.webhook?.secret, password];
  // What is shorter is no secret, and would blot out half of a log.
  return [...new Set(each.filter((secret) => secret != null && secret.length >= 6))].flatMap((secret) => secret ?? []);
}

/** Where the outside systems are, for whoever sets the desk up; `usual`: as it is without any key. */
export type Outside = Pick<FacebookConfig, 'graphUrl' | 'version'> &
  Pick<TelegramConfig, 'apiRoot'> & { readonly usual: { readonly graphUrl: boolean; readonly apiRoot: boolean } };

/** The addresses that hold before anything is configured. Throws a ConfigError when one is malformed. */
export function loadOutside(): Outside {
  const places = environment.pick({ FACEBOOK_GRAPH_URL: true, FACEBOOK_GRAPH_VERSION: true, TELEGRAM_API_ROOT: true });
  const filled = Object.fromEntries(Object.entries(process.env).filter(([, value]) => (value ?? '').trim() !== ''));
  const read = places.safeParse(filled);
  if (!read.success)
    throw new ConfigError(
      read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
      'vi',
    );
  const { FACEBOOK_GRAPH_URL: graphUrl, FACEBOOK_GRAPH_VERSION: version, TELEGRAM_API_ROOT: apiRoot } = read.data;
  return { graphUrl, version, apiRoot, usual: { graphUrl: filled.FACEBOOK_GRAPH_URL === undefined, apiRoot: filled.TELEGRAM_API_ROOT === undefined } };
}
