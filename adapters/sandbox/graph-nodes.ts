/** The things of the Graph API as they are read: the Page, a post, a photo, each by the fields that were asked for. */
import type { Clock } from '../../src/ports.ts';
import { countersOf, followersAt } from './followers.ts';
import { type Field, parseFields, project, type Reader, textOf } from './graph-params.ts';
import { graphTime } from './graph-time.ts';
import { page } from './identity.ts';
import { pictureSize } from './pixels.ts';
import type { Params } from './request-params.ts';
import type { FanPost, Memory, Photo } from './state.ts';

export const defaultPostFields = 'id,created_time,message';

export type GraphNodes = {
  page(wanted: readonly Field[]): Record<string, unknown>;
  post(post: FanPost, wanted: readonly Field[]): Record<string, unknown>;
  photo(photo: Photo, wanted: readonly Field[]): Record<string, unknown>;
  /** What a call that made a post answers: its id, and the fields that were asked for. */
  answerOf(post: FanPost, params: Params): Record<string, unknown>;
};

/** Facebook's redirect round an outside link. */
function shimmed(link: string): string {
  return `https://l.facebook.com/l.php?u=${encodeURIComponent(link)}&h=AT0sandbox&s=1`;
}

function summaryOf(field: Field, total: number): unknown {
  const summary = field.modifiers.has('summary') ? { summary: { total_count: total } } : {};
  return { data: [], ...summary };
}

export function createGraphNodes(needs: { readonly memory: Memory; readonly clock: Clock; readonly address: string }): GraphNodes {
  const { memory, clock, address } = needs;
  const mediaUrl = (file: string) => `${address}/sandbox/media/${file}`;
  const photosOf = (post: FanPost) => post.photos.flatMap((id) => memory.state.photos.find((photo) => photo.id === id) ?? []);

  function photoAttachment(photo: Photo): Record<string, unknown> {
    const url = `${address}/#photo-${photo.id}`;
    const size = pictureSize(memory.bytes(photo.file) ?? new Uint8Array()) ?? { width: 0, height: 0 };
    return {
      media_type: 'photo',
      type: 'photo',
      target: { id: photo.id, url },
      url,
      unshimmed_url: url,
      media: { image: { src: mediaUrl(photo.file), ...size } },
    };
  }

  function attachments(post: FanPost): unknown {
    const photos = photosOf(post);
    const [only] = photos;
    if (photos.length === 1 && only !== undefined) return { data: [photoAttachment(only)] };
    if (photos.length > 1) {
      const url = permalink(post);
      return {
        data: [
          { media_type: 'album', type: 'album', target: { id: post.id, url }, url, unshimmed_url: url, subattachments: { data: photos.map(photoAttachment) } },
        ],
      };
    }
    if (post.video !== null) return { data: [{ media_type: 'video', type: 'video_inline', url: permalink(post), unshimmed_url: permalink(post) }] };
    if (post.link === null) return undefined;
    const url = shimmed(post.link);
    const media = post.preview?.image ? { media: { image: { src: post.preview.image, width: 1200, height: 630 } } } : {};
    const texts = { title: post.preview?.title, description: post.preview?.description ?? undefined };
    return { data: [{ media_type: 'link', type: 'share', target: { url }, url, unshimmed_url: post.link, ...texts, ...media }] };
  }

  function permalink(post: FanPost): string {
    return `${address}/#post-${post.id}`;
  }

  function fullPicture(post: FanPost): string | undefined {
    const [first] = photosOf(post);
    return first === undefined ? (post.preview?.image ?? undefined) : mediaUrl(first.file);
  }

  function postReaders(post: FanPost): ReadonlyMap<string, Reader> {
    const counters = () => countersOf(post, clock());
    const comments = () => post.comments.map((each) => ({ id: each.id, message: each.message, created_time: graphTime(new Date(each.at)) }));
    return new Map<string, Reader>([
      ['id', () => post.id],
      ['created_time', () => graphTime(new Date(post.at))],
      ['updated_time', () => graphTime(new Date(post.editedAt ?? post.at))],
      ['message', () => post.message ?? undefined],
      ['permalink_url', () => permalink(post)],
      ['is_published', () => post.published],
      ['is_hidden', () => false],
      ['status_type', () => (post.link === null ? 'added_photos' : 'shared_story')],
      ['full_picture', () => fullPicture(post)],
      ['attachments', () => attachments(post)],
      ['from', () => ({ id: page.id, name: page.name })],
      // The key is absent at 0.
      ['shares', () => (counters().shares === 0 ? undefined : { count: counters().shares })],
      ['reactions', (field) => summaryOf(field, counters().likes + counters().loves)],
      ['likes', (field) => summaryOf(field, counters().likes)],
      [
        'comments',
        (field) => ({
          data: field.modifiers.get('limit') === '0' ? [] : comments(),
          ...(field.modifiers.has('summary') ? { summary: { total_count: counters().comments } } : {}),
        }),
      ],
    ]);
  }

  function photoReaders(photo: Photo): ReadonlyMap<string, Reader> {
    const size = () => pictureSize(memory.bytes(photo.file) ?? new Uint8Array());
    return new Map<string, Reader>([
      ['id', () => photo.id],
      ['created_time', () => graphTime(new Date(photo.at))],
      ['name', () => photo.caption ?? undefined],
      ['alt_text', () => photo.alt ?? undefined],
      ['alt_text_custom', () => photo.alt ?? undefined],
      ['link', () => `${address}/#photo-${photo.id}`],
      ['picture', () => mediaUrl(photo.file)],
      ['images', () => [{ source: mediaUrl(photo.file), ...size() }]],
      ['page_story_id', () => photo.postId ?? undefined],
      ['width', () => size()?.width],
      ['height', () => size()?.height],
    ]);
  }

  function pageReaders(): ReadonlyMap<string, Reader> {
    const followers = () => followersAt(clock(), memory.state.posts);
    return new Map<string, Reader>([
      ['id', () => page.id],
      ['name', () => page.name],
      ['username', () => page.username],
      ['about', () => page.about],
      ['category', () => page.category],
      ['link', () => `${address}/`],
      ['is_published', () => true],
      ['followers_count', followers],
      ['fan_count', () => followers() - 431],
      ['access_token', () => page.token],
      ['verification_status', () => 'not_verified'],
    ]);
  }

  const post = (value: FanPost, wanted: readonly Field[]) => project(wanted, postReaders(value), 'PagePost');
  return {
    page: (wanted) => project(wanted, pageReaders(), 'Page'),
    post,
    photo: (photo, wanted) => project(wanted, photoReaders(photo), 'Photo'),
    answerOf: (value, params) => post(value, parseFields(textOf(params, 'fields') ?? 'id')),
  };
}
