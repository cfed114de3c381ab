/** What the line really sends to MongoDB, command by command, held against the indexes of documents.ts. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Index } from '../../../adapters/store/collection.ts';
import { kinds } from '../../../adapters/store/documents.ts';
import { indexKeys } from '../../../adapters/store/mongo-filter.ts';
import { openEngine } from '../../../adapters/store/open.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import { createApp } from '../../../src/app.ts';
import { jobNames } from '../../../src/job-run.ts';
import type { Stores } from '../../../src/ports.ts';
import { addMs, hour } from '../../../src/time.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { createFakeDesk, pageId, start } from '../../fakes/desk.ts';
import { fill } from './filled.ts';

type Sent = { readonly collection: string; readonly filter: unknown; readonly sort: Readonly<Record<string, number>> };

const record = z.record(z.string(), z.unknown());
const sorting = z.union([z.map(z.string(), z.number()).transform((map) => Object.fromEntries(map)), z.record(z.string(), z.number())]).default({});
const sentCommand = z.union([
  z.object({ find: z.string(), filter: record, sort: sorting }).transform((one): Sent => ({ collection: one.find, filter: one.filter, sort: one.sort })),
  z
    .object({ update: z.string(), updates: z.tuple([z.object({ q: record })]) })
    .transform((one): Sent => ({ collection: one.update, filter: one.updates[0].q, sort: {} })),
  z
    .object({ aggregate: z.string(), pipeline: z.tuple([z.object({ $match: record })], z.unknown()) })
    .transform((one): Sent => ({ collection: one.aggregate, filter: one.pipeline[0].$match, sort: {} })),
]);

/** Fields that are equal to something (or to one of a list), and fields within bounds. */
type Shape = { readonly equal: ReadonlySet<string>; readonly bounded: ReadonlySet<string> };

function shapeOf(filter: unknown): Shape {
  const equal = new Set<string>();
  const bounded = new Set<string>();
  const note = (part: unknown) => {
    for (const [field, condition] of Object.entries(record.parse(part))) {
      if (field === '$and') for (const one of z.array(z.unknown()).parse(condition)) note(one);
      // The alternatives of `orNull` and of `after` lie on one field, which an index serves as bounds.
      else if (field === '$or') bounded.add(Object.keys(record.parse(z.array(z.unknown()).parse(condition)[0]))[0] ?? '');
      else if (Object.keys(record.safeParse(condition).data ?? {}).some((operator) => /^\$(lt|gt)e?$/.test(operator))) bounded.add(field);
      else equal.add(field);
    }
  };
  note(filter);
  return { equal, bounded };
}

/** Looked at in the documents that the index found: few, since the fields before it are in the index. */
const residual = new Set(['notBefore', 'rev', 'status']);

/** The index finds what is asked for by its first fields and gives it in the order asked for. */
function serves(keys: Readonly<Record<string, number>>, { equal, bounded }: Shape, sort: Sent['sort']): boolean {
  const fields = Object.keys(keys);
  const first = fields.findIndex((field) => !equal.has(field));
  const fixed = new Set(fields.slice(0, first === -1 ? fields.length : first));
  const rest = fields.slice(fixed.size);
  const order = Object.keys(sort).filter((field) => !fixed.has(field));
  const inOrder = order.every((field, place) => rest[place] === field);
  const turned = new Set(order.map((field) => (keys[field] ?? 0) * (sort[field] ?? 0)));
  const found = [...equal, ...bounded].every((field) => fixed.has(field) || rest[0] === field || residual.has(field));
  const begins = fixed.size > 0 || order.length > 0 || bounded.has(fields[0] ?? '');
  return begins && inOrder && turned.size <= 1 && found;
}

const byId = { _id: 1 };
const wanted: readonly string[] = Object.keys(kinds);

function coveredBy({ collection, filter, sort }: Sent): string | null {
  const shape = shapeOf(filter);
  // A single document, or the few that are named.
  if (shape.equal.has('_id')) return '_id';
  if (serves(byId, shape, sort)) return '_id';
  const indexes: readonly Index[] = Object.values(kinds).find((kind) => kind.name === collection)?.indexes ?? [];
  // A unique index is sparse: it serves who names its key, and no order, since it may not hold everything.
  const index = indexes.find((one) => (one.unique ? shape.equal.has(Object.keys(indexKeys(one))[0] ?? '') : serves(indexKeys(one), shape, sort)));
  return index?.name ?? null;
}

