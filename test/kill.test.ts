/**
 * The service beside a sandbox of its own process, killed with SIGKILL at random moments and started again each time.
 * `KILL_MOMENTS` and `KILL_PARALLEL` make it the long form (test/tools/kill-long.mjs); `KILL_SEED` begins elsewhere.
 */
import { describe, expect, it } from 'vitest';
import { type KillRun, postsARun, runWithKills } from './kill-runs.ts';

const setting = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const long = process.env.KILL_MOMENTS !== undefined;
const wanted = { embedded: setting('KILL_MOMENTS', 12), mongodb: setting('KILL_MOMENTS', 4) };
const firstSeed = setting('KILL_SEED', 20_261_122);
const mongo = process.env.MONGODB_TEST_URI ?? null;
if (mongo === null) console.warn('SKIPPED: without MONGODB_TEST_URI nothing is killed over MongoDB');

/** Runs until so many moments were met, `beside` each other. */
async function killAt(moments: number, beside: number, one: (seed: number, most: number) => Promise<KillRun>): Promise<readonly KillRun[]> {
  const runs: KillRun[] = [];
  const met = () => runs.reduce((sum, run) => sum + run.moments.length, 0);
  let next = firstSeed;
  const work = async () => {
    while (met() < moments) {
      const run = await one(next++, long ? 10 : moments - met());
      runs.push(run);
      if (!long) continue;
      const { seed, onPage, articlesOnPage, published, seconds } = run;
      process.stdout.write(
        `seed ${seed}: ${onPage} posts of ${articlesOnPage} articles on the Page, ${published} published by the desk, ${seconds} s; killed at ${run.moments.join(', ')}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: beside }, work));
  if (long) process.stdout.write(`${met()} moments in ${runs.length} runs of ${postsARun} posts\n`);
  return runs;
}

/** A database of its own for each run. */
function databaseFor(seed: number): string {
  const uri = new URL(mongo ?? '');
  uri.pathname = `${uri.pathname}_kill_${seed}_${process.pid}`;
  return uri.href;
}

describe('killed at any moment, every approved article is on the Page exactly once', () => {
  const timeout = long ? 3_600_000 : 180_000;
  it.each([
    ['embedded' as const, (seed: number, most: number) => runWithKills(seed, null, most), true],
    ['mongodb' as const, (seed: number, most: number) => runWithKills(seed, databaseFor(seed), most), mongo !== null],
  ])('%s', { timeout }, async (engine, one, there) => {
    if (!there) return;
    const runs = await killAt(wanted[engine], long ? setting('KILL_PARALLEL', 2) : 1, one);
    for (const { seed, onPage, articlesOnPage, published, ledger } of runs) {
      expect({ seed, onPage, articlesOnPage, published, ledger }).toEqual({
        seed,
        onPage: postsARun,
        articlesOnPage: postsARun,
        published: postsARun,
        ledger: expect.objectContaining({ published: postsARun, failed: 0, open: 0, unaccounted: 0 }),
      });
    }
  });
});
