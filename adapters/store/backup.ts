/**
 * All data in one file: gzip of JSON lines. First what it is, then every document and every picture that an open post
 * needs, last the counts and hashes of all that. A file that was cut, changed or made by a later version is refused whole.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { DeskError } from '../../src/errors.ts';
import { afterRestore, mediaNeeded } from '../../src/restored.ts';
import { storedSchema } from '../../src/stored-schema.ts';
import { isStoredDocument, type MovableEngine, type StoredDocument } from './collection.ts';
import { fromStored, type Kind, kinds, toStored } from './documents.ts';
import { forward, refuseNewer } from './migrations.ts';
import { batchesOf, type Counts, createTally, lineOf, moved, settled, type Tally } from './moving.ts';

const form = 1;
/** A film of hundreds of megabytes goes through in pieces. */
const partSize = 768 * 1024;

const head = z.object({
  backup: z.literal('fanpage-desk'),
  form: z.literal(form),
  schema: z.int(),
  takenAt: z.iso.datetime().transform((text) => new Date(text)),
});
const row = z.object({ in: z.string(), document: z.custom<StoredDocument>(isStoredDocument) });
const part = z.object({ media: z.string().regex(/^[0-9a-f]{64}\.\w{1,5}$/), bytes: z.base64() });
const tally = z.object({ documents: z.int(), sha256: z.string() });
const foot = z.object({ end: z.object({ collections: z.record(z.string(), tally), media: z.array(z.string()), sha256: z.string() }) });
type Head = z.output<typeof head>;

// ---------------------------------------------------------------- taking

type Taking = { readonly engine: MovableEngine; readonly mediaDir: string; readonly file: string; readonly now: Date };

/**
 * Writes the backup, reads it back whole, and only then gives it its name. May be taken while the service runs. Throws a
 * DeskError when the file is there already or cannot be written.
 */
export async function takeBackup({ engine, mediaDir, file, now }: Taking): Promise<Counts> {
  if ((await stat(file).catch(() => null)) !== null) throw new DeskError(`${file} is there already`, 'Name a file that does not exist yet.');
  const folder = dirname(resolve(file));
  if ((await stat(folder).catch(() => null))?.isDirectory() !== true)
    throw new DeskError(`there is no folder ${folder}`, 'Make it, or name a file in a folder that is there.');
  const draft = `${file}.unfinished`;
  try {
    await rm(draft, { force: true });
    await engine.still(() => pipeline(Readable.from(linesOf(engine, mediaDir, now)), createGzip(), createWriteStream(draft, { mode: 0o600, flags: 'wx' })));
    const { counts } = await checkBackup(draft);
    await makeDurable(draft);
    await rename(draft, file);
    await makeDurable(dirname(file));
    return counts;
  } catch (error) {
    await rm(draft, { force: true });
    throw fileError(file, error);
  }
}

async function* linesOf(engine: MovableEngine, mediaDir: string, now: Date): AsyncGenerator<string> {
  const whole = createHash('sha256');
  const line = (value: string): string => {
    whole.update(`${value}\n`);
    return `${value}\n`;
  };
  yield line(JSON.stringify({ backup: 'fanpage-desk', form, schema: storedSchema, takenAt: now.toISOString() }));
  const collections: Record<string, Tally> = {};
  const needed = new Set<string>();
  for (const kind of moved) {
    const counted = createTally();
    for await (const documents of batchesOf(engine, kind)) {
      for (const document of documents) {
        const text = lineOf(document);
        counted.add(text);
        if (kind.name === kinds.posts.name) for (const sha256 of mediaNeeded(fromStored(kinds.posts, document))) needed.add(sha256);
        yield line(`{"in":${JSON.stringify(kind.name)},"document":${text}}`);
      }
    }
    collections[kind.name] = counted.end();
  }
  const media: string[] = [];
  for (const sha256 of needed) {
    const name = await mediaFile(mediaDir, sha256);
    // It is gone already: the post will say so, restored or not.
    if (name === null) continue;
    media.push(name);
    for await (const piece of piecesOf(join(mediaDir, sha256.slice(0, 2), name))) yield line(JSON.stringify({ media: name, bytes: piece.toString('base64') }));
  }
  yield `${JSON.stringify({ end: { collections, media, sha256: whole.digest('hex') } })}\n`;
}

