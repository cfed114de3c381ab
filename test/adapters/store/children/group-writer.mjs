/**
 * Writes groups of articles, all of a group at one moment, every fifth with a key that another of them has; prints each number once it is
 * acknowledged, `-number` when it was refused, until it is killed or the store fails: then `!number` for what failed.
 */
import { writeSync } from 'node:fs';
import { article } from './article.mjs';

const [, , module, dataDir, from, size, groups] = process.argv;
const { openStores } = await import(module);
const stores = await openStores({ mongoUri: null, dataDir });
const tell = (line) => writeSync(1, `${line}\n`);
const keyOf = (n) => (n % 5 === 4 ? n - 1 : n);

for (let group = 0; group < Number(groups); group++) {
  const first = Number(from) + group * Number(size);
  const numbers = Array.from({ length: Number(size) }, (_, n) => first + n);
  const outcomes = await Promise.all(
    numbers.map(async (n) => {
      try {
        tell((await stores.articles.add(article(`a${String(n).padStart(6, '0')}`, `key-${keyOf(n)}`, (n * 997) % 3000))) ? n : `-${n}`);
        return true;
      } catch (error) {
        tell(`!${n} ${error.name}`);
        return false;
      }
    }),
  );
  if (outcomes.includes(false)) process.exit(3);
}
await stores.close();
