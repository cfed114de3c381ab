import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { watchConfig } from '../../../adapters/process/config-changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'changes-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('tells of SIGHUP until it is stopped', () => {
  const onChange = vi.fn();
  const watching = watchConfig({ file: null, everyMs: 10, onChange });
  process.emit('SIGHUP');
  expect(onChange).toHaveBeenCalledTimes(1);
  watching.stop();
  const listeners = process.listenerCount('SIGHUP');
  // Without a listener the signal would end the process: only the count is looked at.
  expect(listeners).toBe(0);
  expect(onChange).toHaveBeenCalledTimes(1);
});

it('tells of a file that is written, and of one that is put in its place as editors do', async () => {
  const file = join(folder, 'newsroom.yaml');
  writeFileSync(file, 'a');
  utimesSync(file, 1000, 1000);
  const onChange = vi.fn();
  const watching = watchConfig({ file, everyMs: 10, onChange });
  writeFileSync(file, 'b');
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
  const other = join(folder, 'other');
  writeFileSync(other, 'c');
  utimesSync(other, 2000, 2000);
  renameSync(other, file);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2));
  watching.stop();
});
