/** A page as Facebook's reader of link previews sees it. */
import type { PageCard } from '../../src/ports.ts';
import { type Tree, within } from './markup.ts';
import type { Metadata } from './page-metadata.ts';
import { cleanLine } from './text.ts';

/**
 * Open Graph first, then what the page has for everybody: `<title>`, the description, else nothing. The picture only as og:image names it, made
 * whole as a browser would, never made secure: an http address is what Facebook gets to see. `barred` is filled in by who knows robots.txt.
 */
export function linkCard(tree: Tree, metadata: Metadata, url: string): PageCard {
  const told = (...names: readonly string[]) =>
    names
      .flatMap((name) =>
        within(tree, null, `meta[property="${name}" i],meta[name="${name}" i]`).map((meta) => cleanLine((meta.attribs.content ?? '').slice(0, 5000))),
      )
      .find((content) => content !== '') ?? null;
  return {
    title: told('og:title') ?? metadata.documentTitle ?? '',
    description: told('og:description', 'description'),
    picture: whole(told('og:image:secure_url', 'og:image:url', 'og:image'), url),
    barred: false,
  };
}

function whole(address: string | null, base: string): string | null {
  if (address === null || !URL.canParse(address, base)) return null;
  const { protocol, href } = new URL(address, base);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
