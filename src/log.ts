import { type Logger, pino } from 'pino';
import { hideSecrets } from './secrets.ts';

export type Log = Logger;

/** JSON lines on stderr: stdout belongs to what a command answers. None of `secrets`, and nothing that looks like a token, stands in them. */
export function createLog(level: string, secrets: Iterable<string> = []): Log {
  const stderr = pino.destination({ dest: 2, sync: true });
  const write = (line: string): void => {
    stderr.write(hideSecrets(line, secrets));
  };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write });
}

/** A log that says nothing, for commands that only look. */
export function createSilentLog(): Log {
  return pino({ level: 'silent' });
}
