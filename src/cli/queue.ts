import type { QueueRow } from '../overview.ts';
import { dayAndTime } from '../time.ts';
import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** What waits where; `--all`: also what has ended. */
export const queue: Command = {
  options: [],
  flags: ['all'],
  positionals: [],
  run: async (input) => {
    const rows: QueueRow[] = [];
    const zone = await withDesk(input, async (desk, config) => {
      for await (const row of desk.app.queue(input.flag('all'))) rows.push(row);
      return config.zone;
    });
    input.answer(rows.map((row) => ({ ...row, slot: row.slot?.toISOString() ?? null })));
    if (rows.length === 0) input.print(input.words.command.emptyQueue);
    for (const row of rows) {
      input.print(`${input.words.statuses[row.status]}${row.slot === null ? '' : ` · ${dayAndTime(row.slot, zone)}`}  ${row.title}`);
      input.print(`    ${row.publishedUrl ?? row.url}`);
    }
    return 0;
  },
};
