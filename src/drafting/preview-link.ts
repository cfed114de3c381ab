/** The preview that Facebook will draw under a post's link: for a post whose pictures staff took away. */
import type { Ports } from '../ports.ts';
import type { Content, ShownPost, Warning } from '../post.ts';
import { type GatherNeeds, gatherPreview } from './gather.ts';

type Needs = GatherNeeds & Pick<Ports, 'portal'>;
export type LinkPreview = Pick<Extract<Content, { form: 'link' }>, 'preview' | 'card'> & { readonly warnings: readonly Warning[] };

/** Reads the article's page; where that cannot be had now, staff are told that nobody has seen the preview. */
export async function previewLink(needs: Needs, post: Pick<ShownPost, 'url' | 'source'>, now: Date): Promise<LinkPreview> {
  const reading = await needs.portal.readArticle(post.url, now, post.source);
  if (reading.outcome === 'failed') return { preview: null, card: null, warnings: [{ kind: 'preview-unread', facts: false }] };
  const { picture, card, troubles } = await gatherPreview(needs, reading.article, reading.card);
  return { preview: picture, card, warnings: troubles.map((kind) => ({ kind, facts: false })) };
}
