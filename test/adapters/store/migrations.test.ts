/**
 * Data of every released version, read by this one, and of what 0.1.0 was on its way there: each file holds what the demo of that
 * state of the code had stored in the end, a few documents of each form. A release adds its own file to test/fixtures/data.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { MovableEngine, StoredDocument } from '../../../adapters/store/collection.ts';
import { fromStored } from '../../../adapters/store/documents.ts';
import { bringForward, type Step, steps } from '../../../adapters/store/migrations.ts';
import { openEngine, openWhole } from '../../../adapters/store/open.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import { createApp } from '../../../src/app.ts';
import { jobNames } from '../../../src/job-run.ts';
import { storedSchema } from '../../../src/stored-schema.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { createFakeDesk } from '../../fakes/desk.ts';
import { everyKind, fill, linesIn, released } from './filled.ts';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Place = { readonly mongoUri: string | null; readonly dataDir: string };
async function aPlace(mongo: boolean): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'migrations-'));
  ending.push(() => rm(dataDir, { recursive: true, force: true }));
  const mongoUri = mongo && mongoTestUri !== null ? freshDatabase(mongoTestUri) : null;
  if (mongoUri !== null) ending.push(() => dropDatabase(mongoUri));
  return { mongoUri, dataDir };
}

async function open(place: Place, how: (place: Place) => Promise<MovableEngine> = openEngine): Promise<MovableEngine> {
  const engine = await how(place);
  ending.push(() => engine.close());
  return engine;
}

const files = (await readdir(fileURLToPath(new URL('../../fixtures/data', import.meta.url)))).map((name) => name.replace(/\.json$/, '')).sort();
const engines = [false, ...(mongoTestUri === null ? [] : [true])];

/** As that version wrote it: without the fields that came later, dates as dates where the engine has them. */
function asWritten(document: StoredDocument, mongo: boolean): StoredDocument {
  const { id, ...fields } = document;
  return { id, ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, mongo ? withDates(value) : value])) };
}

function withDates(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return new Date(value);
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withDates(inner)]));
}

describe.each(engines)('data of released versions (MongoDB: %s)', (mongo) => {
  it.each(files)('%s is read whole, and its posts go on', async (name) => {
    const place = await aPlace(mongo);
    const written = released(name);
    const engine = await openEngine(place);
    for (const [collection, documents] of Object.entries(written)) {
      // Texts that look like instants stay texts in lists of texts.
      const kept = documents.map((document) => ({ ...asWritten(document, mongo), ...('categories' in document ? { categories: document.categories } : {}) }));
      await engine.insertAll(collection, kept);
    }
    await engine.close();
    const whole = await open(place, openWhole);
    for (const kind of everyKind) {
      const found = await whole.collection(kind.name).find({}, { sort: { by: 'id' } });
      expect(found.length, kind.name).toBeGreaterThanOrEqual(written[kind.name]?.length ?? 0);
      for (const document of found) fromStored<unknown>(kind, document);
    }
    const stores = createStores(whole);
    expect((await stores.desk.get('desk'))?.schema).toBe(storedSchema);
    const [post] = await stores.posts.list(true, 1);
    if (post === undefined) throw new Error('no post');
    expect(await stores.posts.replace(post, { ...post, title: 'Tiêu đề mới' })).toMatchObject({ outcome: 'written' });
  });

  it.each(files)('%s is worked on by every job, and nothing of it is lost', async (name) => {
    const place = await aPlace(mongo);
    const engine = await openEngine(place);
    for (const [collection, documents] of Object.entries(released(name)))
      await engine.insertAll(
        collection,
        documents.map((document) => ({ ...asWritten(document, mongo), ...('categories' in document ? { categories: document.categories } : {}) })),
      );
    await engine.close();
    const stores = createStores(await open(place, openWhole));
    const before = await stores.posts.count();
    const desk = await createFakeDesk();
    const app = createApp({ ...desk.ports, ...stores, processes: desk.ports.processes }, desk.config);
    await app.install();
    for (const job of jobNames) {
      const outcome = await app.run(job);
      if (outcome.outcome === 'failed') throw outcome.error;
    }
    const after = await stores.posts.count();
    const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);
    expect(sum(after)).toBeGreaterThanOrEqual(sum(before));
    expect(after.published).toBeGreaterThanOrEqual(before.published);
  });

  it('that a later version wrote is refused, with what to do, and nothing of it is touched', async () => {
    const place = await aPlace(mongo);
    const engine = await openEngine(place);
    await fill(engine);
    const desk = await engine.collection('desk').get('desk');
    if (desk === null) throw new Error('no desk');
    await engine.collection('desk').replaceIf({ rev: Number(desk.rev) }, { ...desk, schema: storedSchema + 1 });
    const lines = await linesIn(engine);
    await engine.close();
    await expect(openWhole(place)).rejects.toMatchObject({
      name: 'DeskError',
      message: expect.stringContaining(`its form is ${storedSchema + 1}, this program knows ${storedSchema}`),
      fix: expect.stringContaining('Update this program'),
    });
    expect(await linesIn(await open(place))).toEqual(lines);
  });

  it('is brought forward step by step, once, also when it was interrupted', async () => {
    const engine = await open(await aPlace(mongo));
    await fill(engine, 700);
    const seen: string[] = [];
    const way: readonly Step[] = [
      { to: storedSchema + 1, collection: 'articles', change: (article) => ({ ...article, title: `${String(article.title)}!` }) },
      { to: storedSchema + 2, collection: 'articles', change: (article) => ({ ...article, title: String(article.title).toUpperCase() }) },
    ];
    // Steps meet documents that went through already: what adds must look first.
    const careful = way.map(
      (step): Step => ({ ...step, change: (document) => (String(document.title).endsWith('!') && step === way[0] ? document : step.change(document)) }),
    );
    const dying: MovableEngine = {
      ...engine,
      collection: (name) => ({
        ...engine.collection(name),
        replaceIf: async (expected, document) => {
          seen.push(document.id);
          if (seen.length === 300) throw new Error('killed');
          return engine.collection(name).replaceIf(expected, document);
        },
      }),
    };
    await expect(bringForward(dying, careful, storedSchema + 2)).rejects.toThrow('killed');
    await bringForward(engine, careful, storedSchema + 2);
    const after = (await linesIn(engine)).articles ?? [];
    expect(after).toHaveLength(700);
    expect(after.every((line) => /"title":"KHÁNH THÀNH CẦU ĐÔNG YÊN 😀!"/.test(line))).toBe(true);
    expect(await engine.collection('desk').get('desk')).toMatchObject({ schema: storedSchema + 2 });
    await bringForward(engine, careful, storedSchema + 2);
    expect((await linesIn(engine)).articles).toEqual(after);
    // This version does not know that form: nothing of it is touched.
    await expect(bringForward(engine)).rejects.toMatchObject({ name: 'DeskError', message: expect.stringContaining('newer version') });
  });
});

it('has a way from the first version to this one without a gap', () => {
  const reached = [...new Set(steps.map((step) => step.to))].sort((a, b) => a - b);
  expect(reached.every((to) => to > 1 && to <= storedSchema)).toBe(true);
  expect(files.filter((name) => name.startsWith('0.1.0-'))).not.toHaveLength(0);
});
