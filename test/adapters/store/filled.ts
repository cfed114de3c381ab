/** Stores with one document of every type and status in them, and what tells two stores apart. */
import { readFileSync } from 'node:fs';
import type { MovableEngine } from '../../../adapters/store/collection.ts';
import { type Kind, kinds, toStored } from '../../../adapters/store/documents.ts';
import { batchesOf, lineOf, moved } from '../../../adapters/store/moving.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import type { Stores } from '../../../src/ports.ts';
import { postStatuses } from '../../../src/post.ts';
import {
  at,
  emptyRun,
  sampleArticle,
  sampleDay,
  sampleDesk,
  sampleDigest,
  sampleMeasure,
  sampleNotice,
  samplePage,
  samplePost,
  sampleReport,
  sampleRevision,
  sampleRun,
  sampleSource,
} from '../../contracts/sample-documents.ts';

export async function fill(engine: MovableEngine, articles = 3): Promise<void> {
  const stores: Stores = createStores(engine);
  const many = Array.from({ length: articles }, (_, index) => sampleArticle(`a${String(index).padStart(5, '0')}`));
  await engine.insertAll(
    'articles',
    many.map((article) => toStored(kinds.articles, article)),
  );
  for (const status of postStatuses) await stores.posts.add(samplePost(status, status));
  for (const revision of [sampleRevision.edited('a|0001'), sampleRevision.withdrawn('a|0002'), sampleRevision.back('a|0003')])
    await stores.revisions.add(revision);
  await stores.sources.add(sampleSource);
  await stores.pages.add(samplePage);
  await stores.followers.add(sampleDay('d'));
  await stores.measures.add(sampleMeasure);
  await stores.reports.add(sampleReport);
  await stores.notices.add(sampleNotice('n'));
  await stores.runs.add(sampleRun);
  await stores.runs.add({ ...emptyRun, startedAt: at(1) });
  await stores.digests.add(sampleDigest);
  await stores.desk.add({ ...sampleDesk, restored: null });
}

/** Every document as a line, by collection. */
export async function linesIn(engine: MovableEngine): Promise<Record<string, string[]>> {
  const lines: Record<string, string[]> = {};
  for (const kind of moved) {
    const found: string[] = [];
    for await (const documents of batchesOf(engine, kind)) found.push(...documents.map(lineOf));
    lines[kind.name] = found;
  }
  return lines;
}

/** Documents as a released version stored them, by collection. */
export function released(name: string): Readonly<Record<string, readonly { readonly id: string }[]>> {
  return JSON.parse(readFileSync(new URL(`../../fixtures/data/${name}.json`, import.meta.url), 'utf8'));
}

export const everyKind: readonly Kind[] = Object.values(kinds);
