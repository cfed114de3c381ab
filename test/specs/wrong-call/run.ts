/** A run that must fail: its test passes, but the program that it starts makes a call which the published Bot API does not take. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a call with an unknown field', () => {
  const call =
    "require('node:http').request('http://127.0.0.1:9/bot1:a/sendMessage', { method: 'POST' }).on('error', () => {}).end('{\"chat_id\":1,\"txt\":\"x\"}')";
  expect(spawnSync(process.execPath, ['-e', call]).status).toBe(0);
});
