/** One article, one identity: the folded address, and the address as it is given on. */
import type { Source } from '../../src/source.ts';
import { bareHost } from './network-address.ts';

const tracking =
  /^(utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|zarsrc|zalo_src|mibextid|redirect|(_\w+_)?redirect|(_\w+_)?inheritredirect|(_\w+_)?backurl|p_p_state|p_p_mode|p_p_auth|p_auth|p_l_back_url|p_p_lifecycle|p_p_col_id|p_p_col_count|p_p_col_pos|phpsessid|jsessionid)$/i;

/** SharePoint's way back: only when its value is an address, for `source` may be part of another system's identity. */
function isWayBack(name: string, value: string): boolean {
  return /^source$/i.test(name) && /^(https?:|\/|%2f)/i.test(value);
}

function keepsParameter(pair: string): boolean {
  const [name = '', value = ''] = pair.split('=', 2);
  return pair !== '' && !tracking.test(name) && !isWayBack(name, value);
}

/** Nothing in it that could be written otherwise: most addresses are canonical as they stand, and parsing them is dear. */
const plainAddress = /^https?:\/\/(?:[a-z][a-z0-9-]{0,40}\.){1,6}[a-z]{2,10}(?:\/[A-Za-z0-9_~-]{1,300}|\/-(?=\/)){1,12}(?:\.html?)?$/;
const longestAddress = 4000;
/** With the blanks and line breaks round it; what is longer is not even looked at. */
const longestWritten = 8000;

/** Addresses as pages write them: line breaks inside, back-slashes from JSON, `&amp;` escaped twice, `http:/path`. */
function mend(written: string): string {
  const joined = written.replace(/[\t\n\r]/g, '').trim();
  const slashed = joined.includes('\\') ? joined.replace(/\\{1,20}\//g, '/').replace(/\\/g, '/') : joined;
  const plain = slashed.includes('&amp;') ? slashed.replaceAll('&amp;', '&') : slashed;
  const oneSlash = /^https?:(\/(?!\/).*)$/i.exec(plain);
  return oneSlash?.[1] ?? plain;
}

function parse(written: string, base: string | null): URL | null {
  try {
    return new URL(mend(written), base ?? undefined);
  } catch {
    return null;
  }
}

/**
 * The address an article or picture is known by: absolute, http(s), without fragment, tracking, session and way-back
 * parameters. null for what is no such address: other schemes, credentials in it, a bare fragment, nonsense.
 */
export function canonicalUrl(written: string, base: string | null): string | null {
  if (plainAddress.test(written)) return written;
  if (written.length > longestWritten) return null;
  const address = mend(written);
  if (address === '' || address.startsWith('#') || address.length > longestAddress) return null;
  const url = parse(address, base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '' || url.hostname === '') return null;
  // Each setter parses the whole address anew: most addresses need none.
  if (url.href.includes('#')) url.hash = '';
  if (url.pathname.includes(';')) url.pathname = url.pathname.replace(/;jsessionid=[^/;]*/gi, '');
  if (!url.href.includes('?')) return url.href;
  // The query is cut as text: setting it through searchParams would write the kept parameters anew.
  const kept = url.search.slice(1).split('&').filter(keepsParameter).join('&');
  url.search = kept === '' ? '' : `?${kept}`;
  return url.href;
}

/** `%c3%a1` and `%C3%A1` are one byte, and so are `%2D` and `-`. */
function sameEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (written, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : written.toUpperCase();
  });
}

