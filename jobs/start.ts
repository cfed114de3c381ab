import { schedule } from 'node-cron';
import type { App } from '../src/app.ts';
import { messageOf } from '../src/errors.ts';
import { didSomething, type JobName, type JobOutcome } from '../src/job-run.ts';
import type { Log } from '../src/log.ts';
import { type JobRow, jobTable } from './table.ts';

export type RunningJobs = {
  /** Runs a job now; when it is running already, once more right after. */
  readonly wake: (name: JobName) => void;
  /** No new beat; resolves when what runs has ended. */
  readonly stop: () => Promise<void>;
};

type Runner = { readonly row: JobRow; running: Promise<void> | null; again: boolean };

/** Runs every job once, since what was missed while nobody ran may be due, then on its beat in the newsroom's zone. */
export function startJobs(app: Pick<App, 'run'>, options: { readonly zone: string; readonly log: Log; readonly table?: readonly JobRow[] }): RunningJobs {
  const rows = options.table ?? jobTable;
  const runners = new Map<JobName, Runner>(rows.map((row) => [row.name, { row, running: null, again: false }]));
  const state = { stopped: false };

  const wake = (name: JobName): void => {
    const runner = runners.get(name);
    if (runner === undefined || state.stopped) return;
    if (runner.running !== null) {
      runner.again = true;
      return;
    }
    runner.running = runUntilQuiet(runner);
  };

  const runUntilQuiet = async (runner: Runner): Promise<void> => {
    do {
      runner.again = false;
      const outcome = await runOnce(runner.row.name);
      if (outcome.outcome === 'done' && didSomething(outcome.counts)) for (const next of runner.row.wakes) wake(next);
    } while (runner.again && !state.stopped);
    // In the same turn as the last look at `again`: a wake in between would be lost.
    runner.running = null;
  };

  /** A run reports its errors as an outcome; what is thrown all the same must not end the beat, nor the process. */
  const runOnce = async (name: JobName): Promise<JobOutcome> => {
    try {
      return await app.run(name);
    } catch (error) {
      options.log.error({ job: name, error: messageOf(error) }, 'job failed; the next beat tries again');
      return { outcome: 'failed', error };
    }
  };

  const quiet = {
    info: () => {},
    debug: () => {},
    warn: (message: string) => options.log.debug({ message }, 'node-cron'),
    error: (message: string | Error) => options.log.warn({ message: String(message) }, 'node-cron'),
  };
  const tasks = rows.map((row) =>
    schedule(row.beat, () => wake(row.name), { timezone: options.zone, name: row.name, logger: quiet, suppressMissedWarning: true }),
  );
  for (const row of rows) wake(row.name);

  return {
    wake,
    stop: async () => {
      state.stopped = true;
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all([...runners.values()].map((runner) => runner.running));
    },
  };
}
