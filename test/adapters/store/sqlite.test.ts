import { copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import type { RawFilter, RawFinding } from '../../../adapters/store/collection.ts';
import { kinds } from '../../../adapters/store/documents.ts';
import { openMemoryStores, openStores } from '../../../adapters/store/open.ts';
import { openSqliteInMemory } from '../../../adapters/store/sqlite.ts';
import { column, countEach, selection, where } from '../../../adapters/store/sqlite-filter.ts';
import { sqliteProblem } from '../../../adapters/store/sqlite-problem.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import { DeskError } from '../../../src/errors.ts';
import { at, sampleArticle, sampleDesk, samplePost } from '../../contracts/sample-documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'desk-sqlite-'));
let made = 0;
const freshFolder = () => join(folder, `${made++}`);
const open = (dataDir: string) => openStores({ mongoUri: null, dataDir });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(work: Promise<unknown>): Promise<DeskError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof DeskError) return thrown;
  throw new Error(`no DeskError: ${String(thrown)}`);
}

/** A store with one article and its file, closed again. */
async function storeWithArticle(): Promise<{ dataDir: string; file: string }> {
  const dataDir = freshFolder();
  const stores = await open(dataDir);
  await stores.articles.add(sampleArticle('a'));
  await stores.close();
  return { dataDir, file: join(dataDir, 'desk.db') };
}

describe('the file', () => {
  it('is made with its folder, and holds everything after it was closed, also without its journal', async () => {
    const { file } = await storeWithArticle();
    const copy = freshFolder();
    mkdirSync(copy);
    copyFileSync(file, join(copy, 'desk.db'));
    const stores = await open(copy);
    expect(await stores.articles.get('a')).toStrictEqual(sampleArticle('a'));
    expect((await stores.check()).detail).toMatch(/desk\.db, \d+\.\d MB, \d+\.\d MB free/);
    await stores.close();
  });

  it('shows at once to others what one has written, whatever it had read before', async () => {
    const dataDir = freshFolder();
    const [one, two] = await Promise.all([open(dataDir), open(dataDir)]);
    expect(await two.desk.get('desk')).toBeNull();
    expect(await two.articles.all(null, 5)).toEqual([]);
    await one.desk.add(sampleDesk);
    await one.articles.add(sampleArticle('a'));
    expect(await two.desk.get('desk')).toStrictEqual(sampleDesk);
    expect(await two.articles.all(null, 5)).toHaveLength(1);
    expect(await two.desk.replace(sampleDesk, sampleDesk)).toMatchObject({ outcome: 'written' });
    expect(await one.desk.replace(sampleDesk, sampleDesk)).toEqual({ outcome: 'overtaken' });
    await one.close();
    await two.close();
  });

  it("can be read by other people's tools as docs/data.md says", async () => {
    const { file } = await storeWithArticle();
    const database = new Database(file);
    const [row] = database.prepare(`SELECT json_extract(doc, '$.title'), json_extract(doc, '$.publishedAt') FROM articles`).raw().all([]);
    expect(row).toEqual([sampleArticle('a').title, '2026-11-01T00:00:00.007Z']);
    expect(database.prepare('PRAGMA journal_mode').raw().all([])).toEqual([['wal']]);
    database.close();
  });

  it('gains a table and an index that a later version adds', async () => {
    const { dataDir, file } = await storeWithArticle();
    const database = new Database(file);
    database.exec('DROP TABLE posts; DROP INDEX articles_key');
    database.close();
    const stores = await open(dataDir);
    expect(await stores.posts.add(samplePost('draft', 'p'))).toBe(true);
    expect(await stores.articles.add(sampleArticle('b', { key: sampleArticle('a').key }))).toBe(false);
    await stores.close();
  });

  it('is refused whole when an index cannot be made, and left as it was', async () => {
    const { dataDir, file } = await storeWithArticle();
    const database = new Database(file);
    database.exec(`DROP TABLE posts; DROP INDEX articles_key; INSERT INTO articles SELECT 'double', doc FROM articles`);
    database.close();
    expect((await refusal(open(dataDir))).message).toContain('failed (SQLITE_CONSTRAINT');
    const after = new Database(file);
    expect(after.prepare(`SELECT COUNT(*) FROM sqlite_schema WHERE name = 'posts'`).raw().all([])).toEqual([[0]]);
    // Nor does the refused one hold a lock.
    after.exec('BEGIN IMMEDIATE; COMMIT');
    after.close();
  });
});

