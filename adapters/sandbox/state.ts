/** What the sandbox remembers: its Page, its chat, its portal. One JSON file, and the pictures beside it. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DeskError, messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';

const comment = z.object({ id: z.string(), at: z.string(), message: z.string() });
const preview = z.object({ title: z.string(), description: z.string().nullable(), image: z.string().nullable(), site: z.string() });
const fanPost = z.object({
  id: z.string(),
  at: z.string(),
  editedAt: z.string().nullable(),
  message: z.string().nullable(),
  link: z.string().nullable(),
  preview: preview.nullable(),
  /** Ids of photos, in order. */
  photos: z.array(z.string()),
  /** File of a video. */
  video: z.string().nullable(),
  published: z.boolean(),
  comments: z.array(comment),
});
const photo = z.object({
  id: z.string(),
  at: z.string(),
  file: z.string(),
  caption: z.string().nullable(),
  alt: z.string().nullable(),
  postId: z.string().nullable(),
});
const video = z.object({
  id: z.string(),
  as: z.enum(['video', 'reel']),
  /** Upload session of a video. */
  session: z.string().nullable(),
  at: z.string(),
  /** As the uploader says; null until a reel's bytes come. */
  size: z.number().nullable(),
  received: z.number(),
  /** What was received, in order, until it is one file. */
  files: z.array(z.string()),
  file: z.string().nullable(),
  description: z.string().nullable(),
  published: z.boolean(),
  finishedAt: z.string().nullable(),
  /** The post that shows it, once Facebook has done its work. */
  postId: z.string().nullable(),
  /** Its bytes are no video. */
  /** The still that was given for it. */
  cover: z.string().nullable().default(null),
  spoiled: z.boolean(),
  unfit: z.boolean().optional(),
});
const button = z.object({ text: z.string(), data: z.string().nullable(), url: z.string().nullable() });
const entity = z.object({ type: z.string(), offset: z.number(), length: z.number(), url: z.string().nullable() });
const chatMessage = z.object({
  id: z.number(),
  at: z.string(),
  editedAt: z.string().nullable(),
  /** Numeric id of the sender: the bot or a person. */
  from: z.number(),
  /** The text, or the caption where there is a picture or a document. */
  text: z.string(),
  entities: z.array(entity),
  picture: z.string().nullable(),
  document: z.object({ file: z.string(), name: z.string(), type: z.string() }).nullable(),
  album: z.string().nullable(),
  keyboard: z.array(z.array(button)),
  /** A prompt that asks for a reply: it can never be edited. */
  prompt: z.boolean(),
  replyTo: z.number().nullable(),
});
const update = z.object({ id: z.number(), at: z.string(), kind: z.enum(['callback_query', 'message']), body: z.record(z.string(), z.unknown()) });
const extraArticle = z.object({ number: z.number(), at: z.string() });

const sandboxState = z.object({
  version: z.literal(1),
  /** When this sandbox was first opened: the portal's dates count from here. */
  openedAt: z.string(),
  nextNumber: z.number(),
  nextMessage: z.number(),
  nextUpdate: z.number(),
  posts: z.array(fanPost),
  photos: z.array(photo),
  videos: z.array(video).default([]),
  messages: z.array(chatMessage),
  updates: z.array(update),
  allowedUpdates: z.array(z.string()).nullable(),
  extraArticles: z.array(extraArticle),
  /** What the portal changed later, by the article's number; null: taken down. */
  articleChanges: z.record(z.string(), z.object({ title: z.string(), lead: z.string() }).nullable()).default({}),
});

export type SandboxState = z.infer<typeof sandboxState>;
export type FanPost = z.infer<typeof fanPost>;
export type VideoOnPage = z.infer<typeof video>;
export type Photo = z.infer<typeof photo>;
export type LinkPreview = z.infer<typeof preview>;
export type ChatMessage = z.infer<typeof chatMessage>;
export type ChatButton = z.infer<typeof button>;
export type Entity = z.infer<typeof entity>;
export type Update = z.infer<typeof update>;

export type Memory = {
  readonly state: SandboxState;
  /** Writes the state in one step (a new file takes the old one's name); without a file it does nothing. */
  save(): void;
  /** Keeps bytes under the hash of their content and tells it. */
  keep(bytes: Uint8Array): string;
  /** Makes one file of several and drops those; tells its name. */
  join(files: readonly string[]): string;
  bytes(file: string): Uint8Array | null;
};

