import { expect, it } from 'vitest';
import { drawTable, faults, runMatrix, steps } from './fault-matrix.ts';
import { forms } from './wire-desk.ts';

it('whatever happens to any call of any form of post, there is one post or a reason that staff see', { timeout: 300_000 }, async () => {
  const runs = await runMatrix();
  process.stdout.write(`\n${drawTable(runs)}\n${runs.length} runs\n`);
  expect(runs.filter((run) => run.wrong !== null)).toEqual([]);
  const calls = forms.reduce((sum, form) => sum + steps[form].length, 0);
  expect(runs).toHaveLength(faults.reduce((sum, fault) => sum + calls * (fault.ambiguous ? 2 : 1), 0));
});
