/** The four feed formats brought to one form; dates stay raw text. */
import { createRequire } from 'node:module';
import type { parseFeed } from 'feedsmith';
import type { ArticleKind } from '../../src/article.ts';

export type RawPicture = { readonly url: string; readonly caption: string | null };
export type RawItem = {
  readonly title: string;
  /** In the order in which they are to be tried. */
  readonly links: readonly string[];
  readonly summary: string;
  readonly content: string;
  readonly published: readonly string[];
  readonly updated: readonly string[];
  readonly categories: readonly string[];
  readonly files: readonly { readonly url: string; readonly type: string; readonly caption: string | null }[];
  readonly thumbnails: readonly string[];
  readonly credit: string | null;
  /** The language as a news sitemap tells it. */
  readonly language?: string;
  /** HTML, where the answer holds whole articles. */
  readonly body?: string;
  /** What the entry's own form shows it to be. */
  readonly form?: ArticleKind;
  /** Whoever lists it tells no titles: the article's page will. */
  readonly untitled?: boolean;
};
/** `base`: what the document says that its relative addresses are resolved against (`xml:base`). */
export type RawFeed = { readonly title: string; readonly site: string | null; readonly items: readonly RawItem[]; readonly base?: string };

type Parsed = ReturnType<typeof parseFeed<string>>;
type Rss = Extract<Parsed, { format: 'rss' }>['feed'];
type Atom = Extract<Parsed, { format: 'atom' }>['feed'];
type Rdf = Extract<Parsed, { format: 'rdf' }>['feed'];
type Json = Extract<Parsed, { format: 'json' }>['feed'];
type RssItem = NonNullable<Rss['items']>[number];
type RdfItem = NonNullable<Rdf['items']>[number];
type AtomEntry = NonNullable<Atom['entries']>[number];
type Media = RssItem['media'];
type DublinCore = RssItem['dc'];
type Terms = RssItem['dcterms'];

function present(values: readonly (string | undefined)[]): string[] {
  return values.filter((value): value is string => value !== undefined && value !== '');
}

type MediaContents = NonNullable<NonNullable<Media>['contents']>;

/** A group is one thing in several sizes: of its pictures the widest, of its films the first. */
function oneOfEach(contents: MediaContents): MediaContents {
  const isFilm = ({ medium, type }: MediaContents[number]) => medium === 'video' || /^video/i.test(type ?? '');
  const pictures = contents.filter((content) => !isFilm(content)).sort((a, b) => (b.width ?? 0) - (a.width ?? 0));
  return [...pictures.slice(0, 1), ...contents.filter(isFilm).slice(0, 1)];
}

function mediaFiles(media: Media): RawItem['files'] {
  const contents = [...(media?.contents ?? []), ...(media?.groups ?? []).flatMap((group) => oneOfEach(group.contents ?? []))];
  return contents.flatMap((content) =>
    content.url === undefined
      ? []
      : [{ url: content.url, type: content.type ?? content.medium ?? '', caption: content.description?.value ?? content.title?.value ?? null }],
  );
}

function mediaThumbnails(media: Media): string[] {
  const inside = [...(media?.contents ?? []), ...(media?.groups ?? [])].flatMap((part) => part.thumbnails ?? []);
  return present([...(media?.thumbnails ?? []), ...inside].map((thumbnail) => thumbnail.url));
}

function termDates(dc: DublinCore, terms: Terms): string[] {
  return present([...(dc?.dates ?? []), ...(terms?.issued ?? []), ...(terms?.available ?? []), ...(terms?.created ?? [])]);
}

function rssItem(item: RssItem): RawItem {
  const permalink = item.guid?.isPermaLink !== false && /^https?:/i.test(item.guid?.value ?? '') ? item.guid?.value : undefined;
  const enclosures = (item.enclosures ?? []).flatMap((file) => (file.url === undefined ? [] : [{ url: file.url, type: file.type ?? '', caption: null }]));
  return {
    title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value ?? '',
    links: present([item.link, item.atom?.links?.find((link) => link.rel === undefined || link.rel === 'alternate')?.href, permalink]),
    summary: item.description ?? item.media?.description?.value ?? '',
    content: item.content?.encoded ?? '',
    published: present([item.pubDate, item.atom?.published, ...termDates(item.dc, item.dcterms)]),
    updated: present([item.atom?.updated]),
    categories: present([...(item.categories ?? []).map((category) => category.name), ...(item.dc?.subjects ?? [])]),
    files: [...mediaFiles(item.media), ...enclosures],
    thumbnails: mediaThumbnails(item.media),
    credit: item.source?.title ?? item.dc?.sources?.[0] ?? null,
  };
}

