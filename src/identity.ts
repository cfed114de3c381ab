/** How things are named and how exactly-this-content is told apart: hashes, made in one place. */
import { createHash } from 'node:crypto';
import type { Content } from './post.ts';

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** 24 hex characters: short enough for a button's 64 bytes, long enough never to meet. */
function shortId(...parts: readonly string[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 24);
}

export function articleIdOf(key: string): string {
  return shortId('article', key);
}

/** A pair of article and Page has one post, ever: the id is made from the pair. */
export function postIdOf(articleId: string, page: string): string {
  return shortId('post', articleId, page);
}

/** The pictures that a post shows: those it uploads, or the one of the preview. */
export function mediaOf(content: Content): readonly { readonly url: string; readonly alt: string | null; readonly sha256: string }[] {
  switch (content.form) {
    case 'link':
      return content.preview === null ? [] : [content.preview];
    case 'photo':
      return content.pictures;
  }
}

/** Hash of exactly what was shown: Page, form, text, link, the pictures' bytes and their order. */
export function contentHash(page: string, content: Content): string {
  const pictures = mediaOf(content).map((media) => [media.sha256, media.alt]);
  return sha256(JSON.stringify([page, content.form, content.message, content.link, pictures]));
}

export function slotKeyOf(page: string, slot: Date): string {
  return `${page}|${slot.toISOString()}`;
}
