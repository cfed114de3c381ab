/** Counts up one document and claims keys, beside others that do the same; prints what it won. */
import { article } from './article.mjs';

const [, , module, dataDir, name, increments, keys] = process.argv;
const { openStores } = await import(module);
const stores = await openStores({ mongoUri: null, dataDir });
await stores.measures.add({ id: 'count', rev: 0, page: '1', at: new Date(0), reactions: 0, comments: null, shares: null, views: null });

let lost = 0;
for (let done = 0; done < Number(increments); ) {
  const count = await stores.measures.get('count');
  const { outcome } = await stores.measures.replace(count, { ...count, reactions: count.reactions + 1 });
  if (outcome === 'written') done++;
  else lost++;
}
const won = [];
for (let n = 0; n < Number(keys); n++) {
  if (await stores.articles.add(article(`${name}-${n}`, `key-${n}`, 100))) won.push(n);
}
await stores.close();
console.log(JSON.stringify({ lost, won }));