function rdfItem(item: RdfItem): RawItem {
  return {
    title: item.title ?? item.dc?.titles?.[0] ?? '',
    links: present([item.link, item.rdf?.about]),
    summary: item.description ?? item.dc?.descriptions?.[0] ?? '',
    content: item.content?.encoded ?? '',
    published: termDates(item.dc, item.dcterms),
    updated: [],
    categories: present(item.dc?.subjects ?? []),
    files: mediaFiles(item.media),
    thumbnails: mediaThumbnails(item.media),
    credit: item.dc?.sources?.[0] ?? null,
  };
}

function atomEntry(entry: AtomEntry): RawItem {
  const links = entry.links ?? [];
  const pages = links.filter((link) => link.rel === undefined || link.rel === 'alternate');
  const html = pages.filter((link) => link.type === undefined || /html/i.test(link.type));
  const enclosures = links.filter((link) => link.rel === 'enclosure');
  return {
    title: entry.title?.value ?? entry.media?.title?.value ?? '',
    links: present([...html, ...pages].map((link) => link.href)),
    summary: entry.summary?.value ?? '',
    content: entry.content?.value ?? '',
    published: present([entry.published, ...termDates(entry.dc, entry.dcterms)]),
    updated: present([entry.updated]),
    categories: present((entry.categories ?? []).map((category) => category.label ?? category.term)),
    files: [
      ...mediaFiles(entry.media),
      ...enclosures.flatMap((link) => (link.href === undefined ? [] : [{ url: link.href, type: link.type ?? '', caption: null }])),
    ],
    thumbnails: mediaThumbnails(entry.media),
    credit: entry.source?.title?.value ?? null,
  };
}

function jsonItem(item: NonNullable<Json['items']>[number]): RawItem {
  const pictures = present([item.image, item.banner_image]).map((url) => ({ url, type: 'image', caption: null }));
  const attachments = (item.attachments ?? []).flatMap((file) =>
    file.url === undefined ? [] : [{ url: file.url, type: file.mime_type ?? '', caption: null }],
  );
  return {
    title: item.title ?? '',
    links: present([item.url, /^https?:/i.test(item.id ?? '') ? item.id : undefined, item.external_url]),
    summary: item.summary ?? '',
    content: item.content_html ?? item.content_text ?? '',
    published: present([item.date_published]),
    updated: present([item.date_modified]),
    categories: present(item.tags ?? []),
    files: [...pictures, ...attachments],
    thumbnails: [],
    credit: null,
  };
}

/** The `xml:base` of the root element; the parser passes over it. */
function rootBase(text: string): { base?: string } {
  const root = /<(?:feed|rss|rdf:RDF)\s([^<>]{1,3000})>/i.exec(text.slice(0, 10_000));
  const told = /(?:^|\s)xml:base\s{0,5}=\s{0,5}["']([^"'<>]{1,1000})["']/.exec(root?.[1] ?? '');
  return told?.[1] === undefined ? {} : { base: told[1] };
}

const xmlBase = /(?:^|\s)xml:base\s{0,5}=\s{0,5}["'](https?:[^"'<>]{1,1000})["']/;

/** An entry's own absolute `xml:base`; only where the tags are as many as the entries, so that none is given another's. */
function withEntryBases(items: RawItem[], text: string): RawItem[] {
  const tags = [...text.matchAll(/<entry(?:\s([^<>]{0,3000}))?>/g)].map(([, attributes = '']) => xmlBase.exec(attributes)?.[1] ?? null);
  if (tags.length !== items.length || tags.every((base) => base === null)) return items;
  return items.map((item, place) => {
    const base = tags[place] ?? null;
    if (base === null) return item;
    const absolute = (address: string) => (URL.canParse(address, base) ? new URL(address, base).href : address);
    return { ...item, links: item.links.map(absolute), files: item.files.map((file) => ({ ...file, url: absolute(file.url) })) };
  });
}

const require = createRequire(import.meta.url);

/** Reads a feed document; throws what the parser throws when it is none. The parser is loaded with the first feed that the quick scan leaves to it. */
export function parseRawFeed(text: string): RawFeed {
  const { parseFeed: parse }: typeof import('feedsmith') = require('feedsmith');
  const parsed = parse(text);
  switch (parsed.format) {
    case 'rss':
      return { title: parsed.feed.title ?? '', site: parsed.feed.link ?? null, items: (parsed.feed.items ?? []).map(rssItem) };
    case 'rdf':
      return { title: parsed.feed.title ?? '', site: parsed.feed.link ?? null, items: (parsed.feed.items ?? []).map(rdfItem) };
    case 'atom':
      return {
        title: parsed.feed.title?.value ?? '',
        site: parsed.feed.links?.find((link) => link.rel === undefined || link.rel === 'alternate')?.href ?? null,
        items: withEntryBases((parsed.feed.entries ?? []).map(atomEntry), text),
        ...rootBase(text),
      };
    case 'json':
      return { title: parsed.feed.title ?? '', site: parsed.feed.home_page_url ?? null, items: (parsed.feed.items ?? []).map(jsonItem) };
  }
}