describe('what cannot be opened', () => {
  it('is named: a file that is no database', async () => {
    const dataDir = freshFolder();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'desk.db'), 'đây không phải cơ sở dữ liệu\n'.repeat(200));
    const error = await refusal(open(dataDir));
    expect(error.message).toBe(`${join(dataDir, 'desk.db')} is not a database of this program`);
    expect(error.fix).toContain('DATA_DIR');
    expect(readFileSync(join(dataDir, 'desk.db'), 'utf8')).toContain('không phải');
  });

  it('is named: a folder where the file should be, and a file where the folder should be', async () => {
    const dataDir = freshFolder();
    mkdirSync(join(dataDir, 'desk.db'), { recursive: true });
    expect((await refusal(open(dataDir))).message).toMatch(/desk\.db cannot be opened/);
    const file = freshFolder();
    writeFileSync(file, '');
    expect((await refusal(open(file))).message).toMatch(/cannot be (made|opened)/);
    expect((await refusal(open(join(file, 'below')))).message).toBe(`the folder ${join(file, 'below')} cannot be made`);
  });

  it('is named: a damaged file', async () => {
    const { dataDir, file } = await storeWithArticle();
    const size = statSync(file).size;
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(size - 4096, 0xff), 0, size - 4096, 4096);
    const reading = async () => {
      const stores = await open(dataDir);
      await stores.articles.get('a');
    };
    expect((await refusal(reading())).message).toMatch(/desk\.db is damaged/);
  });
});

describe('a document that other hands changed', () => {
  it.each([
    ['a text in place of an instant', `json_set(doc, '$.collectedAt', 'yesterday')`, /articles\/a cannot be read: collectedAt is not as/],
    ['a field that is gone', `json_remove(doc, '$.progress')`, /articles\/a cannot be read: progress is not as/],
    ['no id', `json_remove(doc, '$.id')`, /a stored document of articles is not JSON with an id/],
  ])('is named, with %s', async (_, change, message) => {
    const { dataDir, file } = await storeWithArticle();
    const database = new Database(file);
    database.exec(`UPDATE articles SET doc = ${change}`);
    database.close();
    const stores = await open(dataDir);
    const error = await refusal(stores.articles.get('a'));
    expect(error.message).toMatch(message);
    expect(error.fix).toContain('by hand');
    await stores.close();
  });

  it('is named when it is no JSON at all', async () => {
    const dataDir = freshFolder();
    const stores = await open(dataDir);
    await stores.desk.add(sampleDesk);
    const database = new Database(join(dataDir, 'desk.db'));
    database.exec(`UPDATE desk SET doc = '{"id":"de'`);
    expect((await refusal(stores.desk.get('desk'))).message).toMatch(/desk is not JSON/);
    database.close();
    await stores.close();
  });
});

describe('what libsql throws', () => {
  const thrown = (code: string) => Object.assign(new Error('raw'), { code });
  it.each([
    ['SQLITE_FULL', /is full/, /Free space/],
    ['SQLITE_READONLY_DIRECTORY', /cannot be written/, /right to write/],
    ['SQLITE_BUSY_SNAPSHOT', /held by another process/, /try again/],
    ['SQLITE_CANTOPEN', /cannot be opened/, /DATA_DIR/],
    ['SQLITE_CORRUPT_INDEX', /is damaged/, /backup/],
    ['SQLITE_IOERR_FSYNC', /cannot be read or written \(SQLITE_IOERR_FSYNC\)/, /Check the disk/],
    ['SQLITE_MISUSE', /failed \(SQLITE_MISUSE\): raw/, /report/],
  ])('says what to do about %s', (code, message, fix) => {
    const problem = sqliteProblem(thrown(code), 'desk.db');
    expect(problem.message).toMatch(message);
    expect(problem.fix).toMatch(fix);
    expect(problem.exitCode).toBe(1);
  });

  it('passes on what is said already, and says something of anything else', () => {
    const said = new DeskError('a', 'b');
    expect(sqliteProblem(said, 'desk.db')).toBe(said);
    expect(sqliteProblem('odd', 'desk.db').message).toContain('no code');
  });

  it('comes as a DeskError from a store that is closed, never as what libsql throws', async () => {
    const stores = await openMemoryStores();
    await stores.close();
    await expect(stores.desk.get('desk')).rejects.toThrow(DeskError);
    await expect(stores.check()).rejects.toThrow(DeskError);
  });
});

describe('a filter', () => {
  it('takes no path that could be more than one', () => {
    for (const path of ["a'b", 'a b', 'a.b.c', '', '$.a', 'a;']) expect(() => column(path)).toThrow(RangeError);
  });
});

