/** Asking on a terminal: one question after the other; secrets are not shown. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Ctrl-C, or the end of the input. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

export type Terminal = {
  say(text: string): void;
  /** What was typed, without blanks around; empty when only Enter was pressed. */
  ask(question: string): Promise<string>;
  /** The same without showing it. */
  askSecret(question: string): Promise<string>;
  close(): void;
};

export function openTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal {
  const state = { hidden: false, closed: false };
  const shown = new Writable({
    write: (chunk, _encoding, done) => {
      if (!state.hidden) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: input.isTTY === true, historySize: 0 });
  // Lines that came while nothing was asked are kept: whoever pastes several at once loses none.
  const waiting: string[] = [];
  const asking: { take: ((line: string) => void) | null; fail: ((error: Error) => void) | null } = { take: null, fail: null };
  lines.on('line', (line) => {
    if (asking.take === null) waiting.push(line);
    else asking.take(line);
  });
  const end = () => {
    state.closed = true;
    asking.fail?.(new Interrupted());
  };
  lines.on('SIGINT', end);
  lines.on('close', end);

  const next = async (question: string, hidden: boolean): Promise<string> => {
    output.write(`${question} `);
    const early = waiting.shift();
    if (early !== undefined) return early.trim();
    if (state.closed) throw new Interrupted();
    state.hidden = hidden;
    try {
      return (
        await new Promise<string>((resolve, reject) => {
          asking.take = resolve;
          asking.fail = reject;
        })
      ).trim();
    } finally {
      asking.take = null;
      asking.fail = null;
      state.hidden = false;
      if (hidden) output.write('\n');
    }
  };
  return {
    say: (text) => {
      output.write(`${text}\n`);
    },
    ask: (question) => next(question, false),
    askSecret: (question) => next(question, true),
    close: () => {
      lines.off('close', end);
      lines.close();
    },
  };
}
