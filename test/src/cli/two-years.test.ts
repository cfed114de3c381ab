/**
 * `report --json` over two years of hourly rows, in zones with and without clock changes, against a calculation that
 * shares nothing with the code: it groups rows of text by the text of their day.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page } from '../../../adapters/sandbox/identity.ts';
import { openStores } from '../../../adapters/store/open.ts';
import { runCommand } from '../../../src/cli/fanpage.ts';
import { type Config, parseConfig } from '../../../src/config.ts';
import type { FollowerCount } from '../../../src/growth.ts';

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

// ---------------------------------------------------------------- the desk

const stage = { dir: '' };
beforeAll(async () => {
  stage.dir = await mkdtemp(join(tmpdir(), 'two-years-'));
});
afterAll(async () => {
  await rm(stage.dir, { recursive: true, force: true });
});

function configOf(name: string, zone: string): Config {
  return parseConfig({ DATA_DIR: join(stage.dir, name), HTTP_PORT: '1', LOG_LEVEL: 'silent', TIMEZONE: zone });
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
