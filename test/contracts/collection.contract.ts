/** What every engine of the store must do, exactly alike. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Collection, Engine, Index } from '../../adapters/store/collection.ts';
import { instant, type Kind } from '../../adapters/store/documents.ts';
import { typed } from '../../adapters/store/stores.ts';
import { createCollectionModel } from './collection-model.ts';

const thingSchema = z.object({
  id: z.string(),
  rev: z.int(),
  name: z.string(),
  key: z.string().exactOptional(),
  note: z.nullable(z.string()).exactOptional(),
  at: z.nullable(instant),
  flag: z.boolean(),
  size: z.int(),
  progress: z.discriminatedUnion('state', [z.object({ state: z.literal('open') }), z.object({ state: z.literal('done'), at: instant })]),
  extra: z.record(z.string(), z.unknown()).exactOptional(),
});
export type Thing = z.output<typeof thingSchema>;
const indexes: readonly Index[] = [
  { name: 'things_key', fields: [{ path: 'key' }], unique: true },
  { name: 'things_newest', fields: [{ path: 'progress.state' }, { path: 'at', descending: true }, { path: 'id' }] },
];
export const thingKind: Kind<typeof thingSchema> = { name: 'things', schema: thingSchema, indexes };

const thing = (id: string, given: Partial<Thing> = {}): Thing => ({
  id,
  rev: 0,
  name: 'a name',
  at: null,
  flag: false,
  size: 0,
  progress: { state: 'open' },
  ...given,
});
const ids = (things: readonly Thing[]) => things.map((each) => each.id);
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

/** Texts that order, escape or encode badly somewhere. U+FF5E stands before the emoji by code point and after it by UTF-16. */
const nastyTexts = [
  '',
  ' ',
  'A',
  'a',
  'b',
  '10',
  '9',
  'Đà Nẵng',
  'Ế',
  'E\u0302\u0301',
  'é',
  'e\u0301',
  '\uFF5E',
  '😀',
  '👨‍👩‍👧',
  '\uD83D',
  '\uFFFD',
  'null',
  'true',
];
const trickyTexts = ['2026-01-02T00:00:00.000Z', '2026-01-02', "O'Brien", '"', '\\', '%', '_', '$name', 'a.b', '\u2028', 'a\u0000b', 'a\nb', '[]', '{}'];

