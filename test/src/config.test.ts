import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Config, type Environment, loadConfig, parseConfig, parseSpan, withSandbox } from '../../src/config.ts';
import { DeskError } from '../../src/errors.ts';
import { plainNewsroom, plainRules, plainTimetable, type Timetable } from '../../src/newsroom.ts';
import { plainSource } from '../../src/source.ts';

const real = {
  PORTAL_FEEDS: 'https://halam.gov.vn/rss',
  FACEBOOK_PAGE_ID: '123456789',
  FACEBOOK_PAGE_TOKEN: 'EAAtokenOfThePage',
  TELEGRAM_BOT_TOKEN: '123456:AAbotToken-x_y',
  TELEGRAM_CHAT_ID: '-1001234567890',
} as const;

function errorOf(environment: Environment, fileKeys: readonly string[] = []): DeskError {
  try {
    parseConfig(environment, fileKeys);
  } catch (error) {
    if (error instanceof DeskError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** The problems as listed, one a line. */
function problemsOf(environment: Environment, fileKeys: readonly string[] = []): string[] {
  return errorOf(environment, fileKeys)
    .message.split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}- /, ''));
}

describe('without any key', () => {
  it('imitates all three outside systems and takes the defaults', () => {
    const timetable: Timetable = { times: ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' };
    const expected: Config = {
      production: false,
      sandbox: ['portal', 'facebook', 'telegram'],
      sources: [],
      pages: [],
      newsroom: plainNewsroom(plainRules(timetable, { mode: 'required' }), [], []),
      newsroomFile: null,
      overruled: [],
      facebook: null,
      telegram: null,
      staff: [],
      reportChats: [],
      mongoUri: null,
      dataDir: './data',
      zone: 'Asia/Ho_Chi_Minh',
      locale: 'vi',
      timetable: plainTimetable(timetable),
      approval: { mode: 'required' },
      settleWindowMs: 1_200_000,
      unconfirmed: 'resend',
      privateHosts: [],
      http: { host: '127.0.0.1', port: 4310 },
      logLevel: 'info',
    };
    expect(parseConfig({})).toEqual(expected);
    // An empty value is as good as none: that is how .env.example leaves them.
    expect(parseConfig({ PORTAL_FEEDS: '', FACEBOOK_PAGE_TOKEN: '  ', SANDBOX: '', POSTING_TIMES: undefined })).toEqual(expected);
  });
});

describe('with every key', () => {
  it('reads each of them', () => {
    const config = parseConfig({
      ...real,
      PORTAL_FEEDS: 'https://halam.gov.vn/rss, http://halam.gov.vn/list?a=1 ,https://halam.gov.vn/rss',
      FACEBOOK_APP_ID: '77',
      FACEBOOK_APP_SECRET: 'secretOfTheApp',
      FACEBOOK_GRAPH_URL: 'http://127.0.0.1:9000//',
      FACEBOOK_GRAPH_VERSION: 'v25.0',
      FACEBOOK_TOKEN_IN: 'query',
      TELEGRAM_STAFF: '7:admin, 8:editor ,9',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9001/',
      TELEGRAM_WEBHOOK_URL: 'https://desk.halam.gov.vn/telegram',
      TELEGRAM_WEBHOOK_SECRET: 'a_b-C9',
      REPORT_CHATS: '-1009,@halam_report',
      MONGODB_URI: 'mongodb+srv://user:pass@db/x',
      DATA_DIR: '/var/lib/desk',
      TIMEZONE: 'Europe/Berlin',
      LOCALE: ' en ',
      POSTING_TIMES: '20:00, 07:00,20:00',
      MIN_GAP_MINUTES: '45',
      APPROVAL: 'auto-after:30m',
      SETTLE_WINDOW: '90s',
      UNCONFIRMED: 'ask',
      ALLOW_PRIVATE_HOSTS: 'Portal.Local, 10.0.0.5',
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '8080',
      LOG_LEVEL: 'debug',
      NODE_ENV: 'production',
    });
    const rules = plainRules({ times: ['07:00', '20:00'], gapMinutes: 45, zone: 'Europe/Berlin' }, { mode: 'auto-after', ms: 1_800_000 });
    expect(config).toEqual({
      production: true,
      sandbox: [],
      sources: [plainSource('https://halam.gov.vn/rss', 'Europe/Berlin'), plainSource('http://halam.gov.vn/list?a=1', 'Europe/Berlin')],
      pages: [{ ...rules, id: '123456789', token: 'EAAtokenOfThePage', name: null, language: null, chat: '-1001234567890', topic: null }],
      newsroom: expect.objectContaining({
        page: rules,
        staff: [expect.objectContaining({ id: 7, name: null, pages: null }), expect.anything(), expect.anything()],
      }),
      newsroomFile: null,
      overruled: [],
      facebook: {
        graphUrl: 'http://127.0.0.1:9000',
        version: 'v25.0',
        pageId: '123456789',
        pageToken: 'EAAtokenOfThePage',
        appId: '77',
        appSecret: 'secretOfTheApp',
        tokenIn: 'query',
      },
      telegram: {
        apiRoot: 'http://127.0.0.1:9001',
        token: '123456:AAbotToken-x_y',
        chat: '-1001234567890',
        webhook: { url: 'https://desk.halam.gov.vn/telegram', secret: 'a_b-C9' },
      },
      staff: [
        { id: 7, role: 'admin' },
        { id: 8, role: 'editor' },
        { id: 9, role: 'approver' },
      ],
      reportChats: ['-1009', '@halam_report'],
      mongoUri: 'mongodb+srv://user:pass@db/x',
      dataDir: '/var/lib/desk',
      zone: 'Europe/Berlin',
      locale: 'en',
      timetable: plainTimetable({ times: ['07:00', '20:00'], gapMinutes: 45, zone: 'Europe/Berlin' }),
      approval: { mode: 'auto-after', ms: 1_800_000 },
      settleWindowMs: 90_000,
      unconfirmed: 'ask',
      privateHosts: ['portal.local', '10.0.0.5'],
      http: { host: '0.0.0.0', port: 8080 },
      logLevel: 'debug',
    });
  });

  it('takes the real addresses of Facebook and Telegram where none are given', () => {
    const config = parseConfig(real);
    expect(config.facebook).toMatchObject({ graphUrl: 'https://graph.facebook.com', version: 'v24.0', tokenIn: 'header', appId: null, appSecret: null });
    expect(config.telegram).toMatchObject({ apiRoot: 'https://api.telegram.org', webhook: null });
    expect(config.sandbox).toEqual([]);
  });

  it('leaves no gap between posts with asap, unless one is asked for', () => {
    expect(parseConfig({ POSTING_TIMES: 'asap' }).timetable).toMatchObject({ times: 'asap', gapMinutes: 0 });
    expect(parseConfig({ POSTING_TIMES: 'asap', MIN_GAP_MINUTES: '5' }).timetable.gapMinutes).toBe(5);
    expect(parseConfig({ MIN_GAP_MINUTES: '0' }).timetable.gapMinutes).toBe(0);
  });

  it.each([
    ['required', { mode: 'required' }],
    ['auto', { mode: 'auto' }],
    ['auto-after:2h', { mode: 'auto-after', ms: 7_200_000 }],
  ])('APPROVAL=%s', (value, rule) => {
    expect(parseConfig({ APPROVAL: value }).approval).toEqual(rule);
  });
});

describe('TELEGRAM_STAFF', () => {
  it('makes the first one admin where no role is told at all', () => {
    expect(parseConfig({ TELEGRAM_STAFF: '5,6' }).staff).toEqual([
      { id: 5, role: 'admin' },
      { id: 6, role: 'approver' },
    ]);
    expect(parseConfig({ TELEGRAM_STAFF: '5,6:editor' }).staff).toEqual([
      { id: 5, role: 'approver' },
      { id: 6, role: 'editor' },
    ]);
  });

  it.each(['Lan', '5:boss', '5;6', '-5', '5:', '@lan', '5 6'])('refuses %s', (value) => {
    expect(problemsOf({ TELEGRAM_STAFF: value })).toEqual([
      'TELEGRAM_STAFF: is not a list of numeric user ids, each alone or as id:editor, id:approver, id:admin',
    ]);
  });

  it('refuses a person who stands there twice, since two roles could be meant', () => {
    expect(problemsOf({ TELEGRAM_STAFF: '5:editor,5:admin' })).toEqual(['TELEGRAM_STAFF: names a user id twice, or one that is too long']);
    expect(problemsOf({ TELEGRAM_STAFF: '9999999999999999' })).toHaveLength(1);
  });
});

describe('anything malformed', () => {
  it.each([
    ['PORTAL_FEEDS', 'halam.gov.vn/rss', 'is not an http(s) address'],
    ['PORTAL_FEEDS', 'ftp://halam.gov.vn/rss', 'is not an http(s) address'],
    ['PORTAL_FEEDS', ' , ', 'names no address'],
    ['FACEBOOK_PAGE_ID', 'halam', 'is not a numeric Page id'],
    ['FACEBOOK_APP_ID', 'x', 'is not a numeric app id'],
    ['FACEBOOK_GRAPH_URL', 'graph.facebook.com', 'is not an http(s) address'],
    ['FACEBOOK_GRAPH_VERSION', '24', 'is not a version such as v24.0'],
    ['FACEBOOK_TOKEN_IN', 'body', 'is neither header nor query'],
    ['TELEGRAM_BOT_TOKEN', 'abc', 'is not a bot token such as BotFather gives (digits, a colon, letters)'],
    ['TELEGRAM_CHAT_ID', '@halam', 'is not a numeric chat id such as -1001234567890'],
    ['TELEGRAM_API_ROOT', 'x', 'is not an http(s) address'],
    ['TELEGRAM_WEBHOOK_URL', 'x', 'is not an http(s) address'],
    ['TELEGRAM_WEBHOOK_SECRET', 'a b', 'has characters other than letters, digits, _ and -'],
    ['REPORT_CHATS', '-1009,group', 'is not a chat id such as -1001234567890'],
    ['MONGODB_URI', 'postgres://x', 'does not begin with mongodb://'],
    ['TIMEZONE', 'Asia/Hanoi', 'is not a time zone such as Asia/Ho_Chi_Minh'],
    ['LOCALE', 'fr', 'is neither vi nor en'],
    ['POSTING_TIMES', '7:00', 'is neither asap nor a list of times such as 07:00,11:30'],
    ['POSTING_TIMES', '07:00,24:00', 'is neither asap nor a list of times such as 07:00,11:30'],
    ['POSTING_TIMES', ',', 'is neither asap nor a list of times such as 07:00,11:30'],
    ['MIN_GAP_MINUTES', '-1', 'is not a whole number from 0 to 1440'],
    ['MIN_GAP_MINUTES', '1441', 'is not a whole number from 0 to 1440'],
    ['MIN_GAP_MINUTES', '1.5', 'is not a whole number from 0 to 1440'],
    ['APPROVAL', 'auto-after:soon', 'is not required, auto or auto-after:30m'],
    ['APPROVAL', 'none', 'is not required, auto or auto-after:30m'],
    ['SETTLE_WINDOW', '20', 'is not a span such as 30s, 20m or 2h'],
    ['UNCONFIRMED', 'drop', 'is neither resend nor ask'],
    ['SANDBOX', 'portal,twitter', 'names a part other than portal, facebook, telegram'],
    ['HTTP_PORT', '0', 'is not a whole number from 1 to 65535'],
    ['HTTP_PORT', '65536', 'is not a whole number from 1 to 65535'],
    ['HTTP_PORT', '0x50', 'is not a whole number from 1 to 65535'],
    ['LOG_LEVEL', 'loud', 'is not a pino level such as info'],
  ])('%s=%s is refused by its key', (key, value, message) => {
    expect(problemsOf({ [key]: value })).toContain(`${key}: ${message}`);
  });

  it('is told all at once, together with what is missing and what is misspelt', () => {
    expect(
      problemsOf({ PORTAL_FEEDS: 'nonsense', FACEBOOK_PAGE_ID: '1', LOCALE: 'fr', HTTP_PORT: 'x', POSTING_TIME: '07:00', FACEBOOK_APP_SECRET: 's' }, [
        'POSTING_TIME',
      ]),
    ).toEqual([
      'PORTAL_FEEDS: is not an http(s) address',
      'LOCALE: is neither vi nor en',
      'HTTP_PORT: is not a whole number from 1 to 65535',
      'POSTING_TIME: is not a key of this program; did you mean POSTING_TIMES?',
      'FACEBOOK_PAGE_TOKEN: is missing, while FACEBOOK_PAGE_ID is set',
      'FACEBOOK_APP_ID: is missing, while FACEBOOK_APP_SECRET is set',
      'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID: missing, while others are set; fill in, or name telegram in SANDBOX',
    ]);
  });

  it('ends with exit code 2, counts what is wrong, and says what to do', () => {
    const error = errorOf({ LOCALE: 'fr' });
    expect(error.exitCode).toBe(2);
    expect(error.message).toBe('configuration: 1 problem\n  - LOCALE: is neither vi nor en');
    expect(errorOf({ LOCALE: 'fr', HTTP_PORT: 'x' }).message).toMatch(/^configuration: 2 problems\n/);
    expect(error.fix).toContain('.env');
  });

  it('never shows a value', () => {
    const keys = [
      'PORTAL_FEEDS',
      'FACEBOOK_PAGE_ID',
      'FACEBOOK_PAGE_TOKEN',
      'FACEBOOK_APP_ID',
      'FACEBOOK_APP_SECRET',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_CHAT_ID',
      'TELEGRAM_STAFF',
      'TELEGRAM_WEBHOOK_SECRET',
      'MONGODB_URI',
      'POSTING_TIMES',
      'APPROVAL',
      'SETTLE_WINDOW',
      'SANDBOX',
      'TIMEZONE',
      'LOCALE',
      'LOG_LEVEL',
      'HTTP_PORT',
    ] as const;
    // A mark that no text of the program can hold by itself.
    const secret = fc.stringMatching(/^[ -~]{0,12}$/).map((text) => `${text}Zq7!${text}`);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), secret, { minKeys: 1 }), (values) => {
        const error = errorOf({ ...values, HTTP_PORT: 'Zq7!' });
        expect(`${error.message}${error.fix}${JSON.stringify(error)}${error.cause ?? ''}`).not.toContain('Zq7!');
      }),
    );
  });
});

