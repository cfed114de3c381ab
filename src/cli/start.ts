import { startService } from '../main.ts';
import { second } from '../time.ts';
import type { Command } from './command.ts';

/** Whatever hangs, a stop is over within ten seconds: after this the process ends, which takes a busy machine a moment of its own. */
const hardStop = 7 * second;

/** The service, until SIGTERM or SIGINT. */
export const start: Command = {
  options: [],
  flags: [],
  positionals: [],
  run: async (input) => {
    const service = await startService(input.config(), input.note, input.config);
    await new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve());
      process.once('SIGINT', () => resolve());
    });
    input.note(input.words.command.stopping);
    setTimeout(() => process.exit(0), hardStop).unref();
    await service.stop();
    // Whatever a library left open must not keep the process alive.
    process.exit(0);
  },
};
