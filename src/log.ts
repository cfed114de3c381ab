import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stderr: stdout belongs to what a command answers. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
}

/** A log that says nothing, for commands that only look. */
export function createSilentLog(): Log {
  return pino({ level: 'silent' });
}
