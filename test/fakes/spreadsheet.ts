/** A workbook as LibreOffice opens it; it is not a part of the project, and not everybody has it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function spreadsheetProgram(): boolean {
  try {
    execFileSync('which', ['soffice'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Every sheet as CSV, numbers as they are stored. */
const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';

/** The cells of a sheet by its name: row by row, as texts. Cells in these tests hold no commas or quotation marks. */
export function sheetAsText(book: Uint8Array): (sheet: string) => readonly (readonly string[])[] {
  const dir = mkdtempSync(join(tmpdir(), 'fanpage-sheet-'));
  try {
    writeFileSync(join(dir, 'book.xlsx'), book);
    const options = [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', filter, '--outdir', dir, join(dir, 'book.xlsx')];
    execFileSync('soffice', options, { stdio: 'ignore', timeout: 90_000 });
    const sheets = new Map(
      readdirSync(dir)
        .filter((name) => name.startsWith('book-') && name.endsWith('.csv'))
        .map((name) => [name.slice(5, -4).normalize('NFC'), rowsIn(readFileSync(join(dir, name), 'utf8'))]),
    );
    return (sheet) => sheets.get(sheet) ?? [];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function rowsIn(csv: string): string[][] {
  return csv
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','));
}
