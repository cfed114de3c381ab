import { DeskError } from '../errors.ts';
import { simulate as runSimulation } from '../simulation/simulate.ts';
import type { Command, CommandInput } from './command.ts';

/** The deterministic simulation: the whole desk against outside systems that fail in every way. Exit 1 when a rule was broken. */
export const simulate: Command = {
  options: ['seeds', 'days'],
  flags: [],
  positionals: [],
  run: async (input) => {
    const seeds = wholeNumber(input, 'seeds', 20, 1_000_000);
    const days = wholeNumber(input, 'days', 7, 366);
    const words = input.words.command.simulate;
    let ended = 0;
    const result = await runSimulation({
      seeds,
      days,
      done: (run) => {
        if (run.seed > 0) ended += 1;
        if (!input.json && run.seed > 0 && ended % 10 === 0) input.note(words.progress(ended, seeds));
        if (run.violation !== null) input.note(words.broken(run.seed, run.violation.rule));
      },
    });
    input.answer(result);
    for (const { seed, rule, trace } of result.violations) input.print([words.broken(seed, rule), ...trace.map((line) => `  ${line}`)].join('\n'));
    input.print(words.end(result.seeds, result.days, result.scenarios, result.events, result.violations.length));
    return result.violations.length === 0 ? 0 : 1;
  },
};

function wholeNumber(input: CommandInput, name: string, fallback: number, most: number): number {
  const text = input.option(name) ?? String(fallback);
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new DeskError(input.words.command.simulate.notNumber(name, most), input.words.command.seeUsage, 2);
  return value;
}
