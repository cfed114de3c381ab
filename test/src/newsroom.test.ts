// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as they stand in the file
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/cli/fanpage.ts';
import { type Config, type Environment, loadConfig, parseConfig, withSandbox } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { approvalsFor, defaultTimes, isWanted, pagesFor, plainRules, plainSourceRules, timesOn, weekdays } from '../../src/newsroom.ts';
import { plainSource } from '../../src/source.ts';

const zone = 'Asia/Ho_Chi_Minh';
const secrets = { PAGE_TOKEN_HALAM: 'EAAofHalam', PAGE_TOKEN_HALAM_EN: 'EAAofHalamEn', TELEGRAM_BOT_TOKEN: '123456:AAbotToken-x_y' };
const example = readFileSync(new URL('../../docs/newsroom.example.yaml', import.meta.url), 'utf8');

function configOf(text: string, environment: Environment = {}, fileKeys: readonly string[] = []): Config {
  return parseConfig({ ...secrets, ...environment }, fileKeys, { path: 'newsroom.yaml', text });
}

function errorOf(text: string, environment: Environment = {}): ConfigError {
  try {
    configOf(text, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('the example as configuration', () => {
  const config = configOf(example, {}, Object.keys(secrets));

  it('reads each portal with its own settings', () => {
    expect(config.sources.map((source) => [source.name, source.form])).toEqual([
      ['Cổng tỉnh', 'list'],
      ['Huyện Lam Sơn', 'list'],
      ['Văn bản', 'json'],
      [null, 'feed'],
    ]);
    expect(config.sources[1]).toMatchObject({
      zone,
      dates: 'day-first',
      pauseMs: 2000,
      tls: { caFile: './certificates/lamson.pem', verify: true },
      list: { item: '.danh-sach .tin', link: ['h3 a'], title: ['h3 a', '.tieu-de'] },
      page: { remove: ['.tin-lien-quan', '.chia-se'], credit: ['.nguon'] },
    });
    expect(config.sources[2]).toMatchObject({ kind: 'document', json: { items: 'data.items', status: { field: 'trangThai', published: ['DA_PHAT_HANH'] } } });
    expect(config.newsroom.sources.map(({ pages, approval, approvals, newsAs }) => ({ pages, approval, approvals, newsAs }))).toEqual([
      { pages: null, approval: null, approvals: null, newsAs: 'link' },
      { pages: null, approval: null, approvals: null, newsAs: null },
      { pages: null, approval: null, approvals: 2, newsAs: null },
      { pages: ['615260431000102'], approval: { mode: 'auto-after', ms: 1_800_000 }, approvals: null, newsAs: null },
    ]);
  });

  it('has two Pages, the second with what differs', () => {
    const [halam, english] = config.pages;
    expect(halam).toMatchObject({
      id: '615260431000101',
      token: 'EAAofHalam',
      language: null,
      chat: '-1001234567890',
      topic: null,
      approval: { mode: 'required' },
    });
    expect(halam?.timetable).toMatchObject({
      gapMinutes: 20,
      mostPerDay: 12,
      quiet: [{ from: '22:00', to: '06:00' }],
      late: { windowMs: 1_800_000, otherwise: 'next' },
    });
    expect(halam?.timetable.freshness).toEqual({ ...plainRules({ times: [], gapMinutes: 0, zone }, { mode: 'required' }).timetable.freshness });
    expect(halam?.targets).toEqual([
      { name: 'Người theo dõi', measure: 'followers', value: 20_000, by: '2027-06-30' },
      { name: 'Bài mỗi tuần', measure: 'posts-per-week', value: 35, by: null },
      { name: 'Tỷ lệ tin được đăng', measure: 'share', value: 80, by: null },
    ]);
    expect(english).toMatchObject({
      token: 'EAAofHalamEn',
      language: 'en',
      topic: 12,
      targets: [],
      utm: { source: 'facebook', medium: 'social', campaign: 'fanpage' },
    });
    expect(english?.timetable).toMatchObject({ times: ['09:00', '16:00'], mostPerDay: 4, gapMinutes: 20, quiet: [{ from: '22:00', to: '06:00' }] });
    expect(english?.deadlines).toEqual({ remindMs: 7_200_000, escalateMs: 14_400_000, expireMs: 172_800_000, quiet: [{ from: '22:00', to: '06:00' }] });
    expect(english?.templates.en.news).toContain('Read more: {link}');
  });

  it('says everything else about the newsroom', () => {
    expect(config).toMatchObject({ zone, locale: 'vi', reportChats: ['-1009876543210'], newsroomFile: 'newsroom.yaml', overruled: [] });
    expect(config.staff).toEqual([
      { id: 100000001, role: 'admin' },
      { id: 100000002, role: 'approver' },
      { id: 100000003, role: 'editor' },
    ]);
    expect(config.newsroom.staff[2]).toEqual({ id: 100000003, role: 'editor', name: 'Hòa', language: 'en', pages: ['615260431000102'] });
    expect(config.newsroom).toMatchObject({
      contact: 'bientap@halam.gov.vn',
      hashtags: { always: ['HàLâm'], categories: true, accents: 'drop', most: 3 },
      reports: { daily: true, dailyAt: '18:00', weeklyAt: '08:00', monthly: true, quarterly: true },
      alerts: { followers: true },
    });
    expect(config.facebook).toMatchObject({ pageId: '615260431000101', pageToken: 'EAAofHalam', graphUrl: 'https://graph.facebook.com' });
    expect(config.telegram).toMatchObject({ chat: '-1001234567890' });
    expect(config.timetable).toEqual(config.pages[0]?.timetable);
  });
});

describe('posting times by weekday', () => {
  const on = (text: string, day: string) => timesOn(configOf(`timetable: {times: ${text}}`, { TELEGRAM_BOT_TOKEN: '' }).timetable, day);

  it.each([
    ['{weekdays: ["07:00"], sat: ["08:00"]}', '2026-11-27', ['07:00']], // a Friday
    ['{weekdays: ["07:00"], sat: ["08:00"]}', '2026-11-28', ['08:00']],
    ['{weekdays: ["07:00"], sat: ["08:00"]}', '2026-11-29', []],
    ['{weekend: ["09:00"], sun: []}', '2026-11-28', ['09:00']],
    ['{weekend: ["09:00"], sun: []}', '2026-11-29', []],
    ['{weekdays: ["07:00"], wed: ["06:00"]}', '2026-11-25', ['06:00']],
    ['["07:00"]', '2026-11-29', ['07:00']],
    ['asap', '2026-11-29', []],
  ])('%s on %s', (times, day, expected) => {
    expect(on(times, day)).toEqual(expected);
  });

  it('every day has its own', () => {
    const times = Object.fromEntries(weekdays.map((day, place) => [day, [`0${place}:00`]]));
    // Monday to Sunday.
    for (const [place, day] of ['23', '24', '25', '26', '27', '28', '29'].entries())
      expect(on(JSON.stringify(times), `2026-11-${day}`)).toEqual([`0${place}:00`]);
  });
});

describe('.env beside the file', () => {
  const page = 'pages: [{id: 9, token: "${PAGE_TOKEN_HALAM}", chat: -7}]\n';
  const env = { PORTAL_FEEDS: 'https://halam.gov.vn/rss', TELEGRAM_CHAT_ID: '-5', FACEBOOK_PAGE_ID: '1', FACEBOOK_PAGE_TOKEN: 'EAAx' };

  it('holds where the file says nothing', () => {
    const config = configOf('approvals: 2\n', {
      ...env,
      POSTING_TIMES: 'asap',
      APPROVAL: 'auto',
      TELEGRAM_STAFF: '7',
      REPORT_CHATS: '-9',
      TIMEZONE: 'Europe/Berlin',
      LOCALE: 'en',
    });
    expect(config.pages).toMatchObject([
      { id: '1', token: 'EAAx', chat: '-5', approval: { mode: 'auto' }, approvals: 2, timetable: { times: 'asap', gapMinutes: 0, zone: 'Europe/Berlin' } },
    ]);
    expect(config).toMatchObject({
      sources: [plainSource('https://halam.gov.vn/rss', 'Europe/Berlin')],
      staff: [{ id: 7 }],
      reportChats: ['-9'],
      locale: 'en',
      overruled: [],
    });
  });

  it('gives way where the file speaks of the same thing, and that is told', () => {
    const text = `${page}sources: [{url: "https://lamson.gov.vn"}]\nnewsroom: {chat: -6, timezone: Asia/Bangkok, locale: en}\nstaff: [{id: 8}]\napproval: auto\nreports: {chats: [-8]}\ntimetable: {times: asap, gap: 5m}\n`;
    const config = configOf(text, {
      ...env,
      TELEGRAM_STAFF: '7',
      REPORT_CHATS: '-9',
      TIMEZONE: zone,
      LOCALE: 'vi',
      POSTING_TIMES: '07:00',
      MIN_GAP_MINUTES: '30',
      APPROVAL: 'required',
    });
    expect(config).toMatchObject({
      zone: 'Asia/Bangkok',
      locale: 'en',
      staff: [{ id: 8, role: 'approver' }],
      reportChats: ['-8'],
      approval: { mode: 'auto' },
      timetable: { times: 'asap', gapMinutes: 5 },
      telegram: { chat: '-6' },
    });
    expect(config.sources.map((source) => source.url)).toEqual(['https://lamson.gov.vn']);
    expect(config.pages).toMatchObject([{ id: '9', chat: '-7' }]);
    expect(config.overruled).toEqual([
      'PORTAL_FEEDS',
      'FACEBOOK_PAGE_ID',
      'FACEBOOK_PAGE_TOKEN',
      'TELEGRAM_CHAT_ID',
      'TELEGRAM_STAFF',
      'REPORT_CHATS',
      'TIMEZONE',
      'LOCALE',
      'POSTING_TIMES',
      'MIN_GAP_MINUTES',
      'APPROVAL',
    ]);
  });

  it('is not called overruled where both say the same, or where the file refers to it', () => {
    const text =
      'pages: [{id: "${FACEBOOK_PAGE_ID}", token: "${FACEBOOK_PAGE_TOKEN}"}]\nnewsroom: {locale: vi, chat: "${TELEGRAM_CHAT_ID}"}\ntimetable: {gap: 30m}\n';
    const config = configOf(text, { ...env, LOCALE: 'vi', MIN_GAP_MINUTES: '30' });
    expect(config).toMatchObject({ overruled: [], pages: [{ id: '1', token: 'EAAx', chat: '-5' }] });
  });

  it('may hold keys of any name that the file refers to', () => {
    expect(() => configOf('newsroom: {name: "${TELEGRAM_STAF}"}', { ...env, TELEGRAM_STAF: 'x' }, ['TELEGRAM_STAF'])).not.toThrow();
    expect(errorOf('approvals: 1', { ...env, TELEGRAM_STAF: 'x' }).problems).toEqual([
      'TELEGRAM_STAF: is not a key of this program; did you mean TELEGRAM_STAFF?',
    ]);
  });

  it('takes the first Page’s chat for the newsroom’s where none is named', () => {
    expect(configOf(`${page}sources: [{url: "https://a.vn"}]`)).toMatchObject({ telegram: { chat: '-7' }, pages: [{ chat: '-7' }] });
  });

  it('is told what is missing: a chat, a bot, sources', () => {
    expect(errorOf('pages: [{id: 9, token: "${PAGE_TOKEN_HALAM}"}]\n').problems).toEqual([
      'TELEGRAM_CHAT_ID: is missing, while TELEGRAM_BOT_TOKEN is set',
      'PORTAL_FEEDS: missing, while others are set; fill in, or name portal in SANDBOX',
    ]);
    expect(errorOf(page, { TELEGRAM_BOT_TOKEN: '', SANDBOX: 'portal' }).problems).toEqual([
      'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID: missing; fill in, or name telegram in SANDBOX',
    ]);
    expect(errorOf(page, { SANDBOX: 'portal,facebook' }).problems).toEqual(['SANDBOX: names facebook, but pages in newsroom.yaml is set; keep one of the two']);
  });

  it('makes one list with the file’s problems, in the language that the file asks for', () => {
    const error = errorOf('newsroom: {locale: en}\naproval: auto\n', { HTTP_PORT: 'x' });
    expect(error).toMatchObject({
      exitCode: 2,
      locale: 'en',
      problems: ['HTTP_PORT: is not a whole number from 1 to 65535'],
      file: { path: 'newsroom.yaml', problems: [{ line: 2, column: 1 }] },
    });
    expect(error.message).toBe(
      'configuration: 2 problems\n  - HTTP_PORT: is not a whole number from 1 to 65535\n  - newsroom.yaml line 2, column 1, aproval: unknown-key (key aproval, near approval)',
    );
    expect(errorOf('aproval: auto', { LOCALE: 'en' }).locale).toBe('en');
    expect(errorOf('aproval: auto').locale).toBe('vi');
  });
});

describe('the sandbox beside the file', () => {
  const places = {
    feeds: ['http://127.0.0.1:1/rss'],
    facebook: { graphUrl: 'http://127.0.0.1:1', version: 'v24.0', pageId: '1', pageToken: 't', appId: null, appSecret: null, tokenIn: 'header' },
    telegram: { apiRoot: 'http://127.0.0.1:1', token: '1:a', chat: '-1', webhook: null },
    staff: [{ id: 1, role: 'admin' }],
    privateHosts: ['127.0.0.1'],
  } as const;

  it('takes over what the file says of every Page, for the one that it imitates', () => {
    const config = withSandbox(parseConfig({}, [], { path: 'newsroom.yaml', text: 'timetable: {times: asap, mostPerDay: 3}\napproval: auto\n' }), places);
    expect(config.pages).toMatchObject([
      { id: '1', token: 't', chat: '-1', approval: { mode: 'auto' }, timetable: { times: 'asap', gapMinutes: 0, mostPerDay: 3 } },
    ]);
  });

  it('has one chat for all Pages of the file', () => {
    const text = 'pages: [{id: 9, token: "${PAGE_TOKEN_HALAM}", chat: -7, topic: 3}, {id: 10, token: "${PAGE_TOKEN_HALAM}"}]\n';
    const config = withSandbox(configOf(text, { TELEGRAM_BOT_TOKEN: '', SANDBOX: 'portal,telegram' }), places);
    expect(config.pages.map(({ id, chat, topic }) => [id, chat, topic])).toEqual([
      ['9', '-1', null],
      ['10', '-1', null],
    ]);
    expect(config).toMatchObject({ facebook: { pageId: '9' }, telegram: { chat: '-1' } });
  });
});

describe('which Pages get an article', () => {
  const vietnamese = { id: 'vi', language: 'vi' } as const;
  const english = { id: 'en', language: 'en' } as const;
  const open = { id: 'all', language: null } as const;
  const named = (...pages: string[]) => ({ ...plainSourceRules('https://a.vn'), pages });

  it.each([
    ['the Pages of its language', 'en', undefined, [vietnamese, english, open], ['en']],
    ['else those of no language in particular', 'en', undefined, [vietnamese, open], ['all']],
    ['else all', 'en', undefined, [vietnamese], ['vi']],
    ['those that its source names, whatever the language', 'en', named('vi', 'all'), [vietnamese, english, open], ['vi', 'all']],
    ['where none of the named is there any more, those of its language', 'vi', named('gone'), [vietnamese, english], ['vi']],
  ] as const)('%s', (_, language, source, pages, expected) => {
    expect(pagesFor({ language }, source, pages)).toEqual(expected);
  });

  it('never none, while there is a Page', () => {
    const page = fc.record({ id: fc.constantFrom('a', 'b', 'c'), language: fc.constantFrom('vi' as const, 'en' as const, null) });
    fc.assert(
      fc.property(
        fc.constantFrom('vi' as const, 'en' as const),
        fc.array(fc.constantFrom('a', 'b', 'x')),
        fc.array(page, { minLength: 1 }),
        (language, names, pages) => {
          const got = pagesFor({ language }, named(...names), pages);
          expect(got.length).toBeGreaterThan(0);
          for (const id of got) expect(pages.map((one) => one.id)).toContain(id);
        },
      ),
    );
  });
});

describe('categories', () => {
  const rules = (include: string[], exclude: string[]) => ({ ...plainSourceRules('https://a.vn'), categories: { include, exclude } });

  it('are compared without regard to case and to how accents are composed', () => {
    expect(isWanted({ categories: ['MỜI THẦU'.normalize('NFD')] }, rules([], ['Mời thầu']))).toBe(false);
    expect(isWanted({ categories: ['Kinh tế'] }, rules(['kinh tế'], []))).toBe(true);
  });

  it('let everything pass but what is excluded, or not included', () => {
    expect(isWanted({ categories: [] }, rules([], ['A']))).toBe(true);
    expect(isWanted({ categories: [] }, rules(['A'], []))).toBe(false);
    expect(isWanted({ categories: ['A', 'B'] }, rules(['A'], ['B']))).toBe(false);
    expect(isWanted({ categories: ['A'] }, undefined)).toBe(true);
  });

  it('ask for a second approval, as Page and source may', () => {
    const page = plainRules({ times: defaultTimes, gapMinutes: 20, zone }, { mode: 'required' });
    expect(approvalsFor(page, undefined, ['A'])).toBe(1);
    expect(approvalsFor({ ...page, twoApprovalsFor: ['a'] }, undefined, ['A'])).toBe(2);
    expect(approvalsFor({ ...page, approvals: 2 }, undefined, [])).toBe(2);
    expect(approvalsFor(page, { ...plainSourceRules('x'), approvals: 2 }, [])).toBe(2);
    expect(approvalsFor({ ...page, approvals: 2 }, { ...plainSourceRules('x'), approvals: 1 }, [])).toBe(2);
  });
});

describe('the file itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'newsroom-'));
  const path = join(folder, 'newsroom.yaml');
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read where NEWSROOM_CONFIG says', () => {
    writeFileSync(path, 'newsroom: {locale: en}\n');
    vi.stubEnv('NEWSROOM_CONFIG', path);
    expect(loadConfig(join(folder, 'none'))).toMatchObject({ locale: 'en', newsroomFile: path });
  });

  it('must be there when it is named', () => {
    vi.stubEnv('NEWSROOM_CONFIG', join(folder, 'other.yaml'));
    expect(() => loadConfig(join(folder, 'none'))).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining('other.yaml cannot be read') }),
    );
  });

  it('when broken stops every command with exit 2, and with sentences in its language', async () => {
    writeFileSync(path, 'newsroom: {locale: en}\naproval: auto\n');
    vi.stubEnv('NEWSROOM_CONFIG', path);
    vi.stubEnv('HTTP_PORT', 'x');
    const said = { out: '', err: '' };
    const streams = {
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
      load: () => loadConfig(join(folder, 'none')),
    };
    expect(await runCommand(['doctor'], streams)).toBe(2);
    expect(said.err).toContain('HTTP_PORT: is not a whole number');
    expect(said.err).toContain(`${path}, line 2, column 1 (aproval): there is no key “aproval”. Did you mean “approval”?`);
    expect(said.err).toContain('Correct these places in newsroom.yaml');
  });
});
