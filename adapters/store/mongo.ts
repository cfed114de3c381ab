/** The engine of production: MongoDB by mongoose, one collection a document type. A one-document replace with a filter is the lock. */
import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import { z } from 'zod';
import { type MovableEngine, type RawCollection, type StoredDocument, toUnfinished, translating } from './collection.ts';
import { instant, type Kind } from './documents.ts';
import { field, findQuery, indexKeys, order, query } from './mongo-filter.ts';
import { holdAddress, isDuplicateKey, mongoProblem, placeOf } from './mongo-problem.ts';

type MongoDocument = { readonly _id: string; readonly [field: string]: unknown };

// ---------------------------------------------------------------- schemas, from those of documents.ts

type FieldType = typeof String | typeof Number | typeof Boolean | typeof Date | typeof Schema.Types.Mixed;

function fieldType(schema: unknown): FieldType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldType(schema.unwrap());
  if (schema === instant) return Date;
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return String;
  if (schema instanceof z.ZodNumber) return Number;
  if (schema instanceof z.ZodBoolean) return Boolean;
  // Lists, too: mongoose would make an empty list of a typed one that is absent.
  return Schema.Types.Mixed;
}

/** The fields of a document type; of a union, those of all its members. Mixed where members differ. */
function fieldTypes(schema: unknown): Record<string, FieldType> {
  const members: readonly unknown[] = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
  const types: Record<string, FieldType> = {};
  for (const member of members) {
    if (!(member instanceof z.ZodObject)) throw new TypeError('a document type is an object or a union of objects');
    for (const [name, inner] of Object.entries(member.shape)) {
      const type = fieldType(inner);
      types[name] = (types[name] ?? type) === type ? type : Schema.Types.Mixed;
    }
  }
  return types;
}

/** Unknown fields and paths are thrown at, empty objects are kept, nothing is added. */
function mongooseSchema(kind: Kind): Schema<MongoDocument> {
  const { id: _, ...types } = fieldTypes(kind.schema);
  const schema = new Schema<MongoDocument>(
    { _id: String, ...types },
    { collection: kind.name, versionKey: false, id: false, minimize: false, strict: 'throw', strictQuery: 'throw', autoIndex: false, autoCreate: false },
  );
  for (const index of kind.indexes) {
    // Sparse: documents without the field are not held to uniqueness.
    schema.index(indexKeys(index), { name: index.name, ...(index.unique ? { unique: true, sparse: true } : {}) });
  }
  return schema;
}

// ---------------------------------------------------------------- documents

function toMongo({ id, ...fields }: StoredDocument): MongoDocument {
  return { _id: id, ...fields };
}

function fromMongo({ _id, ...fields }: MongoDocument): StoredDocument {
  return { ...fields, id: _id };
}

function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined), document);
}

