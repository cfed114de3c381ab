/** The embedded engine: SQLite by libsql in one file, one table of JSON documents a collection. */
import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause, setImmediate as turnOfTheLoop } from 'node:timers/promises';
import Database from 'libsql';
import { DeskError } from '../../src/errors.ts';
import { type Index, isStoredDocument, type MovableEngine, type RawCollection, type StoredDocument, toUnfinished, translating } from './collection.ts';
import { type Bindable, column, countEach, createIndex, createTable, selection, where } from './sqlite-filter.ts';
import { isBusy, isUniqueViolation, sqliteProblem } from './sqlite-problem.ts';

/** What is to be kept: the table of documents.ts. */
export type Layout = readonly { readonly name: string; readonly indexes: readonly Index[] }[];

/** How long a write waits for another process's; so long at a time inside SQLite, where it holds up everything else here. */
const busyMs = 8_000;
const busyAtOnceMs = 50;
const memory = ':memory:';

// ---------------------------------------------------------------- the connection

type Row = readonly unknown[];
/** libsql with prepared statements kept. It aborts the process on values that are neither texts nor numbers, hence `Bindable`. */
type Connection = {
  rows(sql: string, values: readonly Bindable[]): readonly Row[];
  /** How many rows it changed. */
  write(sql: string, values: readonly Bindable[]): number;
  script(sql: string): void;
  close(): void;
};

function isRow(value: unknown): value is Row {
  return Array.isArray(value);
}

function connect(file: string): Connection {
  const database = new Database(file, { timeout: busyMs });
  const prepared = new Map<string, ReturnType<typeof database.prepare>>();
  const statement = (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  return {
    rows: (sql, values) =>
      statement(sql)
        .raw()
        .all([...values])
        .filter(isRow),
    write: (sql, values) => statement(sql).run([...values]).changes,
    script: (sql) => {
      database.exec(sql);
    },
    close: () => {
      prepared.clear();
      database.close();
    },
  };
}

// ---------------------------------------------------------------- documents

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

function documentOf(table: string, row: Row): StoredDocument {
  const stored = parsed(row[0]);
  if (isStoredDocument(stored)) return stored;
  throw new DeskError(
    `a stored document of ${table} is not JSON with an id`,
    'It was edited by hand: put it right (docs/data.md shows one), or restore the last backup.',
  );
}

/** Waits for another process's write without stopping the clock of this one: whoever ends the service must be heard meanwhile. */
async function patiently<R>(work: () => R): Promise<R> {
  const end = performance.now() + busyMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      // Nothing of the statement was done.
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    await pause(busyAtOnceMs / 2);
  }
}

// ---------------------------------------------------------------- writing together

/** How many rows it changed; rejects when nothing of it was done. */
type Write = (sql: string, values: readonly Bindable[]) => Promise<number>;
type Writing = { readonly write: Write; readonly finish: () => Promise<void> };
type Waiting = {
  readonly sql: string;
  readonly values: readonly Bindable[];
  readonly done: (changed: number) => void;
  readonly failed: (error: unknown) => void;
};

/**
 * Writes that come in one turn of the event loop are synced to the disk together: fifty Pages that post at one moment wait for
 * one sync, not for fifty. Each is acknowledged after that sync; a unique index that refuses one says nothing of the others.
 */
function writingTogether(connection: Connection): Writing {
  let waiting: Waiting[] = [];
  const commit = async () => {
    const together = waiting;
    waiting = [];
    if (together.length === 0) return;
    try {
      for (const tell of await patiently(() => writeAll(connection, together))) tell();
    } catch (error) {
      for (const one of together) one.failed(error);
    }
  };
  return {
    write: (sql, values) =>
      new Promise((done, failed) => {
        waiting.push({ sql, values, done, failed });
        if (waiting.length === 1) void turnOfTheLoop().then(commit);
      }),
    finish: commit,
  };
}

/** All in one transaction, nothing else in between; what each is to be told once it stands on the disk. */
function writeAll(connection: Connection, together: readonly Waiting[]): readonly (() => void)[] {
  const told: (() => void)[] = [];
  allOrNone(connection, () => {
    for (const one of together) {
      try {
        const changed = connection.write(one.sql, one.values);
        told.push(() => one.done(changed));
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        told.push(() => one.failed(error));
      }
    }
  });
  return told;
}

