/** What a post shows besides its words, fetched and kept: pictures, the film, the preview that Facebook will draw. */
import type { Article, Picture } from '../article.ts';
import { measureFilm } from '../measure-film.ts';
import { clean, descriptionOf } from '../plain-words.ts';
import type { PageCard, Portal, Ports } from '../ports.ts';
import type { LinkCard, Media, VideoMedia, WarningKind } from '../post.ts';
import { foreignFormatOf } from './foreign-format.ts';

export type GatherNeeds = {
  readonly portal: Pick<Portal, 'readPicture' | 'openFile'>;
  readonly pictures: Pick<Ports['pictures'], 'keep'>;
  readonly videos: Ports['videos'];
};

export type Preview = {
  readonly card: LinkCard | null;
  readonly picture: Media | null;
  readonly troubles: readonly WarningKind[];
  /** The format of a picture that Facebook cannot show either. */
  readonly foreign: string | null;
};
export type Film = { readonly video: VideoMedia; readonly as: 'video' | 'reel' };
/** `unreadable`: pictures were to be shown and none can be. `leftOut`: those too small or broken; `more`: some did not fit in. `preview`: for what goes out as a link. */
export type Gathered = {
  readonly pictures: readonly (Media & Picture)[];
  readonly unreadable: boolean;
  readonly leftOut: number;
  readonly more: boolean;
  /** Formats that cannot be posted, by name. */
  readonly foreign: readonly string[];
  readonly film: Film | null;
  readonly preview: Preview | null;
};

/** Facebook shows no more in one post that is read through. */
const mostPictures = 10;
/** So many of an article are looked at; the first ones may be dead links. */
const mostTried = 30;
const triedForOne = 3;

/** Everything that this article's post needs. `newsAs`: how the source wants its news. Broken pictures and films are left out, never an error. */
export async function gatherMedia(needs: GatherNeeds, article: Article, card: PageCard | undefined, newsAs: 'link' | 'picture' | null): Promise<Gathered> {
  const isAlbum = article.kind === 'photos' || article.kind === 'infographic';
  const film = article.kind === 'video' ? await gatherFilm(needs, article.video) : null;
  const isPicture = article.kind === 'news' && newsAs === 'picture';
  const most = isAlbum ? mostPictures : isPicture || film !== null ? 1 : 0;
  const album = await gatherPictures(needs, article, most);
  const isLink = film === null && album.pictures.length === 0;
  const preview = isLink ? await gatherPreview(needs, article, card) : null;
  const isBare = most > 0 ? album.pictures.length === 0 : preview !== null && preview.card === null && preview.picture === null;
  const foreign = [...new Set([...album.foreign, ...(preview?.foreign == null ? [] : [preview.foreign])])];
  return { ...album, foreign, film, preview, unreadable: isBare && article.images.length > 0 };
}

// ---------------------------------------------------------------- pictures

type Album = Pick<Gathered, 'pictures' | 'leftOut' | 'more' | 'foreign'>;
type Found = { readonly picture: Media & Picture; readonly look: string | undefined; readonly area: number };

/** In the article's order, each once. Of two files of one picture the larger is taken, at the place of the first. */
async function gatherPictures(needs: GatherNeeds, article: Article, most: number): Promise<Album> {
  const found: Found[] = [];
  const foreign: string[] = [];
  let leftOut = 0;
  // A drawing is read to its edges: it goes out as it is.
  const framed = article.kind !== 'infographic';
  const images = most === 0 ? [] : article.images.slice(0, most === 1 ? triedForOne : mostTried);
  for (const image of images) {
    if (found.length === most) break;
    const { kept, format } = await fetchPicture(needs, image.url, framed);
    if (kept === null) {
      leftOut += 1;
      if (format !== null) foreign.push(format);
      continue;
    }
    const picture = { ...image, alt: altOf(article, image), sha256: kept.sha256 };
    const one = { picture, look: kept.look, area: kept.width * kept.height };
    const twin = found.findIndex((other) => looksAlike(other, one));
    const there = found[twin];
    if (there === undefined) found.push(one);
    else if (one.area > there.area) found[twin] = { ...one, picture: { ...one.picture, caption: there.picture.caption, alt: there.picture.alt } };
  }
  return {
    pictures: found.map(({ picture }) => picture),
    leftOut: most > 1 ? leftOut : 0,
    more: most > 1 && found.length === most && article.images.length > most,
    foreign,
  };
}

function altOf(article: Article, image: Picture): string | null {
  return descriptionOf(image.caption) ?? (article.kind === 'infographic' && article.images.length === 1 ? clean(article.title) || null : null);
}

/** Of 64 bits so many may differ in another size or compression of the same picture. */
const mostDifferent = 5;

