/** Days on which the newsroom's holiday timetable holds. Pure; the calendar itself is an adapter's. */
import type { PageTimetable } from './newsroom.ts';

export const holidayNames = ['new-year', 'tet', 'hung-kings', 'reunification', 'labour', 'national-day'] as const;
export type HolidayName = (typeof holidayNames)[number];
/** `day`: `yyyy-MM-dd`. */
export type Holiday = { readonly day: string; readonly name: HolidayName };

/** A country's public holidays; of any year, those by the lunar calendar too. */
export type HolidayCalendar = { readonly inYear: (year: number) => readonly Holiday[] };

/** `day-off`: the newsroom's file says so. null: a day as any other. */
export type DayOff = HolidayName | 'day-off' | null;

/** What a day is: the newsroom's own word first, then the public holidays where they count. */
export function dayOffOn(calendar: HolidayCalendar, rules: PageTimetable['holidays'], day: string): DayOff {
  if (rules.workdays.includes(day)) return null;
  const official = rules.official ? calendar.inYear(Number(day.slice(0, 4))).find((holiday) => holiday.day === day) : undefined;
  if (official !== undefined) return official.name;
  return rules.daysOff.includes(day) ? 'day-off' : null;
}
