/**
 * A year of 50 portals in one process: the real app with all its jobs over the real embedded store, time and everything outside made up. One
 * line of JSON on stdout for each simulated month: what the heap and the process hold after garbage was collected, and how large the files are.
 */
import { readdirSync, statSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { createVietnameseCalendar } from '../../dist/adapters/calendar/vietnam.js';
import { createCharts } from '../../dist/adapters/chart/charts.js';
import { createMediaFolder } from '../../dist/adapters/media/old-media.js';
import { createProcesses } from '../../dist/adapters/process/processes.js';
import { createSheets } from '../../dist/adapters/sheet/sheets.js';
import { openStores } from '../../dist/adapters/store/open.js';
import { jobTable } from '../../dist/jobs/table.js';
import { createApp } from '../../dist/src/app.js';
import { parseConfig } from '../../dist/src/config.js';
import { createSilentLog } from '../../dist/src/log.js';
import { createPage, createPictures, createPortals, createStaff } from './year-outside.mjs';

const inspector = new Session();
inspector.connect();

const [dataDir, perDayText, daysText] = process.argv.slice(2);
const perDay = Number(perDayText);
const days = Number(daysText);
const hour = 3_600_000;
const day = 24 * hour;
const zoneMs = 7 * hour;
const first = Date.parse('2026-01-01T00:00:00+07:00');
const ids = Array.from({ length: 50 }, (_, n) => String(n + 1));

const state = { now: first };
const clock = () => new Date(state.now);
const beats = [0, 9, 14, 19];
const portals = createPortals({ pages: ids, perDay, clock, zoneMs });
const staff = createStaff();
const pages = ids.map((id) => createPage(id, { clock }));
const media = join(dataDir, 'media');

const newsroom = [
  'newsroom: {chat: -100}',
  'staff: [{id: 1, role: admin}]',
  'sources:',
  ...ids.map((id) => `  - {url: "https://p${id}.example/rss", pages: ["${id}"]}`),
  'timetable: {times: asap, gap: 0s}',
  'deadlines: {expire: 24h}',
  'pages:',
  ...ids.map((id) => `  - {id: "${id}", token: "\${PAGE_TOKEN}", chat: -${1000 + Number(id)}}`),
  '',
].join('\n');
const environment = { PAGE_TOKEN: 'page-token', TELEGRAM_BOT_TOKEN: '1:token', DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
const config = parseConfig(environment, [], { path: 'newsroom.yaml', text: newsroom });

const stores = await openStores({ mongoUri: null, dataDir });
const ports = {
  ...stores,
  ...{ clock, log: createSilentLog(), portal: portals.portal, pictures: createPictures({ dir: media, clock }), mediaFolder: createMediaFolder({ dir: media }) },
  ...{ videos: { keep: async () => ({ sha256: '', size: 0 }), open: async () => null }, fanPages: pages.map(({ page }) => page), chat: staff.chat },
  ...{ charts: createCharts(), calendar: createVietnameseCalendar(), sheets: createSheets(), processes: createProcesses() },
};
const app = createApp(ports, { ...config, chat: config.telegram.chat });
const spent = new Map();
const failed = [];

async function run(job) {
  const begun = performance.now();
  // As when it is woken: for a beat it would run once.
  const outcome = await app.run(job, null);
  spent.set(job, (spent.get(job) ?? 0) + performance.now() - begun);
  if (outcome.outcome === 'done' && job === 'draft' && outcome.counts.drafted > 0) await run(job);
  if (outcome.outcome === 'failed') failed.push(`${job}: ${outcome.error instanceof Error ? outcome.error.stack : outcome.error}`);
  return outcome.outcome === 'done' ? outcome.counts : null;
}

/** One beat of the desk: what came is drafted and shown, staff decide, and what is approved goes out. */
async function beat(hourOfDay) {
  portals.goOn();
  for (const job of ['collect', 'watch', 'draft', 'ask-staff']) await run(job);
  for (let round = 0; round < 30; round++) {
    const presses = staff.presses();
    if (presses.length === 0) break;
    for (const press of presses) await app.press(press);
    await run('ask-staff');
  }
  // What was approved goes out one after the other, a moment apart.
  for (let round = 0; round < 20; round++) {
    await run('schedule');
    if (((await run('publish'))?.published ?? 0) === 0) break;
    state.now += 20_000;
  }
  for (const job of ['settle', 'read-page', 'ask-staff']) await run(job);
  if (hourOfDay === 0 || hourOfDay === 9) for (const job of ['count-followers', 'measure-posts', 'check-health']) await run(job);
  for (const job of ['daily-summary', 'weekly-report', 'monthly-report']) await run(job);
  if (hourOfDay === 0) await run('tidy');
}

function megabytesOf(path) {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) return 0;
  if (!there.isDirectory()) return there.size / 1e6;
  return readdirSync(path).reduce((sum, name) => sum + megabytesOf(join(path, name)), 0);
}

/** The most that was seen between two beats since the last sample, too: a peak that a collection hides. */
let peak = 0;
async function sample(month) {
  // The thorough kind of collection, which gives emptied pages back: what is left is what is held.
  for (let n = 0; n < 2; n++) {
    await inspector.post('HeapProfiler.collectGarbage');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const counts = await stores.posts.count();
  const round = (bytes) => Math.round(bytes / 1e5) / 10;
  const line = {
    ...{
      month,
      articles: portals.total(),
      published: pages.reduce((sum, one) => sum + one.published(), 0),
      open: counts.awaiting + counts.approved + counts.scheduled,
    },
    ...{
      rssMB: round(rss),
      peakMB: round(peak),
      heapMB: round(heapUsed),
      heapTotalMB: round(heapTotal),
      externalMB: round(external),
      fileMB: Math.round(megabytesOf(join(dataDir, 'desk.db'))),
    },
    ...{
      mediaFiles: mediaFiles(),
      seconds: Math.round(performance.now() / 1000),
      spent: Object.fromEntries([...spent].map(([job, ms]) => [job, Math.round(ms / 1000)])),
    },
  };
  peak = 0;
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
function mediaFiles() {
  return (readFolder(media) ?? []).reduce((sum, name) => sum + readFolder(join(media, name)).length, 0);
}
function readFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];
}

await app.install();
await app.listenAnew();
for (const { name } of jobTable) if (name !== 'tidy') await run(name);
let month = 0;
for (let at = first; at < first + days * day; at += hour) {
  const hourOfDay = new Date(at + zoneMs).getUTCHours();
  // Four beats a day, each until nothing is left to do.
  if (!beats.includes(hourOfDay)) continue;
  state.now = at;
  await beat(hourOfDay);
  peak = Math.max(peak, process.memoryUsage.rss());
  if (failed.length > 0) throw new Error(failed[0]);
  if (new Date(at + zoneMs + 5 * hour).getUTCMonth() !== new Date(at + zoneMs).getUTCMonth() && hourOfDay === 19) await sample(++month);
}
if (days < 28) await sample(++month);
const ledger = await app.ledger();
await stores.close();
process.stdout.write(`${JSON.stringify({ ledger })}\n`);
