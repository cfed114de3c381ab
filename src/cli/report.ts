import { writeFile } from 'node:fs/promises';
import { DeskError, messageOf } from '../errors.ts';
import { captionOf } from '../reporting/report-text.ts';
import type { Command } from './command.ts';
import { withDesk } from './desk.ts';

/** The weekly report: figures, picture, and sent on demand. */
export const report: Command = {
  options: ['week', 'page', 'png', 'xlsx'],
  flags: ['send'],
  positionals: [],
  run: async (input) => {
    if (input.option('xlsx') !== null) throw new DeskError(input.words.command.noXlsx, input.words.command.noXlsxFix, 2);
    const png = input.option('png');
    const send = input.flag('send');
    return withDesk(input, async (desk, config) => {
      const week = input.option('week');
      const page = input.option('page');
      if (png === null && !send) {
        const figures = await desk.app.report(week, page);
        input.answer(figures);
        input.print(captionOf(figures, figures.page, input.words, false));
        return 0;
      }
      const drawn = await desk.app.drawnReport(week, page, send);
      if (png !== null) {
        await writeFile(png, drawn.message.picture).catch((error: unknown) => {
          throw new DeskError(`${png}: ${messageOf(error)}`, input.words.command.fileFix);
        });
        input.print(input.words.command.saved(png));
      }
      input.answer(drawn.report);
      input.print(drawn.message.caption);
      if (send) input.print(input.words.command.reportSent(1 + config.reportChats.length));
      return 0;
    });
  },
};
