/** How the desk is, as a watcher asks: ready or why not, and figures. */
import type { DeskStatus } from './overview.ts';
import { hour } from './time.ts';

export type DeskHealth = { readonly live: true; readonly ready: boolean; readonly why: readonly string[] };
/** As Prometheus has them. */
export type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
};

/** Not ready: a job that failed at its last run or has not run for hours, or a Page whose queue stands still. */
export function healthOf(status: DeskStatus, now: Date): DeskHealth {
  const failed = status.runs.filter((run) => run.ok === false).map((run) => `job ${run.id} failed: ${run.error ?? ''}`);
  const silent = status.runs
    .filter((run) => run.id === 'collect' && run.startedAt.getTime() < now.getTime() - hour)
    .map(() => 'collecting has not run for an hour');
  const stopped = status.pages.filter((page) => page.stopped !== null).map((page) => `Page ${page.id} is stopped: ${page.stopped?.reason ?? ''}`);
  const why = [...failed, ...silent, ...stopped];
  return { live: true, ready: why.length === 0, why };
}

export function metricsOf(status: DeskStatus): readonly Metric[] {
  return [
    {
      name: 'fanpage_posts',
      help: 'Posts by status.',
      type: 'gauge',
      samples: Object.entries(status.posts).map(([name, value]) => ({ labels: { status: name }, value })),
    },
    {
      name: 'fanpage_job_last_run_seconds',
      help: 'When a job last began, in seconds since 1970.',
      type: 'gauge',
      samples: status.runs.map((run) => ({ labels: { job: run.id }, value: Math.floor(run.startedAt.getTime() / 1000) })),
    },
    {
      name: 'fanpage_job_ok',
      help: '1 when the last run of a job did its work.',
      type: 'gauge',
      samples: status.runs.map((run) => ({ labels: { job: run.id }, value: run.ok === false ? 0 : 1 })),
    },
    {
      name: 'fanpage_page_stopped',
      help: "1 when a Page's queue stands still.",
      type: 'gauge',
      samples: status.pages.map((page) => ({ labels: { page: page.id }, value: page.stopped === null ? 0 : 1 })),
    },
  ];
}