type IdShape = { readonly pattern: RegExp; readonly id: (match: RegExpExecArray) => string };
/** Systems that put the article's own id into the path; slug, section and group around it change. */
const idShapes: readonly IdShape[] = [
  // Liferay: /web/guest/tin-tuc/-/details/20182/ten-bai-viet-12345678
  { pattern: /\/-\/details\/[^/]+\/(?:[^/]*-)?(\d{2,})$/, id: (m) => `/-/details/${m[1]}` },
  // Liferay: /-/asset_publisher/M0uuAZsIy8qr/content/ten-bai-viet; a slug is the article's own within its group
  {
    pattern: /^(?:\/(?:web|group)\/(?!guest\/)([^/]+))?(?:\/.*?)?\/-\/asset_publisher\/[^/]+\/content\/(?:id\/)?([^/]+)$/,
    id: (m) => `${m[1] === undefined ? '' : `/web/${m[1]}`}/-/content/${m[2]}`,
  },
  // Newspaper systems: /ten-bai-viet-102260309140512345.htm; own systems: /bai-viet/ten-bai-viet-1773039900
  { pattern: /(?:^|[/-])([1-9]\d{8,})(?:\.(?:s?html?|chn|tpo|epi|vnp|ldo|aspx))?$/i, id: (m) => `/~${m[1]}` },
  // /ten-bai-viet-post123456.html
  { pattern: /-post(\d{4,})\.(?:html?|tpo|vnp|vov|ldo|epi)$/i, id: (m) => `/~post${m[1]}` },
  // /muc/ten-bai-viet-4567890.html: too short to be one of its kind but in its folder, and no day (9032026)
  { pattern: /^(.*\/)[^/]*-(?!20[0-3]\d|\d{3}(?:19|20)\d\d\.)([1-9]\d{6})\.html?$/i, id: (m) => `${m[1]}~${m[2]}` },
];
/** Parameters that hold the article's id, whatever section the page stands in. */
const idParameters = /^(nid|itemid|newsid|articleid|id_news|idnews|baivietid|tinid|tintucid)$/i;

/** Path and query that tell the article: its id where the system has one, else the folded path and all parameters, sorted. */
function place(url: URL): string {
  const path = sameEscapes(url.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/+$/, '')
    // Liferay shows its default site with and without this.
    .replace(/^\/web\/guest(?=\/)/, '');
  for (const { pattern, id } of idShapes) {
    const match = pattern.exec(path);
    if (match !== null) return id(match);
  }
  const pairs = url.search === '' ? [] : sameEscapes(url.search.slice(1)).split('&');
  const id = pairs.find((pair) => idParameters.test(pair.split('=', 1)[0] ?? '') && /=[\w{}-]+$/.test(pair));
  if (id !== undefined) {
    const list = /\/lists\/[^/]+/i.exec(path)?.[0] ?? pairs.find((pair) => /^list(id)?=/i.test(pair)) ?? '';
    return `${list}/${path.slice(path.lastIndexOf('/') + 1)}?${id}`.toLowerCase();
  }
  return pairs.length === 0 ? path : `${path}?${pairs.sort().join('&')}`;
}

/**
 * What an article is known by: the same for http and https, www and m, default port, slash at the end, fragment,
 * tracking, session and way-back parameters; built on the article's id where its address holds one. `source`: further
 * hosts of the same portal count as its own. An address that is none is its own key.
 */
export function articleKey(url: string, source?: Aliases): string {
  const canonical = canonicalUrl(url, null);
  return canonical === null ? url.trim() : keyOfCanonical(canonical, source);
}

/** The key of an address that is canonical already. */
export function keyOfCanonical(canonical: string, source?: Aliases): string {
  const parsed = new URL(canonical);
  const host = mainHost(foldedHost(parsed.hostname), source);
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`;
  return `${host}${port}${place(parsed)}`;
}

/** The hosts under which one portal is known: the source's own and those that the newsroom names beside it. */
type Aliases = Pick<Source, 'url' | 'hosts'>;

/** A host without what only tells how it is looked at: `www.`, `www2.`, `m.`, `mobile.`. */
export function foldedHost(hostname: string): string {
  return bareHost(hostname).replace(/^(?:www\d?|m|mobile)\.(?=[^.]+\.)/, '');
}

function mainHost(host: string, source: Aliases | undefined): string {
  if (source === undefined || source.hosts.length === 0 || !URL.canParse(source.url)) return host;
  return source.hosts.some((alias) => foldedHost(alias) === host) ? foldedHost(new URL(source.url).hostname) : host;
}

/** The portal's front page, in the forms that portals give it. */
export function isFrontPage(address: string): boolean {
  try {
    const url = new URL(address);
    return (
      url.search === '' &&
      /^\/(?:(?:web\/guest|vi|en|vi-vn|home|trang-?chu|index|default|pages\/home|pages\/default)(?:\/home|\/trang-?chu)?(?:\.\w{3,5})?)?\/?$/i.test(
        url.pathname,
      )
    );
  } catch {
    return false;
  }
}

/** Whether articles on this page are told apart by a parameter, so that the address without it is no article's. */
export function tellsByParameter(address: string): boolean {
  const url = new URL(address);
  const pairs = url.search.slice(1).split('&');
  return pairs.some((pair) => idParameters.test(pair.split('=', 1)[0] ?? '')) || (url.search !== '' && /\.(?:aspx?|php|jsp|do|cfm)$/i.test(url.pathname));
}
