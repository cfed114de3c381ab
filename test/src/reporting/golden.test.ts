/** Reports whose numbers were worked out by hand, not by the code: `test/fixtures/report/cases.json`. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readingMarks } from '../../../src/growth.ts';
import { buildReport } from '../../../src/reporting/growth-report.ts';
import { calendarOf } from '../../../src/reporting/report-input.ts';
import { spanNamed } from '../../../src/reporting/span.ts';

const number = z.number().nullable();
const cases = z.array(
  z.object({
    name: z.string(),
    zone: z.string(),
    span: z.string(),
    /** Instant, followers, and a mark where there is one. */
    rows: z.array(z.string()),
    wanted: z.object({
      start: number,
      end: number,
      net: number,
      previousNet: number,
      mean: z.object({ net: z.number(), of: z.number() }).nullable(),
      days: z.array(number),
      nets: z.array(number),
      gaps: z.array(z.tuple([z.string(), z.string()])),
    }),
  }),
);

const all = cases.parse(JSON.parse(readFileSync(new URL('../../fixtures/report/cases.json', import.meta.url), 'utf8')));

it('there are at least ten', () => {
  expect(all.length).toBeGreaterThanOrEqual(10);
});

it.each(all)('$name', ({ zone, span: name, rows, wanted }) => {
  const span = spanNamed(name, zone);
  if (span === null) throw new Error(`no ${name}`);
  const readings = rows.map((row, i) => {
    const [at = '', followers, mark] = row.split(' ');
    const known = readingMarks.find((one) => one === mark);
    return [String(i), { at: new Date(at), followers: Number(followers), ...(known === undefined ? {} : { mark: known }) }] as const;
  });
  const days = [{ id: 'x', rev: 0, page: '100', day: '2026-01-01', readings: Object.fromEntries(readings) }];
  const report = buildReport({ page: '100', calendar: calendarOf(span, zone), days, published: [], ended: [], created: [], measures: new Map(), targets: [] });
  const { start, end, net, previousNet, mean } = report.followers;
  expect({
    start,
    end,
    net,
    previousNet,
    mean,
    days: report.followers.days.map((day) => day.followers),
    nets: report.followers.days.map((day) => day.net),
    gaps: report.gaps.map((gap) => [gap.from, gap.to]),
  }).toEqual(wanted);
});
