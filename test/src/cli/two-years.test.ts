/**
 * `report --json` over two years of hourly rows, in zones with and without clock changes, against a calculation that
 * shares nothing with the code: it groups rows of text by the text of their day.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page } from '../../../adapters/sandbox/identity.ts';
import { openStores } from '../../../adapters/store/open.ts';
import { runCommand } from '../../../src/cli/fanpage.ts';
import { type Config, parseConfig } from '../../../src/config.ts';
import type { FollowerCount } from '../../../src/growth.ts';
import type { Post } from '../../../src/post.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { aScheduled } from '../../fakes/processes.ts';
import { sheetAsText, spreadsheetProgram } from '../../fakes/spreadsheet.ts';

// ---------------------------------------------------------------- the rows

/** `2026-11-16T03:00:00.000Z 12345 suspect`; two years of hours with gaps of an hour, a day, nine days and three weeks. */
function rowsFrom(first: number, hours: number): string[] {
  let seed = 20_261_126;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const rows: string[] = [];
  let followers = 8_000;
  let silentUntil = 0;
  for (let hour = 0; hour < hours; hour++) {
    followers += Math.floor(random() * 9) - 3;
    if (random() < 0.002) silentUntil = hour + ([1, 30, 216, 500][Math.floor(random() * 4)] ?? 0);
    if (hour < silentUntil || random() < 0.02) continue;
    const at = new Date(first + hour * 3_600_000 + Math.floor(random() * 50) * 60_000).toISOString();
    rows.push(random() < 0.001 ? `${at} 0 suspect` : `${at} ${followers}`);
  }
  return rows;
}

// ---------------------------------------------------------------- the other calculation

type Wanted = { start: number | null; end: number | null; net: number | null; days: (number | null)[]; nets: (number | null)[]; gaps: string[] };

/** The text of a row's day in a zone. */
function dayTexts(zone: string): (row: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (row) => format.format(new Date(row.slice(0, 24)));
}

