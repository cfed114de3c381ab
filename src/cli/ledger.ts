import { articleKey } from '../../adapters/portal/article-key.ts';
import type { App } from '../app.ts';
import type { ArticleLife, Changes } from '../article-life.ts';
import { DeskError } from '../errors.ts';
import { articleIdOf } from '../identity.ts';
import type { Ledger } from '../ledger.ts';
import { differenceOf, type Revision } from '../revision.ts';
import { dayAndTime, type Zone } from '../time.ts';
import type { Command, CommandInput } from './command.ts';
import { withDesk } from './desk.ts';

/** Where every article ended, and what portals changed since; with --article the whole life of one. Exit 1 when any is unaccounted for. */
export const ledger: Command = {
  options: ['article'],
  flags: [],
  positionals: [],
  run: async (input) => {
    const wanted = input.option('article');
    if (wanted !== null) return showLife(input, wanted);
    const { counts, changes } = await withDesk(input, async ({ app }) => ({ counts: await app.ledger(), changes: await app.changes() }));
    input.answer({ ...counts, ...changes });
    printCounts(input, counts);
    printChanges(input, changes);
    return counts.unaccounted === 0 ? 0 : 1;
  },
};

function printCounts(input: CommandInput, counts: Ledger): void {
  const labels = input.words.command.ledger;
  const rows: readonly [string, number][] = [
    [labels.articles, counts.articles],
    [labels.published, counts.published],
    [labels.rejected, counts.rejected],
    [labels.expired, counts.expired],
    [labels.failed, counts.failed],
    [labels.retracted, counts.retracted],
    [labels.skipped, counts.skipped],
    [labels.open, counts.open],
    [labels.unaccounted, counts.unaccounted],
  ];
  for (const [label, value] of rows) input.print(`${String(value).padStart(7)}  ${label}`);
}

/** On a terminal the newest few; --json has more. */
const mostShown = 10;

function printChanges(input: CommandInput, { revisions, withdrawn }: Changes): void {
  const words = input.words.command.ledger;
  const at = timeTold(input);
  if (revisions.length > 0) input.print(`\n${words.revisions(revisions.length)}`);
  for (const row of revisions.slice(0, mostShown)) {
    input.print(`  ${at(row.at)}  ${row.title}\n    ${row.url}`);
    for (const line of difference(words, row)) input.print(`    ${line}`);
  }
  if (withdrawn.length > 0) input.print(`\n${words.withdrawn(withdrawn.length)}`);
  for (const row of withdrawn.slice(0, mostShown)) {
    input.print(`  ${at(row.at)}  ${row.title}${row.backAt === null ? '' : ` (${words.backAt(at(row.backAt))})`}\n    ${row.url}`);
  }
}

type LedgerWords = CommandInput['words']['command']['ledger'];

function timeTold(input: CommandInput): (instant: Date) => string {
  const zone: Zone = input.config().zone;
  return (instant) => dayAndTime(instant, zone);
}

function difference(words: LedgerWords, { fields, was, is }: Pick<Extract<Revision, { kind: 'edited' }>, 'fields' | 'was' | 'is'>): readonly string[] {
  return differenceOf(fields, was, is).flatMap(({ field, gone, come }) => [
    `${words.fields[field]}:`,
    ...gone.map((part) => `  - ${part}`),
    ...come.map((part) => `  + ${part}`),
  ]);
}

async function showLife(input: CommandInput, wanted: string): Promise<number> {
  const words = input.words.command.ledger;
  const life = await withDesk(input, ({ app }) => lifeOf(app, wanted));
  if (life === null) throw new DeskError(words.noArticle(wanted), words.noArticleFix);
  input.answer(life);
  printLife(input, life);
  return 0;
}

/** By id, or by an address in any of its forms: the feed's made the id, the page's own may have become the key since. */
function lifeOf(app: Pick<App, 'life'>, wanted: string): Promise<ArticleLife | null> {
  if (!/^https?:/i.test(wanted)) return app.life([wanted], []);
  const key = articleKey(wanted);
  return app.life([articleIdOf(key)], [key]);
}

function printLife(input: CommandInput, life: ArticleLife): void {
  const words = input.words.command.ledger;
  const at = timeTold(input);
  input.print(`${life.title}\n${life.url}\n${life.id}\n`);
  const reason = life.progress.state === 'skipped' ? words.skippedFor(life.progress.reason, life.copyOf) : '';
  input.print(`${at(life.collectedAt)}  ${words.collectedFrom(life.source)}${reason}`);
  for (const revision of life.revisions) {
    input.print(`${at(revision.at)}  ${revisionTold(words, revision)}`);
    if (revision.kind === 'edited') for (const line of difference(words, revision)) input.print(`    ${line}`);
  }
  for (const post of life.posts) {
    const why = post.why === null ? '' : ` (${input.words.expiryReasons[post.why]})`;
    const slot = post.slot === null ? '' : ` · ${at(post.slot)}`;
    const link = post.publishedUrl === null ? '' : ` · ${post.publishedUrl}`;
    input.print(`${at(post.updatedAt)}  ${words.postIs(post.page, input.words.statuses[post.status])}${why}${slot}${link}`);
  }
  if (life.nextLookAt !== null) input.print(`${at(life.nextLookAt)}  ${words.nextLook}`);
}

function revisionTold(words: LedgerWords, revision: Revision): string {
  switch (revision.kind) {
    case 'edited':
      return words.edited;
    case 'withdrawn':
      return `${words.takenDown} (${revision.why})`;
    case 'back':
      return words.back;
  }
}
