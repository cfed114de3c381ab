/** Pictures and videos that belong to an article, out of a feed's files or a page's markup. */
import type { RawPicture } from './feed-item.ts';
import { type Element, elementsIn, isElement, isHidden, lineOf, type Node, readLine, type Tree, within } from './markup.ts';
import { cleanLine, sameText } from './text.ts';

type File = { readonly url: string; readonly type: string };
const pictureName = /\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|heic)(?:[?#/]|$)/i;
const documentName = /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z)(?:[?#]|$)/i;
const videoName = /\.(?:mp4|m4v|mov|webm|m3u8|flv|avi|wmv|mpg)(?:[?#/]|$)/i;

/** By type, else by name; `image/jpg` and a missing type are common, a PDF is a document. */
export function isPictureFile({ url, type }: File): boolean {
  if (documentName.test(url)) return false;
  return /^image(?:\/|$)/i.test(type) || (!/^(?:video|audio|application|text)/i.test(type) && pictureName.test(url));
}

/** A file to be read or unpacked, whatever its type claims. */
export function isDocumentFile({ url, type }: File): boolean {
  return documentName.test(url) || /^application\/(?:pdf|msword|vnd\.)/i.test(type);
}

export function isVideoFile({ url, type }: File): boolean {
  return /^video(?:\/|$)/i.test(type) || (!/^(?:image|audio|application|text)/i.test(type) && videoName.test(url));
}

/** Ornaments by their file's name; `logo` alone is no proof, a contest's logo is news. */
const ornament =
  /(?:^|[/_.-])icons?[_-][a-z0-9]{1,20}\.(?:gif|png|jpe?g|svg|webp|ico)(?:[?#]|$)|(?:^|[/_.-])(?:icons?|ico|emoji|emoticons?|smil(?:ey|ies)|spacer|blank|pixel|1x1|transparent|loading|loader|counter|hitcounter|(?:no|default|user|author)[_-]?avatar|btn|button|bullet|arrow|share|facebook|twitter|zalo|youtube|print|printer|email|rss|new|hot)(?:[_.-]?\d{0,4})?(?:[_-](?:icon|16|24|32))?\.(?:gif|png|jpe?g|svg|webp|ico)(?:[?#]|$)|\.svg(?:[?#]|$)|\/(?:emoji|emoticons|smilies|icons)\//i;

/** Class names without the length that a hostile page gives them. */
const classOf = (element: Element) => (element.attribs.class ?? '').slice(0, 300);
/** AMP pages have an element of their own for pictures. */
export const pictureTags = 'img,amp-img,amp-anim';
const isPicture = (element: Element) => element.name === 'img' || element.name === 'amp-img' || element.name === 'amp-anim';

function size(value: string | undefined): number | null {
  const match = /^\s*(\d{1,5})(?:px)?\s*$/.exec(value ?? '');
  return match === null ? null : Number(match[1]);
}

/** Width and height as the markup tells them, attribute or style; null where it does not. */
export function toldSize(element: Element): { width: number | null; height: number | null } {
  const style = element.attribs.style ?? '';
  const inStyle = (name: string) => (style === '' ? undefined : new RegExp(`(?:^|[;\\s])${name}\\s*:\\s*(\\d{1,5})px`, 'i').exec(style)?.[1]);
  return { width: size(element.attribs.width) ?? size(inStyle('width')), height: size(element.attribs.height) ?? size(inStyle('height')) };
}

function isOrnament(element: Element, address: string): boolean {
  const { width, height } = toldSize(element);
  if ((width !== null && width <= 48) || (height !== null && height <= 48)) return true;
  // "Avatar" is what newspaper systems call an article's own picture; a person's has a size behind it, or says whose it is.
  if (/(?:^|[\s_-])(?:emoji|emoticon|icon|smiley|avatar-\d+|gravatar|(?:user|author|comment|member)[_-]*avatar)(?:[\s_-]|$)/i.test(classOf(element)))
    return true;
  return ornament.test(address);
}

/** The widest of a srcset; addresses may hold commas, so they are cut at blanks. One pass: no set can make it slow. */
function widest(srcset: string): string | null {
  const told: { url: string; width: number }[] = [];
  const keep = (url: string, width: number) => {
    if (url !== '') told.push({ url, width });
  };
  let open = '';
  for (const word of srcset.slice(0, 20_000).split(/\s+/)) {
    const size = open === '' || word.length > 2000 ? null : /^(\d{1,6}(?:\.\d{1,3})?)([wx])(?:,(.*))?$/.exec(word);
    if (size !== null) {
      keep(open, Number(size[1]) * (size[2] === 'x' ? 1000 : 1));
      open = size[3] ?? '';
      continue;
    }
    keep(open, 1);
    if (!word.endsWith(',')) open = word;
    else {
      keep(word.slice(0, -1), 1);
      open = '';
    }
  }
  keep(open, 1);
  return told.reduce<{ url: string; width: number } | null>((best, one) => (best === null || one.width > best.width ? one : best), null)?.url ?? null;
}

const lazyAttributes = ['data-original', 'data-src', 'data-lazy-src', 'data-lazy', 'data-hi-res-src', 'data-full', 'data-image', 'data-photo-original-src'];

/** The picture's own address: lazy ones before the placeholder in `src`, the largest of a set. */
function addressOf(element: Element): string | null {
  const { attribs } = element;
  const sets = [attribs['data-srcset'], attribs['data-lazy-srcset'], attribs.srcset].flatMap((set) =>
    set === undefined || /^\s*data:/i.test(set) ? [] : (widest(set) ?? []),
  );
  const lazy = lazyAttributes.flatMap((name) => attribs[name]?.trim() ?? []);
  const candidates = [...sets.slice(0, 1), ...lazy, attribs.src?.trim() ?? ''];
  return candidates.find((address) => address !== '' && !/^(?:data|file|blob|javascript|about):/i.test(address)) ?? null;
}

function parentOf(element: Element): Element | null {
  return isElement(element.parent) ? element.parent : null;
}

function ancestor(element: Element, matches: (element: Element) => boolean, most = 6): Element | null {
  let at = parentOf(element);
  for (let step = 0; at !== null && step < most; step++) {
    if (matches(at)) return at;
    at = parentOf(at);
  }
  return null;
}

/** A thumbnail that links to its full size stands for that. */
function fullSize(element: Element): string | null {
  const link = ancestor(element, (at) => at.name === 'a', 3);
  const href = link?.attribs.href?.trim() ?? '';
  return pictureName.test(href) && !/^javascript:/i.test(href) ? href : null;
}

function elementsAfter(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Node | null = element.next; at !== null && found.length < 3; at = at.next) {
    if (at.type === 'text' && cleanLine(at.data) !== '') break;
    if (isElement(at)) found.push(at);
  }
  return found;
}

const captionClass =
  /(?:^|[\s_-])(?:caption|chu-?thich|chuthich|image-?desc|img-?desc|photo-?desc|pcaption|figcaption|image_caption|wp-caption-text)(?:[\s_-]|$)/i;
const longestCaption = 400;

function isItalic(element: Element): boolean {
  if (/font-style\s*:\s*italic/i.test(element.attribs.style ?? '') || element.name === 'em' || element.name === 'i') return true;
  const inner = element.children.filter((child) => isElement(child) || (child.type === 'text' && cleanLine(child.data) !== ''));
  return (
    inner.length > 0 &&
    inner.every((child) => isElement(child) && (child.name === 'em' || child.name === 'i' || child.name === 'br' || (inner.length === 1 && isItalic(child))))
  );
}

function holdsPicture(element: Element): boolean {
  const open: Node[] = [...element.children];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isElement(node)) continue;
    if (isPicture(node)) return true;
    open.push(...node.children);
  }
  return false;
}

type Caption = { readonly text: string; readonly element: Element | null };

const scriptCaptions = ['data-caption', 'data-sub-html', 'data-desc'];

/** What a slide show's script shows below a picture, on the picture or the link round it. */
function scriptCaption(image: Element): Caption | null {
  const link = ancestor(image, (at) => at.name === 'a', 3);
  const told = [link, image].flatMap((at) => (at === null ? [] : scriptCaptions.flatMap((name) => at.attribs[name] ?? [])));
  const text = told.map(readLine).find((line) => line !== '' && line.length <= longestCaption && !/^[.#][\w-]+$/.test(line));
  return text === undefined ? null : { text, element: null };
}

/** figcaption, an element of a caption's class, the next row of a layout table, an italic paragraph below, a slide show's own, else the alt text. */
function captionOf(image: Element): Caption | null {
  const figure = ancestor(
    image,
    (at) => at.name === 'figure' || /wp-caption|VCSortableInPreviewMode|img-?box|image-?box|photo-?item|slide|gallery-?item|swiper-slide/i.test(classOf(at)),
    6,
  );
  if (figure !== null) {
    const inside = elementsIn(figure, ({ name }) => name === 'figcaption')[0] ?? elementsIn(figure, (element) => captionClass.test(classOf(element)))[0];
    if (inside !== undefined) return { text: lineOf(inside), element: inside };
  }
  const row = ancestor(image, (at) => at.name === 'tr');
  if (row !== null) {
    const next = elementsAfter(row).find((element) => element.name === 'tr');
    const text = next === undefined || holdsPicture(next) ? '' : lineOf(next);
    if (next !== undefined && text !== '' && text.length <= longestCaption) return { text, element: next };
  }
  const holder = ancestor(image, (at) => /^(?:p|div|center|td|figure)$/.test(at.name), 4);
  for (const start of holder === null ? [image] : [image, holder]) {
    const below = elementsAfter(start).find((element) => element.name !== 'br');
    // What looks like a caption first: reading the text of each paragraph below a picture is dear.
    if (below === undefined || holdsPicture(below) || !(captionClass.test(classOf(below)) || isItalic(below))) continue;
    const text = lineOf(below);
    if (text !== '' && text.length <= longestCaption) return { text, element: below };
  }
  const inline = holder === null || !holdsPicture(holder) ? null : italicInside(holder);
  return inline ?? scriptCaption(image);
}

/** A picture and its italic caption in one paragraph. */
function italicInside(holder: Element): Caption | null {
  if (holder.name !== 'p' && holder.name !== 'td' && holder.name !== 'center') return null;
  const italics = holder.children.filter((child) => isElement(child) && (child.name === 'em' || child.name === 'i' || isItalic(child)));
  if (italics.length === 0) return null;
  const text = lineOf(holder);
  const told = cleanLine(italics.map((child) => (isElement(child) ? lineOf(child) : '')).join(' '));
  return told !== '' && told === text && text.length <= longestCaption ? { text, element: holder } : null;
}

/** An alt text says something when it is neither a file name nor the title again. */
function altOf(image: Element, title: string): string | null {
  const alt = cleanLine(image.attribs.alt ?? '');
  if (
    alt === '' ||
    alt.length > longestCaption ||
    sameText(alt, title) ||
    /^(?:image|img|ảnh|hình ảnh|picture|photo|thumbnail)?[\s_-]*\d*$/i.test(alt) ||
    pictureName.test(alt) ||
    /^[\w-]*\d[\w-]*$/.test(alt)
  )
    return null;
  return alt;
}

const mostImages = 300;
/** Longer ones are refused later anyway. */
const longestAddress = 8000;

export type PagePicture = RawPicture & { readonly element: Element; readonly captionElement: Element | null; readonly tall: boolean };

/** The article's pictures under `root`, in order, each once; addresses as written. */
export function picturesIn(root: Element | null, title: string, skip: (element: Element) => boolean = () => false): PagePicture[] {
  const pictures = new Map<string, PagePicture>();
  for (const image of root === null ? [] : elementsIn(root, isPicture).slice(0, mostImages)) {
    const address = addressOf(image);
    if (address === null || isOrnament(image, address) || isHidden(image) || ancestor(image, (at) => skip(at) || isHidden(at), 30) !== null) continue;
    const url = fullSize(image) ?? address;
    const name =
      url
        .slice(0, longestAddress)
        .split(/[?#]/, 1)[0]
        ?.replace(/^https?:/i, '') ?? '';
    if (pictures.has(name)) continue;
    const caption = captionOf(image);
    const { width, height } = toldSize(image);
    pictures.set(name, {
      url,
      caption: caption?.text || altOf(image, title),
      element: image,
      captionElement: caption?.element ?? null,
      tall: width !== null && height !== null && height > width * 1.6,
    });
  }
  return [...pictures.values()];
}

const playerHosts =
  /^(?:https?:)?\/\/(?:www\.)?(?:youtube(?:-nocookie)?\.com\/embed\/|youtu\.be\/|player\.vimeo\.com\/|www\.facebook\.com\/plugins\/video|(?:www\.)?dailymotion\.com\/embed\/|vtv\.vn\/|[\w.-]{1,100}\/(?:embed|player|video)s?[/?.])/i;
const dataAddresses = ['data-video-src', 'data-video', 'data-file', 'data-url', 'data-src', 'data-vid', 'data-source', 'data-mp4', 'data-stream'];

/** The address of the page's video as written: `<video>`, a known player's frame, or a data attribute that names a video file. */
export function videoIn(tree: Tree, root: Element | null): string | null {
  const tags = within(tree, root, 'video,video source,amp-video,amp-video source').flatMap(
    (element) => element.attribs.src?.trim() || element.attribs['data-src']?.trim() || [],
  );
  const own = tags.find((address) => /\.mp4/i.test(address)) ?? tags[0];
  if (own !== undefined && !/^(?:blob|data|javascript):/i.test(own)) return own;
  for (const frame of within(tree, root, 'iframe')) {
    const address = [frame.attribs.src, frame.attribs['data-src'], frame.attribs['data-lazy-src']].find(
      (value) => value !== undefined && playerHosts.test(value.trim()),
    );
    if (address !== undefined) return address.trim();
  }
  for (const element of within(
    tree,
    root,
    '[data-video-src],[data-video],[data-file],[data-url],[data-src],[data-vid],[data-source],[data-mp4],[data-stream]',
  )) {
    const address = dataAddresses.map((name) => element.attribs[name]?.trim() ?? '').find((value) => videoName.test(value));
    if (address !== undefined) return address;
  }
  const youtube = within(tree, root, 'amp-youtube,lite-youtube').map((element) => element.attribs['data-videoid'] ?? element.attribs.videoid ?? '');
  const id = youtube.find((told) => /^[\w-]{6,20}$/.test(told));
  if (id !== undefined) return `https://www.youtube.com/embed/${id}`;
  const linked = within(tree, root, 'a[href]')
    .map((link) => link.attribs.href?.trim() ?? '')
    .find((href) => videoName.test(href));
  return linked ?? scriptedVideo(tree, root);
}

const longestScript = 200_000;

/** The file that a script beside the article hands to a player: `jwplayer("player").setup({file: "…mp4"})`. */
function scriptedVideo(tree: Tree, root: Element | null): string | null {
  for (const script of within(tree, root, 'script').slice(0, 50)) {
    const text = script.children.map((child) => (child.type === 'text' ? child.data : '')).join('');
    if (text.length > longestScript || !/player|video/i.test(text)) continue;
    for (const [, written = ''] of text.matchAll(/["']((?:https?:)?\\?\/[^"'\s<>]{1,500})["']/gi)) {
      const address = written.replace(/\\\//g, '/');
      if (videoName.test(address)) return address;
    }
  }
  return null;
}

/** The picture that stands in for a video until it plays. */
export function posterIn(tree: Tree, root: Element | null): string | null {
  return (
    within(tree, root, 'video[poster]')
      .map((element) => element.attribs.poster?.trim() ?? '')
      .find((address) => address !== '') ?? null
  );
}

/** The same for a player that a script builds. */
export function scriptedPosterIn(tree: Tree, root: Element | null): string | null {
  return (
    within(tree, root, '[data-poster]')
      .map((element) => element.attribs['data-poster']?.trim() ?? '')
      .find((address) => address !== '') ?? null
  );
}
