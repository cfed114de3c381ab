/**
 * What the Page is given before a post is published: photos and videos that readers do not see. Whatever goes wrong here
 * has published nothing, so a lost answer is harmless, and a call may be made again.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock, PagePostInput, PictureInput, UploadOutcome } from '../../src/ports.ts';
import type { PhotoUpload, Uploads, VideoUpload } from '../../src/post.ts';
import { chunkForm, pictureForm } from './forms.ts';
import { ask } from './graph-api.ts';
import type { GraphAnswer, GraphProblem, GraphUploader } from './graph-client.ts';
import { contentRefusal } from './graph-error.ts';
import { type FacebookAdsApi, Page } from './sdk.ts';
import { readTransferred } from './video-state.ts';

export type Uploading = {
  readonly api: FacebookAdsApi;
  readonly pageId: string;
  readonly sendFile: GraphUploader;
  readonly wait: (ms: number) => Promise<void>;
  readonly clock: Clock;
};
type Keep = (uploads: Uploads) => Promise<boolean>;
type VideoInput = Extract<PagePostInput, { form: 'video' }>;

const hour = 3_600_000;
/** Facebook deletes an unpublished photo after about 24 hours; a post must not be made of one that may just be going. */
const photoLives = 20 * hour;
/** An unfinished upload is begun anew after this. */
const videoLives = 20 * hour;
/** Read and sent in pieces of at most this size, whatever the Page would take: so much is in memory. */
const largestChunk = 2 * 1024 * 1024;
const reelPiece = 256 * 1024;
/** While a reel is on its way, the claim on it is renewed after so many bytes. */
const reelBeat = 32 * 1024 * 1024;
/** So often in a row an upload may fail, with these pauses before it goes on; then the post waits for its next turn. */
const pausesMs = [1000, 3000, 10_000] as const;
/** Troubles of an upload session that a new try, or a new session, may mend: by subcode. */
const sessionTroubles = new Set([1363019, 1363021, 1363030, 1363033, 1363037, 1363041]);

const noUploads: Uploads = { photos: [], video: null };

/** Uploads what the post needs before it can be published. A link and a single picture need nothing. */
export async function uploadParts(needs: Uploading, post: PagePostInput, uploads: Uploads | null, keep: Keep): Promise<UploadOutcome> {
  switch (post.form) {
    case 'link':
      return { outcome: 'ready' };
    case 'photo':
      return post.pictures.length < 2 ? { outcome: 'ready' } : uploadPhotos(needs, post.pictures, uploads ?? noUploads, keep);
    case 'video':
      return uploadVideo(needs, post, uploads?.video ?? null, keep);
  }
}

// ---------------------------------------------------------------- photos

/** The upload that stands for each picture, in order; each is used once. */
export function photosFor(pictures: readonly PictureInput[], uploaded: readonly PhotoUpload[]): readonly (PhotoUpload | null)[] {
  const left = [...uploaded];
  return pictures.map(({ bytes }) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const at = left.findIndex((photo) => photo.sha256 === sha256);
    return at < 0 ? null : (left.splice(at, 1)[0] ?? null);
  });
}

/** What describes a picture for those who cannot see it. */
export function photoValues(picture: PictureInput): Record<string, string> {
  return picture.alt === null || picture.alt === '' ? {} : { alt_text_custom: picture.alt };
}

const createdPhoto = z.object({ id: z.union([z.string().min(1), z.int().positive().transform(String)]) });

async function uploadPhotos(needs: Uploading, pictures: readonly PictureInput[], uploads: Uploads, keep: Keep): Promise<UploadOutcome> {
  const now = needs.clock().getTime();
  let kept = uploads.photos.filter((photo) => now - photo.at.getTime() < photoLives);
  // Old ones must not be taken for new ones by the call that publishes.
  if (kept.length < uploads.photos.length && !(await keep({ ...uploads, photos: kept }))) return { outcome: 'stopped' };
  const reused = photosFor(pictures, kept);
  for (const [index, picture] of pictures.entries()) {
    if (reused[index] !== null) continue;
    const at = needs.clock();
    // In an album each picture has words of its own beneath it: its description.
    const caption = picture.alt === null || picture.alt === '' ? {} : { caption: picture.alt };
    const form = pictureForm(picture, 'source', { published: 'false', ...caption, ...photoValues(picture) });
    const asked = await ask(() => new Page(needs.pageId, {}, undefined, needs.api).createPhoto([], form));
    if (asked.outcome !== 'answered') return lostUpload(asked, 'a picture');
    const created = createdPhoto.safeParse(asked.value.exportAllData());
    if (!created.success) return { outcome: 'not-sent', detail: 'a picture was uploaded, but the answer names no id' };
    const sha256 = createHash('sha256').update(picture.bytes).digest('hex');
    kept = [...kept, { sha256, id: created.data.id, at }];
    if (!(await keep({ ...uploads, photos: kept }))) return { outcome: 'stopped' };
  }
  return { outcome: 'ready' };
}

