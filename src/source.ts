/** A source: one address of a portal where its articles are listed, and how that portal is to be read. */
import type { ArticleKind, Language } from './article.ts';
import type { Zone } from './time.ts';

/** What stands at the address; `auto` looks at the bytes: a feed, a sitemap, JSON, a list page, or a front page that names its feed. */
export const sourceForms = ['auto', 'feed', 'list', 'sitemap', 'json'] as const;
export type SourceForm = (typeof sourceForms)[number];

/** Portal systems whose lists and pages are known. */
export const portalSystems = ['liferay', 'sharepoint', 'wordpress', 'drupal', 'newspaper'] as const;
export type PortalSystem = (typeof portalSystems)[number];

/** CSS selectors of a list page. `item` is one entry; the others are looked for inside it, each with fallbacks in their order. */
export type ListSelectors = {
  readonly item: string;
  /** The link to the article; its text is the title where `title` is empty. */
  readonly link: readonly string[];
  readonly title: readonly string[];
  readonly lead: readonly string[];
  readonly date: readonly string[];
  readonly image: readonly string[];
};

/** CSS selectors of an article page; what is empty is found by the rules that hold for all portals. */
export type PageSelectors = {
  readonly title: readonly string[];
  readonly lead: readonly string[];
  readonly date: readonly string[];
  readonly body: readonly string[];
  readonly credit: readonly string[];
  /** Cut out before anything is read. */
  readonly remove: readonly string[];
};

/** Paths into a JSON answer, names joined by dots (`data.items`, `thumbnail.url`). */
export type JsonFields = {
  /** The list of articles; empty: the answer is the list. */
  readonly items: string;
  readonly url: string;
  /** Where `url` holds only an id or a slug: the address with `{}` in its place. */
  readonly urlTemplate: string | null;
  readonly title: string;
  readonly lead: string | null;
  readonly date: string | null;
  readonly image: string | null;
  readonly category: string | null;
  readonly body: string | null;
  /** Only rows whose field has one of these values are articles that are out. */
  readonly status: { readonly field: string; readonly published: readonly string[] } | null;
};

export type Source = {
  /** Where it is read; also its id. */
  readonly url: string;
  /** What staff call it; null: the host's name. */
  readonly name: string | null;
  readonly form: SourceForm;
  readonly system: PortalSystem | null;
  readonly list: ListSelectors | null;
  readonly page: PageSelectors | null;
  readonly json: JsonFields | null;
  /** The zone of dates that tell none. */
  readonly zone: Zone;
  /** `month-first` for portals with US settings. */
  readonly dates: 'day-first' | 'month-first';
  /** Further hosts of the same portal: what they show is the same article. */
  readonly hosts: readonly string[];
  /** Said by the newsroom, stronger than what the page shows. */
  readonly kind: ArticleKind | null;
  readonly language: Language | null;
  /** Least pause between two requests to its host, in milliseconds. */
  readonly pauseMs: number;
  /** `caFile`: PEM file with the certificates its server fails to send. `verify: false` trusts whoever answers, for this source only. */
  readonly tls: { readonly caFile: string | null; readonly verify: boolean };
  /** false only where the portal's own office said so. */
  readonly robots: boolean;
};

export const politePauseMs = 500;

/** A source of which nothing but its address is known. */
export function plainSource(url: string, zone: Zone): Source {
  return {
    url,
    name: null,
    form: 'auto',
    system: null,
    list: null,
    page: null,
    json: null,
    zone,
    dates: 'day-first',
    hosts: [],
    kind: null,
    language: null,
    pauseMs: politePauseMs,
    tls: { caFile: null, verify: true },
    robots: true,
  };
}
