/**
 * The service beside a sandbox of its own process, killed with SIGKILL at random moments and started again each time.
 * `KILL_MOMENTS` and `KILL_PARALLEL` make it the long form (test/tools/kill-long.mjs); `KILL_SEED` begins elsewhere, `KILL_ENGINE` leaves out the other one.
 */
import { describe, expect, it } from 'vitest';
import { messageOf } from '../src/errors.ts';
import { type KillRun, postsARun, runWithKills } from './kill-runs.ts';

const setting = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const long = process.env.KILL_MOMENTS !== undefined;
const wanted = { embedded: setting('KILL_MOMENTS', 8), mongodb: setting('KILL_MOMENTS', 4) };
const firstSeed = setting('KILL_SEED', 20_261_122);
const mongo = process.env.MONGODB_TEST_URI ?? null;
if (mongo === null) console.warn('SKIPPED: without MONGODB_TEST_URI nothing is killed over MongoDB');

type Outcome = KillRun | { readonly seed: number; readonly broken: string };

/** Runs until so many moments were met, `beside` each other. */
async function killAt(moments: number, beside: number, one: (seed: number, most: number) => Promise<KillRun>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let met = 0;
  let next = firstSeed;
  const work = async () => {
    while (met < moments) {
      const seed = next++;
      const most = long ? 10 : moments - met;
      const outcome = await one(seed, most).catch((error: unknown) => ({ seed, broken: messageOf(error) }));
      outcomes.push(outcome);
      // A run that broke is a failure, but must not go on for ever.
      met += 'broken' in outcome ? most : outcome.moments.length;
      if (long) process.stdout.write(`${lineOf(outcome)}\n`);
    }
  };
  await Promise.all(Array.from({ length: beside }, work));
  if (long) process.stdout.write(`${met} moments in ${outcomes.length} runs of ${postsARun} posts\n`);
  return outcomes;
}

function lineOf(outcome: Outcome): string {
  if ('broken' in outcome) return `seed ${outcome.seed}: BROKEN ${outcome.broken}`;
  const { seed, onPage, articlesOnPage, published, forms, seconds, moments } = outcome;
  return `seed ${seed}: ${onPage} posts of ${articlesOnPage} articles on the Page (${forms.albums} albums, ${forms.videos} videos), ${published} published by the desk, ${seconds} s; killed at ${moments.join(', ')}`;
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
    if (!there || (process.env.KILL_ENGINE ?? engine) !== engine) return;
    for (const outcome of await killAt(wanted[engine], long ? setting('KILL_PARALLEL', 2) : 1, one)) {
      expect(outcome).toMatchObject({
        onPage: postsARun,
        articlesOnPage: postsARun,
        published: postsARun,
        forms: { albums: 5, videos: 2 },
        ledger: { published: postsARun, failed: 0, open: 0, unaccounted: 0 },
      });
    }
  });
});
