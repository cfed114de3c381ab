import { schedule } from 'node-cron';
import type { App } from '../src/app.ts';
import { messageOf } from '../src/errors.ts';
import { didSomething, type JobName, type JobOutcome } from '../src/job-run.ts';
import type { Log } from '../src/log.ts';
import { second } from '../src/time.ts';
import { type JobRow, jobTable } from './table.ts';

export type RunningJobs = {
  /** Runs a job now; when it is running already, once more right after. */
  readonly wake: (name: JobName) => void;
  /** No new beat; resolves when what runs has ended. */
  readonly stop: () => Promise<void>;
};

/** `asked`: what it is to run for once more: a beat, or because it was woken. `timer`: it is woken when something is due, `wokenFor`: for what it was woken last. */
type Runner = { readonly row: JobRow; running: Promise<void> | null; asked: Date | 'woken' | null; timer: NodeJS.Timeout | null; wokenFor: number | null };

/** Timers are set for no longer: the next beat sets them anew, so that a clock that is put right costs nothing. */
const timerReach = 1.5 * second;

/**
 * Runs every job once, since what was missed while nobody ran may be due, then on its beat in the newsroom's zone. `nextDue`: when
 * something of it is due before the next beat; it is run at that moment, and a beat all the same.
 */
export function startJobs(
  app: Pick<App, 'run'> & { readonly nextDue?: (name: JobName) => Date | null },
  options: { readonly zone: string; readonly log: Log; readonly table?: readonly JobRow[] },
): RunningJobs {
  const rows = options.table ?? jobTable;
  const runners = new Map<JobName, Runner>(rows.map((row) => [row.name, { row, running: null, asked: null, timer: null, wokenFor: null }]));
  const state = { stopped: false };

  const ask = (name: JobName, what: Date | 'woken'): void => {
    const runner = runners.get(name);
    if (runner === undefined || state.stopped) return;
    // What was woken may have come by after the beat's work was done elsewhere.
    runner.asked = runner.asked === 'woken' ? 'woken' : what;
    runner.running ??= runUntilQuiet(runner);
  };
  const wake = (name: JobName): void => ask(name, 'woken');

  const runUntilQuiet = async (runner: Runner): Promise<void> => {
    while (runner.asked !== null && !state.stopped) {
      const moment = runner.asked === 'woken' ? null : runner.asked;
      runner.asked = null;
      const outcome = await runOnce(runner.row.name, moment);
      if (outcome.outcome === 'done' && didSomething(outcome.counts)) for (const next of runner.row.wakes) wake(next);
    }
    wakeWhenDue(runner);
    // In the same turn as the last look at `asked`: a wake in between would be lost.
    runner.running = null;
  };

  const wakeWhenDue = (runner: Runner): void => {
    if (runner.timer !== null) clearTimeout(runner.timer);
    runner.timer = null;
    const due = state.stopped ? null : (app.nextDue?.(runner.row.name) ?? null);
    // What could not be done at its moment is tried at the beats.
    if (due === null || due.getTime() === runner.wokenFor) return;
    // A timer may fire a moment early: then nothing would be due yet.
    const afterMs = Math.max(due.getTime() - Date.now(), 0) + 1;
    if (afterMs > timerReach) return;
    runner.timer = setTimeout(() => {
      runner.wokenFor = due.getTime();
      wake(runner.row.name);
    }, afterMs).unref();
  };

  /** A run reports its errors as an outcome; what is thrown all the same must not end the beat, nor the process. */
  const runOnce = async (name: JobName, moment: Date | null): Promise<JobOutcome> => {
    try {
      return await app.run(name, moment);
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
    schedule(row.beat, ({ date }) => ask(row.name, date), { timezone: options.zone, name: row.name, logger: quiet, suppressMissedWarning: true }),
  );
  for (const row of rows) wake(row.name);

  return {
    wake,
    stop: async () => {
      state.stopped = true;
      for (const { timer } of runners.values()) if (timer !== null) clearTimeout(timer);
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all([...runners.values()].map((runner) => runner.running));
    },
  };
}
