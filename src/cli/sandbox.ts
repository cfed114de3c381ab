import { join } from 'node:path';
import { sandboxParts } from '../config.ts';
import { createLog } from '../log.ts';
import type { Command } from './command.ts';

/** The stand-ins alone, until stopped; `start` in another terminal finds them. */
export const sandbox: Command = {
  options: [],
  flags: [],
  positionals: [],
  run: async (input) => {
    const config = input.config();
    const { startSandbox } = await import('../../adapters/sandbox/server.ts');
    const running = await startSandbox({
      host: config.http.host,
      port: config.http.port,
      clock: () => new Date(),
      stateFile: join(config.dataDir, 'sandbox.json'),
      chat: 'group',
      log: createLog(config.logLevel),
    });
    input.note(input.words.command.sandboxBanner(sandboxParts.join(', '), running.address));
    input.note(input.words.command.ready(running.address));
    await new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve());
      process.once('SIGINT', () => resolve());
    });
    await running.stop();
    process.exit(0);
  },
};