describe('half-set credentials', () => {
  it.each([
    ['FACEBOOK_PAGE_ID', 'FACEBOOK_PAGE_TOKEN'],
    ['FACEBOOK_PAGE_TOKEN', 'FACEBOOK_PAGE_ID'],
    ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'],
    ['TELEGRAM_CHAT_ID', 'TELEGRAM_BOT_TOKEN'],
  ] as const)('%s without %s is one problem, and no system is told missing besides', (set, unset) => {
    const environment: Environment = { ...real, [unset]: undefined };
    expect(problemsOf(environment)).toEqual([`${unset}: is missing, while ${set} is set`]);
  });

  it.each([
    ['FACEBOOK_APP_ID', '1', 'FACEBOOK_APP_SECRET'],
    ['FACEBOOK_APP_SECRET', 's', 'FACEBOOK_APP_ID'],
    ['TELEGRAM_WEBHOOK_URL', 'https://x.vn/', 'TELEGRAM_WEBHOOK_SECRET'],
    ['TELEGRAM_WEBHOOK_SECRET', 's', 'TELEGRAM_WEBHOOK_URL'],
  ])('%s without its other half is a problem', (set, value, unset) => {
    expect(problemsOf({ ...real, [set]: value })).toEqual([`${unset}: is missing, while ${set} is set`]);
  });
});

