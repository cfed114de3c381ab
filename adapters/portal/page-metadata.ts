/** What a page says of itself for machines: meta elements and JSON-LD. Fallbacks, for templates leave old values in them. */
import { z } from 'zod';
import { type Tree, within } from './markup.ts';
import { cleanLine } from './text.ts';

export type Metadata = {
  readonly canonical: string | null;
  readonly ogUrl: string | null;
  readonly title: string | null;
  readonly documentTitle: string | null;
  readonly description: string | null;
  readonly siteName: string | null;
  readonly image: string | null;
  readonly video: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  readonly sections: readonly string[];
  readonly headline: string | null;
  /** The names of a BreadcrumbList, in their order. */
  readonly crumbs: readonly string[];
};

const longest = 5000;
const mostJson = 300_000;
const words = z
  .union([z.string(), z.array(z.string()).transform((list) => list[0] ?? null)])
  .nullable()
  .catch(null)
  .default(null);
const sections = z
  .union([z.string().transform((name) => [name]), z.array(z.string())])
  .catch([])
  .default([]);
const linkedData = z.object({
  '@type': words,
  headline: words,
  description: words,
  datePublished: words,
  dateModified: words,
  uploadDate: words,
  articleSection: sections,
  contentUrl: words,
  embedUrl: words,
  image: z.unknown().optional(),
  itemListElement: z.unknown().optional(),
});
const crumbName = z.object({ name: z.string().optional(), item: z.object({ name: z.string().optional() }).optional().catch(undefined) });
type LinkedData = z.infer<typeof linkedData>;

/** Every object in the page's JSON-LD, at most 200; what is no JSON is passed over. */
function linkedObjects(tree: Tree): LinkedData[] {
  const open: unknown[] = [];
  for (const script of within(tree, null, 'script[type="application/ld+json"]')) {
    const text = script.children.map((child) => (child.type === 'text' ? child.data : '')).join('');
    if (text.length > mostJson) continue;
    try {
      open.push(JSON.parse(text.replace(/[\u0000-\u001f]/g, ' ')));
    } catch {
      // Broken JSON-LD is common and says nothing.
    }
  }
  const found: LinkedData[] = [];
  for (let value = open.shift(); value !== undefined && found.length < 200; value = open.shift()) {
    if (Array.isArray(value)) open.push(...value.slice(0, 200));
    else if (typeof value === 'object' && value !== null) {
      const parsed = linkedData.safeParse(value);
      if (parsed.success) found.push(parsed.data);
      if ('@graph' in value) open.push(value['@graph']);
      if ('video' in value) open.push(value.video);
    }
  }
  return found;
}

function imageAddress(image: unknown): string | null {
  if (typeof image === 'string') return image;
  if (Array.isArray(image)) return imageAddress(image[0]);
  return typeof image === 'object' && image !== null && 'url' in image && typeof image.url === 'string' ? image.url : null;
}

function crumbsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, 20).flatMap((crumb: unknown) => {
    const told = crumbName.safeParse(crumb);
    const name = told.success ? (told.data.name ?? told.data.item?.name) : undefined;
    return name === undefined ? [] : [cleanLine(name)];
  });
}

export function readMetadata(tree: Tree): Metadata {
  const metas = new Map<string, string>();
  const all: { name: string; content: string }[] = [];
  for (const meta of within(tree, null, 'meta[content]')) {
    const name = (meta.attribs.property ?? meta.attribs.name ?? meta.attribs.itemprop ?? '').toLowerCase().trim();
    const content = (meta.attribs.content ?? '').slice(0, longest);
    if (name === '' || cleanLine(content) === '') continue;
    all.push({ name, content });
    if (!metas.has(name)) metas.set(name, content);
  }
  const first = (...names: string[]) => names.map((name) => metas.get(name)).find((value) => value !== undefined) ?? null;
  const objects = linkedObjects(tree);
  const article = objects.find((object) => /Article|BlogPosting|Report/i.test(object['@type'] ?? '')) ?? null;
  const video = objects.find((object) => /VideoObject/i.test(object['@type'] ?? '')) ?? null;
  const title = within(tree, null, 'title')[0];
  return {
    canonical: within(tree, null, 'link[rel="canonical" i]')[0]?.attribs.href ?? null,
    ogUrl: first('og:url'),
    title: first('og:title', 'twitter:title'),
    documentTitle: title === undefined ? null : cleanLine(title.children.map((child) => (child.type === 'text' ? child.data : '')).join('')) || null,
    description: first('og:description', 'twitter:description', 'description') ?? article?.description ?? null,
    siteName: first('og:site_name'),
    image: first('og:image', 'og:image:url', 'twitter:image') ?? imageAddress(article?.image) ?? null,
    video: first('og:video:secure_url', 'og:video', 'og:video:url') ?? video?.contentUrl ?? video?.embedUrl ?? null,
    published:
      first('article:published_time', 'datepublished', 'pubdate', 'dc.date.issued', 'publishdate') ?? article?.datePublished ?? video?.uploadDate ?? null,
    modified: first('article:modified_time', 'og:updated_time', 'datemodified') ?? article?.dateModified ?? null,
    sections: [
      ...new Set([
        ...all.filter(({ name }) => name === 'article:section').map(({ content }) => cleanLine(content)),
        ...(article?.articleSection ?? []).map(cleanLine),
      ]),
    ],
    headline: article?.headline ?? video?.headline ?? null,
    crumbs: crumbsOf(objects.find((object) => object['@type'] === 'BreadcrumbList')?.itemListElement),
  };
}

export const siteLike =
  /(?:cổng|trang) (?:thông tin|tttđt|ttđt)|thông tin điện tử|\bportal\b|\bubnd\b|uỷ ban|ủy ban|^(?:báo|đài|sở|bộ|tạp chí)\s|\.vn$|\.com$/i;

/** A machine title without the site's name at its end or head. */
export function withoutSiteName(title: string, siteName: string | null): string {
  const site = siteName === null ? null : cleanLine(siteName).toLowerCase();
  let left = cleanLine(title.slice(0, longest));
  for (let round = 0; round < 3; round++) {
    const tail = /^(.+?)\s+(?:[|»·•–—-])\s+([^|»·•–—]{2,120})$/.exec(left);
    if (tail?.[1] !== undefined && tail[2] !== undefined && (tail[2].toLowerCase() === site || siteLike.test(tail[2]))) {
      left = tail[1];
      continue;
    }
    const head = /^([^|»·•–—]{2,120}?)\s+(?:[|»·•–—-])\s+(.+)$/.exec(left);
    if (head?.[1] !== undefined && head[2] !== undefined && head[1].toLowerCase() === site) left = head[2];
    else break;
  }
  return left;
}
