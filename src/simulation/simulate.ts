/** Many seeds, one after the other on every core; each seed by itself, so the outcome does not depend on how many cores there are. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runSeed } from './run-seed.ts';
import { runScenario, scenarios } from './scenarios.ts';
import type { SeedRun } from './stage.ts';

export type Simulated = {
  readonly seeds: number;
  readonly days: number;
  /** How many scenarios of the field were played beside the seeds. */
  readonly scenarios: number;
  readonly events: number;
  readonly violations: readonly NonNullable<SeedRun['violation']>[];
};
export type SimulateInput = { readonly seeds: number; readonly days: number; readonly done: (run: SeedRun) => void };

/** A quick look at a few seeds leaves the scenarios out. */
const leastForScenarios = 20;

/** Plays the scenarios of the field, whose seed is 0, then the seeds 1 to `seeds`. Violations come in this order. */
export async function simulate(input: SimulateInput): Promise<Simulated> {
  const runs: SeedRun[] = [];
  const done = (run: SeedRun) => {
    runs.push(run);
    input.done(run);
  };
  const played = input.seeds >= leastForScenarios ? scenarios : [];
  for (const scenario of played) done(await runScenario(scenario));
  const seeds = Array.from({ length: input.seeds }, (_, at) => at + 1);
  const cores = Math.min(availableParallelism(), Math.ceil(input.seeds / 4));
  // Threads load compiled files only; the tests run the sources, in their own thread.
  if (cores > 1 && import.meta.url.endsWith('.js')) await Promise.all(Array.from({ length: cores }, () => runInThread(seeds, input.days, done)));
  else for (const seed of seeds) done(await runSeed(seed, input.days));
  const inOrder = runs.sort((a, b) => a.seed - b.seed);
  return {
    seeds: input.seeds,
    days: input.days,
    scenarios: played.length,
    events: inOrder.reduce((sum, run) => sum + run.events, 0),
    violations: inOrder.flatMap((run) => (run.violation === null ? [] : [run.violation])),
  };
}

/** One thread that takes the next seed until none is left. */
function runInThread(seeds: number[], days: number, done: (run: SeedRun) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./simulate-thread.js', import.meta.url), {
      workerData: { days },
      // Nearly all that a run makes is thrown away at once: a larger nursery halves the work of clearing up.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    const next = () => {
      const seed = seeds.shift();
      if (seed === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(seed);
    };
    worker.on('message', (run: SeedRun) => {
      done(run);
      next();
    });
    worker.on('error', reject);
    next();
  });
}
