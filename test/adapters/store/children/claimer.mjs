/** Counts up one document and claims keys, beside others that do the same; prints what it won. */
import { article } from './article.mjs';

const [, , module, dataDir, name, increments, keys] = process.argv;
const { openStores } = await import(module);
const stores = await openStores({ mongoUri: null, dataDir });
await stores.desk.add({ id: 'desk', rev: 0, installedAt: new Date(0), schema: 0 });

let lost = 0;
for (let done = 0; done < Number(increments); ) {
  const desk = await stores.desk.get('desk');
  const { outcome } = await stores.desk.replace(desk, { ...desk, schema: desk.schema + 1 });
  if (outcome === 'written') done++;
  else lost++;
}
const won = [];
for (let n = 0; n < Number(keys); n++) {
  if (await stores.articles.add(article(`${name}-${n}`, `key-${n}`, 100))) won.push(n);
}
await stores.close();
console.log(JSON.stringify({ lost, won }));
