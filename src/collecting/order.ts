/** One article, asked for by its address: stored, or looked up, so that it is drafted now. */
import type { StoredArticle } from '../article.ts';
import { change } from '../change.ts';
import type { PortalProblem, Ports } from '../ports.ts';
import type { Source } from '../source.ts';
import type { Zone } from '../time.ts';
import { toStored } from './collect.ts';

type Needs = Pick<Ports, 'articles' | 'portal' | 'log'> & { readonly zone: Zone };
type Input = { readonly url: string; readonly sources: readonly Pick<Source, 'url' | 'hosts'>[]; readonly now: Date };
export type Ordered =
  | { readonly outcome: 'ordered' | 'known'; readonly article: StoredArticle }
  /** No source of the newsroom has this host: what is posted comes from the newsroom's own portals. */
  | { readonly outcome: 'foreign' }
  | { readonly outcome: 'unread'; readonly problem: PortalProblem };

/** What was skipped before, for its category or because it was there before the start, is taken up all the same: somebody wants it. */
export async function orderArticle(needs: Needs, { url, sources, now }: Input): Promise<Ordered> {
  const host = hostOf(url);
  const source = sources.find((one) => host !== null && [hostOf(one.url), ...one.hosts].includes(host));
  if (source === undefined) return { outcome: 'foreign' };
  const reading = await needs.portal.readArticle(url, now, source.url);
  if (reading.outcome === 'failed') return { outcome: 'unread', problem: reading.problem };
  const fresh = toStored(needs, { key: reading.key, article: reading.article }, source.url, { state: 'collected' }, now);
  // A copy that is known by its words stays one; this address was asked for by a person.
  if (await needs.articles.add({ ...fresh, fingerprint: undefined })) {
    needs.log.info({ articleId: fresh.id }, 'ordered');
    return { outcome: 'ordered', article: fresh };
  }
  const known = (await needs.articles.get(fresh.id)) ?? (await needs.articles.withKeys([reading.key]))[0];
  if (known === undefined) return { outcome: 'unread', problem: { kind: 'broken', status: null, detail: 'known under another address', retryAt: null } };
  const taken = await change(needs.articles, known.id, (current): StoredArticle | null => {
    const { progress } = current;
    const skipped = progress.state === 'skipped' && (progress.reason === 'before start' || progress.reason === 'category');
    return skipped ? { ...current, progress: { state: 'collected' }, notBefore: null } : null;
  });
  if (taken !== null) needs.log.info({ articleId: taken.id }, 'ordered, though it was skipped');
  return taken === null ? { outcome: known.progress.state === 'collected' ? 'ordered' : 'known', article: known } : { outcome: 'ordered', article: taken };
}

function hostOf(url: string): string | null {
  return URL.canParse(url) && /^https?:/.test(url) ? new URL(url).hostname : null;
}
