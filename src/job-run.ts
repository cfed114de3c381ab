/** One run of a job: recorded, and alone among all processes where it must be. */
import { change } from './change.ts';
import { messageOf } from './errors.ts';
import type { JobRun, Ports } from './ports.ts';
import { addMs, hour } from './time.ts';

export const jobNames = [
  'collect',
  'watch',
  'draft',
  'ask-staff',
  'read-page',
  'schedule',
  'publish',
  'settle',
  'count-followers',
  'measure-posts',
  'daily-summary',
  'weekly-report',
  'monthly-report',
  'check-health',
  'tidy',
] as const;
export type JobName = (typeof jobNames)[number];

export type JobCounts = Readonly<Record<string, number>>;
export type JobOutcome =
  | { readonly outcome: 'done'; readonly counts: JobCounts }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'failed'; readonly error: unknown };

type Needs = Pick<Ports, 'runs' | 'processes' | 'clock' | 'log'>;
/**
 * `alone`: another process that runs it now makes this one leave it. `shared`: several may run it at once, each step
 * claims what it does. `quick`: shared, and on so short a beat that only runs which did something are recorded.
 */
export type JobKind = 'alone' | 'shared' | 'quick';
export type JobWork = { readonly name: JobName; readonly kind: JobKind; readonly work: () => Promise<JobCounts> };

/** A run that began so long ago and never ended belongs to a machine that is gone. */
const runLasts = hour;

/**
 * Runs the work once and records when, by whom, and what came of it. An error is an outcome here: the next beat tries
 * again. `moment` is the beat, the same in every process: whoever begins it first has it alone. null: it was woken.
 */
export async function runJob(needs: Needs, job: JobWork, moment: Date | null = null): Promise<JobOutcome> {
  let begun: JobRun | null = null;
  try {
    if (job.kind !== 'quick') {
      begun = await begin(needs, job, moment);
      if (begun === null) return { outcome: 'busy' };
    }
  } catch (error) {
    needs.log.error({ job: job.name, error: messageOf(error) }, 'job could not begin');
    return { outcome: 'failed', error };
  }
  const startedAt = needs.clock();
  try {
    const counts = await job.work();
    if (job.kind !== 'quick' || didSomething(counts) || (await lastFailed(needs, job.name)))
      await end(needs, job.name, startedAt, { ok: true, error: null, counts }, begun);
    return { outcome: 'done', counts };
  } catch (error) {
    const text = messageOf(error);
    needs.log.error({ job: job.name, error: text }, 'job failed; the next beat tries again');
    await end(needs, job.name, startedAt, { ok: false, error: text, counts: {} }, begun).catch((second: unknown) =>
      needs.log.error({ job: job.name, error: messageOf(second) }, 'the run could not be recorded'),
    );
    return { outcome: 'failed', error };
  }
}

export function didSomething(counts: JobCounts): boolean {
  return Object.values(counts).some((count) => count > 0);
}

/** The run as it was begun; null: it is another process's. */
async function begin(needs: Needs, job: JobWork, moment: Date | null): Promise<JobRun | null> {
  const now = needs.clock();
  const fresh: JobRun = { id: job.name, rev: 0, startedAt: now, endedAt: null, ok: null, error: null, counts: {}, by: needs.processes.self, moment };
  const known = await needs.runs.get(job.name);
  if (known === null && (await needs.runs.add(fresh))) return fresh;
  const again = (last: JobRun): JobRun | null => {
    const abandoned = last.endedAt === null && (needs.processes.isGone(last.by) || last.by === needs.processes.self);
    const running = last.endedAt === null && !abandoned && last.startedAt > addMs(now, -runLasts);
    if (job.kind === 'alone' && running) return null;
    if (moment !== null && last.moment?.getTime() === moment.getTime() && !abandoned) return null;
    return { ...fresh, rev: last.rev };
  };
  return change(needs.runs, job.name, again, known);
}

/** A quick job that works again says so, even when there was nothing to do. */
async function lastFailed(needs: Needs, name: JobName): Promise<boolean> {
  return (await needs.runs.get(name))?.ok === false;
}

/** The newest run is kept: one that another process began meanwhile and is still at stands. */
async function end(needs: Needs, name: JobName, startedAt: Date, result: Pick<JobRun, 'ok' | 'error' | 'counts'>, begun: JobRun | null): Promise<void> {
  const run: JobRun = { id: name, rev: 0, startedAt, endedAt: needs.clock(), by: needs.processes.self, moment: null, ...result };
  const known = begun ?? (await needs.runs.get(name));
  if (known === null && (await needs.runs.add(run))) return;
  const over = (last: JobRun): JobRun | null => (last.endedAt === null && last.by !== run.by ? null : { ...run, rev: last.rev, moment: last.moment });
  await change(needs.runs, name, over, known);
}
