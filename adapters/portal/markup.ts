/** HTML as a tree of limited depth, and its text as the blocks that a reader sees. No recursion: a page cannot exhaust the stack. */
import { type CheerioAPI, load } from 'cheerio/slim';
import { cleanLine } from './text.ts';

export type Tree = CheerioAPI;
type Root = ReturnType<CheerioAPI['root']>[number];
export type Node = Root['children'][number];
export type Element = Extract<Node, { attribs: unknown }>;

/** `line` breaks inside a paragraph stay as single line breaks. */
export type Block = {
  readonly text: string;
  /** The nearest block element round it. */
  readonly element: Element | null;
  /** All of it stands in bold, or in italics. */
  readonly bold: boolean;
  readonly italic: boolean;
  /** Share of its letters that stand in links, 0 to 1; in links that only start a script. */
  readonly linked: number;
  readonly scripted: number;
};

const deepest = 1000;
const tooDeep = `more than ${deepest} tags inside one another`;
const mostTags = 100_000;
/** Never open, or closed by rule when the next one opens. */
const notNesting = new Set('area base br col embed hr img input link meta param source track wbr p li td th tr tbody tfoot option dt dd !doctype'.split(' '));
const rawText = /^(script|style|textarea|title|noframes|xmp|iframe)$/;

/**
 * Why markup must not be loaded, or null. Counted on the text, before any tree is built: a tree that is too deep
 * breaks what walks it, and loading time grows with depth times tags.
 */
function markupDanger(html: string): string | null {
  let depth = 0;
  let tags = 0;
  let place = html.indexOf('<');
  while (place !== -1) {
    if (html.startsWith('<!--', place)) {
      const end = html.indexOf('-->', place + 4);
      if (end === -1) return null;
      place = html.indexOf('<', end);
      continue;
    }
    const match = tagAt(html, place);
    if (match === null) {
      place = html.indexOf('<', place + 1);
      continue;
    }
    tags += 1;
    if (match.closing) depth = Math.max(0, depth - (notNesting.has(match.name) ? 0 : 1));
    else if (!notNesting.has(match.name) && !match.selfClosed) depth += 1;
    if (depth > deepest) return tooDeep;
    if (tags > mostTags) return `more than ${mostTags} tags`;
    place = match.end;
    if (!match.closing && rawText.test(match.name)) {
      const close = new RegExp(`</${match.name}`, 'gi');
      close.lastIndex = place;
      const found = close.exec(html);
      if (found === null) return null;
      place = found.index;
    } else {
      place = html.indexOf('<', place);
    }
  }
  return null;
}

const tagName = /<(\/?)([a-z!][a-z0-9:_-]{0,60})/iy;

function tagAt(html: string, place: number): { name: string; closing: boolean; selfClosed: boolean; end: number } | null {
  tagName.lastIndex = place;
  const match = tagName.exec(html);
  if (match === null) return null;
  const start = tagName.lastIndex;
  const close = html.indexOf('>', start);
  const end = close === -1 ? html.length : close + 1;
  return {
    name: (match[2] ?? '').toLowerCase(),
    closing: match[1] === '/',
    selfClosed: html[close - 1] === '/' && /^(?:svg|path|g|use)$/i.test(match[2] ?? ''),
    end,
  };
}

/** So much markup cannot hold more tags inside one another than are allowed. */
const harmlessLength = 3 * deepest;
/** Reads pieces of markup: a tree of its own for each costs more than the reading. */
const reader = load('', { xmlMode: false });

/** The elements of a piece of markup under one element of our own; null when it would cost too much to read. */
function parsePiece(html: string): Element | null {
  if (html.length > harmlessLength) {
    const tree = parseMarkup(html);
    return 'danger' in tree ? null : topOf(tree);
  }
  const top = reader(`<desk-page>${html}`)[0];
  return isElement(top) ? top : null;
}

/** The elements under `root` that pass, in document order, without the cost of a selector. */
export function elementsIn(root: Element, passes: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  const open: Node[] = [...root.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isElement(node)) continue;
    if (passes(node)) found.push(node);
    for (let child = node.children.length - 1; child >= 0; child--) {
      const next = node.children[child];
      if (next !== undefined) open.push(next);
    }
  }
  return found;
}

/** A tree of the markup, under one element of our own; why there is none, when it would cost too much to read. */
export function parseMarkup(html: string): Tree | { readonly danger: string } {
  const danger = markupDanger(html);
  if (danger !== null) return { danger };
  const tree = load(`<desk-page>${html}`, { xmlMode: false });
  // Tags that close by rule may still nest (a table in a cell): only the tree itself tells.
  return isTooDeep(tree) ? { danger: tooDeep } : tree;
}