const mostMessages = 3000;
const mostPosts = 3000;

/** Numbers start from the clock, so that a fresh sandbox never gives out an id that a bot remembers from the one before. */
function freshState(now: Date): SandboxState {
  const seconds = Math.floor(now.getTime() / 1000) % 1_000_000_000;
  return {
    version: 1,
    openedAt: now.toISOString(),
    nextNumber: now.getTime() * 100,
    nextMessage: seconds,
    nextUpdate: seconds,
    posts: [],
    photos: [],
    videos: [],
    messages: [],
    updates: [],
    allowedUpdates: null,
    extraArticles: [],
    articleChanges: {},
  };
}

/** The state of `file`, or a fresh one: a broken file is put aside and told in the log. Throws a DeskError where the folder cannot be written. */
export function openMemory(file: string | null, now: Date, log: Log): Memory {
  if (file === null) return memoryInProcess(freshState(now));
  try {
    mkdirSync(mediaFolder(file), { recursive: true });
    const memory = memoryOnDisk(file, readState(file, log) ?? freshState(now));
    dropUnusedMedia(file, memory.state);
    memory.save();
    return memory;
  } catch (error) {
    throw new DeskError(`the sandbox cannot keep its state in ${file}: ${messageOf(error)}`, 'Check DATA_DIR: it must be a folder that this user may write.');
  }
}

function mediaFolder(file: string): string {
  return `${file}.media`;
}

function readState(file: string, log: Log): SandboxState | null {
  if (!existsSync(file)) return null;
  try {
    return sandboxState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    renameSync(file, `${file}.broken`);
    log.warn({ file, kept: `${file}.broken` }, 'the sandbox state could not be read: it starts fresh');
    return null;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function trim(state: SandboxState): void {
  state.messages.splice(0, Math.max(0, state.messages.length - mostMessages));
  state.posts.splice(0, Math.max(0, state.posts.length - mostPosts));
}

function memoryInProcess(state: SandboxState): Memory {
  const kept = new Map<string, Uint8Array>();
  return {
    state,
    save: () => trim(state),
    keep: (bytes) => {
      const name = hashOf(bytes);
      kept.set(name, bytes);
      return name;
    },
    join: (names) => {
      const whole = Buffer.concat(names.map((name) => kept.get(name) ?? new Uint8Array()));
      for (const name of names) kept.delete(name);
      kept.set(hashOf(whole), whole);
      return hashOf(whole);
    },
    bytes: (name) => kept.get(name) ?? null,
  };
}

function memoryOnDisk(file: string, state: SandboxState): Memory {
  const folder = mediaFolder(file);
  return {
    state,
    save: () => {
      trim(state);
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, JSON.stringify(state));
    },
    keep: (bytes) => {
      const name = hashOf(bytes);
      if (!existsSync(join(folder, name))) replaceFile(join(folder, name), bytes);
      return name;
    },
    join: (names) => {
      const [draft, hash] = [join(folder, 'joined.new'), createHash('sha256')];
      writeFileSync(draft, '');
      for (const name of names) {
        const piece = readFileSync(join(folder, name));
        hash.update(piece);
        appendFileSync(draft, piece);
      }
      const name = hash.digest('hex');
      renameSync(draft, join(folder, name));
      for (const each of names) if (each !== name) rmSync(join(folder, each), { force: true });
      return name;
    },
    bytes: (name) => (/^[0-9a-f]{64}$/.test(name) && existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null),
  };
}

function replaceFile(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function dropUnusedMedia(file: string, state: SandboxState): void {
  const used = new Set([
    ...state.photos.map((each) => each.file),
    ...state.posts.flatMap((each) => (each.video === null ? [] : [each.video])),
    ...state.videos.flatMap((each) => [...each.files, ...(each.file === null ? [] : [each.file])]),
    ...state.messages.flatMap((each) => [each.picture, each.document?.file]),
  ]);
  for (const name of readdirSync(mediaFolder(file))) {
    if (!used.has(name)) rmSync(join(mediaFolder(file), name), { force: true });
  }
}
