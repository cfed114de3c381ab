/**
 * A year of 50 portals and Pages on the embedded store, with retention: whether memory stays flat after the second month. 250 articles a day in
 * all; with YEAR_PER_PORTAL=250 as many of each portal, which takes half a day, and YEAR_DAYS for less than a year of it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./year-child.mjs', import.meta.url));
const perPortal = Number(process.env.YEAR_PER_PORTAL ?? 5);
const days = Number(process.env.YEAR_DAYS ?? 365);
/** As `npm start`, the container and the systemd unit start it. */
const flags = ['--max-semi-space-size=2'];

/** A RAM disk where there is one: it is the memory that is measured, and a year of waiting for a disk tells nothing of it. */
function folder() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > 4e9) return mkdtempSync('/dev/shm/fanpage-year-');
  } catch {
    // No such disk.
  }
  return mkdtempSync(join(tmpdir(), 'year-'));
}

async function live(note) {
  const dir = folder();
  try {
    const running = spawn(process.execPath, [...flags, child, dir, String(perPortal), String(days)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const months = [];
    let ledger = null;
    for await (const line of createInterface({ input: running.stdout })) {
      const told = JSON.parse(line);
      if ('ledger' in told) ledger = told.ledger;
      else months.push(told);
      note(`year: ${line}`);
    }
    if ((await ended) !== 0 || ledger === null) throw new Error('the year did not come to its end');
    return { months, ledger };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** How far the highest later sample stands above that of the second month, in percent. */
function growth(months, field) {
  const base = months[1]?.[field] ?? months[0][field];
  return (100 * (Math.max(...months.slice(1).map((one) => one[field])) - base)) / base;
}

export async function run(note) {
  const { months, ledger } = await live(note);
  const last = months.at(-1);
  const what = `50 portals, ${perPortal * 50} articles a day, ${days} days`;
  const each = (field) => months.map((one) => one[field]).join(', ');
  const row = (field, name) => ({
    what: `${what}: ${name} at each month's end, embedded`,
    measured: `${each(field)} MB; ${growth(months, field).toFixed(1)} % at the most above the second month`,
    wanted: '≤ 10 %',
    ok: growth(months, field) <= 10,
  });
  return [
    row('rssMB', 'resident'),
    row('peakMB', 'resident at its peak within the month'),
    row('heapMB', 'heap'),
    {
      what: `${what}: the file; media files`,
      measured: `${each('fileMB')} MB; ${each('mediaFiles')}`,
      wanted: 'words and media of thirty days',
      ok: growth(months, 'mediaFiles') <= 25,
    },
    {
      what: `${what}: where every article ended`,
      measured: `${ledger.articles} pairs, ${ledger.published} published, ${ledger.unaccounted} unaccounted, ${last.open} open; ${last.seconds} s in all`,
      wanted: 'none unaccounted',
      ok: ledger.unaccounted === 0,
    },
  ];
}
