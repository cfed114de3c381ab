/** All recurring work on one screen. Cron only wakes: the database says what is due, so every job may run late, twice, or in two processes. */
import type { JobName } from '../src/job-run.ts';

export type JobRow = {
  readonly name: JobName;
  /** Cron, in the newsroom's zone; six fields begin with seconds. */
  readonly beat: string;
  /** What may have become due by it, woken at once when it did something. */
  readonly wakes: readonly JobName[];
};

export const jobTable: readonly JobRow[] = [
  // a missed beat is made up for by the next one: the feed still holds what is new
  { name: 'collect', beat: '*/5 * * * *', wakes: ['draft'] },
  // not made up for look by look: an article that was missed is looked at once
  { name: 'watch', beat: '*/2 * * * *', wakes: ['ask-staff'] },
  { name: 'draft', beat: '*/30 * * * * *', wakes: ['ask-staff'] },
  { name: 'ask-staff', beat: '*/10 * * * * *', wakes: ['schedule'] },
  // not made up for: what people posted by hand meanwhile still stands there
  { name: 'read-page', beat: '*/5 * * * *', wakes: ['schedule'] },
  { name: 'schedule', beat: '*/5 * * * * *', wakes: ['publish', 'ask-staff'] },
  // made up for: what is late goes out, one gap apart
  { name: 'publish', beat: '* * * * * *', wakes: ['ask-staff', 'settle'] },
  { name: 'settle', beat: '*/2 * * * * *', wakes: ['publish', 'ask-staff'] },
  // not made up for: an hour without a reading is a gap, not a guess
  { name: 'count-followers', beat: '0 * * * *', wakes: [] },
  { name: 'measure-posts', beat: '20 * * * *', wakes: [] },
  // made up for: the newest day that is over by the newsroom's hour, told once
  { name: 'daily-summary', beat: '0,5,10,15,20,25,30,35,40,45,50,55 * * * *', wakes: ['ask-staff'] },
  // made up for: due from Monday 08:00 on, sent once, and saying so when late
  { name: 'weekly-report', beat: '0,15,30,45 * * * *', wakes: ['ask-staff'] },
  // the same on the first of a month: the month's, and the quarter's
  { name: 'monthly-report', beat: '5,20,35,50 * * * *', wakes: ['ask-staff'] },
  // the one way back for a Page that was stopped and mended without a restart: news cannot wait for hours
  { name: 'check-health', beat: '10,40 * * * *', wakes: ['publish', 'ask-staff'] },
  // made up for: what is old is old the next night too
  { name: 'tidy', beat: '40 3 * * *', wakes: [] },
];