describe('the sandbox', () => {
  const portal = { PORTAL_FEEDS: real.PORTAL_FEEDS };
  const facebook = { FACEBOOK_PAGE_ID: real.FACEBOOK_PAGE_ID, FACEBOOK_PAGE_TOKEN: real.FACEBOOK_PAGE_TOKEN };
  const telegram = { TELEGRAM_BOT_TOKEN: real.TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID: real.TELEGRAM_CHAT_ID };

  it('never replaces in silence what is missing while others are configured', () => {
    expect(problemsOf(portal)).toEqual([
      'FACEBOOK_PAGE_ID and FACEBOOK_PAGE_TOKEN: missing, while others are set; fill in, or name facebook in SANDBOX',
      'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID: missing, while others are set; fill in, or name telegram in SANDBOX',
    ]);
    expect(problemsOf({ ...facebook, ...telegram })).toEqual(['PORTAL_FEEDS: missing, while others are set; fill in, or name portal in SANDBOX']);
  });

  it('imitates what SANDBOX names beside what is configured', () => {
    expect(parseConfig({ ...portal, SANDBOX: 'telegram, facebook' })).toMatchObject({
      sandbox: ['facebook', 'telegram'],
      sources: [{ url: real.PORTAL_FEEDS }],
      facebook: null,
      telegram: null,
    });
    expect(parseConfig({ SANDBOX: 'portal,facebook,telegram' }).sandbox).toEqual(['portal', 'facebook', 'telegram']);
  });

  it('needs each system configured or named', () => {
    expect(problemsOf({ ...portal, SANDBOX: 'facebook' })).toEqual(['TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID: missing; fill in, or name telegram in SANDBOX']);
    expect(problemsOf({ SANDBOX: 'portal' })).toHaveLength(2);
  });

  it('refuses a system that is both configured and named', () => {
    expect(problemsOf({ ...real, SANDBOX: 'portal' })).toEqual(['SANDBOX: names portal, but PORTAL_FEEDS is set; keep one of the two']);
  });

  it('is never there in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'PORTAL_FEEDS: missing, and production never falls back to the sandbox',
      'FACEBOOK_PAGE_ID and FACEBOOK_PAGE_TOKEN: missing, and production never falls back to the sandbox',
      'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID: missing, and production never falls back to the sandbox',
    ]);
    expect(problemsOf({ ...real, NODE_ENV: 'production', SANDBOX: 'portal' })).toEqual(['SANDBOX: is not allowed with NODE_ENV=production']);
    expect(parseConfig({ ...real, NODE_ENV: 'production' }).sandbox).toEqual([]);
    expect(parseConfig({ NODE_ENV: 'development' }).production).toBe(false);
  });

  it('fills in its addresses for the imitated parts alone', () => {
    const places = {
      feeds: ['http://127.0.0.1:1/rss'],
      facebook: { graphUrl: 'http://127.0.0.1:1', version: 'v24.0', pageId: '1', pageToken: 't', appId: null, appSecret: null, tokenIn: 'header' },
      telegram: { apiRoot: 'http://127.0.0.1:1', token: '1:a', chat: '-1', webhook: null },
      staff: [{ id: 1, role: 'admin' }],
      privateHosts: ['127.0.0.1'],
    } as const;
    const all = withSandbox(parseConfig({ ALLOW_PRIVATE_HOSTS: 'a.local' }), places);
    expect(all).toMatchObject({
      sources: [{ url: 'http://127.0.0.1:1/rss' }],
      facebook: places.facebook,
      telegram: places.telegram,
      staff: places.staff,
      privateHosts: ['a.local', '127.0.0.1'],
    });
    const some = withSandbox(parseConfig({ ...portal, ...telegram, SANDBOX: 'facebook' }), places);
    expect(some).toMatchObject({ sources: [{ url: real.PORTAL_FEEDS }], facebook: places.facebook, telegram: { chat: real.TELEGRAM_CHAT_ID }, staff: [] });
    expect(withSandbox(parseConfig({ TELEGRAM_STAFF: '7' }), places).staff).toEqual([{ id: 7, role: 'admin' }]);
    expect(withSandbox(parseConfig(real), places)).toEqual(parseConfig(real));
  });
});

