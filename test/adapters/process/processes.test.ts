import { spawn, spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { createProcesses } from '../../../adapters/process/processes.ts';

it('a process is named by machine, number and chance, and does not take itself for gone', () => {
  const processes = createProcesses();
  const [host, pid, chance] = processes.self.split('|');
  expect([host, pid]).toEqual([hostname(), String(process.pid)]);
  expect(chance).toMatch(/^[0-9a-f]{8}$/);
  expect(createProcesses().self).not.toBe(processes.self);
  expect(processes.isGone(processes.self)).toBe(false);
});

it('one that ended on this machine is gone, one that runs is not', async () => {
  const { isGone } = createProcesses('here');
  const ended = spawnSync(process.execPath, ['-e', '']);
  expect(isGone(`here|${ended.pid}|x`)).toBe(true);
  const running = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const closed = new Promise((resolve) => running.once('close', resolve));
  expect(isGone(`here|${running.pid}|x`)).toBe(false);
  running.stdin.end();
  await closed;
  expect(isGone(`here|${running.pid}|x`)).toBe(true);
});

it('one whose number this process has now is gone: it was here before a restart', () => {
  expect(createProcesses('here').isGone(`here|${process.pid}|before`)).toBe(true);
});

it('one that runs as somebody else is not gone', () => {
  expect(createProcesses('here').isGone('here|1|init')).toBe(false);
});

it('one on another machine, or by a name that says nothing, is never surely gone', () => {
  const { isGone } = createProcesses('here');
  for (const name of ['there|1|x', `there|${process.pid}|x`, 'here|abc|x', 'here|0|x', 'here|-1|x', 'here', '']) expect(isGone(name)).toBe(false);
});
