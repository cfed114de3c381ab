/** Another picture for a post: one of its article's, one that somebody sent, or none. */
import { descriptionOf } from '../plain-words.ts';
import type { Ports } from '../ports.ts';
import type { Content, Media, ShownPost, Warning, WarningKind } from '../post.ts';
import { type Editable, withMessage } from './transitions.ts';

export type PictureNeeds = Pick<Ports, 'articles' | 'portal' | 'pictures'> & {
  /** What Facebook will draw under the post's link: see `drafting/preview-link.ts`. */
  readonly previewLink: (post: ShownPost) => Promise<Pick<Extract<Content, { form: 'link' }>, 'preview' | 'card'> & { readonly warnings: readonly Warning[] }>;
};
type Input = { readonly post: Editable; readonly choice: string; readonly more: (link: string) => string };
/** What it makes of the post. */
export type Chosen = Pick<ShownPost, 'content' | 'warnings'>;

/** The post's content with the chosen picture; null: it cannot be read, or there is no such choice. Without one it is a link, and shown with the preview of that. */
export async function choosePicture(needs: PictureNeeds, { post, choice, more }: Input): Promise<Chosen | null> {
  const { content } = post;
  if (content.form === 'video') return null;
  if (choice === 'none') {
    if (content.form !== 'photo') return null;
    const { preview, card, warnings } = await needs.previewLink(post);
    return { content: { form: 'link', message: content.message, link: content.link, preview, card }, warnings: [...besidePictures(post), ...warnings] };
  }
  const article = await needs.articles.get(post.articleId);
  const image = article?.images[Number(choice)];
  if (image === undefined) return null;
  const reading = await needs.portal.readPicture(image.url);
  if (reading.outcome === 'failed') return null;
  return withPicture(needs, post, { url: image.url, alt: descriptionOf(image.caption), bytes: reading.bytes, framed: post.kind !== 'infographic' }, more);
}

/** `framed`: as in `Pictures.keep`; what a person sent is shown as it was sent. */
type Given = Pick<Media, 'url' | 'alt'> & { readonly bytes: Uint8Array; readonly framed?: boolean };

/** A link's preview is Facebook's to draw: with a picture of its own the post becomes one of pictures, and its link stands in the text. */
export async function withPicture(
  needs: Pick<Ports, 'pictures'>,
  post: Pick<ShownPost, 'content' | 'warnings'>,
  { url, alt, bytes, framed = false }: Given,
  more: (link: string) => string,
): Promise<Chosen | null> {
  const { content } = post;
  if (content.form === 'video') return null;
  const kept = await needs.pictures.keep(bytes, framed);
  if (kept === null) return null;
  const pictures = [{ url, alt, sha256: kept.sha256 }];
  return {
    content: withMessage({ form: 'photo', message: content.message, link: content.link, pictures }, content.message, more),
    warnings: besidePictures(post),
  };
}

const aboutPictures: readonly WarningKind[] = [
  'no-picture',
  'picture-unreadable',
  'pictures-left-out',
  'picture-format',
  'pictures-more',
  'chosen-picture-gone',
  'chosen-picture-stays',
  'preview-unread',
  'preview-no-picture',
  'preview-small-picture',
  'preview-http',
  'preview-robots',
  'preview-title-cut',
];

/** What was said of the pictures that stood there before is not so any more. */
function besidePictures({ warnings }: Pick<ShownPost, 'warnings'>): readonly Warning[] {
  return warnings.filter(({ kind }) => !aboutPictures.includes(kind));
}
