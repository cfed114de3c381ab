/** When an article was published, out of the five dates that a page shows. */
import { dayOf } from '../../src/time.ts';
import { type DateContext, type PortalDate, parsePortalDate } from './dates.ts';
import { type Block, blocksOf, type Element, isElement, lineOf, type Tree, within } from './markup.ts';
import { isDateLine } from './page-lines.ts';
import type { Metadata } from './page-metadata.ts';
import { ancestorsOf, type Title } from './page-structure.ts';
import { cleanLine } from './text.ts';

export type DatePlace = { readonly tree: Tree; readonly title: Title | null; readonly scope: Element | null; readonly body: Element | null };

const otherDates =
  /(?:^|[\s_-])(?:related?|tin-?lien-?quan|lien-?quan|tin-?khac|other(?:-?news)?|side-?bar|comments?|binh-?luan|clock|today|weather|most-?read|doc-?nhieu|xem-?nhieu|latest|tin-?moi|menu|nav|footer|top-?bar|header-?top)(?:$|[\s_-]|\d)/i;

function isElsewhere(element: Element): boolean {
  const { id = '', class: classes = '' } = element.attribs;
  // A node's "submitted by" stands in a footer of its own above the text.
  if (element.name === 'footer' && /(?:^|[\s_-])(?:meta|submitted)(?:[\s_-]|$)/i.test(classes)) return false;
  return /^(?:nav|footer|aside|select)$/.test(element.name) || otherDates.test(`${id} ${classes}`.slice(0, 300).replace(/([a-z])([A-Z])/g, '$1-$2'));
}

/** The block is of the element itself or of something inside it. */
function isOf(block: Block, element: Element): boolean {
  for (let at: Block['element'] = block.element; at !== null; at = isElement(at.parent) ? at.parent : null) if (at === element) return true;
  return false;
}

const longestLine = 160;
const publication = /ngày đăng|đăng ngày|đăng lúc|ngày xuất bản|xuất bản|published|posted/i;
const change = /^\W*(?:cập nhật|ngày cập nhật|ngày tạo|lần cập nhật|updated|last (?:updated|modified)|created|chỉnh sửa|sửa lần)/i;

type Lines = { readonly before: readonly string[]; readonly header: readonly string[]; readonly after: readonly string[] };

const issue = /ban hành|hiệu lực|ngày ký/i;

/** A label in a line of its own, with the day in the next one. */
function isIssueLabel(line: string | undefined): boolean {
  return line !== undefined && line.length <= 40 && issue.test(line);
}

/** The short lines before the title, between title and body (with the body's first ones, when they tell only a date), and behind the body. */
function linesRound({ title, scope, body }: DatePlace, context: DateContext): Lines {
  const blocks = blocksOf(scope?.children ?? [], isElsewhere);
  const text = (from: number, to: number) =>
    blocks
      .slice(Math.max(0, from), Math.max(0, to))
      .map((block, place) => ({ line: block.text.replace(/\n/g, ' '), before: blocks[Math.max(0, from) + place - 1]?.text }))
      .filter(({ line, before }) => line.length <= longestLine && !issue.test(line) && !isIssueLabel(before))
      .map(({ line }) => line);
  const titleElement = title?.element ?? null;
  const above = ancestorsOf(titleElement);
  const holds = (block: Block) => block.element !== null && above.has(block.element) && block.text.startsWith(title?.text ?? '');
  const at = titleElement === null ? -1 : blocks.findIndex((block) => isOf(block, titleElement) || holds(block));
  const start = body === null ? -1 : blocks.findIndex((block, place) => place > at && isOf(block, body));
  const end = body === null ? -1 : blocks.findLastIndex((block) => isOf(block, body));
  const bodyStart = start === -1 ? at + 4 : start;
  const onlyDate = (line: string) => isDateLine(line, context);
  return {
    before: text(at - 3, at).filter(onlyDate),
    header: [...besideTitle(blocks[at], title), ...text(at + 1, bodyStart), ...text(bodyStart, bodyStart + 3).filter(onlyDate)],
    after: text(Math.max(end - 1, bodyStart + 3), end + 5).filter(onlyDate),
  };
}

/** What stands behind the title in its own line: `Tiêu đề (09/03/2026, 8 giờ 15 phút)`. */
function besideTitle(block: Block | undefined, title: Title | null): string[] {
  const line = cleanLine(block?.text ?? '');
  const text = cleanLine(title?.text ?? '');
  const rest = text !== '' && line.startsWith(text) ? line.slice(text.length).trim() : '';
  return rest !== '' && rest.length <= longestLine && !issue.test(rest) ? [rest] : [];
}

function machineDates({ tree, scope }: DatePlace): string[] {
  return within(tree, scope, 'time[datetime],[itemprop="datePublished"]')
    .filter((element) => !isElsewhere(element) && ![...ancestorsOf(element)].some(isElsewhere))
    .map((element) => element.attribs.datetime ?? element.attribs.content ?? lineOf(element));
}

/**
 * The line beside the title or after "Ngày đăng" first; then what the page tells machines; a date of creation or change
 * only where nothing else stands. A day without time is made exact by a machine's date of the same day.
 */
export function findDate(place: DatePlace, metadata: Metadata, context: DateContext): PortalDate | null {
  const lines = linesRound(place, context);
  const near = [...lines.header, ...lines.before, ...lines.after];
  const machine = [...machineDates(place), ...(metadata.published === null ? [] : [metadata.published])];
  const candidates = [
    ...near.filter((line) => publication.test(line)),
    ...lines.header.filter((line) => !change.test(line)),
    ...lines.before.filter((line) => !change.test(line)),
    ...machine,
    ...near.filter((line) => change.test(line)),
    ...(metadata.modified === null ? [] : [metadata.modified]),
  ];
  const dates = candidates.map((text) => parsePortalDate(text, context)).filter((date) => date !== null);
  const first = dates[0];
  if (first === undefined || first.precision === 'instant') return first ?? null;
  const day = dayOf(first.at, context.zone);
  const exact = machine.map((text) => parsePortalDate(text, context)).find((date) => date?.precision === 'instant' && dayOf(date.at, context.zone) === day);
  return exact ?? first;
}
