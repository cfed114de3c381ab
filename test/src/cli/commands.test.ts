/** The commands as scripts and people meet them: JSON, words, exit codes; against a sandbox found at HTTP_PORT. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../../adapters/sandbox/server.ts';
import { runCommand } from '../../../src/cli/fanpage.ts';
import { type Config, parseConfig } from '../../../src/config.ts';
import { createSilentLog } from '../../../src/log.ts';
import { plainSource } from '../../../src/source.ts';
import { originOf } from '../../fakes/server.ts';

const stage: { dir: string; sandbox: RunningSandbox | null; config: Config | null } = { dir: '', sandbox: null, config: null };

beforeAll(async () => {
  stage.dir = await mkdtemp(join(tmpdir(), 'commands-'));
  stage.sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'private', log: createSilentLog() });
  const port = new URL(stage.sandbox.address).port;
  stage.config = parseConfig({ DATA_DIR: join(stage.dir, 'data'), HTTP_PORT: port, LOG_LEVEL: 'silent', POSTING_TIMES: '07:00,20:00' });
});
afterAll(async () => {
  await stage.sandbox?.stop();
  await rm(stage.dir, { recursive: true, force: true });
});

function configOf(): Config {
  if (stage.config === null) throw new Error('no config');
  return stage.config;
}

async function fanpage(argv: readonly string[], config: Config = configOf()): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runCommand(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    load: () => config,
  });
  return { code, ...said };
}

async function json(...argv: string[]): Promise<unknown> {
  const { code, out } = await fanpage([...argv, '--json']);
  expect(code, out).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(out);
}

describe('looking at a portal', () => {
  const feed = () => configOf().sources[0]?.url ?? `${stage.sandbox?.address}/portal/rss/tin-tuc.rss`;
  const allowed = (): Config => ({ ...configOf(), privateHosts: ['127.0.0.1'] });

  it('feed lists what is read there, newest first, with instants in UTC', async () => {
    const { code, out } = await fanpage(['feed', feed(), '--json'], allowed());
    expect(code).toBe(0);
    const rows: { url: string; title: string; publishedAt: string | null; kind: string }[] = JSON.parse(out);
    expect(rows.length).toBeGreaterThan(10);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['categories', 'credit', 'images', 'kind', 'language', 'lead', 'publishedAt', 'title', 'url']);
    const instants = rows.map((row) => row.publishedAt ?? '');
    expect([...instants].sort().reverse()).toEqual(instants);
    for (const instant of instants) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const words = await fanpage(['feed', feed()], allowed());
    expect(words.out).toContain(rows[0]?.title ?? '?');
  });

  it('feed tells on stderr what was found and what was refused, seen from the bytes of a file too', async () => {
    const file = join(stage.dir, 'list.html');
    const rows = ['Khánh thành cầu Hạ Lam', 'Trao quà cho học sinh xã Hà Lâm', 'Tập huấn phòng cháy tại thôn Ba'].map(
      (title, i) => `<li><a href="/tin/${i}.html">${title}</a></li>`,
    );
    await writeFile(file, `<ul class="tin">${rows.join('')}<li><a href="https://khac.example/9.html">Bài của một nơi khác</a></li></ul>`);
    const url = 'https://halam.gov.vn/tin';
    const source = { ...plainSource(url, 'Asia/Ho_Chi_Minh'), list: { item: '.tin li', link: [], title: [], lead: [], date: [], image: [] } };
    const { code, out, err } = await fanpage(['feed', file, '--url', url, '--json'], { ...configOf(), sources: [source] });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(3);
    expect(err).toContain('trang danh sách tin tại https://halam.gov.vn/tin, mục tin: .tin li · 3 bài, 1 mục không nhận');
    expect(err).toContain('https://khac.example/9.html: a host that is not');
    await writeFile(file, '<urlset><url><loc>https://halam.gov.vn/tin/1.html</loc></url></urlset>');
    const sitemap = await fanpage(['feed', file, '--url', url, '--json']);
    expect(JSON.parse(sitemap.out)).toMatchObject([{ url: 'https://halam.gov.vn/tin/1.html', title: null, publishedAt: null }]);
    expect(sitemap.err).toContain('sitemap');
  });

  it('preview shows both languages in one post where the Page wants that, whichever page is named', async () => {
    const server = createServer((request, response) => {
      const english = request.url === '/en/tin-2.html';
      const [title, lead] = english
        ? ['Ha Lam opens its bridge', 'The bridge opened on November 23.']
        : ['Khánh thành cầu Hạ Lam', 'Cầu được khánh thành sáng 23/11.'];
      const other = english ? `<link rel="alternate" hreflang="vi" href="/tin-1.html">` : `<link rel="alternate" hreflang="en" href="/en/tin-2.html">`;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      const body = `<p>${(english ? 'The bridge is 1,250 metres long and links both banks of the river. ' : 'Cầu dài 1.250 m, nối hai bờ sông. ').repeat(12)}</p>`;
      response.end(
        `<!doctype html><html lang="${english ? 'en' : 'vi'}"><head><title>${title}</title>${other}<meta property="og:type" content="article"></head><body><article><h1>${title}</h1><p class="sapo">${lead}</p>${body}</article></body></html>`,
      );
    });
    const origin = await originOf(server);
    try {
      const config = allowed();
      const both = { ...config, newsroom: { ...config.newsroom, page: { ...config.newsroom.page, pairs: 'one' as const } } };
      const pages = both.pages.map((page) => ({ ...page, pairs: 'one' as const }));
      const messages: string[] = [];
      for (const path of ['/tin-1.html', '/en/tin-2.html']) {
        const preview = JSON.parse((await fanpage(['preview', `${origin}${path}`, '--json'], { ...both, pages })).out);
        expect(preview.link).toBe(`${origin}/tin-1.html`);
        messages.push(preview.message);
      }
      expect(messages[0]).toBe(
        'Khánh thành cầu Hạ Lam\n\nCầu được khánh thành sáng 23/11.\n\n———\n\nHa Lam opens its bridge\n\nThe bridge opened on November 23.',
      );
      expect(messages[1]).toBe(messages[0]);
    } finally {
      server.close();
    }
  });

  it('article and preview read a page whole, from its address or from a file', async () => {
    const { out } = await fanpage(['feed', feed(), '--json'], allowed());
    const [row]: { url: string; title: string }[] = JSON.parse(out);
    const url = row?.url ?? '';
    const read = JSON.parse((await fanpage(['article', url, '--json'], allowed())).out);
    expect(read).toMatchObject({ url, title: row?.title });
    expect(read.body.split('\n\n').length).toBeGreaterThan(1);
    const preview = JSON.parse((await fanpage(['preview', url, '--json'], allowed())).out);
    expect(preview).toMatchObject({ link: url, kind: read.kind });
    expect(preview.message).toContain(read.title);
    expect((await fanpage(['preview', url], allowed())).out).toContain(read.title);
    const file = join(stage.dir, 'page.html');
    await writeFile(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
    const fromFile = JSON.parse((await fanpage(['article', file, '--url', url, '--content-type', 'text/html', '--json'], allowed())).out);
    expect(fromFile).toEqual(read);
    expect((await fanpage(['article', file, '--url', url])).out).toContain(read.title);
  });

  it('says what to do about an address that may not be fetched or does not answer', async () => {
    const refused = await fanpage(['feed', feed(), '--json'], { ...configOf(), privateHosts: [] });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toEqual({
      error: { message: expect.stringContaining('ALLOW_PRIVATE_HOSTS'), fix: expect.stringContaining('ALLOW_PRIVATE_HOSTS') },
    });
    const missing = await fanpage(['article', join(stage.dir, 'nowhere.html')]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('nowhere.html');
    expect((await fanpage(['feed', join(stage.dir, 'page.html'), '--json'])).code).toBe(1);
    expect((await fanpage(['feed', join(stage.dir, 'page.html'), '--url', 'ftp://x/y'])).code).toBe(2);
  });

  it("what is no address, no file or no article is told in the newsroom's words, with what to do", async () => {
    const told = async (command: string, given: string) => {
      const { code, out } = await fanpage([command, given, '--json']);
      return { code, ...JSON.parse(out).error };
    };
    const file = (name: string) => fileURLToPath(new URL(`../../fixtures/portal/${name}`, import.meta.url));
    expect(await told('feed', 'ftp://lamson.gov.vn/tin')).toMatchObject({ code: 2, message: 'ftp://lamson.gov.vn/tin không phải địa chỉ http(s)' });
    expect(await told('feed', 'https://cong lamson.gov.vn/tin')).toMatchObject({ code: 2, message: expect.stringContaining('không phải địa chỉ hợp lệ') });
    expect(await told('article', stage.dir)).toMatchObject({ code: 2, message: expect.stringContaining('là thư mục') });
    expect(await told('article', file('page-gone.html'))).toMatchObject({ code: 1, fix: expect.stringContaining('Cổng đã gỡ bài này') });
    expect(await told('preview', file('page-d1n-cookie.html'))).toMatchObject({ code: 1, message: expect.stringContaining('trang chống truy cập tự động') });
    expect(await told('feed', file('feed-entity-bomb.xml'))).toMatchObject({ code: 1, message: expect.stringContaining('nội dung không đọc được') });
  });
});

describe('the desk by hand', () => {
  // Its cards go out one a second, as Telegram takes them.
  it('runs the line job by job, and shows where everything is', { timeout: 60_000 }, async () => {
    expect((await fanpage(['queue'])).out).toContain('Không có bài nào đang chờ.');
    expect(await json('run', 'collect')).toMatchObject({ job: 'collect', ok: true, read: 1 });
    expect(await json('run', 'draft')).toMatchObject({ job: 'draft', ok: true });
    const asked = await json('run', 'ask-staff');
    expect(asked).toMatchObject({ ok: true });
    const rows: { status: string; slot: string | null; page: string }[] = JSON.parse((await fanpage(['queue', '--json'])).out);
    expect(rows.length).toBeGreaterThan(10);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['id', 'page', 'publishedUrl', 'slot', 'status', 'title', 'url']);
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['awaiting']));
    const all: unknown[] = JSON.parse((await fanpage(['queue', '--all', '--json'])).out);
    expect(all.length).toBeGreaterThan(rows.length);
    expect((await fanpage(['queue'])).out).toContain('chờ duyệt');
    const ledger = await json('ledger');
    expect(ledger).toMatchObject({ published: 0, open: rows.length, unaccounted: 0, articles: all.length });
    expect((await fanpage(['ledger'])).out).toContain('Không rõ (phải bằng 0)');
    const plan = await json('plan', '--days', '2');
    expect(plan).toHaveLength(4);
    expect((await fanpage(['plan'])).out).toContain('(trống)');
  });

  it('runs a job as if at an instant', async () => {
    expect(await json('run', 'count-followers', '--at', '2026-11-23T08:30:00+07:00')).toMatchObject({
      job: 'count-followers',
      at: '2026-11-23T01:30:00.000Z',
      counted: 1,
    });
    expect(await json('run', 'count-followers', '--at', '2026-11-23T01:59:00Z')).toMatchObject({ counted: 0, known: 1 });
    expect((await fanpage(['run', 'count-followers', '--at', 'tomorrow'])).code).toBe(2);
    expect((await fanpage(['run', 'dance'])).err).toContain('dance');
  });

  it('sends the weekly report of a desk that only ever ran job by job: once, and never for weeks before its first job', async () => {
    const config = { ...configOf(), dataDir: join(stage.dir, 'by-hand') };
    const at = async (job: string, instant: string): Promise<unknown> => JSON.parse((await fanpage(['run', job, '--at', instant, '--json'], config)).out);
    expect(await at('count-followers', '2026-09-28T00:30:00Z')).toMatchObject({ counted: 1 });
    expect(await at('weekly-report', '2026-09-28T01:00:00Z')).toMatchObject({ ok: true, sent: 0 });
    expect(await at('weekly-report', '2026-10-05T01:00:00Z')).toMatchObject({ ok: true, sent: 1, known: 0 });
    expect(await at('weekly-report', '2026-10-05T01:15:00Z')).toMatchObject({ ok: true, sent: 0, known: 1 });
    expect(stage.sandbox?.view().chat.messages.filter((message) => message.text.includes('2026-W40'))).toHaveLength(1);
  });

  it('reports a week as figures, as a picture and to the chat', async () => {
    const report = await json('report', '--week', '2026-W48');
    expect(report).toMatchObject({ week: '2026-W48', from: '2026-11-23', to: '2026-11-29', followers: { days: expect.any(Array) }, targets: [], top: [] });
    const png = join(stage.dir, 'report.png');
    expect((await fanpage(['report', '--week', '2026-W48', '--png', png, '--send'])).code).toBe(0);
    expect((await readFile(png)).subarray(1, 4).toString()).toBe('PNG');
    expect(stage.sandbox?.view().chat.messages.filter((message) => message.text.includes('2026-W48'))).toHaveLength(1);
    expect((await fanpage(['report', '--week', '2026-W99', '--json'])).code).toBe(2);
    expect((await fanpage(['report', '--page', '1', '--json'])).code).toBe(2);
    for (const wrong of [
      ['--week', '2026-W48', '--month', '2026-11'],
      ['--month', '2026-W48'],
      ['--from', '2026-11-02'],
      ['--from', '2026-11-02', '--to', '2026-11-01'],
    ])
      expect((await fanpage(['report', ...wrong, '--json'])).code).toBe(2);
    expect(await json('report', '--month', '2026-11')).toMatchObject({ span: 'month', week: null, from: '2026-11-01', to: '2026-11-30' });
    expect(await json('report', '--from', '2026-11-02', '--to', '2026-11-04', '--xlsx', join(stage.dir, 'report.xlsx'))).toMatchObject({
      name: '2026-11-02..2026-11-04',
    });
    expect((await readFile(join(stage.dir, 'report.xlsx'))).subarray(0, 2).toString()).toBe('PK');
    expect(await json('report', '--compare')).toMatchObject({ span: 'week', pages: [expect.objectContaining({ rankByNet: null })] });
    expect((await fanpage(['report', '--week', '2026-W48', '--png', join(stage.dir, 'no', 'such', 'folder.png')])).code).toBe(1);
  });
});

describe('import followers', () => {
  const file = async (name: string, csv: string) => {
    const path = join(stage.dir, name);
    await writeFile(path, csv);
    return path;
  };

  it('takes in what was noted before, shows it in the report, and names wrong rows by line', async () => {
    const csv = await file('earlier.csv', 'date,followers\n2026-03-02,8000\n08/03/2026,8123\n2026-02-30,5\n2026-03-09,many\n');
    const { imported, refused } = (await json('import', 'followers', csv)) as { imported: number; refused: { line: number; why: string }[] };
    expect(imported).toBe(2);
    expect(refused).toEqual([
      { line: 4, why: expect.stringMatching(/./) },
      { line: 5, why: expect.stringMatching(/./) },
    ]);
    expect(await json('report', '--week', '2026-W10')).toMatchObject({ followers: { start: 8000, end: 8123, net: 123 } });
    const again = await fanpage(['import', 'followers', csv]);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('2') });
    expect(again.err).toContain('4');
  });

  it('ends with 1 when no row could be taken, and with 2 when it is asked for what cannot be', async () => {
    const bad = await fanpage(['import', 'followers', await file('bad.csv', 'date,followers\nyesterday,5\n'), '--json']);
    expect([bad.code, JSON.parse(bad.out)]).toEqual([1, { imported: 0, refused: [{ line: 2, why: expect.any(String) }] }]);
    const headless = await file('headless.csv', '2026-03-02,8000\n');
    for (const argv of [
      ['import', 'followers', headless],
      ['import', 'followers', join(stage.dir, 'none.csv')],
      ['import', 'posts', headless],
      ['import', 'followers', headless, '--page', '1'],
    ]) {
      const { code, out } = await fanpage([...argv, '--json']);
      expect([code, JSON.parse(out)]).toEqual([2, { error: { message: expect.any(String), fix: expect.any(String) } }]);
    }
  });
});

describe('doctor', () => {
  it('finds everything ready in the sandbox', async () => {
    const found = await json('doctor');
    expect(found).toMatchObject({ ok: true });
    expect((await fanpage(['doctor'])).out).toContain('Mọi thứ sẵn sàng.');
  });

  it('names what is wrong and what to do, in the newsroom’s language', async () => {
    const places = stage.sandbox?.places;
    if (places === undefined) throw new Error('no sandbox');
    const wrong: Config = {
      ...configOf(),
      sandbox: [],
      locale: 'en',
      sources: [plainSource('http://127.0.0.1:9/rss', 'Asia/Ho_Chi_Minh')],
      facebook: { ...places.facebook, pageToken: 'EAAwrongtoken' },
      pages: [
        {
          ...configOf().newsroom.page,
          id: places.facebook.pageId,
          token: 'EAAwrongtoken',
          name: null,
          language: null,
          chat: places.telegram.chat,
          topic: null,
        },
      ],
      telegram: { ...places.telegram, token: '1:wrongtoken' },
      staff: [],
    };
    const { code, out } = await fanpage(['doctor', '--json'], wrong);
    expect(code).toBe(1);
    const { ok, checks }: { ok: boolean; checks: { name: string; ok: boolean; fix: string | null }[] } = JSON.parse(out);
    expect(ok).toBe(false);
    const bad = checks.filter((check) => !check.ok);
    expect(bad.map((check) => check.name)).toEqual(['Portal http://127.0.0.1:9/rss', 'Page token', 'Telegram bot', 'Staff']);
    for (const check of bad) expect(check.fix).toMatch(/\w+/);
    expect(out).not.toContain('wrongtoken');
    const noStore = await fanpage(['doctor', '--json'], { ...configOf(), dataDir: '/dev/null/here' });
    expect(noStore.code).toBe(1);
  });
});

describe("the app's mode", () => {
  it('is confirmed by a person, kept with who and when, and asked anew for another app or Page', async () => {
    const places = stage.sandbox?.places;
    if (places === undefined) throw new Error('no sandbox');
    const real: Config = { ...configOf(), sandbox: [], locale: 'en', dataDir: join(stage.dir, 'mode'), facebook: places.facebook, telegram: places.telegram };
    const page = {
      ...real.newsroom.page,
      id: places.facebook.pageId,
      token: places.facebook.pageToken,
      name: null,
      language: null,
      chat: places.telegram.chat,
      topic: null,
    };
    const mode = async (argv: readonly string[], more: Partial<Config> = {}) => {
      const { code, out } = await fanpage(['doctor', ...argv, '--json'], { ...real, sources: [], pages: [page], ...more });
      const { checks, error }: { checks?: { name: string; detail: string; fix: string | null }[]; error?: { message: string } } = JSON.parse(out);
      return { code, error, ...checks?.find((check) => check.name === 'App mode') };
    };
    expect((await mode([])).fix).toContain('--confirm-live "Name of who looked"');
    expect(await mode(['--confirm-live', ' '])).toMatchObject({ code: 2, error: { message: expect.stringContaining('--confirm-live') } });
    expect(await mode(['--confirm-live', 'Nguyễn Lan'])).toMatchObject({ detail: expect.stringContaining('Nguyễn Lan confirmed at'), fix: null });
    expect(await mode([])).toMatchObject({ detail: expect.stringContaining('Nguyễn Lan confirmed at'), fix: null });
    const other = { ...page, id: '999' };
    expect(await mode([], { pages: [page, other] })).toMatchObject({
      detail: expect.stringContaining('have changed since Nguyễn Lan'),
      fix: expect.stringContaining('Live'),
    });
  });
});

it('portals are told whom to ask, where the newsroom says so', async () => {
  const agents: (string | undefined)[] = [];
  const portal = createServer((request, response) => {
    agents.push(request.headers['user-agent']);
    response.end('<rss version="2.0"><channel><title>x</title></channel></rss>');
  });
  const url = `${await originOf(portal)}/rss`;
  const told = parseConfig({ ALLOW_PRIVATE_HOSTS: '127.0.0.1' }, [], { path: 'newsroom.yaml', text: 'newsroom: {contact: bientap@halam.gov.vn}' });
  await fanpage(['feed', url], told);
  await new Promise((resolve) => portal.close(resolve));
  expect(new Set(agents)).toEqual(new Set(['fanpage-desk/0.1 (newsroom reader; +bientap@halam.gov.vn)']));
});

describe('doctor with newsroom.yaml', () => {
  it('says what was read, what of .env has no effect, and looks at every Page and every chat', async () => {
    const places = stage.sandbox?.places;
    if (places === undefined) throw new Error('no sandbox');
    const text = `pages:\n  - {id: ${places.facebook.pageId}, token: "\${TOKEN}"}\n  - {id: 99, token: "\${OTHER}", chat: -77}\n`;
    const environment = {
      PORTAL_FEEDS: places.feeds[0],
      FACEBOOK_PAGE_ID: '1',
      FACEBOOK_PAGE_TOKEN: 'EAAold',
      FACEBOOK_GRAPH_URL: places.facebook.graphUrl,
      TELEGRAM_BOT_TOKEN: places.telegram.token,
      TELEGRAM_CHAT_ID: places.telegram.chat,
      TELEGRAM_API_ROOT: places.telegram.apiRoot,
      TELEGRAM_STAFF: '1001',
      ALLOW_PRIVATE_HOSTS: '127.0.0.1',
      LOCALE: 'en',
      DATA_DIR: configOf().dataDir,
      TOKEN: places.facebook.pageToken,
      OTHER: 'EAAother',
    };
    const { code, out } = await fanpage(['doctor', '--json'], parseConfig(environment, [], { path: 'newsroom.yaml', text }));
    expect(code).toBe(1);
    const { checks }: { checks: { name: string; ok: boolean; detail: string }[] } = JSON.parse(out);
    const details = checks.filter((check) => check.name === 'Configuration').map((check) => check.detail);
    expect(details.slice(1)).toEqual([
      'newsroom.yaml: 1 source, 2 Pages',
      'newsroom.yaml holds; these keys of .env have no effect: FACEBOOK_PAGE_ID, FACEBOOK_PAGE_TOKEN',
    ]);
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(['Page token 99', 'Chat -77']);
    expect(checks.filter((check) => check.name === 'Telegram bot')).toHaveLength(1);
    expect(checks.find((check) => check.name === `Facebook Page ${places.facebook.pageId}`)?.ok).toBe(true);
  });
});

describe('usage', () => {
  it('lists the commands, and exits 2 when there is none such', async () => {
    expect((await fanpage([])).code).toBe(2);
    const help = await fanpage(['help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('ledger');
    const strange = await fanpage(['dance', '--json']);
    expect(strange.code).toBe(2);
    expect(JSON.parse(strange.out)).toHaveProperty('error.fix');
    expect((await fanpage(['plan', '--days', 'x'])).code).toBe(2);
    expect((await fanpage(['plan', '--weeks', '2'])).code).toBe(2);
    expect((await fanpage(['feed'])).code).toBe(2);
  });

  it('tells a broken configuration as one JSON document', async () => {
    const said = { out: '' };
    const code = await runCommand(['queue', '--json'], {
      out: (text) => {
        said.out += text;
      },
      err: () => {},
      load: () => parseConfig({ FACEBOOK_PAGE_ID: '1' }),
    });
    expect(code).toBe(2);
    expect(JSON.parse(said.out).error.message).toContain('FACEBOOK_PAGE_TOKEN');
  });
});

it('has every one of them in the README', async () => {
  const lines: string[] = [];
  await runCommand(['help'], { out: (text) => lines.push(text), err: () => {} });
  const names = [...lines.join('').matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(15);
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(names.filter((name) => !new RegExp(`\\| .*\`${name}\\b`).test(readme))).toEqual([]);
});