function lostUpload(problem: GraphProblem, what: string): UploadOutcome {
  if (problem.outcome === 'refused') return { outcome: 'refused', refusal: problem.refusal };
  return { outcome: 'not-sent', detail: `${what} could not be uploaded: ${problem.detail}` };
}

// ---------------------------------------------------------------- videos and reels

async function uploadVideo(needs: Uploading, post: VideoInput, known: VideoUpload | null, keep: Keep): Promise<UploadOutcome> {
  if (post.file.size === 0) return { outcome: 'refused', refusal: contentRefusal('a video without bytes') };
  const alive = known !== null && needs.clock().getTime() - known.at.getTime() < videoLives;
  const same = known?.sha256 === post.sha256 && known.as === post.as;
  if (known !== null && alive && same) return goOn(needs, post, known, keep);
  const begun = await begin(needs, post);
  if (begun.outcome !== 'begun') return begun;
  if (!(await keep({ photos: [], video: begun.upload }))) return { outcome: 'stopped' };
  return goOn(needs, post, begun.upload, keep);
}

type Begun = { readonly outcome: 'begun'; readonly upload: VideoUpload } | Exclude<UploadOutcome, { outcome: 'ready' }>;

const id = z.union([z.string().min(1), z.int().positive().transform(String)]);
const begunVideo = z.object({ video_id: id, upload_session_id: id }).transform((read) => ({ id: read.video_id, session: read.upload_session_id }));
const begunReel = z.object({ video_id: id, upload_url: z.url() }).transform((read) => ({ id: read.video_id, session: read.upload_url }));

/** The start: the Page gives the video its id. A start whose answer was lost leaves a session that nobody uses. */
async function begin(needs: Uploading, post: VideoInput): Promise<Begun> {
  const at = needs.clock();
  const asked = await ask(() =>
    post.as === 'reel'
      ? needs.api.call('POST', [needs.pageId, 'video_reels'], { upload_phase: 'START' })
      : needs.api.call('POST', [needs.pageId, 'videos'], { upload_phase: 'start', file_size: post.file.size }),
  );
  if (asked.outcome !== 'answered') return asBegun(lostUpload(asked, 'the video'));
  const read = (post.as === 'reel' ? begunReel : begunVideo).safeParse(asked.value);
  if (!read.success) return { outcome: 'not-sent', detail: 'an upload was begun, but the answer does not say where' };
  return { outcome: 'begun', upload: { sha256: post.sha256, as: post.as, at, offset: 0, ...read.data } };
}

function asBegun(outcome: UploadOutcome): Begun {
  return outcome.outcome === 'ready' ? { outcome: 'stopped' } : outcome;
}

/** One step of the transfer: how far the Page is after it, or why not. */
type Step =
  | { readonly step: 'at'; readonly offset: number }
  /** A lost connection, or a session in trouble: it is gone on with from where the Page says. */
  | { readonly step: 'lost'; readonly detail: string; readonly offset: number | null; readonly session: boolean }
  | { readonly step: 'end'; readonly outcome: UploadOutcome };

/** Brings the rest of the file to the Page, from where the Page says that it stands. */
async function goOn(needs: Uploading, post: VideoInput, begun: VideoUpload, keep: Keep): Promise<UploadOutcome> {
  const { size } = post.file;
  let upload = begun;
  let failures = 0;
  const move = async (offset: number): Promise<boolean> => {
    if (offset === upload.offset) return true;
    upload = { ...upload, offset };
    return keep({ photos: [], video: upload });
  };
  // One buffer for all chunks; a reel's pieces wait in the connection, so each has its own.
  const buffer = new Uint8Array(post.as === 'reel' ? 0 : Math.min(largestChunk, size));
  while (upload.offset < size) {
    const current = upload;
    const step = post.as === 'reel' ? await sendRest(needs, post, current, keep) : await sendChunk(needs, post, current, buffer);
    switch (step.step) {
      case 'end':
        return step.outcome;
      case 'at':
        failures = 0;
        if (!(await move(step.offset))) return { outcome: 'stopped' };
        break;
      case 'lost': {
        if (step.offset !== null && step.offset > current.offset) failures = 0;
        if (step.offset !== null && !(await move(step.offset))) return { outcome: 'stopped' };
        const pause = pausesMs[failures];
        failures += 1;
        if (pause === undefined) return giveUp(step, keep);
        await needs.wait(pause);
      }
    }
  }
  return { outcome: 'ready' };
}

