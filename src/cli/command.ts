/** What every command is given, and how it answers: human words on a terminal, one JSON document with `--json`. */
import { parseArgs } from 'node:util';
import type { Config, Locale } from '../config.ts';
import { loadConfig } from '../config.ts';
import { DeskError } from '../errors.ts';
import { type Words, wordsIn } from '../locale/words.ts';

export type CommandInput = {
  readonly args: readonly string[];
  readonly json: boolean;
  readonly option: (name: string) => string | null;
  readonly flag: (name: string) => boolean;
  /** Throws a DeskError (exit 2) when the configuration is malformed. */
  readonly config: () => Config;
  readonly words: Words;
  readonly locale: Locale;
  /** For people, on stdout; nothing with `--json`. */
  readonly print: (line: string) => void;
  /** The one JSON document; nothing without `--json`. */
  readonly answer: (value: unknown) => void;
  /** Progress and what was refused, on stderr. */
  readonly note: (line: string) => void;
};

/** Resolves to the exit code. */
export type Command = {
  readonly options: readonly string[];
  readonly flags: readonly string[];
  readonly positionals: readonly string[];
  readonly run: (input: CommandInput) => Promise<number>;
};

export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void; readonly load?: () => Config };

/** Parses a command's arguments strictly; usage errors are DeskErrors with exit 2. */
export function readInput(name: string, command: Command, argv: readonly string[], streams: Streams, locale: Locale): CommandInput {
  const words = wordsIn(locale);
  const usage = `npm run -s fanpage -- ${[name, ...command.positionals, ...command.options.map((option) => `[--${option} …]`), ...command.flags.map((flag) => `[--${flag}]`)].join(' ')}`;
  const options = Object.fromEntries([
    ...command.options.map((option) => [option, { type: 'string' as const }]),
    ...[...command.flags, 'json'].map((flag) => [flag, { type: 'boolean' as const }]),
  ]);
  const { values, positionals } = parsed(argv, options, usage);
  const wanted = command.positionals.length;
  if (positionals.length !== wanted) throw new DeskError(`${name}: ${wanted} argument(s) expected, ${positionals.length} given`, usage, 2);
  const json = values.json === true;
  return {
    args: positionals,
    json,
    option: (option) => (typeof values[option] === 'string' ? values[option] : null),
    flag: (flag) => values[flag] === true,
    config: streams.load ?? loadConfig,
    words,
    locale,
    print: (line) => {
      if (!json) streams.out(`${line}\n`);
    },
    answer: (value) => {
      if (json) streams.out(`${JSON.stringify(value)}\n`);
    },
    note: (line) => streams.err(`${line}\n`),
  };
}

function parsed(argv: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>, usage: string) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new DeskError(error instanceof Error ? error.message : String(error), usage, 2);
  }
}
