/**
 * Vietnam's public holidays (Labour Code 2019, article 112). The lunar days are reckoned for UTC+7, as Vietnam does: in some
 * years Tết is not the day of the Chinese new year. Only days that are off in every year are here: the fifth day of Tết, the
 * second one of 2 September, and days off in place of a weekend are decided year by year, and stand in newsroom.yaml.
 */
import { createRequire } from 'node:module';
import type { Holiday, HolidayCalendar } from '../../src/holidays.ts';
import { addDays } from '../../src/time.ts';

const require = createRequire(import.meta.url);

export function createVietnameseCalendar(): HolidayCalendar {
  const years = new Map<number, readonly Holiday[]>();
  return {
    inYear: (year) => {
      const known = years.get(year) ?? holidaysOf(year);
      years.set(year, known);
      return known;
    },
  };
}

function holidaysOf(year: number): readonly Holiday[] {
  const { tet, hungKings } = lunarDays(year);
  return [
    { day: `${year}-01-01`, name: 'new-year' },
    // From the last day of the old year to the third of the new one.
    ...[-1, 0, 1, 2].map((days): Holiday => ({ day: addDays(tet, days), name: 'tet' })),
    { day: hungKings, name: 'hung-kings' },
    { day: `${year}-04-30`, name: 'reunification' },
    { day: `${year}-05-01`, name: 'labour' },
    { day: `${year}-09-02`, name: 'national-day' },
  ];
}

/** The first day of the lunar year that begins in that year, and its tenth day of the third month. */
function lunarDays(year: number): { readonly tet: string; readonly hungKings: string } {
  // With its tables of the sky it is loaded by the first year that is asked for.
  const { CalendarVietnamese }: typeof import('date-chinese') = require('date-chinese');
  const tet = new CalendarVietnamese();
  tet.fromJDE(tet.newYear(year));
  const [cycle = 0, ofCycle = 0] = tet.get();
  return { tet: dayText(tet.toGregorian(year)), hungKings: dayText(new CalendarVietnamese(cycle, ofCycle, 3, 0, 10).toGregorian(year)) };
}

function dayText({ year, month, day }: { readonly year: number; readonly month: number; readonly day: number }): string {
  return [String(year), String(month).padStart(2, '0'), String(Math.floor(day)).padStart(2, '0')].join('-');
}
