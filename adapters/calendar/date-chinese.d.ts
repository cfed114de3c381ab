/** What we use of the package; its own types are not reachable from an ES module. */
declare module 'date-chinese' {
  export class CalendarVietnamese {
    constructor(cycle?: number, year?: number, month?: number, leap?: number, day?: number);
    /** Julian day of the first day of the lunar year that begins in that year. */
    newYear(year: number): number;
    fromJDE(julianDay: number): void;
    /** Cycle, year of the cycle, month, whether a leap one, day. */
    get(): readonly number[];
    toGregorian(year: number): { readonly year: number; readonly month: number; readonly day: number };
  }
}
