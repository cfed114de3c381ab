import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('every trap that the README of the chat names is held by a test that is there', () => {
  const [, table = ''] = readFileSync(join(root, 'adapters/telegram/README.md'), 'utf8').split('## Traps');
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !/^\| (trap|---)/.test(line));
  const named = rows.flatMap((row) => (row.split('|')[2] ?? '').split(' · ').map((title) => title.trim()));
  const tests = ['test', 'test/adapters/telegram']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(rows.length).toBeGreaterThan(25);
  expect(named.filter((title) => !tests.includes(`'${title}'`))).toEqual([]);
});
