import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePortalDate, writesMonthFirst } from '../../../adapters/portal/dates.ts';

const context = { zone: 'Asia/Ho_Chi_Minh', now: new Date('2026-03-10T00:00:00Z') };
const at = (text: string) => parsePortalDate(text, context)?.at.toISOString() ?? null;

describe('9 March 2026, 14:05 in Vietnam', () => {
  test.each([
    'Mon, 09 Mar 2026 14:05:00 +0700',
    'Mon, 09 Mar 2026 14:05:00 +07',
    'Mon, 09 Mar 2026 14:05:00 GMT+7',
    'Mon, 09 Mar 2026 14:05:00 GMT + 7',
    'Mon, 09 Mar 2026 14:05:00 UTC+7',
    'Mon, 09 Mar 2026 14:05:00 ICT',
    'Mon, 9 Mar 26 14:05:00 +0700',
    'Fri, 09 Mar 2026 14:05:00 +0700',
    'Mon, 09 Mar 2026 07:05:00 GMT',
    'Mon, 09 Mar 2026 07:05:00 Z',
    'Mon, 09 Mar 2026 02:05:00 EST',
    'Mon, 09 Mar 2026 14:05:00',
    'Mon, 09 Mar 2026 14:05',
    '2026-03-09T14:05:00+07:00',
    '2026-03-09T07:05:00.000Z',
    '2026-03-09T14:05',
    '2026-03-09 14:05:00.0',
    '2026/03/09 14:05',
    '09/03/2026 14:05',
    '9/3/2026 14:05',
    '09-03-2026 14:05',
    '09.03.2026 14:05',
    '09 - 03 - 2026 14:05',
    '09/03/2026, 14:05',
    '09/03/2026 - 14:05',
    '09/03/2026 | 14:05',
    '09/03/2026 – 14:05',
    '14:05 09/03/2026',
    '14:05, 09/03/2026',
    '14:05 ngày 09/03/2026',
    '14:05 | Thứ hai, ngày 09/03/2026',
    '14:05 GMT+7, 09/03/2026',
    '07:05 UTC+0 09/03/2026',
    'Thứ hai, 09/03/2026 14:05',
    'Thứ 2, 09/03/2026 14:05',
    'T2, 09/03/2026 14:05',
    'CN, 09/03/2026 14:05',
    'Thứ hai, 9/3/2026, 14:05 (GMT+7)',
    'Ngày đăng: 09/03/2026 14:05',
    'Ngày tạo: 01/03/2026 08:00 Ngày đăng: 09/03/2026 14:05 Cập nhật: 10/03/2026',
    'Đăng lúc 14:05, 09/03/2026',
    '(09/03/2026 14:05)',
    '09/03/2026 14:05 (GMT+7)',
    '09/03/2026 14:05 | Số lượt xem: 1.215',
    '09/03/2026 14:05 - 1.234 lượt xem',
    '09/03/2026 14:05 - 15 lượt xem',
    '09/03/2026 14h05',
    '09/03/2026 14g05',
    "09/03/2026 14h05'",
    '09/03/2026 14 giờ 05 phút',
    '14 giờ 05 phút, ngày 09/03/2026',
    '09/03/2026 2:05 CH',
    '09/03/2026 02:05:00 CH',
    '09/03/2026 2:05 PM',
    '09/03/2026 2:05 chiều',
    '2:05 chiều ngày 09/03/2026',
    '09/03/2026 14:05 CH',
    'ngày 9 tháng 3 năm 2026, 14:05',
    '9 Tháng Ba, 2026 14:05',
    'Tháng Ba 9, 2026 lúc 14:05',
    '09 Th3 2026 14:05',
    '09 thg 3, 2026 14:05',
    'March 9, 2026 2:05 PM',
    '9 March 2026 14:05',
    '20260309140500',
    '20260309T070500Z',
    '1773039900',
    '1773039900000',
    '/Date(1773039900000)/',
    '/Date(1773039900000+0700)/',
    '\u00a009/03/2026\u00a0\u00a014:05\u3000',
    'Thứ hai, 09/03/2026 14:05'.normalize('NFD'),
  ])('%s', (text) => {
    expect(parsePortalDate(text, context)).toEqual({ at: new Date('2026-03-09T07:05:00Z'), precision: 'instant' });
  });
});

describe('a day without time is that day, marked so', () => {
  test.each([
    '2026-03-09',
    '09/03/2026',
    'Thứ hai, 09/03/2026',
    '(09/03/2026)',
    '09/03/2026 (GMT+7)',
    'ngày 9 tháng 3 năm 2026',
    '9 Tháng Ba, 2026',
    '20260309',
    '09/03/2026 | 1215 lượt xem',
  ])('%s', (text) => {
    expect(parsePortalDate(text, context)).toEqual({ at: new Date('2026-03-08T17:00:00Z'), precision: 'day' });
  });
});

