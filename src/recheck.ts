/** What the portal says of the article of a post that was shown: right before it is sent, and after a correction. */
import type { Draft } from './post.ts';

/** The post as it would be made of the article as it is now. */
export type Redrafted = Required<Pick<Draft, 'title' | 'content' | 'warnings' | 'prints'>> & Pick<Draft, 'event'>;

export type Rechecked =
  /** Readers would be shown what was approved, as far as the portal could be read; `unread`: it could not. `rescrape`: Facebook may still have an older preview of its page. */
  | { readonly outcome: 'same'; readonly rescrape: boolean; readonly unread: boolean }
  | { readonly outcome: 'changed'; readonly post: Redrafted }
  /** Its page is not there at this moment. */
  | { readonly outcome: 'missing' };