function isTooDeep(tree: Tree): boolean {
  let level: Node[] = [...(tree.root()[0]?.children ?? [])];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((node) => (isElement(node) ? node.children : []));
  }
  return false;
}

/**
 * The elements under `root` (null: of the whole tree) that the selector names, in document order. `:scope` matters: without it the library's
 * search takes time by the square of the root's children.
 */
export function within(tree: Tree, root: Element | null, selector: string): Element[] {
  const start = root ?? tree.root().children().get(0);
  if (start === undefined) return [];
  const scoped = selector.split(',').map((part) => `:scope ${part}`);
  // The library counts the root itself among what is inside of it.
  return tree(start)
    .find(scoped.join(','))
    .toArray()
    .filter((element) => element !== root);
}

/** The one element of our own under which all of a page stands. */
export function topOf(tree: Tree): Element | null {
  const top = tree.root()[0]?.children[0];
  return isElement(top) ? top : null;
}

export function isElement(node: Node | Root | null | undefined): node is Element {
  return node?.type === 'tag' || node?.type === 'script' || node?.type === 'style';
}

const blockTags = new Set(
  'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const unseenTags = new Set(
  'script style noscript template head title svg math object embed iframe video audio canvas select option button input textarea map'.split(' '),
);
const hiding = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all/i;

/** Whether a reader never sees it. */
export function isHidden(element: Element): boolean {
  if (element.attribs.hidden !== undefined) return true;
  const style = element.attribs.style;
  return style !== undefined && hiding.test(style);
}

type Line = { text: string; letters: number; bold: number; italic: number; linked: number; scripted: number };
type Style = { readonly bold: boolean; readonly italic: boolean; readonly linked: boolean; readonly scripted: boolean; readonly block: Element | null };
type Step = { readonly node: Node; readonly style: Style } | { readonly flush: Element | null };

function styleOf(element: Element, outer: Style): Style {
  const css = element.attribs.style ?? '';
  const name = element.name;
  return {
    bold: outer.bold || name === 'b' || name === 'strong' || /font-weight\s*:\s*(bold|[6-9]00)/i.test(css),
    italic: outer.italic || name === 'i' || name === 'em' || /font-style\s*:\s*italic/i.test(css),
    linked: outer.linked || name === 'a',
    scripted: outer.scripted || (name === 'a' && /^\s*javascript:/i.test(element.attribs.href ?? '')),
    block: blockTags.has(name) ? element : outer.block,
  };
}

function emptyLine(): Line {
  return { text: '', letters: 0, bold: 0, italic: 0, linked: 0, scripted: 0 };
}

/** Paragraphs out of lines: an empty line parts them; outside of `p`, `li` and headings every line is its own. */
function paragraphs(lines: readonly Line[], element: Element | null): Block[] {
  const keepsBreaks = element !== null && /^(p|li|blockquote|figcaption|h[1-6])$/.test(element.name);
  const groups: Line[][] = [[]];
  for (const line of lines) {
    const text = cleanLine(line.text);
    if (text === '' || !keepsBreaks) groups.push([]);
    if (text !== '') groups.at(-1)?.push({ ...line, text });
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const sum = (of: (line: Line) => number) => group.reduce((total, line) => total + of(line), 0);
      const letters = Math.max(
        1,
        sum((line) => line.letters),
      );
      return {
        text: group.map((line) => line.text).join('\n'),
        element,
        bold: sum((line) => line.bold) >= letters * 0.95,
        italic: sum((line) => line.italic) >= letters * 0.95,
        linked: sum((line) => line.linked) / letters,
        scripted: sum((line) => line.scripted) / letters,
      };
    });
}

