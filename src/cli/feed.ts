import { dayAndTime } from '../time.ts';
import type { Command } from './command.ts';
import { articleRow, documentOptions, feedOf } from './document.ts';

/** What the portal adapter reads in a feed or list, newest first. */
export const feed: Command = {
  options: documentOptions,
  flags: [],
  positionals: ['URL|FILE'],
  run: async (input) => {
    const reading = await feedOf(input, input.args[0] ?? '');
    if (reading.found !== undefined) input.note(input.words.command.feedFound(reading.found, reading.items.length, reading.refused.length));
    for (const refused of reading.refused) input.note(`${refused.url ?? '?'}: ${refused.why}`);
    const articles = reading.items.map((item) => item.article);
    input.answer(articles.map(articleRow));
    if (articles.length === 0) input.print(input.words.command.noItems);
    const { zone } = input.config();
    for (const article of articles) {
      input.print(`${article.publishedAt === null ? '–' : dayAndTime(article.publishedAt, zone)}  ${article.title === '' ? '–' : article.title}`);
      input.print(`    ${article.url}`);
      if (article.lead !== null) input.print(`    ${article.lead}`);
    }
    return 0;
  },
};
