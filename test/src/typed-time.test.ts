import { describe, expect, it } from 'vitest';
import { parseTypedTime } from '../../src/typed-time.ts';

const now = new Date('2026-11-26T03:00:00Z'); // Thursday 10:00 in Vietnam
const typed = (text: string) => parseTypedTime(text, now, 'Asia/Ho_Chi_Minh')?.at.toISOString().slice(0, 16) ?? null;

describe('a time that people type', () => {
  it.each([
    ['2h', '2026-11-26T05:00'],
    ['90p', '2026-11-26T04:30'],
    ['3d', '2026-11-29T03:00'],
    ['17:30', '2026-11-26T10:30'],
    ['17h30', '2026-11-26T10:30'],
    ['8h00', '2026-11-27T01:00'],
    ['9:59', '2026-11-27T02:59'],
    ['10:00', '2026-11-26T03:00'],
    ['28/11', '2026-11-27T17:00'],
    ['1/1', '2026-12-31T17:00'],
    ['17:30 28/11', '2026-11-28T10:30'],
    ['28/11/2027 7h00', '2027-11-28T00:00'],
    ['2026-12-01 18:00', '2026-12-01T11:00'],
    ['2026-12-01', '2026-11-30T17:00'],
    ['2026-12-01T18:00:00+07:00', '2026-12-01T11:00'],
  ])('“%s” is %s', (text, at) => {
    expect(typed(text)).toBe(at);
  });

  it.each(['', 'mai', '25:00', '17:60', '31/2', '2026-13-01', '17:30 18:30', '28/11 29/11', '17', '17:'])('“%s” is none', (text) => {
    expect(typed(text)).toBeNull();
  });

  it('tells a whole day from a moment', () => {
    expect(parseTypedTime('28/11', now, 'Asia/Ho_Chi_Minh')?.wholeDay).toBe(true);
    expect(parseTypedTime('28/11 00:00', now, 'Asia/Ho_Chi_Minh')?.wholeDay).toBe(false);
  });
});
