/** Writes articles one after another and prints the number of each once it is acknowledged, until it is killed or refused. */
import { writeSync } from 'node:fs';
import { article } from './article.mjs';

const [, , module, dataDir, from, letters] = process.argv;
const { openStores } = await import(module);

try {
  const stores = await openStores({ mongoUri: null, dataDir });
  await stores.measures.add({ id: 'count', rev: 0, page: '1', at: new Date(0), reactions: 0, comments: null, shares: null, views: null });
  let count = await stores.measures.get('count');
  for (let n = Number(from); ; n++) {
    const id = `a${String(n).padStart(6, '0')}`;
    await stores.articles.add(article(id, id, Number(letters) || (n * 997) % 6000));
    const replaced = await stores.measures.replace(count, { ...count, reactions: n });
    count = replaced.value;
    writeSync(1, `${n}\n`);
  }
} catch (error) {
  writeSync(1, `${JSON.stringify({ name: error.name, message: error.message, fix: error.fix })}\n`);
  process.exit(3);
}
