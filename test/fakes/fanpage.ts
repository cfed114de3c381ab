/** The compiled program as processes of their own, which a test watches, asks and kills. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));

/** What the program is given; nothing of this process's own environment but what watches the run of the tests. */
export type Environment = Readonly<Record<string, string>>;

/** With what watches this run: the program's output and its calls are looked through with those of all tests. */
export function watched(given: Environment): Environment {
  const { PATH = '', NODE_OPTIONS = '', OUTPUT_RECORD_DIR = '', CALL_RECORD_DIR = '' } = process.env;
  return { PATH, NODE_OPTIONS, OUTPUT_RECORD_DIR, CALL_RECORD_DIR, ...given };
}

export type Launched = {
  readonly child: ChildProcess;
  /** When the line `ready` was printed; rejects when it ended before. */
  readonly ready: Promise<void>;
  /** What it wrote to stderr so far. */
  readonly said: () => string;
  /** Resolves as soon as it holds of what was written; rejects when the program ended before. */
  readonly until: (is: (said: string) => boolean) => Promise<void>;
  readonly ended: Promise<number | null>;
  /** Resolves when it is gone. */
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>;
};

export function launch(args: readonly string[], environment: Environment): Launched {
  const child = spawn(process.execPath, [program, ...args], { env: watched(environment), stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let said = '';
  const listeners = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    for (const listener of listeners) listener();
  });
  const until = (is: (said: string) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!is(said)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      child.once('exit', (code, signal) => reject(new Error(`${args.join(' ')} ended early (${signal ?? code}): ${said.slice(-1500)}`)));
      look();
    });
  const ready = until((text) => /^ready/m.test(text));
  // Who is killed before it is ready is not waited for.
  ready.catch(() => {});
  const kill = (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { child, ready, said: () => said, until, ended, kill };
}

/** What a command answers with `--json`. */
export function ask(args: readonly string[], environment: Environment): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--json'], { env: watched(environment), stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('close', () => {
      try {
        resolve(JSON.parse(out));
      } catch (error) {
        reject(error);
      }
    });
  });
}
