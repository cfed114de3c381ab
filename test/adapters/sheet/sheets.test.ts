import readWorkbook from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { createSheets } from '../../../adapters/sheet/sheets.ts';
import type { Sheet } from '../../../src/ports.ts';
import { sheetAsText, spreadsheetProgram } from '../../fakes/spreadsheet.ts';

const book: readonly Sheet[] = [
  {
    name: 'Tổng hợp: tuần/47 [2026]*?',
    columns: [
      { header: 'Chỉ số', width: 30 },
      { header: 'Giá trị', width: 12 },
    ],
    rows: [
      ['Người theo dõi', 12_345_678],
      ['Tỷ lệ tăng', { share: 0.0321 }],
      ['Trung bình', -10.5],
      ['Không rõ', null],
      ['Không', 0],
    ],
  },
  {
    name: 'Theo ngày',
    columns: [
      { header: 'Ngày', width: 12 },
      { header: 'Lúc', width: 18 },
      { header: 'Tiêu đề', width: 40 },
    ],
    rows: [
      [{ day: '2026-12-31' }, { day: '2027-01-01', time: '00:05' }, '=1+1'],
      [{ day: '2026-02-28' }, null, `Ủy ban "nhân dân" <tỉnh> & 'xã' \u0000\uFFFF 🎉 ${'dài '.repeat(10_000)}`],
    ],
  },
  { name: 'Trống', columns: [{ header: 'Chỉ có tên cột', width: 20 }], rows: [] },
];

/** A sheet's dates are fractions of days: the reader may be off by a millisecond. */
const toTheMinute = (cell: unknown) => (cell instanceof Date ? new Date(Math.round(cell.getTime() / 60_000) * 60_000) : cell);
const at = (text: string) => new Date(`${text}:00Z`);

describe('a workbook', () => {
  it('is read by another library with the same sheets, numbers as numbers and dates as dates', async () => {
    const read = await readWorkbook(Buffer.from(await createSheets().write(book)));
    expect(read.map((sheet) => sheet.sheet)).toEqual(['Tổng hợp tuần 47 2026', 'Theo ngày', 'Trống']);
    const [summary, days, empty] = read.map((sheet) => sheet.data);
    expect(summary).toEqual([
      ['Chỉ số', 'Giá trị'],
      ['Người theo dõi', 12_345_678],
      ['Tỷ lệ tăng', 0.0321],
      ['Trung bình', -10.5],
      ['Không rõ', null],
      ['Không', 0],
    ]);
    expect(days?.slice(0, 2).map((row) => row.map(toTheMinute))).toEqual([
      ['Ngày', 'Lúc', 'Tiêu đề'],
      [at('2026-12-31T00:00'), at('2027-01-01T00:05'), '=1+1'],
    ]);
    expect(String(days?.[2]?.[2])).toMatch(/^Ủy ban "nhân dân" <tỉnh> & 'xã' {2}🎉 dài/u);
    expect(String(days?.[2]?.[2]).length).toBeLessThanOrEqual(32_767);
    expect(empty).toEqual([['Chỉ có tên cột']]);
  });

  it('is opened by LibreOffice with the same numbers, dates and letters', async (context) => {
    if (!spreadsheetProgram()) {
      console.warn('SKIPPED: LibreOffice is not installed, so the workbook is not opened with it');
      context.skip();
    }
    const sheets = sheetAsText(await createSheets().write(book));
    expect(sheets('Tổng hợp tuần 47 2026').slice(0, 6)).toEqual([
      ['Chỉ số', 'Giá trị'],
      ['Người theo dõi', '12345678'],
      ['Tỷ lệ tăng', '3.21%'],
      ['Trung bình', '-10.5'],
      ['Không rõ', ''],
      ['Không', '0'],
    ]);
    expect(sheets('Theo ngày')[1]).toEqual(['12/31/2026', '01/01/2027 00:05:00', '=1+1']);
  }, 120_000);
});
