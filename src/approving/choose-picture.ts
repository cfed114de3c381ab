/** Another picture for a post: one of its article's, one that somebody sent, or none. */
import type { Ports } from '../ports.ts';
import type { Content, Media } from '../post.ts';
import { type Editable, withMessage } from './transitions.ts';

export type PictureNeeds = Pick<Ports, 'articles' | 'portal' | 'pictures'>;
type Input = { readonly post: Editable; readonly choice: string; readonly more: (link: string) => string };

/** The content with the chosen picture; null: it cannot be read, or there is no such choice. */
export async function choosePicture(needs: PictureNeeds, { post, choice, more }: Input): Promise<Content | null> {
  const { content } = post;
  if (content.form === 'video') return null;
  if (choice === 'none') return content.form === 'photo' ? { form: 'link', message: content.message, link: content.link, preview: null } : null;
  const article = await needs.articles.get(post.articleId);
  const image = article?.images[Number(choice)];
  if (image === undefined) return null;
  const reading = await needs.portal.readPicture(image.url);
  if (reading.outcome === 'failed') return null;
  return withPicture(needs, content, { url: image.url, alt: image.caption, bytes: reading.bytes }, more);
}

type Given = Pick<Media, 'url' | 'alt'> & { readonly bytes: Uint8Array };

/** A link's preview is Facebook's to draw: with a picture of its own the post becomes one of pictures, and its link stands in the text. */
export async function withPicture(
  needs: Pick<Ports, 'pictures'>,
  content: Content,
  { url, alt, bytes }: Given,
  more: (link: string) => string,
): Promise<Content | null> {
  if (content.form === 'video') return null;
  const kept = await needs.pictures.keep(bytes);
  if (kept === null) return null;
  const pictures = [{ url, alt, sha256: kept.sha256 }];
  return withMessage({ form: 'photo', message: content.message, link: content.link, pictures }, content.message, more);
}
