import { setTimeout as wait } from 'node:timers/promises';
import { DeskError, messageOf } from '../errors.ts';
import { type JobName, type JobOutcome, jobNames } from '../job-run.ts';
import type { Desk } from '../main.ts';
import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** One job once, as if at an instant. */
export const run: Command = {
  options: ['at'],
  flags: [],
  positionals: ['JOB'],
  run: async (input) => {
    const job = jobNames.find((name) => name === input.args[0]);
    if (job === undefined) throw new DeskError(input.words.command.unknownJob(input.args[0] ?? ''), jobNames.join(', '), 2);
    const at = instant(input.option('at'));
    const outcome = await withDesk(input, (desk) => installAndRun(desk, job), { logs: true, ...(at === null ? {} : { clock: () => at }) });
    const counts = outcome.outcome === 'done' ? outcome.counts : {};
    const ok = outcome.outcome === 'done';
    const when = (at ?? new Date()).toISOString();
    input.answer({
      job,
      at: when,
      ok,
      ...counts,
      ...(outcome.outcome === 'failed'
        ? { error: { message: messageOf(outcome.error), fix: outcome.error instanceof DeskError ? outcome.error.fix : input.words.command.reportBug } }
        : {}),
    });
    input.print(
      `${job} · ${when} · ${Object.entries(counts)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    );
    if (outcome.outcome === 'failed') input.note(input.words.command.error(messageOf(outcome.error)));
    if (outcome.outcome === 'busy') input.note(input.words.command.jobBusy(job));
    return ok ? 0 : 1;
  },
};

function instant(text: string | null): Date | null {
  if (text === null) return null;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime())) throw new DeskError('--at is not an instant', 'Write it as 2026-11-23T01:00:00Z or 2026-11-23T08:00:00+07:00.', 2);
  return at;
}

/** A desk may be run by somebody's own timers alone: its first job is its first start, else no report would ever be due. */
async function installAndRun(desk: Desk, job: JobName): Promise<JobOutcome> {
  await desk.app.install();
  return runWhenFree(desk, job);
}

/** A service beside it may be running the same job at this moment: it ends within seconds. */
async function runWhenFree(desk: Desk, job: JobName): Promise<JobOutcome> {
  for (let tries = 0; ; tries++) {
    const outcome = await desk.app.run(job);
    if (outcome.outcome !== 'busy' || tries === 40) return outcome;
    await wait(250);
  }
}
