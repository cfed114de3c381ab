/** Errors that a person can do something about. All else is a bug and is thrown as it is. */
import { type FileProblem, problemText } from './file-problem.ts';
import { hideSecrets } from './secrets.ts';

/** A problem with what to do about it; `exitCode` 2 is for usage and configuration. */
export class DeskError extends Error {
  readonly fix: string;
  readonly exitCode: 1 | 2;
  constructor(message: string, fix: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'DeskError';
    this.fix = fix;
    this.exitCode = exitCode;
  }
}

/** Problems of newsroom.yaml, in the order of the file. */
export type FileProblems = { readonly path: string; readonly problems: readonly FileProblem[] };

/** What is wrong with the configuration, by key or line and never by value; told in the language that it asks for, as far as it can be read. */
export class ConfigError extends DeskError {
  readonly problems: readonly string[];
  readonly locale: 'vi' | 'en';
  readonly file: FileProblems | null;
  constructor(problems: readonly string[], locale: 'vi' | 'en', file: FileProblems | null = null) {
    const lines = [...problems, ...(file?.problems ?? []).map((problem) => `${file?.path} ${problemText(problem)}`)];
    super(
      `configuration: ${lines.length} problem${lines.length === 1 ? '' : 's'}\n${lines.map((line) => `  - ${line}`).join('\n')}`,
      file === null
        ? 'Correct these keys in .env (each is explained in .env.example) and start again.'
        : 'Correct newsroom.yaml (docs/newsroom.md explains each key) and start again.',
      2,
    );
    this.name = 'ConfigError';
    this.problems = problems;
    this.locale = locale;
    this.file = file;
  }
}

/** The text of anything thrown, fit for a log and for the store: no stack, no properties of a foreign error, nothing that looks like a token. */
export function messageOf(thrown: unknown): string {
  return hideSecrets(thrown instanceof Error ? thrown.message : String(thrown));
}
