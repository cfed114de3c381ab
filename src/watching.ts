/** How the desk is, as a watcher asks: ready or why not, and figures. */
import type { DeskStatus, PageStatus } from './overview.ts';
import { hour, minute } from './time.ts';

export type DeskHealth = { readonly live: true; readonly ready: boolean; readonly why: readonly string[] };
type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };
/** As Prometheus has them. */
export type Metric = { readonly name: string; readonly help: string; readonly type: 'gauge' | 'counter'; readonly samples: readonly Sample[] };

const tooLate = 30 * minute;

/** Not ready: a job that failed at its last run or has not run for hours, a Page whose queue stands still, or posts that do not get out. */
export function healthOf(status: DeskStatus, now: Date): DeskHealth {
  const failed = status.runs.filter((run) => run.ok === false).map((run) => `job ${run.id} failed: ${run.error ?? ''}`);
  const silent = status.runs
    .filter((run) => run.id === 'collect' && run.startedAt.getTime() < now.getTime() - hour)
    .map(() => 'collecting has not run for an hour');
  const pages = status.pages.flatMap((page) => {
    if (page.stopped !== null) return [`Page ${page.id} is stopped: ${page.stopped}`];
    return page.overdueMs > tooLate ? [`a post of Page ${page.id} has been due for ${Math.floor(page.overdueMs / minute)} minutes`] : [];
  });
  const why = [...failed, ...silent, ...pages];
  return { live: true, ready: why.length === 0, why };
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

const shares = { p50: 0.5, p99: 0.99, max: 1 };

/** Of ascending values the one that a share of them do not exceed; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples };
}

function counted(label: string, counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** `residentBytes`: what the process takes of the machine's memory. */
export function metricsOf(status: DeskStatus, residentBytes: number): readonly Metric[] {
  const { runs, pages } = status;
  const ofPages = (value: (page: PageStatus) => number | null) =>
    pages.flatMap((page) => {
      const told = value(page);
      return told === null ? [] : [{ labels: { page: page.id }, value: told }];
    });
  return [
    gauge('fanpage_articles', 'Articles by what became of them: collected (to be drafted), drafted, skipped.', counted('state', status.articles)),
    gauge('fanpage_posts', 'Posts by status; those that are not ended are the queue.', counted('status', status.posts)),
    gauge(
      'fanpage_overdue_seconds',
      'How long the post that is longest due has been waiting; 0: none is due.',
      ofPages((page) => page.overdueMs / 1000),
    ),
    gauge(
      'fanpage_lateness_seconds',
      'From slot to Page, of the posts of the last 24 hours.',
      pages.flatMap((page) =>
        Object.entries(shares).map(([stat, share]) => ({ labels: { page: page.id, stat }, value: quantile(page.lateness, share) / 1000 })),
      ),
    ),
    gauge(
      'fanpage_published_day',
      'Posts published in the last 24 hours.',
      ofPages((page) => page.lateness.length),
    ),
    gauge(
      'fanpage_page_stopped',
      "1 when a Page's queue stands still.",
      ofPages((page) => (page.stopped === null ? 0 : 1)),
    ),
    gauge(
      'fanpage_api_usage_percent',
      'Share of the Graph allowance that is used; calls are refused at 100.',
      ofPages((page) => page.usagePercent),
    ),
    gauge(
      'fanpage_followers',
      'Followers at the last reading.',
      ofPages((page) => page.followers?.count ?? null),
    ),
    gauge(
      'fanpage_followers_read_seconds',
      'When followers were last read, in seconds since 1970.',
      ofPages((page) => (page.followers === null ? null : seconds(page.followers.at))),
    ),
    gauge(
      'fanpage_job_last_run_seconds',
      'When a job last began, in seconds since 1970.',
      runs.map((run) => ({ labels: { job: run.id }, value: seconds(run.startedAt) })),
    ),
    gauge(
      'fanpage_job_duration_seconds',
      'How long the last run of a job took.',
      runs.flatMap((run) => (run.endedAt === null ? [] : [{ labels: { job: run.id }, value: (run.endedAt.getTime() - run.startedAt.getTime()) / 1000 }])),
    ),
    gauge(
      'fanpage_job_ok',
      '1 when the last run of a job did its work.',
      runs.map((run) => ({ labels: { job: run.id }, value: run.ok === false ? 0 : 1 })),
    ),
    gauge('fanpage_resident_bytes', 'Memory that the process takes.', [{ labels: {}, value: residentBytes }]),
  ];
}
