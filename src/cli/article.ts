import { dayAndTime } from '../time.ts';
import type { Command } from './command.ts';
import { articleOf, articleRow, documentOptions } from './document.ts';

/** One article page, read whole. */
export const article: Command = {
  options: documentOptions,
  flags: [],
  positionals: ['URL|FILE'],
  run: async (input) => {
    const read = await articleOf(input, input.args[0] ?? '');
    input.answer({ ...articleRow(read), body: read.body, video: read.video });
    const facts = [
      input.words.kinds[read.kind],
      read.publishedAt === null ? null : dayAndTime(read.publishedAt, input.config().zone),
      read.credit,
      read.categories.join(', '),
    ];
    input.print(read.title);
    input.print(facts.filter((fact) => fact !== null && fact !== '').join(' · '));
    input.print(read.url);
    if (read.lead !== null) input.print(`\n${read.lead}`);
    if (read.body !== null) input.print(`\n${read.body}`);
    for (const image of read.images) input.print(`\n[${image.url}] ${image.caption ?? ''}`);
    return 0;
  },
};
