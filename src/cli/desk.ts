/** Opens the desk for one command and closes it whatever happens. */
import { type Config, secretsOf } from '../config.ts';
import { createLog, createSilentLog, type Log } from '../log.ts';
import { type Desk, openDesk } from '../main.ts';
import type { Clock } from '../ports.ts';
import type { Person } from '../post.ts';
import type { CommandInput } from './command.ts';
import { openSandbox } from './open-sandbox.ts';

/** Who decides when a command does. */
export const commandLine: Person = { id: 0, name: 'fanpage' };

type Options = { readonly clock?: Clock; readonly logs?: boolean };

export async function withDesk<T>(input: CommandInput, work: (desk: Desk, config: Config, log: Log) => Promise<T>, options: Options = {}): Promise<T> {
  const configured = input.config();
  const log = options.logs === true ? createLog(configured.logLevel, secretsOf(configured)) : createSilentLog();
  const clock = options.clock ?? (() => new Date());
  const sandbox = await openSandbox(configured, { clock, log, port: 0 });
  try {
    const desk = await openDesk(sandbox.config, { clock, log });
    try {
      return await work(desk, sandbox.config, log);
    } finally {
      await desk.close();
    }
  } finally {
    await sandbox.stop();
  }
}
