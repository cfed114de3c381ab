import { join } from 'node:path';
import { takeBackup } from '../../adapters/store/backup.ts';
import { openWhole } from '../../adapters/store/open.ts';
import type { Command } from './command.ts';
import { countLines } from './counts.ts';

/** All data in one file, beside the running service. */
export const backup: Command = {
  options: [],
  flags: [],
  positionals: ['FILE'],
  run: async (input) => {
    const { mongoUri, dataDir } = input.config();
    const file = input.args[0] ?? '';
    const engine = await openWhole({ mongoUri, dataDir });
    try {
      const collections = await takeBackup({ engine, mediaDir: join(dataDir, 'media'), file, now: new Date() });
      input.answer({ collections });
      input.print(countLines(collections));
      input.print(input.words.command.saved(file));
      return 0;
    } finally {
      await engine.close();
    }
  },
};
