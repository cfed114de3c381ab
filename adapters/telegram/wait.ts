import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as the signal says so; never rejects. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Only the signal ends a pause early.
  }
}

/** Resolves when the task ends, at the latest after `ms` of real time; the task itself goes on. */
export async function atMost(ms: number, task: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  await Promise.race([task.then(end, end), waitFor(ms, ended.signal)]);
}
