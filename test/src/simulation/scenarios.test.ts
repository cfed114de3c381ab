/** What went wrong in the field, played by name; a bug that would bring it back is found by it. */
import { describe, expect, it, vi } from 'vitest';
import { runScenario, scenarios } from '../../../src/simulation/scenarios.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('a scenario of the field', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const run = await runScenario(scenario);
    expect(run.violation === null ? null : [run.violation.rule, ...run.violation.trace].join('\n')).toBe(null);
    expect(run.published).toBeGreaterThan(0);
  });
});
