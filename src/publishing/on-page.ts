/** Is a post on the Page already? Pure. */
import type { PagePost } from '../ports.ts';
import type { Content } from '../post.ts';

/** Parameters that only trace where a reader came from; Facebook and newsletters add them. */
const tracking = /^(utm_\w+|fbclid|gclid|zarsrc|mibextid|igshid)$/i;

/** An address folded for comparison: scheme, www, trailing slash, fragment, tracking and ways of escaping do not count; anything else does. */
export function foldLink(link: string): string {
  if (!URL.canParse(link)) return link.trim();
  const url = new URL(link);
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  const host = url.hostname.replace(/^(www|m)\./, '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${host}${port}${readable(url.pathname).replace(/\/+$/, '')}${url.search}`;
}

function readable(path: string): string {
  try {
    return decodeURI(path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())).normalize('NFC');
  } catch {
    return path;
  }
}

/** Composed, each run of blanks as one: Facebook trims and breaks lines its own way. */
export function foldText(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Without the addresses that a list gives below its lines: a digest that names an article is not that article's post. */
function withoutListed(message: string): string {
  const lines = message.split('\n');
  return lines.filter((line, at) => !(/^https?:\/\/\S+$/.test(line.trim()) && (lines[at - 1] ?? '').startsWith('• '))).join('\n');
}

/** Addresses in a text, each as it stands and without the punctuation after it, which may belong to either. */
function linksIn(text: string): readonly string[] {
  return (text.match(/https?:\/\/[^\s<>"]+/g) ?? []).flatMap((link) => [link, link.replace(/[.,;:!?)\]]+$/, '')]);
}

/** The Page's posts that show this content: the same article's link, or, where no link of the post can be read, the same text. */
export function findOnPage(posts: readonly PagePost[], content: Content): readonly PagePost[] {
  const wanted = foldLink(content.link);
  const text = foldText(content.message);
  return posts.filter((post) => {
    const links = [...post.links, ...linksIn(withoutListed(post.message ?? ''))].map(foldLink);
    if (links.includes(wanted)) return true;
    return post.links.length === 0 && post.message !== null && foldText(post.message) === text;
  });
}
