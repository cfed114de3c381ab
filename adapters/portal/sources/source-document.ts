/** What stands at a source's address, seen from its bytes: a feed, a sitemap, JSON, a list page, or a page that names a feed. No network. */
import type { FeedReading } from '../../../src/ports.ts';
import { isFrontPage } from '../article-key.ts';
import { decodeDocument } from '../charset.ts';
import { readFeedText } from '../feed-document.ts';
import { feedForm } from '../feed-text.ts';
import { challengeOf, problem } from '../page-answer.ts';
import { readJsonText } from './json-answer.ts';
import { feedsNamedBy, type ListContext, readListText } from './list-page.ts';
import { readAddressLines, readSitemapIndex, readSitemapText, sitemapForm } from './sitemap.ts';

/** `feedExpected`: it was a feed whenever it was read before, so a page in its place is an error, not a list. */
export type SourceContext = ListContext & { readonly feedExpected?: boolean };

export type SourceDocument =
  | { readonly leads: 'nowhere'; readonly reading: FeedReading }
  /** The page names feeds; `reading`: what it says itself. */
  | { readonly leads: 'to feeds'; readonly addresses: readonly string[]; readonly reading: () => FeedReading }
  | { readonly leads: 'to sitemaps'; readonly addresses: readonly string[]; readonly told: boolean };

function here(reading: FeedReading): SourceDocument {
  return { leads: 'nowhere', reading };
}

/** An address that has always been a feed's: a page there is an error page. */
function looksLikeFeed(url: string): boolean {
  const { pathname, search } = new URL(url);
  return (
    /(?:^|\/)(?:rss|feeds?|atom)(?:\/|$)|\.(?:rss|rdf|atom|xml)$|\/listfeed\.aspx$/i.test(pathname) || /[?&](?:feed|format|type)=(?:rss2?|atom)\b/i.test(search)
  );
}

function feed(text: string, context: SourceContext): SourceDocument {
  const reading = readFeedText(text, context);
  return here(reading.outcome === 'read' ? { ...reading, found: { form: 'feed', url: context.url, selector: null } } : reading);
}

function sitemap(text: string, context: SourceContext): SourceDocument {
  if (sitemapForm(text) === 'addresses') return here(readSitemapText(text, context));
  const { addresses, told } = readSitemapIndex(text, context);
  if (addresses.length > 0) return { leads: 'to sitemaps', addresses, told };
  return here({ outcome: 'failed', problem: problem('not-a-feed', 'a list of sitemaps that names none of this portal') });
}

function json(text: string, context: SourceContext): SourceDocument {
  const isFeed = /"version"\s{0,5}:\s{0,5}"https?:\\?\/\\?\/jsonfeed\.org/i.test(text.slice(0, 100_000));
  const mapped = context.source?.json != null;
  return isFeed && !mapped ? feed(text, context) : here(readJsonText(text, context));
}

function html(text: string, context: SourceContext): SourceDocument {
  const form = context.source?.form ?? 'auto';
  const wantsFeed =
    form === 'feed' || form === 'sitemap' || form === 'json' || (form === 'auto' && (context.feedExpected === true || looksLikeFeed(context.url)));
  if (wantsFeed) return feed(text, context);
  const list = () => readListText(text, context);
  if (form === 'list' || context.source?.list != null || challengeOf(text) !== null) return here(list());
  const addresses = feedsNamedBy(text, context);
  return addresses.length === 0 ? here(list()) : { leads: 'to feeds', addresses, reading: list };
}

/** The bytes tell what it is; the source's settings only decide how a page and JSON are read. */
export function openSourceDocument(bytes: Uint8Array, context: SourceContext): SourceDocument {
  const text = decodeDocument(bytes, context.contentType);
  if (sitemapForm(text) !== null) return sitemap(text, context);
  switch (feedForm(text)) {
    case 'html':
      return html(text, context);
    case 'json':
      return json(text.trim(), context);
    case 'other': {
      const lines = readAddressLines(text, context);
      if (lines !== null) return here(lines);
      // A piece of a page, as portals send it to their own scripts.
      return /<a\s[^<>]{0,500}href/i.test(text.slice(0, 50_000)) ? html(text, context) : feed(text, context);
    }
    case 'xml':
    case 'empty':
      return feed(text, context);
  }
}

/** What a document says by itself, for files: a page that names feeds is read as a list, a list of sitemaps is no list of articles. */
export function readSourceDocument(bytes: Uint8Array, context: SourceContext): FeedReading {
  const document = openSourceDocument(bytes, context);
  switch (document.leads) {
    case 'nowhere':
      return document.reading;
    case 'to feeds': {
      const reading = document.reading();
      if (reading.outcome !== 'failed' || reading.problem.kind !== 'not-a-feed') return reading;
      return { outcome: 'failed', problem: { ...reading.problem, detail: `${reading.problem.detail}; it names these feeds: ${document.addresses.join(' ')}` } };
    }
    case 'to sitemaps':
      return { outcome: 'failed', problem: problem('not-a-feed', `a list of sitemaps, not of articles; it names: ${document.addresses.join(' ')}`) };
  }
}

/** Whether an address that was asked for led to the portal's front page: what is listed there is not what was asked for. */
export function ledHome(asked: string, answered: string): boolean {
  return asked !== answered && isFrontPage(answered) && !isFrontPage(asked);
}
