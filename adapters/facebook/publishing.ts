/** Writes to the Page. Each goes out once; what came of it is told, never guessed. */
import { Page } from 'facebook-nodejs-business-sdk';
import { z } from 'zod';
import type { PagePostInput, PublishOutcome } from '../../src/ports.ts';
import { ask } from './graph-api.ts';
import type { GraphProblem } from './graph-client.ts';
import { contentRefusal } from './graph-error.ts';

type Api = ConstructorParameters<typeof Page>[3];
type Picture = Extract<PagePostInput, { form: 'photo' }>['pictures'][number];

/** Ids beyond 2^53 would have lost digits as numbers, so only whole safe numbers count. */
const remoteId = z.union([z.string().min(1), z.int().positive().transform(String)]);
const createdPost = z.object({ id: remoteId, permalink_url: z.string().nullish().catch(null) });
const createdPhoto = z.object({ id: remoteId });
const publishedPhoto = z.object({ post_id: remoteId });

type Uploaded = { readonly outcome: 'uploaded'; readonly photo: string } | PublishOutcome;

/** Publishes one post on the Page. One picture is a photo post of its own; several are uploaded unseen first, then posted together. */
export async function publishPost(api: Api, pageId: string, post: PagePostInput): Promise<PublishOutcome> {
  if (post.form === 'link') return publishFeed(api, pageId, { message: post.message, link: post.link });
  const [first, ...more] = post.pictures;
  if (first === undefined) return { outcome: 'refused', refusal: contentRefusal('a photo post without a picture'), duplicate: false };
  return more.length === 0 ? publishPhoto(api, pageId, post.message, first) : publishAlbum(api, pageId, post.message, post.pictures);
}

async function publishFeed(api: Api, pageId: string, params: Record<string, unknown>): Promise<PublishOutcome> {
  const asked = await ask(() => new Page(pageId, {}, undefined, api).createFeed([], params));
  if (asked.outcome !== 'answered') return lostWrite(asked);
  const created = createdPost.safeParse(asked.value.exportAllData());
  if (!created.success) return withoutId;
  return { outcome: 'published', remoteId: created.data.id, permalink: created.data.permalink_url ?? null };
}

async function publishPhoto(api: Api, pageId: string, message: string, picture: Picture): Promise<PublishOutcome> {
  const asked = await ask(() => new Page(pageId, {}, undefined, api).createPhoto([], photoForm(picture, { caption: message })));
  if (asked.outcome !== 'answered') return lostWrite(asked);
  const created = publishedPhoto.safeParse(asked.value.exportAllData());
  return created.success ? { outcome: 'published', remoteId: created.data.post_id, permalink: null } : withoutId;
}

async function publishAlbum(api: Api, pageId: string, message: string, pictures: readonly Picture[]): Promise<PublishOutcome> {
  const photos: string[] = [];
  for (const picture of pictures) {
    const upload = await uploadUnseen(api, pageId, picture);
    if (upload.outcome !== 'uploaded') return upload;
    photos.push(upload.photo);
  }
  return publishFeed(api, pageId, { message, attached_media: photos.map((photo) => ({ media_fbid: photo })) });
}

/** Nobody sees an unpublished photo, and Facebook deletes it after a day: whatever went wrong here, nothing was published. */
async function uploadUnseen(api: Api, pageId: string, picture: Picture): Promise<Uploaded> {
  const asked = await ask(() => new Page(pageId, {}, undefined, api).createPhoto([], photoForm(picture, { published: 'false' })));
  if (asked.outcome === 'refused') return lostWrite(asked);
  if (asked.outcome !== 'answered') return { outcome: 'not-sent', detail: `a picture could not be uploaded: ${asked.detail}` };
  const created = createdPhoto.safeParse(asked.value.exportAllData());
  if (!created.success) return { outcome: 'not-sent', detail: 'a picture was uploaded, but the answer names no id' };
  return { outcome: 'uploaded', photo: created.data.id };
}

const withoutId: PublishOutcome = { outcome: 'unknown', detail: 'the Page said yes, but named no post' };

function lostWrite(problem: GraphProblem): PublishOutcome {
  return problem.outcome === 'unclear' ? { outcome: 'unknown', detail: problem.detail } : problem;
}

/** Only a FormData as params reaches the Page whole: the SDK's own way with files sends an empty body. */
function photoForm(picture: Picture, values: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  if (picture.alt !== null && picture.alt !== '') form.append('alt_text_custom', picture.alt);
  const { type, fileName } = kindOf(picture.bytes);
  form.append('source', new Blob([Uint8Array.from(picture.bytes)], { type }), fileName);
  return form;
}

function kindOf(bytes: Uint8Array): { type: string; fileName: string } {
  const png = bytes[0] === 0x89 && bytes[1] === 0x50;
  return png ? { type: 'image/png', fileName: 'picture.png' } : { type: 'image/jpeg', fileName: 'picture.jpg' };
}
