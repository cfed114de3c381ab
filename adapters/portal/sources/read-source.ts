/** How a source is read over the network: at its address, or where a page or a list of sitemaps led to before. */
import type { FeedItem, FeedReading, FoundList, PortalProblem, RefusedItem, Validators } from '../../../src/ports.ts';
import type { Source } from '../../../src/source.ts';
import { mostItems, newestFirst, withoutRepeats } from '../feed-document.ts';
import type { Answer } from '../fetching.ts';
import { problem } from '../page-answer.ts';
import { ledHome, openSourceDocument, readSourceDocument, type SourceContext } from './source-document.ts';

export type Asked = { readonly answer: Answer } | { readonly outcome: 'unchanged' } | { readonly problem: PortalProblem };

/** `ask`: one polite request, conditional where validators are given. */
export type SourceNeeds = {
  readonly source: Source;
  readonly ask: (url: string, validators: Validators | null) => Promise<Asked>;
  readonly contextOf: (answer: Answer) => SourceContext;
  readonly validatorsOf: (answer: Answer) => Validators | null;
};

type Read = Extract<FeedReading, { outcome: 'read' }>;

const mostFeeds = 2;

function failed(reason: PortalProblem): FeedReading {
  return { outcome: 'failed', problem: reason };
}

/** What another place is remembered for is gone for good, not for a moment. */
function isLost(reading: FeedReading): boolean {
  if (reading.outcome !== 'failed') return false;
  const { kind, status } = reading.problem;
  return kind === 'not-a-feed' || kind === 'withdrawn' || kind === 'address' || (kind === 'status' && (status === 404 || status === 410));
}

/** Nothing but a whole document gives validators; `url` is the address that was asked, whatever it led to. */
function finished(reading: FeedReading, url: string, validators: Validators | null): FeedReading {
  if (reading.outcome !== 'read') return reading;
  const found = reading.found === undefined ? {} : { found: { ...reading.found, url } };
  return { ...reading, ...found, validators: reading.partial ? null : validators };
}

async function readAt(needs: SourceNeeds, url: string, validators: Validators | null, last: FoundList | null): Promise<FeedReading> {
  const asked = await needs.ask(url, validators);
  if ('problem' in asked) return failed(asked.problem);
  if ('outcome' in asked) return asked;
  if (ledHome(url, asked.answer.url)) return failed(wentHome(asked.answer));
  const expected = { feedExpected: last?.form !== 'list', lastSelector: last?.selector ?? null };
  return finished(readSourceDocument(asked.answer.bytes, { ...needs.contextOf(asked.answer), ...expected }), url, needs.validatorsOf(asked.answer));
}

function wentHome(answer: Answer): PortalProblem {
  return problem('not-a-feed', 'the address leads to the front page now; what is listed there is not what was asked for', answer.status);
}

/**
 * Reads a source. `last`: what it was when it was read last; where that was another address (a feed that the page named,
 * a news sitemap), this one is asked first, so that an unchanged source costs one request. Only when nothing stands there
 * any more the source's own address is asked again.
 */
export async function readSource(needs: SourceNeeds, validators: Validators | null, last: FoundList | null): Promise<FeedReading> {
  const { url, form } = needs.source;
  const elsewhere = last !== null && last.url !== url ? last.url : null;
  // Whoever says what stands at the address means that address.
  if (last !== null && elsewhere !== null && (form === 'auto' || form === 'sitemap' || form === last.form)) {
    const reading = await readAt(needs, elsewhere, validators, last);
    if (!isLost(reading)) return reading;
  }
  const asked = await needs.ask(url, elsewhere === null ? validators : null);
  if ('problem' in asked) return failed(asked.problem);
  if ('outcome' in asked) return asked;
  const { answer } = asked;
  if (ledHome(url, answer.url)) return failed(wentHome(answer));
  const feedExpected = last !== null && last.url === url && last.form !== 'list';
  const lastSelector = last?.form === 'list' ? last.selector : null;
  const document = openSourceDocument(answer.bytes, { ...needs.contextOf(answer), feedExpected, lastSelector });
  switch (document.leads) {
    case 'nowhere':
      return finished(document.reading, url, needs.validatorsOf(answer));
    case 'to feeds':
      return (await firstFeed(needs, document.addresses)) ?? finished(document.reading(), url, needs.validatorsOf(answer));
    case 'to sitemaps':
      return readSitemaps(needs, document, needs.validatorsOf(answer));
  }
}

/** The first of the feeds that a page names which can be read and lists something; null: the page itself must do. */
async function firstFeed(needs: SourceNeeds, addresses: readonly string[]): Promise<FeedReading | null> {
  for (const address of addresses.slice(0, mostFeeds)) {
    const reading = await readAt(needs, address, null, null);
    if (reading.outcome === 'read' && reading.items.length > 0) return reading;
  }
  return null;
}

/**
 * The few sitemaps of a list. One news sitemap alone is remembered and asked directly from then on. Of several, the list's
 * validators are kept only where it tells when each of them changed: else an unchanged list says nothing of them.
 */
async function readSitemaps(
  needs: SourceNeeds,
  index: { readonly addresses: readonly string[]; readonly told: boolean },
  validators: Validators | null,
): Promise<FeedReading> {
  const read: { readonly address: string; readonly reading: Read }[] = [];
  const refused: RefusedItem[] = [];
  let first: FeedReading | null = null;
  for (const address of index.addresses) {
    const reading = await readAt(needs, address, null, null);
    if (reading.outcome === 'read') {
      if (isNews(reading)) return reading;
      read.push({ address, reading });
    } else {
      first ??= reading;
      refused.push({ url: address, why: reading.outcome === 'failed' ? reading.problem.detail : 'unchanged without being asked' });
    }
  }
  if (read.length === 0) return first ?? failed(problem('not-a-feed', 'a list of sitemaps that names none of this portal'));
  const items: readonly FeedItem[] = withoutRepeats(read.flatMap(({ reading }) => reading.items).toSorted(newestFirst)).slice(0, mostItems);
  const partial = refused.length > 0 || read.some(({ reading }) => reading.partial);
  return {
    outcome: 'read',
    items,
    refused: [...refused, ...read.flatMap(({ reading }) => reading.refused)],
    validators: partial || !index.told ? null : validators,
    partial,
    found: { form: 'sitemap', url: needs.source.url, selector: null },
  };
}

/** A news sitemap lists what is new by itself; those of a portal's archive go on under other names. */
function isNews(reading: Read): boolean {
  return reading.items.length > 0 && reading.items.every(({ article }) => article.title !== '' && article.publishedAt !== null);
}
