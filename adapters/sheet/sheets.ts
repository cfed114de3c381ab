/** Workbooks as .xlsx, by write-excel-file. */
import type { Cell, Sheet, Sheets } from '../../src/ports.ts';

/** A sheet's name may not be longer, nor hold these signs. */
const longestName = 31;
/** A cell may not hold more letters. */
const longestText = 32_767;

const whole = '#,##0';
const fraction = '#,##0.0';
const percentage = '0.0%';
const date = 'dd/mm/yyyy';
const dateAndTime = 'dd/mm/yyyy hh:mm';

/** The writing library is loaded with the first workbook. */
export function createSheets(): Sheets {
  return {
    async write(sheets) {
      const { default: writeWorkbook } = await import('write-excel-file/node');
      const book = writeWorkbook(
        sheets.map((sheet) => ({
          sheet: nameIn(sheet),
          data: [
            sheet.columns.map(({ header }) => ({ value: header, type: String, fontWeight: 'bold' as const, backgroundColor: '#E8EEF4', wrap: true })),
            ...sheet.rows.map((row) => row.map(cellOf)),
          ],
          columns: sheet.columns.map(({ width }) => ({ width })),
          stickyRowsCount: 1,
        })),
      );
      return new Uint8Array(await book.toBuffer());
    },
  };
}

function nameIn(sheet: Sheet): string {
  return sheet.name
    .replace(/[\\/?*[\]:]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestName);
}

function cellOf(cell: Cell) {
  if (cell === null) return null;
  if (typeof cell === 'string') return { value: cellText(cell), type: String };
  if (typeof cell === 'number') return { value: cell, type: Number, format: Number.isInteger(cell) ? whole : fraction };
  if ('share' in cell) return { value: cell.share, type: Number, format: percentage };
  // A sheet's date has no zone: the newsroom's wall clock stands in it as it is.
  const value = new Date(`${cell.day}T${cell.time ?? '00:00'}:00Z`);
  return { value, type: Date, format: cell.time === undefined ? date : dateAndTime };
}

/** What XML cannot hold is left out. */
function cellText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '').slice(0, longestText);
}
