import type { Command } from './command.ts';
import { commandLine, withDesk } from './desk.ts';

/** Ends the pauses of all Pages, or with `--page` those of one. */
export const resume: Command = {
  options: ['page'],
  flags: [],
  positionals: [],
  run: async (input) => {
    const ended = await withDesk(input, (desk) => desk.app.resume({ page: input.option('page'), id: null, by: commandLine }));
    input.answer({ ended: ended.map(({ id, page, kind, why }) => ({ id, page, kind, why })) });
    input.print(input.words.command.pause.resumed(ended.length));
    return 0;
  },
};