describe('what is no certain date is null', () => {
  test.each([
    '',
    'hôm nay',
    '5 giờ trước',
    'Số 12',
    'Số 12/2026/QĐ-UBND',
    '01/01/0001 00:00:00',
    '31/02/2026',
    'Sat, 31 Feb 2026 10:00:00 +0700',
    '2026-02-31T10:00:00Z',
    '3/19/2026 2:05 PM',
    '09/03/2026 25:61',
    '09/03/2026 24:00',
    'Mon, 09 Mar 2026 14:05:00 +9900',
    '13/03/2026',
    '09/03/2099',
    '1215',
    '20261399',
    'Lượt xem: 1215',
    '٠٩/٠٣/٢٠٢٦',
  ])('%s', (text) => {
    expect(parsePortalDate(text, context)).toBeNull();
  });

  test('two days ahead is the farthest that is believed', () => {
    expect(at('2026-03-11T23:59:00Z')).toBe('2026-03-11T23:59:00.000Z');
    expect(at('2026-03-12T00:01:00Z')).toBeNull();
  });
});

test('noon and midnight with SA and CH', () => {
  expect(at('09/03/2026 12:10 SA')).toBe('2026-03-08T17:10:00.000Z');
  expect(at('09/03/2026 12:10 CH')).toBe('2026-03-09T05:10:00.000Z');
  expect(at('09/03/2026 10:00 đêm')).toBe('2026-03-09T15:00:00.000Z');
  expect(at('09/03/2026 1 giờ trưa')).toBe('2026-03-09T06:00:00.000Z');
  expect(at('22 giờ ngày 09/03/2026')).toBe('2026-03-09T15:00:00.000Z');
});

test('the month comes first only where the feed shows that it does', () => {
  const text = '3/9/2026 2:05:00 PM';
  const later = { ...context, now: new Date('2026-12-01T00:00:00Z') };
  expect(parsePortalDate(text, later)?.at.toISOString()).toBe('2026-09-03T07:05:00.000Z');
  expect(parsePortalDate(text, { ...later, monthFirst: true })?.at.toISOString()).toBe('2026-03-09T07:05:00.000Z');
  expect(writesMonthFirst(['3/9/2026 2:05:00 PM', '2/27/2026 8:15:00 AM'])).toBe(true);
  expect(writesMonthFirst(['3/9/2026 2:05:00 PM'])).toBe(false);
  expect(writesMonthFirst(['27/2/2026', '2/27/2026'])).toBe(false);
});

test('a date without zone is the zone of its source, whatever the zone of the host', () => {
  expect(process.env.TZ).toBe('America/St_Johns');
  expect(parsePortalDate('09/03/2026 14:05', { ...context, zone: 'Europe/Paris' })?.at.toISOString()).toBe('2026-03-09T13:05:00.000Z');
});

test('every day of the year comes back as written, in each order of its parts', () => {
  const two = (number: number) => String(number).padStart(2, '0');
  fc.assert(
    fc.property(fc.date({ min: new Date('1995-01-01'), max: new Date('2026-03-09'), noInvalidDate: true }), (date) => {
      const wall = new Date(date.getTime() + 7 * 3_600_000);
      const [y, m, d, h, min] = [
        wall.getUTCFullYear(),
        two(wall.getUTCMonth() + 1),
        two(wall.getUTCDate()),
        two(wall.getUTCHours()),
        two(wall.getUTCMinutes()),
      ];
      const expected = new Date(Math.floor(date.getTime() / 60_000) * 60_000).toISOString();
      for (const text of [
        `${d}/${m}/${y} ${h}:${min}`,
        `${h}:${min} ${d}-${m}-${y}`,
        `${y}-${m}-${d}T${h}:${min}:00+07:00`,
        `ngày ${Number(d)} tháng ${Number(m)} năm ${y}, ${h} giờ ${min} phút`,
      ]) {
        expect(at(text)).toBe(expected);
      }
    }),
    { numRuns: 100 },
  );
});

test('no text makes it throw or dawdle', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => parsePortalDate(text, context) !== undefined),
    { numRuns: 1000 },
  );
  const begun = process.cpuUsage();
  for (const text of ['9'.repeat(1e6), '9/'.repeat(1e6), ' '.repeat(1e6), '14:05 '.repeat(1e5), '09/03/2026'.repeat(1e5)]) parsePortalDate(text, context);
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000);
});