function collectionOf(model: Model<MongoDocument>): RawCollection {
  return {
    async insert(document) {
      try {
        await model.insertMany([toMongo(document)], { lean: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async get(id) {
      const document = await model.findOne({ _id: id }).lean<MongoDocument>();
      return document === null ? null : fromMongo(document);
    },
    async find(filter, finding) {
      const found = model.find(findQuery(filter, finding)).sort(order(finding));
      // MongoDB takes a limit of 0 for none.
      if (finding.limit === 0) return [];
      if (finding.limit !== undefined) found.limit(finding.limit);
      return (await found.lean<MongoDocument[]>()).map(fromMongo);
    },
    async texts(path, filter) {
      const at = field(path);
      const documents = await model.find(query(filter), at === '_id' ? { _id: 1 } : { [at]: 1, _id: 0 }).lean<unknown[]>();
      return documents.map((document) => valueAt(document, at)).filter((value) => typeof value === 'string');
    },
    async replaceIf(expected, document) {
      try {
        const result = await model.replaceOne(query({ ...expected, id: document.id }), toMongo(document));
        return result.matchedCount === 1 ? 'written' : 'overtaken';
      } catch (error) {
        if (isDuplicateKey(error)) return 'taken';
        throw error;
      }
    },
    async countBy(path, values) {
      const at = field(path);
      const groups = await model.aggregate<{ _id: string; count: number }>([
        { $match: { [at]: { $in: [...values] } } },
        { $group: { _id: `$${at}`, count: { $sum: 1 } } },
      ]);
      return Object.fromEntries([...values.map((value) => [value, 0] as const), ...groups.map((group) => [group._id, group.count] as const)]);
    },
  };
}

// ---------------------------------------------------------------- opening

const limitMs = 5_000;
/** Used where the address names no database. */
const defaultDatabase = 'fanpage';

/** A write is acknowledged when a majority has it in its journal; reads ask the primary. What the address says otherwise is overruled. */
async function connect(uri: string): Promise<Connection> {
  const namesDatabase = placeOf(uri).split('/')[1];
  return await mongoose
    .createConnection(uri, {
      appName: 'fanpage-desk',
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      serverSelectionTimeoutMS: limitMs,
      connectTimeoutMS: limitMs,
      // Above the time limit of the write concern, so that the server's word comes first.
      socketTimeoutMS: 4 * limitMs,
      // One by one: within one `writeConcern` the address's own would win.
      w: 'majority',
      journal: true,
      wtimeoutMS: 2 * limitMs,
      readPreference: 'primary',
      ...(namesDatabase ? {} : { dbName: defaultDatabase }),
    })
    .asPromise();
}

/** Opens MongoDB and makes the indexes that are missing. Throws a DeskError within about five seconds when it cannot be reached. */
export async function openMongo(uri: string, kinds: readonly Kind[]): Promise<MovableEngine> {
  const attempt = async <R>(work: Promise<R>): Promise<R> => {
    try {
      return await work;
    } catch (error) {
      throw mongoProblem(error, uri);
    }
  };
  holdAddress(uri);
  const connection = await attempt(connect(uri));
  const models = new Map(kinds.map((kind) => [kind.name, connection.model<MongoDocument>(kind.name, mongooseSchema(kind))]));
  const checks = connection.model('checks', new Schema({ _id: String, count: Number, what: String }, { collection: 'checks', versionKey: false }));
  try {
    await attempt(Promise.all([...models.values()].map((model) => model.createIndexes())));
  } catch (error) {
    await connection.close();
    throw error;
  }
  const modelOf = (name: string) => {
    const model = models.get(name);
    if (model === undefined) throw new RangeError(`no collection ${name}`);
    return model;
  };
  const setUnfinished: MovableEngine['setUnfinished'] = async (what) => {
    if (what === null) await attempt(checks.deleteOne({ _id: 'unfinished' }).exec());
    else await attempt(checks.updateOne({ _id: 'unfinished' }, { $set: { what } }, { upsert: true }).exec());
  };
  return {
    kind: 'mongodb',
    collection: (name) => translating(collectionOf(modelOf(name)), (error) => mongoProblem(error, uri)),
    insertAll: async (name, documents) => {
      if (documents.length > 0) await attempt(modelOf(name).insertMany(documents.map(toMongo), { lean: true }));
    },
    // Collections are read one after the other: see the order in moving.ts.
    still: (read) => read(),
    anew: async (write) => {
      await setUnfinished('restore');
      for (const model of models.values()) await attempt(model.deleteMany({}).exec());
      await write();
      await setUnfinished(null);
    },
    unfinished: async () => toUnfinished((await attempt(checks.findOne({ _id: 'unfinished' }).lean<{ what?: unknown }>().exec()))?.what),
    setUnfinished,
    check: async () => {
      await attempt(checks.updateOne({ _id: 'check' }, { $inc: { count: 1 } }, { upsert: true }).exec());
      return `${placeOf(uri).split('/')[0]}/${connection.name}`;
    },
    close: () => attempt(connection.close()),
  };
}
