/** How far a video is on the Page, by the id that its upload was given. */

import { z } from 'zod';
import type { PageRead, VideoState } from '../../src/ports.ts';
import { readAs } from './graph-api.ts';
import type { FacebookAdsApi } from './sdk.ts';

const word = z.string().nullish().catch(null);
const phase = z
  .object({ status: word, publish_status: word, bytes_transferred: z.coerce.number().int().nonnegative().nullish().catch(null) })
  .nullish()
  .catch(null);
const status = z.object({ video_status: word, uploading_phase: phase, processing_phase: phase, publishing_phase: phase }).nullish().catch(null);
const video = z.object({
  status,
  post_id: z
    .union([z.string(), z.int().transform(String)])
    .nullish()
    .catch(null),
  permalink_url: word,
});
type Video = z.infer<typeof video>;

const spoiled = new Set(['error', 'expired', 'upload_failed']);

/** Never throws; a video that is not there, or not ours, is `refused`. */
export async function readVideoState(api: FacebookAdsApi, pageId: string, id: string): Promise<PageRead<VideoState>> {
  const reading = await readAs(video, () => api.call('GET', [id], { fields: 'status,post_id,permalink_url' }));
  return reading.outcome === 'read' ? { outcome: 'read', value: stateOf(reading.value, pageId, id) } : reading;
}

function stateOf(read: Video, pageId: string, id: string): VideoState {
  const { video_status, uploading_phase, processing_phase, publishing_phase } = read.status ?? {};
  if (publishing_phase?.status === 'complete' && publishing_phase.publish_status !== 'draft')
    return { state: 'published', remoteId: postIdOf(read.post_id ?? null, pageId, id), permalink: addressOf(read.permalink_url ?? null) };
  const bad = [video_status, uploading_phase?.status, processing_phase?.status, publishing_phase?.status].find((each) => spoiled.has(each ?? ''));
  if (bad !== undefined) return { state: 'failed', detail: `Facebook could not use the video (${bad})` };
  const working = video_status === 'processing' || processing_phase?.status === 'in_progress' || publishing_phase?.status === 'in_progress';
  return { state: working ? 'processing' : 'open' };
}

/** A video without a post of its own is known by its own id. */
function postIdOf(postId: string | null, pageId: string, id: string): string {
  if (postId === null || postId === '') return id;
  return postId.includes('_') ? postId : `${pageId}_${postId}`;
}

/** A video's address comes without its host. */
function addressOf(permalink: string | null): string | null {
  if (permalink === null || permalink === '') return null;
  return permalink.startsWith('/') ? `https://www.facebook.com${permalink}` : permalink;
}

const transferred = z
  .object({ status })
  .transform((read) => ({ bytes: read.status?.uploading_phase?.bytes_transferred ?? null, whole: read.status?.uploading_phase?.status === 'complete' }));

/** So many bytes of the file the Page holds; null when it does not tell. */
export async function readTransferred(api: FacebookAdsApi, id: string, size: number): Promise<PageRead<number | null>> {
  const reading = await readAs(transferred, () => api.call('GET', [id], { fields: 'status' }));
  if (reading.outcome !== 'read') return reading;
  const { bytes, whole } = reading.value;
  return { outcome: 'read', value: whole ? size : bytes === null ? null : Math.min(bytes, size) };
}