/** A day so many days on, by counting milliseconds of a calendar without zones. */
function on(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The rows that can be believed, oldest first, under the text of their day. Made once for each zone and fixture. */
const grouped = new Map<string, { rows: readonly string[]; byDay: Map<string, string[]> }>();
function groupsOf(rows: readonly string[], zone: string): Map<string, string[]> {
  const known = grouped.get(zone);
  if (known?.rows === rows) return known.byDay;
  const textOf = dayTexts(zone);
  const byDay = new Map<string, string[]>();
  for (const row of [...rows].filter((one) => !one.endsWith('suspect')).sort()) {
    const day = textOf(row);
    const list = byDay.get(day) ?? [];
    list.push(row);
    byDay.set(day, list);
  }
  grouped.set(zone, { rows, byDay });
  return byDay;
}

function byText(rows: readonly string[], zone: string, from: string, length: number): Wanted {
  const value = (row: string | undefined) => (row === undefined ? null : Number(row.split(' ')[1]));
  const byDay = groupsOf(rows, zone);
  const dates = Array.from({ length }, (_, i) => on(from, i));
  const days = dates.map((day) => value(byDay.get(day)?.at(-1)));
  const inSpan = dates.flatMap((day) => byDay.get(day) ?? []);
  const earlier = [...byDay.keys()].filter((day) => day < from).sort();
  const start = value(byDay.get(earlier.at(-1) ?? '')?.at(-1) ?? inSpan[0]);
  const end = value(inSpan.at(-1));
  let last = start;
  const nets = days.map((followers) => {
    const net = followers === null || last === null ? null : followers - last;
    last = followers ?? last;
    return net;
  });
  const gaps = dates.filter((_, i) => days[i] === null);
  return { start, end, net: start === null || end === null ? null : end - start, days, nets, gaps };
}

type Report = {
  from: string;
  to: string;
  followers: {
    start: number | null;
    end: number | null;
    net: number | null;
    previousNet: number | null;
    mean: { net: number; of: number } | null;
    days: { date: string; followers: number | null; net: number | null }[];
    weeks: { from: string; to: string; followers: number | null; net: number | null }[];
  };
  gaps: { from: string; to: string }[];
  suspects: { at: string; followers: number }[];
};

function expectEqual(
  report: Report,
  rows: readonly string[],
  zone: string,
  from: string,
  length: number,
  before: (back: number) => readonly [string, number],
): void {
  const wanted = byText(rows, zone, from, length);
  const { followers } = report;
  expect({ from: report.from, to: report.to }).toEqual({ from, to: on(from, length - 1) });
  expect({
    start: followers.start,
    end: followers.end,
    net: followers.net,
    days: followers.days.map((day) => day.followers),
    nets: followers.days.map((day) => day.net),
    gaps: report.gaps.flatMap((gap) => Array.from({ length: length + 1 }, (_, i) => on(gap.from, i)).filter((day) => day <= gap.to)),
  }).toEqual(wanted);
  const nets = Array.from({ length: 8 }, (_, i) => byText(rows, zone, ...before(i + 1)).net);
  expect(followers.previousNet).toBe(nets[0]);
  const known = nets.filter((net) => net !== null);
  const mean = known.length === 0 ? null : { net: Math.round((known.reduce((sum, net) => sum + net, 0) / known.length) * 10) / 10, of: known.length };
  expect(followers.mean?.of ?? null).toBe(mean?.of ?? null);
  expect(followers.mean?.net ?? 0).toBeCloseTo(mean?.net ?? 0, 6);
  for (const [i, week] of followers.weeks.entries()) {
    const monday = on(report.to, -6 - 7 * (11 - i));
    const other = byText(rows, zone, monday, 7);
    expect({ from: week.from, followers: week.followers, net: week.net }).toEqual({ from: monday, followers: other.end, net: other.net });
  }
  const textOf = dayTexts(zone);
  const odd = rows.filter((row) => row.endsWith('suspect')).filter((row) => textOf(row) >= report.from && textOf(row) <= report.to);
  expect(report.suspects.map((one) => one.at)).toEqual(odd.map((row) => row.slice(0, 24)));
}

type PostReport = {
  posts: Record<'published' | 'rejected' | 'expired' | 'failed', number> & {
    byKind: Record<string, number>;
    minutes: Record<'portalToCard' | 'cardToPage' | 'portalToPage', number | null>;
  };
  top: { postId: string; reactions: number; comments: number; shares: number }[];
  targets: { name: string; target: number; actual: number | null; share: number | null; exceeded: number | null }[];
};

// ---------------------------------------------------------------- the desk

const stage = { dir: '' };
beforeAll(async () => {
  stage.dir = await mkdtemp(join(tmpdir(), 'two-years-'));
});
afterAll(async () => {
  await rm(stage.dir, { recursive: true, force: true });
});

function configOf(name: string, zone: string, newsroom: string | null = null, mongoUri: string | null = null): Config {
  const file = newsroom === null ? null : { path: 'newsroom.yaml', text: newsroom };
  const store = mongoUri === null ? {} : { MONGODB_URI: mongoUri };
  return parseConfig({ DATA_DIR: join(stage.dir, name), HTTP_PORT: '1', LOG_LEVEL: 'silent', TIMEZONE: zone, ...store }, [], file);
}

async function command(config: Config, ...argv: string[]): Promise<unknown> {
  let out = '';
  const code = await runCommand([...argv, '--json'], { out: (text) => (out += text), err: () => {}, load: () => config });
  expect(code, out).toBe(0);
  return JSON.parse(out);
}
const reportOf = async (config: Config, ...argv: string[]) => (await command(config, 'report', ...argv)) as Report;

async function fill(config: Config, rows: readonly string[]): Promise<void> {
  const stores = await openStores(config);
  const textOf = dayTexts(config.zone);
  const days = new Map<string, Record<string, FollowerCount>>();
  // The order in which rows come, and that some come twice, says nothing.
  for (const row of [...rows].reverse().concat(rows.slice(0, 50))) {
    const [at = '', followers, mark] = row.split(' ');
    const reading = { at: new Date(at), followers: Number(followers), ...(mark === 'suspect' ? { mark: 'suspect' as const } : {}) };
    days.set(textOf(row), { ...days.get(textOf(row)), [at.slice(0, 13).replace(/\D/g, '')]: reading });
  }
  for (const [day, readings] of days) await stores.followers.add({ id: `${page.id}|${day}`, rev: 0, page: page.id, day, readings });
  await stores.close();
}

const hoursOfTwoYears = 2 * 365 * 24;
const mondays = ['2026-12-28', '2026-03-23', '2026-10-19', '2025-12-29', '2026-06-15'];
const weekName: Readonly<Record<string, string>> = {
  '2026-12-28': '2026-W53',
  '2026-03-23': '2026-W13',
  '2026-10-19': '2026-W43',
  '2025-12-29': '2026-W01',
  '2026-06-15': '2026-W25',
};
const weekBefore = (monday: string) => (back: number) => [on(monday, -7 * back), 7] as const;
/** First day and length of a month, so many months back. */
const monthBefore = (year: number, month: number) => (back: number) => {
  const first = new Date(Date.UTC(year, month - 1 - back, 1));
  const next = new Date(Date.UTC(year, month - back, 1));
  return [first.toISOString().slice(0, 10), (next.getTime() - first.getTime()) / 86_400_000] as const;
};

describe.each(['Asia/Ho_Chi_Minh', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('two years of hourly rows in %s', (zone) => {
  const rows = rowsFrom(Date.UTC(2025, 0, 15, 5), hoursOfTwoYears);
  const name = zone.replace(/\W/g, '-');
  beforeAll(() => fill(configOf(name, zone), rows), 60_000);

  it('have gaps and rows that cannot be true', () => {
    expect(rows.length).toBeGreaterThan(14_000);
    expect(rows.length).toBeLessThan(hoursOfTwoYears);
    expect(rows.filter((row) => row.endsWith('suspect')).length).toBeGreaterThan(5);
  });

  it.each(mondays)('give the week from %s as the text rows do', async (monday) => {
    expectEqual(await reportOf(configOf(name, zone), '--week', weekName[monday] ?? ''), rows, zone, monday, 7, weekBefore(monday));
  });

  it('give a month, a quarter and any days as the text rows do', async () => {
    const [march, length] = monthBefore(2026, 3)(0);
    expectEqual(await reportOf(configOf(name, zone), '--month', '2026-03'), rows, zone, march, length, monthBefore(2026, 3));
    const quarterBefore = (back: number) => {
      const [first] = monthBefore(2026, 10)(3 * back);
      const [end] = monthBefore(2026, 10)(3 * back - 3);
      return [first, (Date.parse(end) - Date.parse(first)) / 86_400_000] as const;
    };
    expectEqual(await reportOf(configOf(name, zone), '--quarter', '2026-Q4'), rows, zone, ...quarterBefore(0), quarterBefore);
    const days = await reportOf(configOf(name, zone), '--from', '2026-03-20', '--to', '2026-04-02');
    expectEqual(days, rows, zone, '2026-03-20', 14, (back) => [on('2026-03-20', -14 * back), 14]);
  });
});

describe('a Page', () => {
  const zone = 'Asia/Ho_Chi_Minh';

  it('that was made in the middle of a week, and 2020-W53', async () => {
    const rows = rowsFrom(Date.UTC(2020, 11, 30, 4), 24 * 12);
    await fill(configOf('young', zone), rows);
    expectEqual(await reportOf(configOf('young', zone), '--week', '2020-W53'), rows, zone, '2020-12-28', 7, weekBefore('2020-12-28'));
    expectEqual(await reportOf(configOf('young', zone), '--week', '2021-W01'), rows, zone, '2021-01-04', 7, weekBefore('2021-01-04'));
  });

  it('of a restored database is told the same, and its sheet holds the same numbers', async () => {
    const rows = rowsFrom(Date.UTC(2026, 8, 1), 24 * 80);
    const [config, other] = [configOf('kept', zone), configOf('restored', zone)];
    await fill(config, rows);
    const before = await reportOf(config, '--week', '2026-W46');
    expectEqual(before, rows, zone, '2026-11-09', 7, weekBefore('2026-11-09'));
    // The sheet holds the same numbers, as numbers, and the same days, as dates.
    const file = join(stage.dir, 'report.xlsx');
    await reportOf(config, '--week', '2026-W46', '--xlsx', file);
    const [summary, days] = (await readWorkbook(file)).map((sheet) => sheet.data);
    const figure = (name: string) => summary?.find((row) => row[0] === name)?.[1];
    expect([figure('Người theo dõi đầu kỳ'), figure('Người theo dõi cuối kỳ'), figure('Tăng ròng'), figure('Tăng ròng kỳ trước')]).toEqual([
      before.followers.start,
      before.followers.end,
      before.followers.net,
      before.followers.previousNet,
    ]);
    expect(days?.slice(1).map(([date, followers, net]) => ({ date, followers, net }))).toEqual(
      before.followers.days.map(({ date, followers, net }) => ({ date: new Date(`${date}T00:00:00Z`), followers, net })),
    );
    await command(config, 'backup', join(stage.dir, 'all.backup'));
    await command(other, 'restore', join(stage.dir, 'all.backup'));
    expect(await reportOf(other, '--week', '2026-W46')).toEqual(before);
  });
});

// ---------------------------------------------------------------- posts, targets, medians

const portalKinds = ['news', 'photos', 'video'] as const;

/** `1 published news created portal|- card ended reactions comments shares`, instants as texts; three weeks of posts round the week's ends. */
function postRowsFrom(first: number, hours: number): string[] {
  let seed = 47;
  const random = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  return Array.from({ length: Math.floor(hours / 3) }, (_, i) => {
    const portal = first + i * 3 * 3_600_000 + random(59) * 60_000;
    const created = portal + (1 + random(9)) * 60_000;
    const card = created + (1 + random(200)) * 1000;
    const ended = card + (1 + random(3000)) * 60_000;
    const status = ['published', 'published', 'published', 'rejected', 'expired', 'failed', 'skipped'][random(7)] ?? '';
    const text = (at: number) => new Date(at).toISOString();
    const told = i % 11 === 0 ? '-' : text(portal);
    return [i, status, portalKinds[random(3)], text(created), told, text(card), text(ended), random(90), random(9), random(5)].join(' ');
  });
}

function postOf(row: string): Post {
  const [id = '', status, kindText, created = '', portal = '', card = '', ended = ''] = row.split(' ');
  const at = new Date(ended);
  const scheduled = aScheduled(Number(id), at, {
    id,
    page: page.id,
    createdAt: new Date(created),
    updatedAt: at,
    kind: portalKinds.find((kind) => kind === kindText) ?? 'news',
    articleAt: portal === '-' ? null : new Date(portal),
    shownAt: new Date(card),
  });
  const { approval, slot: _slot, slotKey: _key, resends: _resends, notBefore: _before, uploads: _uploads, ...shown } = scheduled;
  switch (status) {
    case 'published':
      return { ...scheduled, status, publishedAt: at, remoteId: `100_${id}`, permalink: null, how: 'sent' };
    case 'rejected':
      return { ...shown, status, by: { id: 7, name: 'Lan' }, at };
    case 'expired':
      return { ...shown, status, at };
    case 'failed':
      return { ...shown, approval, status, at, failure: { reason: 'content', code: 100, subcode: null, detail: 'x' } };
    default: {
      const { content: _content, warnings: _warnings, version: _version, card: _card, redraw: _redraw, shownAt: _shown, ...identity } = shown;
      return { ...identity, status: 'skipped', reason: 'copy' };
    }
  }
}

/** The middle one of numbers, or the mean of the two in the middle, to a tenth; written over sorted texts. */
function middleOf(numbers: readonly number[]): number | null {
  const sorted = numbers.map((one) => one.toFixed(6).padStart(20, '0')).sort();
  const pair = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]].map(Number);
  return sorted.length === 0 ? null : Math.round(((pair[0] ?? 0) + (pair[1] ?? 0)) * 5) / 10;
}

const newsroom = `
targets:
  - {name: Followers, followers: 9000, by: 2027-12-31}
  - {name: Weekly, postsPerWeek: 30}
  - {name: Posted, share: 40}
`;

const weeksOfPosts: readonly (readonly [zone: string, monday: string, week: string, engine: string])[] = [
  ['Asia/Ho_Chi_Minh', '2026-12-28', '2026-W53', 'the embedded store'],
  ['Europe/Berlin', '2026-10-19', '2026-W43', 'the embedded store'],
  ...(mongoTestUri === null ? [] : [['Asia/Ho_Chi_Minh', '2026-12-28', '2026-W53', 'MongoDB'] as const]),
];

describe.each(weeksOfPosts)('posts, targets and medians in %s, %s (%s) on %s', (zone, monday, week, engine) => {
  const first = Date.parse(`${monday}T00:00:00Z`) - 8 * 86_400_000;
  const [rows, postRows] = [rowsFrom(first, 24 * 22), postRowsFrom(first, 24 * 22)];
  const mongoUri = engine === 'MongoDB' && mongoTestUri !== null ? freshDatabase(mongoTestUri) : null;
  const config = () => configOf(`posts-${week}-${engine}`, zone, newsroom, mongoUri);
  const textOf = dayTexts(zone);
  const sunday = on(monday, 6);
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const within = (at: string | undefined) => at !== undefined && textOf(at) >= monday && textOf(at) <= sunday;
  const column = (row: string, at: number) => row.split(' ')[at] ?? '';
  const sumOf = (row: string) => Number(column(row, 7)) + Number(column(row, 8)) + Number(column(row, 9));
  const minutesBetween = (row: string, from: number, to: number) =>
    column(row, from) === '-' || (from === 4 && clock.format(new Date(column(row, 4))) === '00:00')
      ? []
      : [(Date.parse(column(row, to)) - Date.parse(column(row, from))) / 60_000];

  beforeAll(async () => {
    await fill(config(), rows);
    const stores = await openStores(config());
    for (const row of postRows) {
      await stores.posts.add(postOf(row));
      const [reactions = 0, comments = 0, shares = 0] = row.split(' ').slice(7).map(Number);
      const at = new Date(column(row, 6));
      await stores.measures.add({ id: column(row, 0), rev: 0, page: page.id, at, reactions, comments, shares, views: null });
    }
    await stores.close();
  }, 60_000);

  afterAll(async () => {
    if (mongoUri !== null) await dropDatabase(mongoUri);
  });

  it('are as the text rows give them', async () => {
    const report = (await reportOf(config(), '--week', week)) as Report & PostReport;
    const ended = postRows.filter((row) => within(column(row, 6)));
    const of = (status: string) => ended.filter((row) => column(row, 1) === status);
    const published = of('published');
    expect(published.length).toBeGreaterThan(15);
    const kinds = Object.fromEntries(portalKinds.map((kind) => [kind, published.filter((row) => column(row, 2) === kind).length]));
    const medians = (from: number, to: number) => middleOf(published.flatMap((row) => minutesBetween(row, from, to)));
    const { minutes, ...counts } = report.posts;
    expect(counts).toEqual({
      published: published.length,
      rejected: of('rejected').length,
      expired: of('expired').length,
      failed: of('failed').length,
      byKind: kinds,
    });
    expect(minutes.portalToCard).toBeCloseTo(medians(4, 5) ?? -1, 6);
    expect(minutes.cardToPage).toBeCloseTo(medians(5, 6) ?? -1, 6);
    expect(minutes.portalToPage).toBeCloseTo(medians(4, 6) ?? -1, 6);
    const best = [...published].sort((a, b) => sumOf(b) - sumOf(a) || (column(a, 0) < column(b, 0) ? -1 : 1)).slice(0, 3);
    expect(report.top.map((post) => [post.postId, post.reactions, post.comments, post.shares])).toEqual(
      best.map((row) => [column(row, 0), ...row.split(' ').slice(7).map(Number)]),
    );
    const offered = postRows.filter((row) => within(column(row, 3)) && column(row, 1) !== 'skipped');
    const posted = offered.filter((row) => column(row, 1) === 'published');
    const end = byText(rows, zone, monday, 7).end ?? 0;
    const wanted = [
      [9000, end],
      [30, published.length],
      [40, Math.round((posted.length / offered.length) * 1000) / 10],
    ] as const;
    expect(report.targets.map(({ name, target }) => [name, target])).toEqual([
      ['Followers', 9000],
      ['Weekly', 30],
      ['Posted', 40],
    ]);
    for (const [i, [target, actual]] of wanted.entries()) {
      expect(report.targets[i]?.actual).toBeCloseTo(actual, 6);
      expect(report.targets[i]?.share).toBeCloseTo(actual / target, 4);
      expect(report.targets[i]?.exceeded).toBeCloseTo(actual - target, 6);
    }
  });

  it('stand in the sheet with the same numbers, as LibreOffice opens it', async (context) => {
    if (!spreadsheetProgram()) {
      console.warn('SKIPPED: LibreOffice is not installed, so a report’s workbook is not opened with it');
      context.skip();
    }
    const file = join(stage.dir, `${week}.xlsx`);
    const report = (await reportOf(config(), '--week', week, '--xlsx', file)) as Report & PostReport;
    const sheets = sheetAsText(await readFile(file));
    const [summary = [], days = [], posts = [], decisions = []] = ['Tổng hợp', 'Theo ngày', 'Bài đăng', 'Quyết định'].map((name) => sheets(name));
    const figure = (name: string) => summary.find((row) => row[0] === name)?.[1];
    expect(['Người theo dõi đầu kỳ', 'Người theo dõi cuối kỳ', 'Tăng ròng'].map(figure)).toEqual(
      [report.followers.start, report.followers.end, report.followers.net].map(String),
    );
    const dayOnSheet = (date: string) => `${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)}`;
    expect(days.slice(1).map((row) => row.slice(0, 3))).toEqual(
      report.followers.days.map(({ date, followers, net }) => [dayOnSheet(date), String(followers ?? ''), String(net ?? '')]),
    );
    const published = postRows.filter((row) => column(row, 1) === 'published' && within(column(row, 6))).sort((a, b) => (column(a, 6) < column(b, 6) ? -1 : 1));
    expect(posts.slice(1).map((row) => row.slice(5, 8))).toEqual(published.map((row) => row.split(' ').slice(7)));
    expect(decisions.length).toBeGreaterThan(published.length);
  }, 120_000);
});