/** A session that Facebook does not know any more would be refused for ever: the next turn begins a new one. */
async function giveUp(step: Extract<Step, { step: 'lost' }>, keep: Keep): Promise<UploadOutcome> {
  if (step.session && !(await keep(noUploads))) return { outcome: 'stopped' };
  return { outcome: 'not-sent', detail: `the video could not be uploaded: ${step.detail}` };
}

const offset = z.coerce.number().int().nonnegative();
const transferredChunk = z.object({ start_offset: offset, end_offset: offset });

async function sendChunk(needs: Uploading, post: VideoInput, upload: VideoUpload, buffer: Uint8Array): Promise<Step> {
  const { size } = post.file;
  const chunk = await post.file.read(upload.offset, Math.min(size, upload.offset + largestChunk), buffer);
  const values = { upload_phase: 'transfer', upload_session_id: upload.session, start_offset: String(upload.offset) };
  const asked = await ask(() => needs.api.call('POST', [needs.pageId, 'videos'], chunkForm(chunk, values)));
  if (asked.outcome !== 'answered') return lostStep(needs, asked, upload, size);
  const read = transferredChunk.safeParse(asked.value);
  if (!read.success) return lostStep(needs, { outcome: 'unclear', detail: 'the answer does not say how far the upload is' }, upload, size);
  const { start_offset, end_offset } = read.data;
  // Where no more is asked for, the file is there whole.
  return { step: 'at', offset: start_offset === end_offset ? size : Math.min(start_offset, size) };
}

const took = z.object({ success: z.literal(true) });

/** A reel is sent in one go, from where the Page stands. */
async function sendRest(needs: Uploading, post: VideoInput, upload: VideoUpload, keep: Keep): Promise<Step> {
  const { size } = post.file;
  const held = { still: true };
  async function* rest(): AsyncGenerator<Uint8Array> {
    let beatAt = upload.offset + reelBeat;
    for (let from = upload.offset; from < size; from += reelPiece) {
      yield await post.file.read(from, Math.min(size, from + reelPiece));
      if (from < beatAt) continue;
      beatAt = from + reelBeat;
      held.still = await keep({ photos: [], video: upload });
      if (!held.still) throw new Error('the claim on the post was lost');
    }
  }
  const headers = { offset: String(upload.offset), file_size: String(size) };
  const answer: GraphAnswer = await needs.sendFile({ address: upload.session, headers, length: size - upload.offset, body: rest() });
  if (!held.still) return { step: 'end', outcome: { outcome: 'stopped' } };
  if (answer.outcome !== 'answered') return lostStep(needs, answer, upload, size);
  if (took.safeParse(answer.body).success) return { step: 'at', offset: size };
  return lostStep(needs, { outcome: 'unclear', detail: 'the answer does not say that the file was taken' }, upload, size);
}

/** After a lost answer the Page is asked how far it is; a refusal that no new try can mend ends the upload. */
async function lostStep(needs: Uploading, problem: GraphProblem, upload: VideoUpload, size: number): Promise<Step> {
  const session = problem.outcome === 'refused' && sessionTroubles.has(problem.refusal.subcode ?? problem.refusal.code ?? 0);
  if (problem.outcome === 'refused' && !session && problem.resumeAt === null) return { step: 'end', outcome: { outcome: 'refused', refusal: problem.refusal } };
  const detail = problem.outcome === 'refused' ? problem.refusal.detail : problem.detail;
  if (problem.outcome === 'refused' && problem.resumeAt !== null) return { step: 'lost', detail, offset: Math.min(problem.resumeAt, size), session };
  if (problem.outcome === 'not-sent') return { step: 'lost', detail, offset: null, session: false };
  const reading = await readTransferred(needs.api, upload.id, size);
  if (reading.outcome === 'refused' && reading.refusal.class !== 'content' && reading.refusal.class !== 'permission')
    return { step: 'end', outcome: { outcome: 'refused', refusal: reading.refusal } };
  return { step: 'lost', detail, offset: reading.outcome === 'read' ? reading.value : null, session };
}