/** Without a disk there is nothing to wait for. */
function writingAtOnce(connection: Connection): Writing {
  return { write: async (sql, values) => connection.write(sql, values), finish: async () => {} };
}

function collectionOf(connection: Connection, write: Write, table: string): RawCollection {
  return {
    async insert(document) {
      const sql = `INSERT INTO ${table} (id, doc) VALUES (?, ?) ON CONFLICT DO NOTHING`;
      return (await write(sql, [document.id, JSON.stringify(document)])) === 1;
    },
    async get(id) {
      const row = (await patiently(() => connection.rows(`SELECT doc FROM ${table} WHERE id = ?`, [id])))[0];
      return row === undefined ? null : documentOf(table, row);
    },
    async find(filter, finding) {
      const chosen = selection(filter, finding);
      const rows = await patiently(() => connection.rows(`SELECT doc FROM ${table} ${chosen.sql}`, chosen.values));
      return rows.map((row) => documentOf(table, row));
    },
    async texts(field, filter) {
      const chosen = where(filter);
      const rows = await patiently(() => connection.rows(`SELECT ${column(field)} FROM ${table} WHERE ${chosen.sql}`, chosen.values));
      return rows.map((row) => row[0]).filter((value) => typeof value === 'string');
    },
    async replaceIf(expected, document) {
      const stored = where({ ...expected, id: document.id });
      try {
        const sql = `UPDATE ${table} SET doc = ? WHERE ${stored.sql}`;
        const changed = await write(sql, [JSON.stringify(document), ...stored.values]);
        return changed === 1 ? 'written' : 'overtaken';
      } catch (error) {
        if (isUniqueViolation(error)) return 'taken';
        throw error;
      }
    },
    async countBy(field, values) {
      const rows = await patiently(() => connection.rows(countEach(table, field), [JSON.stringify(values)]));
      return Object.fromEntries(rows.map(([value, count]) => [String(value), Number(count)]));
    },
  };
}

// ---------------------------------------------------------------- opening

/** One row that `check` writes. */
const checkTable = createTable('checks');

/** Durable before it is acknowledged: every commit is synced to the disk, on macOS with its stronger call. */
function makeDurable(connection: Connection, file: string): void {
  connection.script(`PRAGMA busy_timeout = ${busyMs}`);
  const mode = connection.rows('PRAGMA journal_mode = WAL', [])[0]?.[0];
  if (mode !== 'wal' && file !== memory) {
    throw new DeskError(`${file} lies on a file system that several processes cannot share safely`, 'Point DATA_DIR at a local disk, or set MONGODB_URI.');
  }
  connection.script('PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1');
}

