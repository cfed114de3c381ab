/** What the newsroom noted of its followers before the desk counted them: read from a CSV file, row by row. */
import { change } from '../change.ts';
import type { FollowerCount } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { Ports } from '../ports.ts';
import { addDays, addMs, dayOf, instantOf, second, utcHourOf, type Zone } from '../time.ts';

export type RefusedRow = { readonly line: number; readonly why: string };
export type Imported = { readonly imported: number; readonly refused: readonly RefusedRow[] };
type Refusal = keyof Words['command']['importRefusals'];
type Row = { readonly line: number } & ({ readonly day: string; readonly followers: number } | { readonly refused: Refusal });

/** The rows of the file; null when its first line does not name the columns. Cells stand between commas, semicolons or tabs. */
export function parseFollowers(text: string): readonly Row[] | null {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const separator = [';', '\t'].find((sign) => head.includes(sign)) ?? ',';
  const names = cellsOf(head, separator).map((name) => name.toLowerCase().normalize('NFC'));
  const dateAt = names.findIndex((name) => ['date', 'ngày', 'day'].includes(name));
  const followersAt = names.findIndex((name) => ['followers', 'người theo dõi', 'số người theo dõi'].includes(name));
  if (dateAt < 0 || followersAt < 0) return null;
  return lines.flatMap((line, i): Row[] => (line.trim() === '' ? [] : [rowOf(i + 2, cellsOf(line, separator), dateAt, followersAt)]));
}

/** Two columns of dates and numbers need no more of CSV than quotes round a cell. */
function cellsOf(line: string, separator: string): string[] {
  const cells = separator === ',' ? line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) : line.split(separator);
  return (cells ?? []).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"')
      .trim(),
  );
}

function rowOf(line: number, cells: readonly string[], dateAt: number, followersAt: number): Row {
  const date = cells[dateAt] ?? '';
  const number = cells[followersAt] ?? '';
  if (date === '' || number === '') return { line, refused: 'columns' };
  const day = dayIn(date);
  if (day === null) return { line, refused: 'date' };
  // 12345, 12.345 and 12,345 as people write them; never a fraction.
  if (!/^(\d{1,10}|\d{1,3}([.,\u00a0 ]\d{3}){1,3})$/.test(number)) return { line, refused: 'number' };
  return { line, day, followers: Number(number.replace(/\D/g, '')) };
}

function dayIn(text: string): string | null {
  const vietnamese = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const day = vietnamese === null ? text : `${vietnamese[3]}-${vietnamese[2]?.padStart(2, '0')}-${vietnamese[1]?.padStart(2, '0')}`;
  return /^\d{4}-\d\d-\d\d$/.test(day) && addDays(day, 0) === day ? day : null;
}

type Input = { readonly page: string; readonly rows: readonly Row[]; readonly zone: Zone; readonly now: Date };

/** Keeps each day's number as its last reading, marked as imported. Importing the same file again changes nothing. */
export async function importFollowers(needs: Pick<Ports, 'followers'> & { readonly words: Words }, input: Input): Promise<Imported> {
  const seen = new Map<string, number>();
  const refused: RefusedRow[] = [];
  let imported = 0;
  for (const row of input.rows) {
    const why = 'refused' in row ? row.refused : (repeats(seen, row.day, row.followers) ?? (await importRow(needs, row.day, row.followers, input)));
    if (why === null) imported += 1;
    else refused.push({ line: row.line, why: needs.words.command.importRefusals[why] });
  }
  return { imported, refused };
}

function repeats(seen: Map<string, number>, day: string, followers: number): Refusal | null {
  const before = seen.get(day);
  seen.set(day, before ?? followers);
  return before === undefined || before === followers ? null : 'twice';
}

async function importRow(needs: Pick<Ports, 'followers'>, day: string, followers: number, input: Input): Promise<Refusal | null> {
  const { page, zone, now } = input;
  if (day >= dayOf(now, zone)) return 'future';
  const at = addMs(instantOf(addDays(day, 1), '00:00', zone), -second);
  const key = utcHourOf(at);
  const reading: FollowerCount = { at, followers, mark: 'imported' };
  const id = `${page}|${day}`;
  if (await needs.followers.add({ id, rev: 0, page, day, readings: { [key]: reading } })) return null;
  let refusal: Refusal | null = null;
  await change(needs.followers, id, (current) => {
    const known = Object.values(current.readings);
    const before = known.find((one) => one.mark === 'imported');
    refusal = known.some((one) => one.mark === undefined) ? 'read' : before !== undefined && before.followers !== followers ? 'known' : null;
    return refusal !== null || before !== undefined ? null : { ...current, readings: { ...current.readings, [key]: reading } };
  });
  return refusal;
}
