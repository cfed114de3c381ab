import { describe, expect, it } from 'vitest';
import { createVietnameseCalendar } from '../../../adapters/calendar/vietnam.ts';

const calendar = createVietnameseCalendar();
const days = (year: number, name: string) =>
  calendar
    .inYear(year)
    .filter((holiday) => holiday.name === name)
    .map((holiday) => holiday.day);

describe('the Vietnamese calendar', () => {
  // As the Government announced them; 2027 to 2030 by the published lunar tables for UTC+7.
  it.each([
    [2020, '2020-01-25', '2020-04-02'],
    [2021, '2021-02-12', '2021-04-21'],
    [2022, '2022-02-01', '2022-04-10'],
    [2023, '2023-01-22', '2023-04-29'],
    [2024, '2024-02-10', '2024-04-18'],
    [2025, '2025-01-29', '2025-04-07'],
    [2026, '2026-02-17', '2026-04-26'],
    [2027, '2027-02-06', '2027-04-16'],
    [2028, '2028-01-26', '2028-04-04'],
    [2029, '2029-02-13', '2029-04-23'],
    [2030, '2030-02-02', '2030-04-12'],
  ])('%d has Tết on %s and Giỗ Tổ on %s', (year, tet, hungKings) => {
    expect(days(year, 'tet')[1]).toBe(tet);
    expect(days(year, 'tet')).toHaveLength(4);
    expect(days(year, 'hung-kings')).toEqual([hungKings]);
  });

  it('differs from the Chinese one where the new moon falls between the two midnights', () => {
    expect(days(2007, 'tet')[1]).toBe('2007-02-17'); // in China the 18th
    expect(days(2030, 'tet')[1]).toBe('2030-02-02'); // in China the 3rd
    expect(days(1985, 'tet')[1]).toBe('1985-01-21'); // in China a month later
  });

  it('has the days of the sun calendar every year', () => {
    expect(calendar.inYear(2027).filter((holiday) => /^2027-(01-01|04-30|05-01|09-02)$/.test(holiday.day))).toHaveLength(4);
  });
});