function allOrNone(connection: Connection, work: () => void): void {
  connection.script('BEGIN IMMEDIATE');
  try {
    work();
    connection.script('COMMIT');
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

/** Closing is not enough: libsql would hold the lock until its statements are collected. */
function rollBack(connection: Connection): void {
  try {
    connection.script('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself, as it does when the disk is full.
  }
}

/** Only what is missing is made, so that a command can look even when the disk is full. */
function makeTables(connection: Connection, layout: Layout): void {
  const there = new Set(connection.rows(`SELECT name FROM sqlite_schema`, []).map((row) => row[0]));
  const wanted = [
    { name: 'checks', sql: checkTable },
    ...layout.flatMap(({ name, indexes }) => [
      { name, sql: createTable(name) },
      ...indexes.map((index) => ({ name: index.name, sql: createIndex(name, index) })),
    ]),
  ];
  const missing = wanted.filter(({ name }) => !there.has(name));
  if (missing.length === 0) return;
  allOrNone(connection, () => {
    for (const { sql } of missing) connection.script(sql);
  });
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    throw new DeskError(`the folder ${dirname(file)} cannot be made`, 'Point DATA_DIR at a folder in which this user may write.');
  }
}

/** Any number of processes may do this at once on an empty folder: SQLite's own waiting covers the switch of the journal, too. */
function prepare(file: string, layout: Layout): Connection {
  let connection: Connection | null = null;
  try {
    connection = connect(file);
    makeDurable(connection, file);
    makeTables(connection, layout);
    connection.script(`PRAGMA busy_timeout = ${busyAtOnceMs}`);
    return connection;
  } catch (error) {
    connection?.close();
    throw sqliteProblem(error, file);
  }
}

function describe(file: string): string {
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const disk = statfsSync(dirname(file));
  return `${file}, ${megabytes(statSync(file).size)}, ${megabytes(disk.bavail * disk.bsize)} free on its disk`;
}

async function check(connection: Connection, file: string): Promise<string> {
  try {
    await patiently(() => connection.write(`INSERT INTO checks (id, doc) VALUES ('check', '0') ON CONFLICT DO UPDATE SET doc = doc + 1`, []));
    return file === memory ? 'in memory only' : describe(file);
  } catch (error) {
    throw sqliteProblem(error, file);
  }
}

/**
 * libsql lets go of the file only when its statements are collected, so SQLite may not tidy up: what stands in the
 * journal is put into the file first. Where that fails (a full disk) nothing is lost.
 */
function close(connection: Connection): void {
  try {
    connection.script('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // The journal stays.
  }
  connection.close();
}

// ---------------------------------------------------------------- all the data at once

type Whole = Pick<MovableEngine, 'insertAll' | 'still' | 'anew' | 'unfinished' | 'setUnfinished'>;

/** Each of these has the connection for itself: it is for commands that do nothing else meanwhile. */
function wholeOf(connection: Connection, layout: Layout, file: string): Whole {
  const state = { inTransaction: false };
  const translated = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      throw sqliteProblem(error, file);
    }
  };
  const within = (begin: string, work: () => Promise<void>) =>
    translated(async () => {
      connection.script(begin);
      state.inTransaction = true;
      try {
        await work();
        connection.script('COMMIT');
      } catch (error) {
        rollBack(connection);
        throw error;
      } finally {
        state.inTransaction = false;
      }
    });
  const write = (name: string, documents: readonly StoredDocument[]) => {
    for (const document of documents) connection.write(`INSERT INTO ${name} (id, doc) VALUES (?, ?)`, [document.id, JSON.stringify(document)]);
  };
  return {
    insertAll: (name, documents) =>
      translated(async () => (state.inTransaction ? write(name, documents) : allOrNone(connection, () => write(name, documents)))),
    still: async (read) => {
      const answer: { value?: Awaited<ReturnType<typeof read>> } = {};
      await within('BEGIN', async () => {
        answer.value = await read();
      });
      if (!('value' in answer)) throw new Error('nothing was read');
      return answer.value;
    },
    anew: (fill) =>
      within('BEGIN IMMEDIATE', async () => {
        for (const { name } of layout) connection.script(`DELETE FROM ${name}`);
        await fill();
      }),
    unfinished: () => translated(async () => toUnfinished(connection.rows(`SELECT doc FROM checks WHERE id = 'unfinished'`, [])[0]?.[0])),
    setUnfinished: (what) =>
      translated(async () => {
        if (what === null) connection.script(`DELETE FROM checks WHERE id = 'unfinished'`);
        else connection.write(`INSERT INTO checks (id, doc) VALUES ('unfinished', ?) ON CONFLICT DO UPDATE SET doc = excluded.doc`, [what]);
      }),
  };
}

function open(file: string, layout: Layout): MovableEngine {
  const connection = prepare(file, layout);
  const writing = file === memory ? writingAtOnce(connection) : writingTogether(connection);
  return {
    ...wholeOf(connection, layout, file),
    kind: 'embedded',
    collection: (name) => translating(collectionOf(connection, writing.write, name), (error) => sqliteProblem(error, file)),
    check: () => check(connection, file),
    close: async () => {
      await writing.finish();
      close(connection);
    },
  };
}

/** Opens `desk.db` in the folder, making both where missing. Throws a DeskError when that cannot be read and written. */
export async function openSqlite(dataDir: string, layout: Layout): Promise<MovableEngine> {
  const file = join(dataDir, 'desk.db');
  makeFolder(file);
  return open(file, layout);
}

/** The same engine without a file: gone with the process. */
export async function openSqliteInMemory(layout: Layout): Promise<MovableEngine> {
  return open(memory, layout);
}
