/** The configuration of a running service, read again. */
import type { Config } from '../config.ts';
import { ConfigError, DeskError, messageOf } from '../errors.ts';
import { tellFileProblem } from '../locale/tell-file-problem.ts';
import { wordsIn } from '../locale/words.ts';
import type { Ports } from '../ports.ts';
import { second } from '../time.ts';

/** What a running service cannot take over from another configuration. */
function fixedParts({ telegram, mongoUri, dataDir, http, sandbox, zone }: Config): string {
  return JSON.stringify({ telegram, mongoUri, dataDir, http, sandbox, zone });
}

type Running = { readonly ports: Pick<Ports, 'chat' | 'log'>; readonly reconfigure: (next: Config) => Promise<void> };
type Reloading = { readonly desk: Running; readonly configured: Config; readonly load: () => Config; readonly say: (line: string) => void };

/** Reads the configuration again; a broken one is refused, staff are told once, and the old one stays. */
export function createReload({ desk, configured, load, say }: Reloading): () => Promise<void> {
  const state = { broken: false };
  const { log, chat } = desk.ports;
  const tell = async (text: string) => {
    say(text);
    const sent = await chat.sendText(configured.telegram?.chat ?? '', text);
    if (sent.outcome !== 'sent') log.error({ detail: sent.detail }, 'staff could not be told of the configuration');
  };
  return async () => {
    const { words, next, problems } = readAgain(load, configured);
    if (next === null) {
      log.error({ problems }, 'the new configuration is broken; the old one stays');
      if (!state.broken) await tell(words.refused(problems));
      state.broken = true;
      return;
    }
    // Between imitation and the real thing nothing is mixed.
    const same = next.sandbox.join() === configured.sandbox.join();
    if (same) await desk.reconfigure(next);
    const restart = fixedParts(next) !== fixedParts(configured);
    log.info({ restart }, 'configuration read again');
    const text = same ? words.accepted(restart) : words.afterRestart;
    if (state.broken) await tell(text);
    else say(text);
    state.broken = false;
  };
}

function readAgain(load: () => Config, configured: Config) {
  try {
    const next = load();
    return { next, words: wordsIn(next.locale).reload, problems: [] };
  } catch (error) {
    const words = wordsIn(configured.locale);
    if (!(error instanceof DeskError)) throw error;
    const inFile = error instanceof ConfigError ? (error.file?.problems ?? []).map((problem) => tellFileProblem(words, error.file?.path ?? '', problem)) : [];
    const problems = error instanceof ConfigError ? [...error.problems, ...inFile] : [error.message];
    return { next: null, words: words.reload, problems };
  }
}

/** How often the file is looked at for changes. */
const lookEvery = 5 * second;

/** On SIGHUP, and when newsroom.yaml changes; one reading after the other, however fast the changes come. Until `stop`. */
export async function reloadOnChange(needs: Reloading): Promise<{ readonly stop: () => void }> {
  const { watchConfig } = await import('../../adapters/process/config-changes.ts');
  const reload = createReload(needs);
  let last = Promise.resolve();
  const onChange = () => {
    last = last.then(reload).catch((error: unknown) => needs.desk.ports.log.error({ error: messageOf(error) }, 'the configuration could not be read again'));
  };
  return watchConfig({ file: needs.configured.newsroomFile, everyMs: lookEvery, onChange });
}
