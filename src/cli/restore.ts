import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createProcesses } from '../../adapters/process/processes.ts';
import { checkBackup, restoreBackup, takeBackup } from '../../adapters/store/backup.ts';
import type { MovableEngine } from '../../adapters/store/collection.ts';
import { holdQuiet, isEmpty } from '../../adapters/store/moving.ts';
import { openEngine } from '../../adapters/store/open.ts';
import { dayAndTime } from '../time.ts';
import type { Command, CommandInput } from './command.ts';
import { countLines } from './counts.ts';

/** Replaces all data by what a backup holds; what was there is kept as a backup of its own. Nothing is posted twice by it. */
export const restore: Command = {
  options: [],
  flags: [],
  positionals: ['FILE'],
  run: async (input) => {
    const config = input.config();
    const file = input.args[0] ?? '';
    // Before anything is touched.
    const { takenAt } = await checkBackup(file);
    const now = new Date();
    const engine = await openEngine(config);
    try {
      await holdQuiet(engine, createProcesses().isGone, now);
      await keepWhatIsThere(input, engine, now);
      const words = input.words.command.moving;
      const notice = (at: Date) => words.restoredNotice(dayAndTime(at, config.zone));
      const { counts } = await restoreBackup({ engine, mediaDir: join(config.dataDir, 'media'), file, now, notice });
      input.answer({ collections: counts });
      input.print(countLines(counts));
      input.print(words.restored(dayAndTime(takenAt, config.zone)));
      return 0;
    } finally {
      await engine.close();
    }
  },
};

async function keepWhatIsThere(input: CommandInput, engine: MovableEngine, now: Date): Promise<void> {
  // Half of a restore is worth nothing: the file that it came from is.
  if ((await engine.unfinished()) !== null || (await isEmpty(engine))) return;
  const { dataDir } = input.config();
  await mkdir(dataDir, { recursive: true });
  const kept = join(dataDir, `before-restore-${now.toISOString().replace(/\D/g, '').slice(0, 14)}.backup`);
  await takeBackup({ engine, mediaDir: join(dataDir, 'media'), file: kept, now });
  input.print(input.words.command.moving.kept(kept));
}
