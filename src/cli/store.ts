import { createProcesses } from '../../adapters/process/processes.ts';
import { copyStore, holdQuiet } from '../../adapters/store/moving.ts';
import { openEngine, openWhole, type StorePlace } from '../../adapters/store/open.ts';
import type { Config } from '../config.ts';
import { DeskError } from '../errors.ts';
import type { Command, CommandInput } from './command.ts';
import { countLines } from './counts.ts';

/** `store copy --from ENGINE --to ENGINE`: all documents from one store to an empty one, compared at the end; interrupted, it goes on. */
export const store: Command = {
  options: ['from', 'to'],
  flags: [],
  positionals: ['copy'],
  run: async (input) => {
    const words = input.words.command.moving;
    if (input.args[0] !== 'copy')
      throw new DeskError(words.unknownStoreVerb(input.args[0] ?? ''), 'npm run -s fanpage -- store copy --from data --to MONGODB_URI', 2);
    const [from, to] = [placeOf(input, 'from'), placeOf(input, 'to')];
    const source = await openWhole(from);
    try {
      await holdQuiet(source, createProcesses().isGone, new Date());
      const target = await openEngine(to);
      try {
        const copied = await copyStore(source, target, (collection, documents) => input.note(`${collection} ${documents}`));
        input.answer({ copied });
        input.print(countLines(copied));
        input.print(words.copied);
        return 0;
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  },
};

/** A MongoDB address, a folder, or the name of the key of `.env` that holds one of these: an address with a password does not belong on a command line. */
function placeOf(input: CommandInput, name: 'from' | 'to'): StorePlace {
  const words = input.words.command.moving;
  const given = input.option(name) ?? '';
  if (given === '') throw new DeskError(words.placeMissing(name), words.placeFix, 2);
  if (/^mongodb(\+srv)?:\/\//.test(given)) {
    if (/^[^/]*\/\/[^/@]*:[^/@]*@/.test(given)) throw new DeskError(words.passwordOnLine, words.placeFix, 2);
    return { mongoUri: given, dataDir: '' };
  }
  if (given === 'MONGODB_URI') return { mongoUri: mongoOf(input.config(), words), dataDir: '' };
  return { mongoUri: null, dataDir: given === 'DATA_DIR' ? input.config().dataDir : given };
}

function mongoOf(config: Config, words: CommandInput['words']['command']['moving']): string {
  if (config.mongoUri !== null) return config.mongoUri;
  throw new DeskError(words.noMongo, words.placeFix, 2);
}