describe('a key that nobody reads', () => {
  it('is told with the nearest one, in .env and in the environment', () => {
    expect(problemsOf({ TELEGRAM_STAF: '7' })).toEqual(['TELEGRAM_STAF: is not a key of this program; did you mean TELEGRAM_STAFF?']);
    expect(problemsOf({ DATADIR: '/x' }, ['DATADIR'])).toEqual(['DATADIR: is not a key of this program; did you mean DATA_DIR?']);
    expect(problemsOf({ posting_times: 'asap' }, ['posting_times'])).toEqual(['posting_times: is not a key of this program; did you mean POSTING_TIMES?']);
    expect(problemsOf({ FACEBOOK_COVER_PICTURE: 'x' }, ['FACEBOOK_COVER_PICTURE'])).toEqual(['FACEBOOK_COVER_PICTURE: is not a key of this program']);
  });

  it('is nobody’s business when it is not ours', () => {
    expect(() => parseConfig({ PATH: '/bin', HOME: '/root', HTTP_PROXY: 'http://x', DATADIR: '/x', TZ: 'UTC', MONGODB_TEST_URI: 'mongodb://x' })).not.toThrow();
    expect(() => parseConfig({ BACKUP_TARGET: 'x' }, ['BACKUP_TARGET'])).not.toThrow();
  });
});