/** The visible text under the nodes, in order, as blocks; what `skip` names is left out with all in it. */
export function blocksOf(nodes: readonly Node[], skip: (element: Element) => boolean): Block[] {
  const blocks: Block[] = [];
  const plain: Style = { bold: false, italic: false, linked: false, scripted: false, block: null };
  const steps: Step[] = [...nodes].reverse().map((node) => ({ node, style: plain }));
  let lines: Line[] = [emptyLine()];
  const flush = (element: Element | null) => {
    blocks.push(...paragraphs(lines, element));
    lines = [emptyLine()];
  };
  let open: Element | null = null;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ('flush' in step) {
      flush(open);
      open = step.flush;
      continue;
    }
    const { node, style } = step;
    if (node.type === 'text') {
      addText(lines, node.data, style);
      continue;
    }
    if (!isElement(node) || unseenTags.has(node.name) || isHidden(node) || skip(node)) continue;
    if (node.name === 'br') {
      lines.push(emptyLine());
      continue;
    }
    const inner = styleOf(node, style);
    if (blockTags.has(node.name)) {
      flush(open);
      steps.push({ flush: style.block });
      open = node;
    } else if (node.name === 'td' || node.name === 'th') {
      addText(lines, ' ', style);
    }
    for (let child = node.children.length - 1; child >= 0; child--) {
      const next = node.children[child];
      if (next !== undefined) steps.push({ node: next, style: inner });
    }
  }
  flush(open);
  return blocks;
}

/** Characters that are no blanks; what is rare among blanks does not matter for a share. */
function lettersIn(data: string): number {
  let count = 0;
  for (let at = 0; at < data.length; at++) {
    const code = data.charCodeAt(at);
    if (code > 32 && code !== 0xa0) count += 1;
  }
  return count;
}

function addText(lines: Line[], data: string, style: Style): void {
  const line = lines.at(-1);
  if (line === undefined) return;
  const letters = lettersIn(data);
  line.text += data;
  line.letters += letters;
  if (style.bold) line.bold += letters;
  if (style.italic) line.italic += letters;
  if (style.linked) line.linked += letters;
  if (style.scripted) line.scripted += letters;
}

/** The visible text of one element as one line; words split over inline elements are joined without blanks. */
export function lineOf(element: Element): string {
  return cleanLine(
    blocksOf(element.children, () => false)
      .map((block) => block.text)
      .join(' '),
  );
}

/** A less-than sign that opens no tag of HTML stays a sign: `5 < 6`, `<tên>`. */
const bareSign = /<(?!\/?[a-z][a-z0-9]*(?::[a-z]+)?(?=[\s/>])|!--|!\[|\?xml|!doctype)/gi;
/** Words in the form of a tag, as a mistake or a placeholder, are dropped like tags: no tag may stand in any field. */
const tagOrEntity = /<\/?[a-z][a-z0-9:]*[\s/>]|<!--|&(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/** `top`: the element of our own that holds its markup; null for plain text. */
export type Fragment = { readonly blocks: readonly Block[]; readonly top: Element | null };

/**
 * What a feed's field says, whatever was done to it: plain text, HTML, or HTML escaped twice. Decoded at most
 * twice. Markup too deep to load is read as no text at all.
 */
export function readFragment(field: string): Fragment {
  const text = field.includes('&#') ? field.replace(/&#(?:0+|x0+);/gi, '') : field;
  if (!tagOrEntity.test(text)) {
    const line = cleanLine(text);
    return { blocks: line === '' ? [] : [{ text: line, element: null, bold: false, italic: false, linked: 0, scripted: 0 }], top: null };
  }
  const first = loadFragment(text);
  if (first === null) return { blocks: [], top: null };
  const inside = first.blocks.map((block) => block.text).join('\n');
  if (!tagOrEntity.test(inside)) return first;
  const second = loadFragment(inside);
  if (second === null) return { blocks: [], top: null };
  // What was escaped once more is decoded no further, but no tag may come out of it either.
  return { top: second.top, blocks: second.blocks.map((block) => ({ ...block, text: withoutTags(block.text) })).filter((block) => block.text !== '') };
}

function loadFragment(html: string): Fragment | null {
  const top = parsePiece(html.replace(bareSign, '&lt;'));
  return top === null ? null : { blocks: blocksOf([top], () => false), top };
}

function withoutTags(text: string): string {
  if (!text.includes('<')) return text;
  return cleanLine(text.replace(/<\/?[a-z][^<>]*>/gi, ' ').replace(/<(?=\/?[a-z][a-z0-9:]*[\s/>]|!--)/gi, ''));
}

/** A field that is one line: a title, a name. */
export function readLine(field: string): string {
  return cleanLine(
    readFragment(field)
      .blocks.map((block) => block.text)
      .join(' '),
  );
}

/** A page's text once more decoded where it was escaped twice (`&amp;quot;`), without tags that were escaped; line breaks stay. */
export function unescaped(text: string): string {
  if (!tagOrEntity.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (tagOrEntity.test(line) ? withoutTags(cleanLine((loadFragment(line)?.blocks ?? []).map((block) => block.text).join(' '))) : line))
    .filter((line) => line !== '')
    .join('\n');
}
