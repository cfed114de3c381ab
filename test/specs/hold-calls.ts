/** For every test file: the calls to a Bot API that its processes made are such as the published one takes, or the file fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { specsFolder } from './folder.ts';
import { readCalls } from './recorded-calls.ts';
import { telegramRequestProblems } from './telegram-requests.ts';

const dir = mkdtempSync(join(tmpdir(), 'calls-'));
process.env.CALL_RECORD_DIR = dir;
// This process has the recorder by vitest.config.ts; the programs that it starts get it by their environment.
const recorder = `--import ${new URL('../tools/record-calls.mjs', import.meta.url).href}`;
const options = process.env.NODE_OPTIONS ?? '';
if (!options.includes(recorder)) process.env.NODE_OPTIONS = `${options} ${recorder}`.trim();

afterAll(() => {
  const calls = readCalls(dir);
  rmSync(dir, { recursive: true, force: true });
  const specs = specsFolder();
  if (calls.length === 0) return;
  if (specs === null)
    return console.warn(`SKIPPED: ${calls.length} calls to the Bot API were not held against the published list, which is not beside the project`);
  expect(telegramRequestProblems(calls, specs), 'calls that the published Bot API does not take').toEqual([]);
});
