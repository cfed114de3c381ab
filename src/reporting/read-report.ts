/** A report read from the store. */
import { readDays } from '../follower-series.ts';
import type { GrowthReport } from '../growth.ts';
import type { Target } from '../newsroom.ts';
import type { Ports } from '../ports.ts';
import { buildReport } from './growth-report.ts';
import type { Calendar, ReportInput } from './report-input.ts';
import { lastDay } from './span.ts';

type Needs = Pick<Ports, 'followers' | 'posts' | 'measures'>;
export type Wanted = { readonly page: string; readonly calendar: Calendar; readonly targets: readonly Target[] };
/** The report with what it was made from. */
export type ReadReport = { readonly report: GrowthReport; readonly input: ReportInput };

/** Reads one Page's span from the store. */
export async function readReport(needs: Needs, wanted: Wanted): Promise<ReadReport> {
  const { page, calendar } = wanted;
  const { span } = calendar;
  const days = await readDays(needs, page, calendar.earliest, lastDay(span));
  const published = await needs.posts.publishedBetween(page, span.start, span.end);
  const ended = await needs.posts.endedBetween(page, span.start, span.end);
  const created = await needs.posts.createdBetween(page, span.start, span.end);
  const measured = await needs.measures.of(published.map((post) => post.id));
  const measures = new Map(measured.map((measure) => [measure.id, measure]));
  const input = { ...wanted, days, published, ended, created, measures };
  return { report: buildReport(input), input };
}
