/**
 * Measures what this program promises of speed and memory: `npm run bench -- NAME… [--json]`, all of them without a name.
 * Ratios are taken within one run; absolute times stand beside a fixed reference calculation of the same run.
 */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const benches = {
  running: './running.mjs',
  due: './due.mjs',
  scale: './scale.mjs',
  portal: './portal.mjs',
  video: './video.mjs',
  plan: './plan.mjs',
  quarter: './quarter.mjs',
  year: './year.mjs',
  agenda: './agenda.mjs',
  report: './report.mjs',
};

/** SHA-256 over 64 MB of zeros, milliseconds, the median of five: how fast this machine is just now. */
function reference() {
  const bytes = Buffer.alloc(64 * 1024 * 1024);
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    createHash('sha256').update(bytes).digest();
    return performance.now() - begun;
  });
  return Math.round(times.sort((a, b) => a - b)[2]);
}

async function main(args) {
  const json = args.includes('--json');
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    process.stderr.write(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`);
    return 2;
  }
  const results = [];
  for (const name of named.length > 0 ? named : Object.keys(benches)) {
    const { run } = await import(new URL(benches[name], import.meta.url));
    results.push({ bench: name, referenceMs: reference(), rows: await run((line) => process.stderr.write(`${line}\n`)) });
  }
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else for (const result of results) print(result);
  return results.every(({ rows }) => rows.every((row) => row.ok)) ? 0 : 1;
}

function print({ bench, referenceMs, rows }) {
  process.stdout.write(`\n${bench} (reference calculation: ${referenceMs} ms)\n\n| what | measured | wanted | |\n| --- | --- | --- | --- |\n`);
  for (const { what, measured, wanted, ok } of rows) process.stdout.write(`| ${what} | ${measured} | ${wanted} | ${ok ? 'ok' : 'MISSED'} |\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main(process.argv.slice(2));
