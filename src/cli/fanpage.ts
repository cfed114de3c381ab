#!/usr/bin/env node
/** `npm run -s fanpage -- COMMAND`: one file a command; each is loaded only when asked for. */
import { pathToFileURL } from 'node:url';
import { type Locale, loadConfig } from '../config.ts';
import { ConfigError, DeskError, messageOf } from '../errors.ts';
import { tellFileProblem } from '../locale/tell-file-problem.ts';
import { wordsIn } from '../locale/words.ts';
import { hideSecrets } from '../secrets.ts';
import { type Command, readInput, type Streams } from './command.ts';

const commands = {
  init: async () => (await import('./init.ts')).init,
  start: async () => (await import('./start.ts')).start,
  demo: async () => (await import('./demo.ts')).demo,
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
  run: async () => (await import('./run.ts')).run,
  feed: async () => (await import('./feed.ts')).feed,
  article: async () => (await import('./article.ts')).article,
  preview: async () => (await import('./preview.ts')).preview,
  queue: async () => (await import('./queue.ts')).queue,
  plan: async () => (await import('./plan.ts')).plan,
  pause: async () => (await import('./pause.ts')).pause,
  resume: async () => (await import('./resume.ts')).resume,
  ledger: async () => (await import('./ledger.ts')).ledger,
  report: async () => (await import('./report.ts')).report,
  import: async () => (await import('./import.ts')).importFile,
  doctor: async () => (await import('./doctor.ts')).doctor,
  audit: async () => (await import('./audit.ts')).audit,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  store: async () => (await import('./store.ts')).store,
  simulate: async () => (await import('./simulate.ts')).simulate,
} satisfies Record<string, () => Promise<Command>>;
type Name = keyof typeof commands;

function isCommand(name: string): name is Name {
  return Object.hasOwn(commands, name);
}

/** The words are the configured language's, even where the rest of the configuration is broken. */
function localeOf(streams: Streams): Locale {
  try {
    return (streams.load ?? loadConfig)().locale;
  } catch (error) {
    return error instanceof ConfigError ? error.locale : 'vi';
  }
}

/** Runs one command; resolves to its exit code: 0 done, 1 failed, 2 usage or configuration. */
export async function runCommand(argv: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = argv;
  const locale = localeOf(streams);
  const words = wordsIn(locale).command;
  if (name === undefined || name === 'help' || name === '--help') {
    streams.out(`${usage(locale)}\n`);
    return name === undefined ? 2 : 0;
  }
  try {
    if (!isCommand(name)) throw new DeskError(words.unknownCommand(name), words.seeUsage, 2);
    const command = await commands[name]();
    return await command.run(readInput(name, command, rest, streams, locale));
  } catch (error) {
    const told = inWords(error, locale);
    if (rest.includes('--json')) streams.out(`${hideSecrets(JSON.stringify({ error: { message: told.message, fix: told.fix } }))}\n`);
    else streams.err(hideSecrets(`${words.error(told.message)}\n${words.fix(told.fix)}\n`));
    return told.exitCode;
  }
}

function inWords(error: unknown, locale: Locale): DeskError {
  const words = wordsIn(locale).command;
  if (error instanceof ConfigError) {
    const inFile = (error.file?.problems ?? []).map((problem) => tellFileProblem(wordsIn(locale), error.file?.path ?? '', problem));
    const lines = [...error.problems, ...inFile];
    const fix = [...(error.problems.length > 0 ? [words.configFix] : []), ...(inFile.length > 0 ? [words.newsroomFix] : [])].join(' ');
    return new DeskError([words.configProblems(lines.length), ...lines.map((line) => `  - ${line}`)].join('\n'), fix, 2);
  }
  return error instanceof DeskError ? error : new DeskError(messageOf(error), words.reportBug);
}

function usage(locale: Locale): string {
  const words = wordsIn(locale).command;
  const names = Object.keys(commands).filter(isCommand);
  return [words.usage, '', ...names.map((name) => `  ${name.padEnd(9)} ${words.summaries[name]}`)].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // A bug: Node itself would print the whole error, and whatever a library put into it.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${hideSecrets(error.stack ?? String(error))}\n`);
    process.exit(1);
  });
  // `queue | head` closes our stdout early: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const code = await runCommand(process.argv.slice(2), { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
  process.exitCode = code;
}