async function mediaFile(mediaDir: string, sha256: string): Promise<string | null> {
  const names = await readdir(join(mediaDir, sha256.slice(0, 2))).catch(() => []);
  return names.find((name) => name.startsWith(`${sha256}.`) && !name.endsWith('.tmp')) ?? null;
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: partSize })) if (Buffer.isBuffer(piece)) yield piece;
}

async function makeDurable(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileError(file: string, error: unknown): unknown {
  if (error instanceof DeskError || !(error instanceof Error) || !('code' in error)) return error;
  return new DeskError(`${file} cannot be written (${String(error.code)})`, 'Check the path, the rights of this user, and the space on that disk.');
}

// ---------------------------------------------------------------- reading

type Entry =
  | { readonly kind: 'document'; readonly of: Kind; readonly document: StoredDocument; readonly line: string }
  | { readonly kind: 'media'; readonly name: string; readonly bytes: Buffer };

function damaged(file: string, what: string): DeskError {
  return new DeskError(`${file} is no whole backup: ${what}`, 'Nothing was changed. Take another copy of the file, or an older backup.');
}

async function* textLines(file: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  const stream = createReadStream(file).on('error', (error) => unpacked.destroy(error));
  const unpacked = createGunzip();
  for await (const piece of stream.pipe(unpacked)) {
    if (!Buffer.isBuffer(piece)) continue;
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let start = 0;
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10, start)) {
      yield rest.toString('utf8', start, at);
      start = at + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) throw damaged(file, 'it ends within a line');
}

function parsed(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(file, 'a line of it is not readable');
  }
}

/** Every entry between head and foot, documents in the form of this version; throws at the first thing that is not as it was written. */
async function* entriesOf(file: string, seen: { head: Head | null }): AsyncGenerator<Entry> {
  const whole = createHash('sha256');
  const check = createCheck(file);
  let ended = false;
  for await (const line of textLines(file)) {
    if (ended) throw damaged(file, 'something follows its end');
    const value = parsed(file, line);
    if (seen.head === null) {
      seen.head = readHead(file, value);
    } else {
      const end = foot.safeParse(value);
      if (end.success) {
        check.end(end.data.end, whole);
        ended = true;
        continue;
      }
      yield check.entry(value, seen.head.schema);
    }
    whole.update(`${line}\n`);
  }
  if (!ended) throw damaged(file, 'its end is missing');
}

function readHead(file: string, value: unknown): Head {
  const read = head.safeParse(value);
  if (!read.success) throw new DeskError(`${file} is no backup of this program`, 'Name a file that "backup" has written.');
  refuseNewer(read.data.schema);
  return read.data;
}

function createCheck(file: string) {
  const tallies = new Map(moved.map((kind) => [kind.name, createTally()]));
  const media = new Map<string, Hash>();
  return {
    entry: (value: unknown, schema: number): Entry => {
      const piece = part.safeParse(value);
      if (piece.success) {
        const bytes = Buffer.from(piece.data.bytes, 'base64');
        media.set(piece.data.media, (media.get(piece.data.media) ?? createHash('sha256')).update(bytes));
        return { kind: 'media', name: piece.data.media, bytes };
      }
      const found = row.safeParse(value);
      const of = moved.find((kind) => found.success && kind.name === found.data.in);
      if (!found.success || of === undefined) throw damaged(file, 'it holds something that is not known');
      const line = JSON.stringify(found.data.document);
      tallies.get(of.name)?.add(line);
      return { kind: 'document', of, document: settled(of, forward(of.name, found.data.document, schema)), line };
    },
    end: ({ collections, media: names, sha256 }: z.output<typeof foot>['end'], whole: Hash): void => {
      if (whole.digest('hex') !== sha256) throw damaged(file, 'its hash differs');
      for (const [name, counted] of tallies) {
        const { documents, sha256: hash } = counted.end();
        const told = collections[name] ?? createTally().end();
        if (documents !== told.documents || hash !== told.sha256) throw damaged(file, `the hash of ${name} differs`);
      }
      for (const name of names) if (media.get(name)?.digest('hex') !== name.split('.')[0]) throw damaged(file, 'the hash of a picture differs');
    },
  };
}

