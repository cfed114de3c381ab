import { DeskError } from '../errors.ts';
import type { PauseKind } from '../pause.ts';
import { addDays, dayAndTime, dayOf, instantOf, type Zone } from '../time.ts';
import { parseTypedTime } from '../typed-time.ts';
import type { Command, CommandInput } from './command.ts';
import { commandLine, withDesk } from './desk.ts';

/** Holds a Page, or all of them. A day as the end is held to its end. */
export const pause: Command = {
  options: ['page', 'from', 'until', 'why'],
  flags: ['mourning'],
  positionals: [],
  run: async (input) => {
    const words = input.words.command.pause;
    const kind: PauseKind = input.flag('mourning') ? 'mourning' : 'pause';
    const { outcome, zone } = await withDesk(input, async (desk, config) => {
      const now = desk.ports.clock();
      const page = input.option('page');
      const from = timeOption(input, 'from', now, config.zone, 'begins') ?? now;
      const until = timeOption(input, 'until', now, config.zone, 'ends');
      return { outcome: await desk.app.pause({ page, kind, why: input.option('why') ?? '', by: commandLine, from, until }), zone: config.zone };
    });
    if (outcome.outcome === 'over') throw new DeskError(words.over, words.overFix, 2);
    const { page, until, from, why } = outcome.pause;
    input.answer({ id: outcome.pause.id, page, kind, why, from: from.toISOString(), until: until?.toISOString() ?? null });
    input.print(words.done(page, until === null ? null : dayAndTime(until, zone)));
    return 0;
  },
};

function timeOption(input: CommandInput, name: string, now: Date, zone: Zone, edge: 'begins' | 'ends'): Date | null {
  const text = input.option(name);
  if (text === null) return null;
  const typed = parseTypedTime(text, now, zone);
  if (typed === null) throw new DeskError(input.words.command.pause.badTime(name), input.words.command.pause.overFix, 2);
  return edge === 'ends' && typed.wholeDay ? instantOf(addDays(dayOf(typed.at, zone), 1), '00:00', zone) : typed.at;
}