describe('a span', () => {
  it.each([
    ['30s', 30_000],
    ['20m', 1_200_000],
    ['2h', 7_200_000],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(parseSpan(text)).toBe(ms);
  });

  it.each(['', '20', 'm', '-1m', '1.5h', '1d', '20 m', '20M', '1234567s'])('“%s” is none', (text) => {
    expect(parseSpan(text)).toBeNull();
  });
});

describe('.env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, '.env');
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(file, { force: true, recursive: true });
  });

  it('is read, comments, quotes and marks of Windows editors included', () => {
    writeFileSync(file, '\uFEFFLOCALE=en\r\n# POSTING_TIMES=asap\r\nTELEGRAM_STAFF="7,8" # Lan, Minh\r\nDATA_DIR=\'/a b\'\r\n');
    expect(loadConfig(file)).toMatchObject({ locale: 'en', dataDir: '/a b', staff: [{ id: 7 }, { id: 8 }], timetable: { gapMinutes: 20 } });
  });

  it('gives way to what stands in the environment already', () => {
    writeFileSync(file, 'LOCALE=en\nHTTP_PORT=5000\n');
    vi.stubEnv('HTTP_PORT', '6000');
    expect(loadConfig(file)).toMatchObject({ locale: 'en', http: { port: 6000 } });
  });

  it('need not be there', () => {
    expect(loadConfig(join(folder, 'none')).sandbox).toHaveLength(3);
  });

  it('with a typo is refused by its key', () => {
    writeFileSync(file, 'POSTING_TIME=asap\n');
    expect(() => loadConfig(file)).toThrow('POSTING_TIME: is not a key of this program; did you mean POSTING_TIMES?');
  });

  it('that cannot be read is told, with exit code 2', () => {
    expect(() => loadConfig(folder)).toThrow(expect.objectContaining({ message: `${folder} cannot be read`, exitCode: 2 }));
  });
});
