/** What an official document is registered by, read from its page. Pure. Nothing is made up: what is not told is ''. */

const numberLabel = /^(?:số[ /]?k[ýí] hiệu(?: văn bản)?|số hiệu(?: văn bản)?|số văn bản|số|number|no\.?|document number)\s*:?\s+(.{1,80})$/iu;
const dateLabel = /^(?:ngày ban hành|ngày ký|date of issue|issued on|issue date|date)\s*:?\s+(.{1,80})$/iu;
/** `12/2026/QĐ-UBND`, `145/KH-UBND`. */
const number = /(?<![\p{L}\d])\d{1,5}(?:\/\d{4})?\/[\p{Lu}\d]{1,10}(?:-[\p{Lu}\d]{1,12})*(?![\p{L}\d])/u;

function told(lines: readonly string[], label: RegExp): string | null {
  return lines.map((line) => label.exec(line)?.[1]?.trim()).find((value) => value !== undefined && /\d/.test(value)) ?? null;
}

/** Its number as the table has it; '' also where the title tells it. */
export function documentNumber(title: string, body: string | null): string {
  const row = told((body ?? '').split('\n'), numberLabel) ?? '';
  const found = number.exec(row)?.[0] ?? row;
  return found !== '' && title.includes(found) ? '' : found;
}

/** The day of issue as the table has it, never that of posting. */
export function dateOfIssue(body: string | null): string {
  return (told((body ?? '').split('\n'), dateLabel) ?? '').replace(/^ngày\s+/iu, '');
}