export type CheckedBackup = { readonly takenAt: Date; readonly counts: Counts };

/** Reads the whole file and throws a DeskError unless every count and hash in it is right; changes nothing. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const seen: { head: Head | null } = { head: null };
  const counts: Record<string, number> = Object.fromEntries(moved.map((kind) => [kind.name, 0]));
  try {
    for await (const entry of entriesOf(file, seen)) if (entry.kind === 'document') counts[entry.of.name] = (counts[entry.of.name] ?? 0) + 1;
  } catch (error) {
    if (error instanceof DeskError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new DeskError(`${file} cannot be read (${code})`, 'Check the path and the rights of this user.');
    throw damaged(file, `it cannot be unpacked (${code})`);
  }
  if (seen.head === null) throw damaged(file, 'it is empty');
  return { takenAt: seen.head.takenAt, counts };
}

// ---------------------------------------------------------------- putting back

type Restoring = {
  readonly engine: MovableEngine;
  readonly mediaDir: string;
  readonly file: string;
  readonly now: Date;
  /** What staff are told, once the service runs again. */
  readonly notice: (takenAt: Date) => string;
};

/**
 * Replaces everything in the store by what the file holds, after the whole file was checked. Posts that were approved and
 * not ended wait for staff again, and the desk remembers since when it knows nothing, so that nothing is posted twice.
 */
export async function restoreBackup({ engine, mediaDir, file, now, notice }: Restoring): Promise<CheckedBackup> {
  const checked = await checkBackup(file);
  await putMedia(file, mediaDir);
  await engine.anew(async () => {
    let batch: { readonly name: string; readonly documents: StoredDocument[] } = {
      name: kinds.notices.name,
      documents: [noticeOf(notice(checked.takenAt), now)],
    };
    for await (const entry of entriesOf(file, { head: null })) {
      if (entry.kind !== 'document') continue;
      if (entry.of.name !== batch.name || batch.documents.length >= 500) {
        await engine.insertAll(batch.name, batch.documents);
        batch = { name: entry.of.name, documents: [] };
      }
      batch.documents.push(goingOn(entry.of, entry.document, checked.takenAt, now));
    }
    await engine.insertAll(batch.name, batch.documents);
  });
  return checked;
}

function noticeOf(text: string, now: Date): StoredDocument {
  return toStored(kinds.notices, { id: `restored:${now.toISOString()}`, rev: 0, text, openedAt: now, toldAt: null, over: null, pending: true });
}

function goingOn(kind: Kind, document: StoredDocument, takenAt: Date, now: Date): StoredDocument {
  if (kind.name === kinds.posts.name) return toStored(kinds.posts, afterRestore(fromStored(kinds.posts, document), now));
  if (kind.name !== kinds.desk.name) return document;
  const desk = fromStored(kinds.desk, document);
  return toStored(kinds.desk, { ...desk, rev: desk.rev + 1, schema: storedSchema, restored: { at: now, takenAt } });
}

/** Each file whole under its name, or not at all. */
async function putMedia(file: string, mediaDir: string): Promise<void> {
  const draftOf = (name: string) => join(mediaDir, name.slice(0, 2), `${name}.restored.tmp`);
  const names = new Set<string>();
  for await (const entry of entriesOf(file, { head: null })) {
    if (entry.kind !== 'media') continue;
    if (!names.has(entry.name)) await mkdir(join(mediaDir, entry.name.slice(0, 2)), { recursive: true });
    await writeFile(draftOf(entry.name), entry.bytes, { flag: names.has(entry.name) ? 'a' : 'w' });
    names.add(entry.name);
  }
  for (const name of names) {
    await makeDurable(draftOf(name));
    await rename(draftOf(name), join(mediaDir, name.slice(0, 2), name));
  }
}