/** One call of everything that the stores look up by anything but an id. */
async function everyQuestion(stores: Stores): Promise<void> {
  const now = start;
  const later = addMs(now, 24 * hour);
  await stores.articles.collected(now, 5);
  await stores.articles.knows(['a', 'b']);
  await stores.articles.withKeys(['a', 'b']);
  await stores.articles.withFingerprint('f');
  await stores.articles.toTidy(now, 5, null);
  const [one] = await stores.articles.all(null, 5);
  if (one !== undefined) await stores.articles.toTidy(now, 5, one);
  await stores.articles.all('a', 5);
  await stores.articles.toWatch(now, 5);
  await stores.articles.count();
  await stores.revisions.of('a');
  await stores.revisions.newest(['edited'], 5);
  await stores.posts.withStatus('awaiting', 5);
  await stores.posts.due(pageId, now, 5);
  await stores.posts.slotted(pageId, now);
  await stores.posts.toRedraw(5);
  await stores.posts.publishedBetween(pageId, now, later);
  await stores.posts.endedBetween(pageId, now, later);
  await stores.posts.createdBetween(pageId, now, later);
  await stores.posts.changing(5);
  await stores.posts.withCard(1);
  const [first] = await stores.posts.list(true, 1);
  await stores.posts.list(false, 5);
  await stores.posts.list(true, 5, first?.id);
  await stores.posts.list(false, 5, first?.id);
  await stores.posts.count();
  await stores.followers.days(pageId, '2026-11-01', '2026-11-30');
  await stores.followers.before(pageId, '2026-11-30', 1);
  await stores.measures.of(['a']);
  await stores.notices.pending(5);
  await stores.pauses.open(now);
  await stores.pauses.since(now);
  await stores.questions.toSend(5);
  await stores.questions.withMessage(1);
  await stores.decisions.of('a');
  await stores.decisions.chain(null, 5);
  await stores.decisions.chain('000001', 5);
  await stores.staff.all();
  await stores.chats.all();
  await stores.handPosts.since(pageId, now);
}

describe('the rule of this test', () => {
  it('knows a query that no index serves', () => {
    expect(coveredBy({ collection: 'posts', filter: { title: 'Tin' }, sort: { createdAt: 1, _id: 1 } })).toBeNull();
    expect(coveredBy({ collection: 'posts', filter: { page: '1' }, sort: { slot: 1, _id: 1 } })).toBeNull();
    expect(coveredBy({ collection: 'followers', filter: {}, sort: { day: 1, _id: 1 } })).toBeNull();
    expect(coveredBy({ collection: 'posts', filter: { page: '1', status: 'scheduled' }, sort: { slot: 1, _id: 1 } })).toBe('posts_page_status_slot');
  });
});

describe.skipIf(mongoTestUri === null)('every query that is sent to MongoDB', () => {
  const uri = mongoTestUri === null ? '' : freshDatabase(mongoTestUri);
  const sent: Sent[] = [];
  const unread: string[] = [];
  const close: { work: () => Promise<void> } = { work: async () => {} };

  beforeAll(async () => {
    const engine = await openEngine({ mongoUri: `${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`, dataDir: 'unused' });
    close.work = () => engine.close();
    await fill(engine, 20);
    mongoose.connections
      .at(-1)
      ?.getClient()
      .on('commandStarted', ({ commandName, command }) => {
        if (!['find', 'update', 'aggregate'].includes(commandName)) return;
        const read = sentCommand.safeParse(command);
        if (!read.success) unread.push(`${commandName}: ${Object.keys(command).join(' ')}`);
        else if (wanted.includes(read.data.collection)) sent.push(read.data);
      });
    const stores = createStores(engine);
    await everyQuestion(stores);
    const desk = await createFakeDesk();
    const app = createApp({ ...desk.ports, ...stores, processes: desk.ports.processes }, desk.config);
    await app.install();
    for (let round = 0; round < 2; round++) {
      for (const job of jobNames) await app.run(job);
      for await (const _ of app.queue(true));
      await app.ledger();
      await app.status();
      await app.plan(7);
      await app.changes();
      desk.pass(10 * hour);
    }
  }, 60_000);
  afterAll(async () => {
    await close.work();
    if (uri !== '') await dropDatabase(uri);
  });

  it('was understood, and there are many of them', () => {
    expect(unread).toEqual([]);
    expect(new Set(sent.map((one) => one.collection)).size).toBeGreaterThan(12);
  });

  it('is served by a declared index', () => {
    const uncovered = sent.filter((one) => coveredBy(one) === null).map((one) => JSON.stringify(one));
    expect([...new Set(uncovered)]).toEqual([]);
  });
});
