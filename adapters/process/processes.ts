import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Processes } from '../../src/ports.ts';

/**
 * Names this process `host|pid|random` and tells whether a name's process is surely gone: same machine, and no such
 * process, or the number belongs to this very process now. Whoever is on another machine is never surely gone.
 */
export function createProcesses(host: string = hostname()): Processes {
  const self = `${host}|${process.pid}|${randomUUID().slice(0, 8)}`;
  return {
    self,
    isGone: (name) => {
      const [theirHost, theirPid] = name.split('|');
      const pid = Number(theirPid);
      if (name === self || theirHost !== host || !Number.isInteger(pid) || pid <= 0) return false;
      return pid === process.pid || !isRunning(pid);
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
