import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { parsePortalDate } from '../../../adapters/portal/dates.ts';
import { readFeedDocument } from '../../../adapters/portal/documents.ts';

const hostZones = ['UTC', 'America/St_Johns', 'Asia/Ho_Chi_Minh', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Europe/London'];
const own = process.env.TZ;
const folder = new URL('../../fixtures/portal/', import.meta.url);

function underHostZone<T>(zone: string, read: () => T): T {
  process.env.TZ = zone;
  return read();
}

afterEach(() => {
  if (own === undefined) delete process.env.TZ;
  else process.env.TZ = own;
});

test('the host zone really changes within this test', () => {
  const noons = hostZones.map((zone) => underHostZone(zone, () => new Date(2026, 6, 9, 12).toISOString()));
  expect(new Set(noons).size).toBe(hostZones.length);
});

/** Written as it would be on 9 March 2026 at 14:05 in Vietnam; `day`: only the day is told. */
const shapes: readonly (readonly [string, 'instant' | 'day' | null])[] = [
  ['Mon, 09 Mar 2026 14:05:00 +0700', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00 +07', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00 GMT+7', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00 UTC+7', 'instant'],
  ['Mon, 09 Mar 26 14:05:00 +0700', 'instant'],
  ['Sun, 09 Mar 2026 14:05:00 +0700', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00', 'instant'],
  ['Mon, 09 Mar 2026 07:05:00 GMT', 'instant'],
  ['2026-03-09T14:05:00', 'instant'],
  ['2026-03-09 14:05:00.0', 'instant'],
  ['2026-03-09T07:05:00Z', 'instant'],
  ['2026-03-09', 'day'],
  ['09/03/2026 14:05', 'instant'],
  ['09-03-2026 14:05', 'instant'],
  ['09.03.2026 14:05', 'instant'],
  ['09/03/2026, 14:05', 'instant'],
  ['14:05 09/03/2026', 'instant'],
  ['Thứ hai, 09/03/2026 14:05', 'instant'],
  ['CN, 09/03/2026 14:05', 'instant'],
  ['Ngày đăng: 09/03/2026 14:05', 'instant'],
  ['09/03/2026 14:05 (GMT+7)', 'instant'],
  ['9/3/2026 2:05:00 PM', 'instant'],
  ['Thứ 2, 09/03/2026 14h05', 'instant'],
  ['T2, 09/03/2026 14g05', 'instant'],
  ['09/03/2026 14 giờ 05 phút', 'instant'],
  ['09/03/2026 | 14:05', 'instant'],
  ['ngày 9 tháng 3 năm 2026', 'day'],
  ['9 Tháng Ba, 2026', 'day'],
  ['9 Th3, 2026', 'day'],
  ['09/03/2026 02:05 CH', 'instant'],
  ['(09/03/2026)', 'day'],
  ['09/03/2026 14:05 - Lượt xem: 1.215', 'instant'],
  ['20260309140500', 'instant'],
  ['1773039900', 'instant'],
  ['/Date(1773039900000)/', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00 ICT', 'instant'],
  ['Mon, 09 Mar 2026 14:05:00 GMT + 7', 'instant'],
  ['Tue, 31 Feb 2026 14:05:00 +0700', null],
  ['2026-02-31T14:05:00', null],
  ['31/02/2026', null],
  ['01/01/0001', null],
  ['Số 12', null],
  ['hôm nay', null],
];

describe('a date is the same instant whatever zone the host is in', () => {
  test.each(hostZones)('%s', (hostZone) => {
    const now = new Date('2026-03-10T00:00:00Z');
    const read = (text: string) => parsePortalDate(text, { zone: 'Asia/Ho_Chi_Minh', now });
    const found = underHostZone(hostZone, () => shapes.map(([text]) => [text, read(text)?.at.toISOString() ?? null, read(text)?.precision ?? null]));
    const instants = { instant: '2026-03-09T07:05:00.000Z', day: '2026-03-08T17:00:00.000Z' };
    expect(found).toEqual(shapes.map(([text, precision]) => [text, precision === null ? null : instants[precision], precision]));
  });

  test('in the source’s own zone, across its clock change too', () => {
    const read = (text: string, zone: string) => parsePortalDate(text, { zone, now: new Date('2027-01-01T00:00:00Z') })?.at.toISOString();
    for (const hostZone of hostZones) {
      underHostZone(hostZone, () => {
        expect(read('29/03/2026 00:30', 'Europe/London')).toBe('2026-03-29T00:30:00.000Z');
        expect(read('29/03/2026 03:30', 'Europe/London')).toBe('2026-03-29T02:30:00.000Z');
        expect(read('09/03/2026', 'Asia/Tokyo')).toBe('2026-03-08T15:00:00.000Z');
      });
    }
  });

  test('and whole feeds of dates read the same', () => {
    const feeds = readdirSync(folder).filter((name) => name.startsWith('rss-dates') && name.endsWith('.xml'));
    expect(feeds.length).toBeGreaterThanOrEqual(8);
    const context = { url: 'https://lamson.gov.vn/rss', contentType: null, zone: 'Asia/Ho_Chi_Minh', now: new Date('2026-03-10T00:00:00Z') };
    for (const name of feeds) {
      const bytes = readFileSync(new URL(name, folder));
      const [first, ...others] = hostZones.map((zone) => underHostZone(zone, () => JSON.stringify(readFeedDocument(bytes, context))));
      for (const other of others) expect(other).toBe(first);
    }
  });
});
