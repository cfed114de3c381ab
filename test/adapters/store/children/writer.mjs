/** Writes articles one after another and prints the number of each once it is acknowledged, until it is killed or refused. */
import { writeSync } from 'node:fs';
import { article } from './article.mjs';

const [, , module, dataDir, from, letters] = process.argv;
const { openStores } = await import(module);

try {
  const stores = await openStores({ mongoUri: null, dataDir });
  await stores.desk.add({ id: 'desk', rev: 0, installedAt: new Date(0), schema: 0 });
  let desk = await stores.desk.get('desk');
  for (let n = Number(from); ; n++) {
    const id = `a${String(n).padStart(6, '0')}`;
    await stores.articles.add(article(id, id, Number(letters) || (n * 997) % 6000));
    const replaced = await stores.desk.replace(desk, { ...desk, schema: n });
    desk = replaced.value;
    writeSync(1, `${n}\n`);
  }
} catch (error) {
  writeSync(1, `${JSON.stringify({ name: error.name, message: error.message, fix: error.fix })}\n`);
  process.exit(3);
}