describe('every query of the line', () => {
  type Asked = { readonly sql: string; readonly values: readonly (string | number)[] };

  /** The statements of a store's queries, as the engine would run them. */
  async function statementsOf(ask: (stores: ReturnType<typeof createStores>) => Promise<unknown>): Promise<Asked[]> {
    const asked: Asked[] = [];
    const engine = await openSqliteInMemory(Object.values(kinds));
    const spying = {
      ...engine,
      collection: (name: string) => ({
        ...engine.collection(name),
        find: async (filter: RawFilter, finding: RawFinding) => {
          const { sql, values } = selection(filter, finding);
          asked.push({ sql: `SELECT doc FROM ${name} ${sql}`, values });
          return [];
        },
        texts: async (field: string, filter: RawFilter) => {
          const { sql, values } = where(filter);
          asked.push({ sql: `SELECT ${column(field)} FROM ${name} WHERE ${sql}`, values });
          return [];
        },
        countBy: async (field: string, values: readonly string[]) => {
          asked.push({ sql: countEach(name, field), values: [JSON.stringify(values)] });
          return {};
        },
      }),
    };
    const stores = createStores(spying);
    await stores.posts.add(samplePost('draft', 'last'));
    await ask(stores);
    await stores.close();
    return asked;
  }

  const queries: Record<string, { index: string; sorts?: true; ask: (stores: ReturnType<typeof createStores>) => Promise<unknown> }> = {
    'articles.collected': { index: 'articles_state_newest', ask: (stores) => stores.articles.collected(at(0), 5) },
    'articles.knows': { index: 'articles_key', ask: (stores) => stores.articles.knows(['k']) },
    'articles.all': { index: 'sqlite_autoindex_articles_1', ask: (stores) => stores.articles.all('a', 5) },
    'articles.withKeys': { index: 'articles_key', sorts: true, ask: (stores) => stores.articles.withKeys(['k']) },
    'articles.withFingerprint': { index: 'articles_fingerprint', sorts: true, ask: (stores) => stores.articles.withFingerprint('f') },
    'articles.toWatch': { index: 'articles_look', ask: (stores) => stores.articles.toWatch(at(0), 5) },
    'revisions.of': { index: 'revisions_article', ask: (stores) => stores.revisions.of('a') },
    'revisions.newest': { index: 'revisions_kind_newest', ask: (stores) => stores.revisions.newest(['edited'], 5) },
    'posts.withStatus': { index: 'posts_status_oldest', ask: (stores) => stores.posts.withStatus('draft', 5) },
    'posts.due': { index: 'posts_page_status_slot', ask: (stores) => stores.posts.due('1', at(0), 5) },
    // Four statuses, each in order of its own: few rows are sorted.
    'posts.slotted': { index: 'posts_page_status_slot', sorts: true, ask: (stores) => stores.posts.slotted('1', at(0)) },
    'posts.toRedraw': { index: 'posts_redraw_oldest', ask: (stores) => stores.posts.toRedraw(5) },
    'posts.publishedBetween': { index: 'posts_page_status_published', ask: (stores) => stores.posts.publishedBetween('1', at(0), at(1)) },
    'posts.endedBetween': { index: 'posts_page_status_ended', sorts: true, ask: (stores) => stores.posts.endedBetween('1', at(0), at(1)) },
    'posts.createdBetween': { index: 'posts_page_created', ask: (stores) => stores.posts.createdBetween('1', at(0), at(1)) },
    'posts.list of all': { index: 'posts_oldest', ask: (stores) => stores.posts.list(true, 5) },
    'posts.list of all, further': { index: 'posts_oldest', ask: (stores) => stores.posts.list(true, 5, 'last') },
    'posts.list of what is not ended': { index: 'posts_status_oldest', sorts: true, ask: (stores) => stores.posts.list(false, 5) },
    'posts.count': { index: 'posts_status_oldest', ask: (stores) => stores.posts.count() },
    'followers.days': { index: 'followers_page_day', ask: (stores) => stores.followers.days('1', 'a', 'b') },
    'followers.before': { index: 'followers_page_newest', ask: (stores) => stores.followers.before('1', 'b', 5) },
    'measures.of': { index: 'sqlite_autoindex_measures_1', ask: (stores) => stores.measures.of(['p']) },
    'notices.pending': { index: 'notices_pending_oldest', ask: (stores) => stores.notices.pending(5) },
  };

  it.each(Object.keys(queries))('is covered by its index: %s', async (name) => {
    const query = queries[name];
    if (query === undefined) throw new Error(name);
    const statements = await statementsOf(query.ask);
    expect(statements).toHaveLength(1);
    const { dataDir } = await storeWithArticle();
    const database = new Database(join(dataDir, 'desk.db'));
    const plan = statements.flatMap(({ sql, values }) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all([...values])).map((step) => JSON.stringify(step));
    database.close();
    expect(plan.join('\n')).toContain(query.index);
    // Listing all begins at the beginning; all else at its place in the index.
    if (name !== 'posts.list of all') expect(plan.join('\n')).toContain('SEARCH');
    if (query.sorts !== true) expect(plan.join('\n')).not.toContain('TEMP B-TREE');
  });
});

it('leaves nothing but its own files in the folder', async () => {
  const { dataDir } = await storeWithArticle();
  expect(readdirSync(dataDir).filter((name) => !name.startsWith('desk.db'))).toEqual([]);
});
