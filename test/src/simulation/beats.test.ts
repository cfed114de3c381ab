import { expect, it } from 'vitest';
import { jobTable } from '../../../jobs/table.ts';
import { nextBeat, offsetOf } from '../../../src/simulation/beats.ts';

const vietnam = offsetOf('Asia/Ho_Chi_Minh', new Date('2026-11-23T01:02:03.004Z'));
const next = (beat: string, from: string) => new Date(nextBeat(beat, Date.parse(from), vietnam)).toISOString();

it.each([
  ['* * * * * *', '2026-11-23T01:02:03.004Z', '2026-11-23T01:02:04.000Z'],
  ['* * * * * *', '2026-11-23T01:02:03.000Z', '2026-11-23T01:02:03.000Z'],
  ['*/30 * * * * *', '2026-11-23T01:02:31.000Z', '2026-11-23T01:03:00.000Z'],
  ['*/5 * * * *', '2026-11-23T01:56:00.000Z', '2026-11-23T02:00:00.000Z'],
  ['0,15,30,45 * * * *', '2026-11-23T01:16:00.000Z', '2026-11-23T01:30:00.000Z'],
  // 01:10, 04:10 … of the newsroom's day: 17:00 UTC is midnight there.
  ['10 */3 * * *', '2026-11-23T17:11:00.000Z', '2026-11-23T20:10:00.000Z'],
])('%s after %s is %s', (beat, from, expected) => {
  expect(next(beat, from)).toBe(expected);
});

it('reads every beat of the table, and says what it cannot read', () => {
  for (const row of jobTable) expect(Date.parse(next(row.beat, '2026-11-23T01:02:03.004Z'))).toBeGreaterThan(0);
  expect(() => next('0 0 1 * *', '2026-11-23T00:00:00.000Z')).toThrow('cannot read');
  expect(() => next('1-5 * * * *', '2026-11-23T00:00:00.000Z')).toThrow('cannot read');
  expect(vietnam).toBe(7 * 3_600_000);
});
