import { writeFile } from 'node:fs/promises';
import { DeskError, messageOf } from '../errors.ts';
import { comparisonTextOf } from '../reporting/compare-pages.ts';
import { captionOf } from '../reporting/report-text.ts';
import { lastSpan, monthSpan, quarterSpan, spanNamed, weekSpan } from '../reporting/span.ts';
import type { Zone } from '../time.ts';
import type { Command, CommandInput } from './command.ts';
import { withDesk } from './desk.ts';

/** The report of a week, a month, a quarter or any days: figures, picture, sheet, and sent on demand; with `--compare` of all Pages beside one another. */
export const report: Command = {
  options: ['week', 'month', 'quarter', 'from', 'to', 'page', 'png', 'xlsx'],
  flags: ['send', 'dark', 'compare'],
  positionals: [],
  run: (input) => (input.flag('compare') ? comparePages(input) : reportPage(input)),
};

/** The name of the span that was asked for; null: the last week. */
function spanAsked(input: CommandInput, zone: Zone): string | null {
  const { oneSpan, noSpan, spanFix } = input.words.command;
  const [from, to] = [input.option('from'), input.option('to')];
  const days = from === null && to === null ? null : `${from ?? ''}..${to ?? ''}`;
  const asked = [input.option('week'), input.option('month'), input.option('quarter'), days].filter((one) => one !== null);
  const [name] = asked;
  if (name === undefined) return null;
  if (asked.length > 1) throw new DeskError(oneSpan, spanFix, 2);
  const known = {
    week: () => weekSpan(name, zone),
    month: () => monthSpan(name, zone),
    quarter: () => quarterSpan(name, zone),
    days: () => spanNamed(name, zone),
  };
  const kind = (['week', 'month', 'quarter'] as const).find((option) => input.option(option) !== null) ?? 'days';
  if (known[kind]() === null) throw new DeskError(noSpan(name), spanFix, 2);
  return name;
}

async function save(input: CommandInput, file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes).catch((error: unknown) => {
    throw new DeskError(`${file}: ${messageOf(error)}`, input.words.command.fileFix);
  });
  input.print(input.words.command.saved(file));
}

async function reportPage(input: CommandInput): Promise<number> {
  const [png, xlsx, send] = [input.option('png'), input.option('xlsx'), input.flag('send')];
  return withDesk(input, async (desk, config) => {
    const span = spanAsked(input, config.zone);
    const page = input.option('page');
    if (png === null && xlsx === null && !send) {
      const figures = await desk.app.report(span, page);
      input.answer(figures);
      input.print(captionOf(figures, figures.page, input.words, false));
      return 0;
    }
    const drawn = await desk.app.drawnReport(span, page, send, input.flag('dark') ? 'dark' : 'light');
    if (png !== null) await save(input, png, drawn.message.picture);
    if (xlsx !== null) await save(input, xlsx, drawn.sheet.bytes);
    input.answer(drawn.report);
    input.print(drawn.message.caption);
    if (send) input.print(input.words.command.reportSent(drawn.sent));
    return 0;
  });
}

async function comparePages(input: CommandInput): Promise<number> {
  const png = input.option('png');
  return withDesk(input, async (desk, config) => {
    const name = spanAsked(input, config.zone);
    const span = name === null ? lastSpan('week', new Date(), config.zone) : spanNamed(name, config.zone);
    if (span === null) throw new DeskError(input.words.command.noSpan(name ?? ''), input.words.command.spanFix, 2);
    const pages = await desk.app.comparison(span.name);
    if (png !== null) await save(input, png, (await desk.app.drawnComparison(span.name, input.flag('dark') ? 'dark' : 'light')).picture);
    input.answer({ span: span.kind, name: span.name, pages });
    input.print(comparisonTextOf(pages, span, input.words));
    return 0;
  });
}
