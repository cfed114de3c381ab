import { DeskError } from '../errors.ts';
import type { Words } from '../locale/words.ts';
import type { PlannedSlot } from '../scheduling/schedule.ts';
import { dayAndTime } from '../time.ts';
import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** The timetable ahead, with its free slots. */
export const plan: Command = {
  options: ['days'],
  flags: [],
  positionals: [],
  run: async (input) => {
    const days = Number(input.option('days') ?? '7');
    if (!Number.isInteger(days) || days < 1 || days > 366) throw new DeskError('--days is not a whole number from 1 to 366', '--days 7', 2);
    const { rows, zone, names } = await withDesk(input, async (desk, config) => ({
      rows: await desk.app.plan(days),
      zone: config.zone,
      names: new Map(config.pages.flatMap(({ id, name }) => (name === null ? [] : [[id, name]]))),
    }));
    input.answer(rows.map((row) => ({ ...row, slot: row.slot.toISOString() })));
    if (rows.length === 0) input.print(input.words.command.emptyPlan);
    const pages = [...new Set(rows.map((row) => row.page))];
    for (const page of pages) {
      if (pages.length > 1) input.print(`${page === pages[0] ? '' : '\n'}${input.words.card.page(names.get(page) ?? page)}`);
      for (const row of rows) if (row.page === page) input.print(`${dayAndTime(row.slot, zone)}  ${lineOf(row, input.words)}`);
    }
    return 0;
  },
};

function lineOf(row: PlannedSlot, words: Words): string {
  if (row.postId === null) return row.why === null ? words.command.freeSlot : `${words.command.freeSlot} ${words.slotReasons[row.why]}`;
  if (row.why === null) return row.title ?? '';
  return `${row.title} (${row.firm ? '' : `${words.command.forecast}, `}${words.slotReasons[row.why]})`;
}
