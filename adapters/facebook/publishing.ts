/** Writes to the Page that readers see. Each goes out once; what came of it is told, never guessed. */

import { z } from 'zod';
import type { PagePostInput, PictureInput, PublishOutcome } from '../../src/ports.ts';
import type { Uploads, VideoUpload } from '../../src/post.ts';
import { pictureForm } from './forms.ts';
import { ask } from './graph-api.ts';
import type { GraphProblem } from './graph-client.ts';
import { contentRefusal } from './graph-error.ts';
import { type FacebookAdsApi, Page } from './sdk.ts';
import { photosFor, photoValues } from './uploading.ts';
import { readVideoState } from './video-state.ts';

type Api = FacebookAdsApi;

/** Ids beyond 2^53 would have lost digits as numbers, so only whole safe numbers count. */
const remoteId = z.union([z.string().min(1), z.int().positive().transform(String)]);
const createdPost = z.object({ id: remoteId, permalink_url: z.string().nullish().catch(null) });
const publishedPhoto = z.object({ post_id: remoteId });
const finished = z.object({ success: z.literal(true) });

/** Publishes one post on the Page. One picture is a photo post of its own; several, and a video, were uploaded unseen before. */
export async function publishPost(api: Api, pageId: string, post: PagePostInput, uploads: Uploads | null): Promise<PublishOutcome> {
  switch (post.form) {
    case 'link':
      return publishFeed(api, pageId, { message: post.message, link: post.link });
    case 'photo': {
      const [first, ...more] = post.pictures;
      if (first === undefined) return refused('a photo post without a picture');
      if (more.length === 0) return publishPhoto(api, pageId, post.message, first);
      const photos = photosFor(post.pictures, uploads?.photos ?? []);
      if (!photos.every((photo) => photo !== null)) return notUploaded;
      return publishFeed(api, pageId, { message: post.message, attached_media: photos.map(({ id }) => ({ media_fbid: id })) });
    }
    case 'video': {
      const upload = uploads?.video ?? null;
      if (upload === null || upload.sha256 !== post.sha256 || upload.as !== post.as || upload.offset < post.file.size) return notUploaded;
      return publishVideo(api, pageId, post, upload);
    }
  }
}

const notUploaded: PublishOutcome = { outcome: 'not-sent', detail: 'what the post is made of was not uploaded whole' };
const withoutId: PublishOutcome = { outcome: 'unknown', detail: 'the Page said yes, but named no post' };

function refused(why: string): PublishOutcome {
  return { outcome: 'refused', refusal: contentRefusal(why), duplicate: false };
}

async function publishFeed(api: Api, pageId: string, params: Record<string, unknown>): Promise<PublishOutcome> {
  const asked = await ask(() => new Page(pageId, {}, undefined, api).createFeed([], params));
  if (asked.outcome !== 'answered') return lostWrite(asked);
  const created = createdPost.safeParse(asked.value.exportAllData());
  if (!created.success) return withoutId;
  return { outcome: 'published', remoteId: created.data.id, permalink: created.data.permalink_url ?? null };
}

async function publishPhoto(api: Api, pageId: string, message: string, picture: PictureInput): Promise<PublishOutcome> {
  const form = pictureForm(picture, 'source', { caption: message, ...photoValues(picture) });
  const asked = await ask(() => new Page(pageId, {}, undefined, api).createPhoto([], form));
  if (asked.outcome !== 'answered') return lostWrite(asked);
  const created = publishedPhoto.safeParse(asked.value.exportAllData());
  return created.success ? { outcome: 'published', remoteId: created.data.post_id, permalink: null } : withoutId;
}

/**
 * The call that ends the upload publishes. Facebook says yes before it has worked on the video, so the video itself is
 * asked once; until it is out, the outcome is unknown, and its id is the handle by which it is settled.
 */
async function publishVideo(api: Api, pageId: string, post: Extract<PagePostInput, { form: 'video' }>, upload: VideoUpload): Promise<PublishOutcome> {
  const asked = await ask(() => (post.as === 'reel' ? finishReel(api, pageId, post.message, upload) : finishVideo(api, pageId, post, upload)));
  if (asked.outcome === 'answered' && !finished.safeParse(asked.value).success) return withoutId;
  // A session that was finished before is refused as unknown: that says nothing against the video.
  const doubtful = asked.outcome === 'answered' || (asked.outcome === 'refused' && asked.refusal.class === 'content' && !asked.duplicate);
  if (!doubtful) return lostWrite(asked);
  const reading = await readVideoState(api, pageId, upload.id);
  const state = reading.outcome === 'read' ? reading.value : null;
  if (state?.state === 'published') return { outcome: 'published', remoteId: state.remoteId, permalink: state.permalink };
  if (asked.outcome === 'answered' || state?.state === 'processing') return { outcome: 'unknown', detail: 'Facebook took the video and is at work on it' };
  return lostWrite(asked);
}

function finishVideo(api: Api, pageId: string, post: Extract<PagePostInput, { form: 'video' }>, upload: VideoUpload): Promise<unknown> {
  const values = { upload_phase: 'finish', upload_session_id: upload.session, description: post.message, published: 'true' };
  return api.call('POST', [pageId, 'videos'], post.cover === null ? values : pictureForm(post.cover, 'thumb', values));
}

function finishReel(api: Api, pageId: string, message: string, upload: VideoUpload): Promise<unknown> {
  return api.call('POST', [pageId, 'video_reels'], { upload_phase: 'FINISH', video_id: upload.id, video_state: 'PUBLISHED', description: message });
}

function lostWrite(problem: GraphProblem): PublishOutcome {
  switch (problem.outcome) {
    case 'unclear':
      return { outcome: 'unknown', detail: problem.detail };
    case 'not-sent':
      return problem;
    case 'refused':
      return { outcome: 'refused', refusal: problem.refusal, duplicate: problem.duplicate };
  }
}