export function collectionContract(name: string, openEngine: (kinds: readonly Kind[]) => Promise<Engine>): void {
  describe(`a collection on ${name}`, () => {
    let engine: Engine;
    let things: Collection<Thing>;
    beforeEach(async () => {
      engine = await openEngine([thingKind]);
      things = typed(engine, thingKind);
    });
    afterEach(async () => {
      await engine.close();
    });
    const add = async (...given: readonly Thing[]) => {
      for (const each of given) expect(await things.insert(each)).toBe(true);
    };

    it('gives back what was inserted, every kind of value as it was', async () => {
      const whole = thing('1', {
        name: 'Sở Y tế: 😀 "thông báo" \\ \u2028',
        note: null,
        at: new Date('2026-11-22T10:11:12.345Z'),
        flag: true,
        size: 9_007_199_254_740_991,
        progress: { state: 'done', at: day(3) },
        extra: { empty: {}, list: [], deep: [{ text: 'Ế', none: null }], half: 0.1, no: false, big: 5_000_000_000 },
      });
      await add(whole);
      expect(await things.get('1')).toStrictEqual(whole);
      expect(await things.get('2')).toBeNull();
    });

    it('keeps a text that looks like an instant a text, and an instant an instant', async () => {
      await add(thing('1', { name: '2026-01-02T00:00:00.000Z', at: day(2) }));
      const found = await things.find({ name: '2026-01-02T00:00:00.000Z', at: day(2) }, { sort: { by: 'id' } });
      expect(found[0]?.name).toBe('2026-01-02T00:00:00.000Z');
      expect(found[0]?.at).toStrictEqual(day(2));
    });

    it('refuses an id that is there already and leaves what was stored', async () => {
      await add(thing('1', { name: 'first' }));
      expect(await things.insert(thing('1', { name: 'second' }))).toBe(false);
      expect((await things.get('1'))?.name).toBe('first');
    });

    it('refuses a unique key that is there already, and lets many be without one', async () => {
      await add(thing('1', { key: 'k' }), thing('2'), thing('3'));
      expect(await things.insert(thing('4', { key: 'k' }))).toBe(false);
      expect(await things.get('4')).toBeNull();
      await add(thing('4', { key: 'K' }));
    });

    it('frees a unique key when a document gives it up', async () => {
      await add(thing('1', { key: 'k' }), thing('2'));
      expect(await things.replaceIf({ rev: 0 }, thing('2', { key: 'k', rev: 1 }))).toBe('taken');
      expect(await things.get('2')).toStrictEqual(thing('2'));
      expect(await things.replaceIf({ rev: 0 }, thing('1', { rev: 1 }))).toBe('written');
      expect(await things.replaceIf({ rev: 0 }, thing('2', { key: 'k', rev: 1 }))).toBe('written');
    });

    it('replaces only what is as expected, and drops the fields that the new one lacks', async () => {
      await add(thing('1', { note: 'x', key: 'k', extra: { a: 1 } }));
      expect(await things.replaceIf({ rev: 1 }, thing('1', { rev: 2 }))).toBe('overtaken');
      expect(await things.replaceIf({ rev: 0, 'progress.state': 'done' }, thing('1', { rev: 1 }))).toBe('overtaken');
      expect(await things.replaceIf({ rev: 0 }, thing('none', { rev: 1 }))).toBe('overtaken');
      expect((await things.get('1'))?.note).toBe('x');
      expect(await things.replaceIf({ rev: 0, 'progress.state': 'open', note: 'x', flag: false }, thing('1', { rev: 1 }))).toBe('written');
      expect(await things.get('1')).toStrictEqual(thing('1', { rev: 1 }));
      expect(await things.get('none')).toBeNull();
    });

    it('lets one of many writers win who expect the same', async () => {
      await add(thing('1'));
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => things.replaceIf({ rev: 0 }, thing('1', { rev: 1, size: n }))));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect((await things.get('1'))?.size).toBe(outcomes.indexOf('written'));
    });

    it('lets one of many inserts of a unique key win', async () => {
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => things.insert(thing(`${n}`, { key: 'slot' }))));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await things.find({}, { sort: { by: 'id' } })).toHaveLength(1);
    });

    it('finds null where a field is null or missing, and never by a bound', async () => {
      await add(thing('1', { note: null }), thing('2'), thing('3', { note: 'x' }), thing('4', { note: '' }));
      const sort = { by: 'id' } as const;
      expect(ids(await things.find({ note: null }, { sort }))).toEqual(['1', '2']);
      expect(ids(await things.find({ note: { gte: '' } }, { sort }))).toEqual(['3', '4']);
      expect(ids(await things.find({ note: { lt: 'x' } }, { sort }))).toEqual(['4']);
      expect(ids(await things.find({ note: { lt: 'x', orNull: true } }, { sort }))).toEqual(['1', '2', '4']);
      expect(ids(await things.find({ at: { lte: day(1) } }, { sort }))).toEqual([]);
    });

    it('holds bounds to the millisecond, before 1970 too', async () => {
      const at = (ms: number) => new Date(ms);
      await add(
        thing('1', { at: at(-1) }),
        thing('2', { at: at(0) }),
        thing('3', { at: at(1) }),
        thing('4', { at: at(-62_000_000_000_000) }),
        thing('5', { at: at(253_402_300_799_999) }),
      );
      const sort = { by: 'at' } as const;
      expect(ids(await things.find({ at: { gte: at(0), lt: at(1) } }, { sort }))).toEqual(['2']);
      expect(ids(await things.find({ at: { gt: at(0) } }, { sort }))).toEqual(['3', '5']);
      expect(ids(await things.find({ at: { lte: at(0) } }, { sort }))).toEqual(['4', '1', '2']);
      expect(ids(await things.find({ at: { in: [at(1), at(-1)] } }, { sort }))).toEqual(['1', '3']);
    });

    it('finds nothing in an empty list of values', async () => {
      await add(thing('1'));
      expect(await things.find({ name: { in: [] } }, { sort: { by: 'id' } })).toEqual([]);
      expect(await things.texts('name', { name: { in: [] } })).toEqual([]);
    });

    it('orders texts by code point, with the id as last word, null first or last', async () => {
      await add(
        thing('5', { name: 'b' }),
        thing('4', { name: '😀' }),
        thing('3', { name: '\uFF5E' }),
        thing('2', { name: 'a' }),
        thing('1', { name: 'a' }),
        thing('6', { name: 'B' }),
      );
      expect(ids(await things.find({}, { sort: { by: 'name' } }))).toEqual(['6', '1', '2', '5', '3', '4']);
      expect(ids(await things.find({}, { sort: { by: 'name', descending: true } }))).toEqual(['4', '3', '5', '1', '2', '6']);
      await things.replaceIf({}, thing('4', { at: day(2) }));
      await things.replaceIf({}, thing('3', { at: day(1) }));
      expect(ids(await things.find({}, { sort: { by: 'at' }, limit: 4 }))).toEqual(['1', '2', '5', '6']);
      expect(ids(await things.find({}, { sort: { by: 'at', descending: true }, limit: 4 }))).toEqual(['4', '3', '1', '2']);
    });

    it('pages through all documents, each once, across equal values', async () => {
      const all = Array.from({ length: 25 }, (_, n) => thing(`t${n}`, { at: day(1 + (n % 3)) }));
      await add(...all);
      for (const descending of [false, true]) {
        const sort = { by: 'at', ...(descending ? { descending: true as const } : {}) } as const;
        const seen: Thing[] = [];
        for (;;) {
          const last = seen.at(-1);
          const after = last === undefined || last.at === null ? {} : { after: { value: last.at, id: last.id } };
          const page = await things.find({}, { sort, limit: 4, ...after });
          if (page.length === 0) break;
          seen.push(...page);
        }
        expect(ids(seen)).toEqual(ids(await things.find({}, { sort })));
        expect(new Set(ids(seen)).size).toBe(25);
      }
    });

    it('gives more documents than one batch of the driver holds', async () => {
      for (let n = 0; n < 240; n++) await things.insert(thing(`t${String(n).padStart(4, '0')}`));
      const found = await things.find({}, { sort: { by: 'id' } });
      expect(found).toHaveLength(240);
      expect(found.at(-1)?.id).toBe('t0239');
      expect(await things.find({}, { sort: { by: 'id' }, limit: 0 })).toEqual([]);
      expect(ids(await things.find({}, { sort: { by: 'id' }, limit: 2, after: { value: 't0100', id: 't0100' } }))).toEqual(['t0101', 't0102']);
    });

    it('counts by a text field and collects one', async () => {
      await add(thing('1', { name: 'x', note: 'p' }), thing('2', { name: 'x' }), thing('3', { name: '😀', note: null }));
      expect(await things.countBy('name', ['x', '😀', 'none'])).toEqual({ x: 2, '😀': 1, none: 0 });
      expect(await things.countBy('note', ['p'])).toEqual({ p: 1 });
      expect(await things.countBy('progress.state', ['open', 'done'])).toEqual({ open: 3, done: 0 });
      expect(await things.texts('note', {})).toEqual(['p']);
      expect((await things.texts('id', { name: { in: ['x', 'y'] } })).sort()).toEqual(['1', '2']);
      expect(await things.texts('progress.state', { name: '😀' })).toEqual(['open']);
    });

    it('keeps U+FFFD in place of half a letter and of U+0000, in what is stored and in what is asked', async () => {
      await add(thing('1', { name: 'cut \uD83D', extra: { '\uDE00': 'x\uDE00y' } }));
      expect((await things.get('1'))?.name).toBe('cut \uFFFD');
      expect((await things.get('1'))?.extra).toEqual({ '\uFFFD': 'x\uFFFDy' });
      expect(ids(await things.find({ name: 'cut \uD83D' }, { sort: { by: 'id' } }))).toEqual(['1']);
      await add(thing('2', { name: 'a\u0000b' }), thing('\u0000', { name: 'id' }));
      expect(await things.texts('name', { name: 'a\u0000b' })).toEqual(['a\uFFFDb']);
      expect((await things.get('\u0000'))?.id).toBe('\uFFFD');
      expect(ids(await things.find({ name: { in: ['cut \uD83D'] } }, { sort: { by: 'id' } }))).toEqual(['1']);
    });

    it('refuses what only one engine could keep, and writes nothing', async () => {
      const refused = [
        thing('x', { at: new Date(Number.NaN) }),
        thing('x', { at: new Date(8.64e15) }),
        thing('x', { extra: { a: Number.POSITIVE_INFINITY } }),
        thing('x', { extra: { 'a.b': 1 } }),
        thing('x', { extra: { $set: 1 } }),
        thing('x', { extra: { '': 1 } }),
        thing('x', { extra: { a: 1n } }),
        thing('x', { size: 0.5 }),
      ];
      for (const each of refused) await expect(things.insert(each)).rejects.toThrow();
      await expect(things.find({ size: 0.5 }, { sort: { by: 'id' } })).rejects.toThrow(RangeError);
      await expect(things.find({ at: { lte: new Date(Number.NaN) } }, { sort: { by: 'id' } })).rejects.toThrow(RangeError);
      expect(await things.get('x')).toBeNull();
    });

    it('does what the plain model does, whatever is asked of it', async () => {
      const text = fc.constantFrom(...nastyTexts, ...trickyTexts);
      const date = fc.constantFrom(day(1), day(2), new Date(-1), new Date('1850-02-03T04:05:06.007Z'), new Date('9999-12-31T23:59:59.999Z'));
      const document = fc.record(
        {
          id: fc.constantFrom('1', '2', '3', 'é', '😀', '\uFF5E'),
          rev: fc.integer({ min: 0, max: 2 }),
          name: text,
          key: fc.constantFrom('k', 'K', '😀', '\uFF5E'),
          note: fc.option(text),
          at: fc.option(date),
          flag: fc.boolean(),
          size: fc.integer(),
          progress: fc.oneof(fc.constant({ state: 'open' as const }), fc.record({ state: fc.constant('done' as const), at: date })),
        },
        { requiredKeys: ['id', 'rev', 'name', 'at', 'flag', 'size', 'progress'] },
      );
      const textBound = fc.record({ lt: text, lte: text, gt: text, gte: text, orNull: fc.constant(true as const) }, { requiredKeys: [] });
      const dateBound = fc.record({ lt: date, lte: date, gt: date, gte: date, orNull: fc.constant(true as const) }, { requiredKeys: [] });
      const bounded = <B extends object>(bound: fc.Arbitrary<B>) => bound.filter((given) => Object.keys(given).some((key) => key !== 'orNull'));
      const part = fc.oneof(
        fc.record({ id: fc.constantFrom('1', 'é') }),
        fc.record({ rev: fc.integer({ min: 0, max: 2 }) }),
        fc.record({ name: fc.oneof(text, fc.record({ in: fc.array(text) }), bounded(textBound)) }),
        fc.record({ note: fc.oneof(fc.constant(null), text, fc.record({ in: fc.array(text) }), bounded(textBound)) }),
        fc.record({ at: fc.oneof(fc.constant(null), date, fc.record({ in: fc.array(date) }), bounded(dateBound)) }),
        fc.record({ flag: fc.boolean() }),
        fc.record({ 'progress.state': fc.constantFrom('open' as const, 'done' as const) }),
        fc.record({ 'progress.at': fc.oneof(fc.constant(null), bounded(dateBound)) }),
        fc.constant({}),
      );
      const narrow = fc.tuple(part, part).map(([one, other]) => ({ ...one, ...other }));
      const field = fc.constantFrom('name' as const, 'note' as const, 'progress.state' as const);
      const sortBy = fc.constantFrom('id' as const, 'name' as const, 'note' as const, 'at' as const, 'progress.at' as const);
      const sort = fc.record({ by: sortBy, descending: fc.constant(true as const) }, { requiredKeys: ['by'] });
      const operation = fc.oneof(
        { weight: 4, arbitrary: fc.record({ do: fc.constant('insert' as const), document }) },
        { weight: 3, arbitrary: fc.record({ do: fc.constant('replaceIf' as const), document, filter: narrow }) },
        {
          weight: 4,
          arbitrary: fc.record({
            do: fc.constant('find' as const),
            filter: narrow,
            sort,
            limit: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
            page: fc.boolean(),
          }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('texts' as const), field, filter: narrow }) },
        {
          weight: 1,
          arbitrary: fc.record({
            do: fc.constant('countBy' as const),
            field,
            values: fc.uniqueArray(fc.constantFrom('open', 'done', '', 'A', 'Ế', '\uFF5E', "O'Brien")),
          }),
        },
      );
      type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

      async function answer(on: Collection<Thing>, operation: Operation): Promise<unknown> {
        if (operation.do === 'insert') return await on.insert(operation.document);
        if (operation.do === 'replaceIf') return await on.replaceIf({ ...operation.filter, id: operation.document.id }, operation.document);
        if (operation.do === 'texts') return (await on.texts(operation.field, operation.filter)).sort();
        if (operation.do === 'countBy') return await on.countBy(operation.field, operation.values);
        const finding = { sort: operation.sort, ...(operation.limit === undefined ? {} : { limit: operation.limit }) };
        const first = await on.find(operation.filter, finding);
        const last = first.at(-1);
        const value =
          last === undefined
            ? null
            : operation.sort.by === 'progress.at'
              ? last.progress.state === 'done'
                ? last.progress.at
                : null
              : (last[operation.sort.by] ?? null);
        if (!operation.page || last === undefined || value === null) return first;
        return [first, await on.find(operation.filter, { ...finding, after: { value, id: last.id } })];
      }

      const model = () => {
        const raw = createCollectionModel('key');
        return typed({ ...engine, collection: () => raw }, thingKind);
      };
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 60 }), async (operations) => {
          const fresh = await openEngine([thingKind]);
          round++;
          try {
            const [real, expected] = [typed(fresh, thingKind), model()];
            for (const each of operations) expect(await answer(real, each)).toStrictEqual(await answer(expected, each));
          } finally {
            await fresh.close();
          }
        }),
        { numRuns: 100, interruptAfterTimeLimit: 2_000 },
      );
      // How many there are is a matter of the machine: a server far away or a busy one does one or two.
      expect(round).toBeGreaterThan(0);
    });
  });
}
