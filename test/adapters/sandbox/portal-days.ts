/** The English day of the week of an instant in Vietnam, without the project's own calendar. */
export function day(at: Date): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Ho_Chi_Minh', weekday: 'short' }).format(at);
}
