import { readFile } from 'node:fs/promises';
import { DeskError, messageOf } from '../errors.ts';
import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** Takes in what the newsroom noted before; so far follower counts. Exit 1 when no row at all could be taken. */
export const importFile: Command = {
  options: ['page'],
  flags: [],
  positionals: ['followers', 'FILE.csv'],
  run: async (input) => {
    const [what, file = ''] = input.args;
    if (what !== 'followers') throw new DeskError(input.words.command.importOnly, 'npm run -s fanpage -- import followers FILE.csv', 2);
    const csv = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new DeskError(`${file}: ${messageOf(error)}`, input.words.command.fileFix, 2);
    });
    const { imported, refused, page } = await withDesk(input, (desk) => desk.app.importFollowers(csv, input.option('page')));
    input.answer({ imported, refused });
    input.print(input.words.command.imported(imported, page));
    for (const row of refused) input.note(input.words.command.refusedRow(row.line, row.why));
    return imported === 0 && refused.length > 0 ? 1 : 0;
  },
};