function looksAlike(one: Found, other: Found): boolean {
  if (one.picture.sha256 === other.picture.sha256) return true;
  if (one.look === undefined || other.look === undefined) return false;
  let bits = BigInt(`0x${one.look}`) ^ BigInt(`0x${other.look}`);
  let different = 0;
  for (; bits > 0n; bits &= bits - 1n) different += 1;
  return different <= mostDifferent;
}

/** `format`: why it could not be kept, where that is its format. */
async function fetchPicture(needs: GatherNeeds, url: string, framed: boolean) {
  const reading = await needs.portal.readPicture(url);
  if (reading.outcome === 'failed') return { kept: null, format: null };
  const kept = await needs.pictures.keep(reading.bytes, framed);
  return { kept, format: kept === null ? foreignFormatOf(reading.bytes) : null };
}

// ---------------------------------------------------------------- link preview

/** Smaller ones stand beside the words as a stamp; below 200 pixels there are none. */
const largeFrom = { width: 600, height: 315 };
/** Two lines of a card on a telephone. */
const longestCardTitle = 120;

/**
 * The preview as Facebook will draw it, from the page's own tags. Where these were not read, the article's first picture stands for it and
 * nothing is said about it.
 */
export async function gatherPreview(needs: GatherNeeds, article: Article, card: PageCard | undefined): Promise<Preview> {
  if (card === undefined) return { card: null, picture: await firstPicture(needs, article), troubles: [], foreign: null };
  const troubles: WarningKind[] = [];
  const title = clean(card.title);
  if (card.barred) troubles.push('preview-robots');
  if (title.length > longestCardTitle || /(?:…|\.{3})$/.test(title)) troubles.push('preview-title-cut');
  if (isInsecure(card.picture ?? article.url)) troubles.push('preview-http');
  const drawn = { card: { title, description: card.description === null ? null : clean(card.description) }, foreign: null };
  if (card.picture === null) return { ...drawn, picture: null, troubles: [...troubles, 'preview-no-picture'] };
  const reading = await needs.portal.readPicture(card.picture);
  if (reading.outcome === 'failed') return { ...drawn, picture: null, troubles: [...troubles, 'preview-unread'] };
  const kept = await needs.pictures.keep(reading.bytes);
  const foreign = kept === null ? foreignFormatOf(reading.bytes) : null;
  if (foreign !== null) return { ...drawn, picture: null, troubles, foreign };
  if (kept === null || kept.width < largeFrom.width || kept.height < largeFrom.height) troubles.push('preview-small-picture');
  return { ...drawn, picture: kept === null ? null : { url: card.picture, alt: null, sha256: kept.sha256 }, troubles };
}

/** Plain http, but for hosts that are only tried out on this machine. */
function isInsecure(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'http:' && !/^(?:localhost|127\.|\[|10\.|192\.168\.)/.test(new URL(address).hostname);
}

async function firstPicture(needs: GatherNeeds, article: Article): Promise<Media | null> {
  for (const image of article.images.slice(0, triedForOne)) {
    const { kept } = await fetchPicture(needs, image.url, false);
    if (kept !== null) return { url: image.url, alt: altOf(article, image), sha256: kept.sha256 };
  }
  return null;
}

// ---------------------------------------------------------------- film

/** Pages with a player, lists of pieces: nothing that could be uploaded. */
const noFile = /(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|facebook\.com|fb\.watch|tiktok\.com)$/i;
/** What Facebook takes as a reel; any other upright film is a video like all others. */
const reel = { least: 3, most: 90, width: 540, height: 960, ratio: 9 / 16, play: 0.03 };

async function gatherFilm(needs: GatherNeeds, url: string | null): Promise<Film | null> {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, pathname } = new URL(url);
  if (noFile.test(hostname) || /\.(?:m3u8|mpd)$/i.test(pathname)) return null;
  const reading = await needs.portal.openFile(url);
  if (reading.outcome === 'failed') return null;
  const kept = await keepFilm(needs, reading.chunks);
  const file = kept === null ? null : await needs.videos.open(kept.sha256);
  if (kept === null || file === null) return null;
  const { isFilm, width, height, seconds } = await measureFilm(file);
  if (!isFilm) return null;
  const isLarge = width !== null && height !== null && width >= reel.width && height >= reel.height;
  const isUpright = isLarge && Math.abs(width / height / reel.ratio - 1) <= reel.play;
  const isShort = seconds !== null && seconds >= reel.least && seconds <= reel.most;
  return { video: { url, ...kept, width, height, seconds }, as: isUpright && isShort ? 'reel' : 'video' };
}

/** A film that breaks off, or is too large, is none; a media folder that cannot be written is an error. */
async function keepFilm(needs: GatherNeeds, chunks: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string; readonly size: number } | null> {
  let broke = false;
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      broke = true;
      throw error;
    }
  }
  try {
    return await needs.videos.keep(whole());
  } catch (error) {
    if (broke) return null;
    throw error;
  }
}
