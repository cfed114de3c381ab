import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** Where every article ended. Exit 1 when any is unaccounted for. */
export const ledger: Command = {
  options: [],
  flags: [],
  positionals: [],
  run: async (input) => {
    const counts = await withDesk(input, (desk) => desk.app.ledger());
    input.answer(counts);
    const labels = input.words.command.ledger;
    const rows: readonly [string, number][] = [
      [labels.articles, counts.articles],
      [labels.published, counts.published],
      [labels.rejected, counts.rejected],
      [labels.expired, counts.expired],
      [labels.failed, counts.failed],
      [labels.retracted, counts.retracted],
      [labels.skipped, counts.skipped],
      [labels.open, counts.open],
      [labels.unaccounted, counts.unaccounted],
    ];
    for (const [label, value] of rows) input.print(`${String(value).padStart(7)}  ${label}`);
    return counts.unaccounted === 0 ? 0 : 1;
  },
};
