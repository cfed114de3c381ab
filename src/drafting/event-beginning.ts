/** When an event begins, read from its article, and only when that is certain. Pure. In doubt nobody knows. */
import type { Article } from '../article.ts';
import { isAmong } from '../newsroom.ts';
import type { Draft, EventBeginning } from '../post.ts';
import { addDays, addMs, dayOf, hour, instantOf, type Zone } from '../time.ts';
import type { PostSettings } from './format-post.ts';
import { type DayPart, type Moment, momentsIn } from './moments.ts';

type Told = Pick<Article, 'title' | 'lead' | 'body' | 'language' | 'publishedAt'>;

/** What words say of the day beside them: it begins then, is held then, or something else is told. */
type Says = 'opens' | 'held' | 'other' | 'nothing';
const cues: Readonly<Record<Exclude<Says, 'nothing'>, string>> = {
  opens: 'khai mạc|khai hội|bắt đầu|mở màn|mở cửa|khởi tranh|xuất phát|opens?|opening|begins?|beginning|starts?|starting|kicks? off',
  held: 'diễn ra|tổ chức|thời gian|phát sóng|lên sóng|truyền hình trực tiếp|mời|takes? place|taking place|held|will be|scheduled',
  other:
    'bế mạc|kết thúc|hạn|trước|hết|sau|đăng ký|nộp|hồ sơ|quyết định|kế hoạch|công văn|nghị quyết|nghị định|thông tư|chỉ thị|văn bản|kỷ niệm|thành lập|ban hành|công bố|cho biết|họp báo|thông tin|closes?|closing|ends?|ending|before|after|until|by|deadline|registration|register|anniversary|decision|announced|said|issued',
};
const cue = new RegExp(`(?<![\\p{L}\\p{N}])(?:(${cues.opens})|(${cues.held})|(${cues.other}))(?![\\p{L}\\p{N}])`, 'gu');
/** So far behind a day words still speak of it. */
const reach = 80;

const unsure = /(?<!\p{L})(?:dự kiến|có thể|expected|tentative\p{L}*|may be)(?!\p{L})/u;
const about = /(?:khoảng|tầm|about|around|approximately)\s*$/u;
/** Whoever reads these of an event can be sure of no day of it. */
const putOff = /(?<!\p{L})(?:hoãn|lùi|dời|hủy|huỷ|thay đổi thời gian|điều chỉnh thời gian|postpone\p{L}*|reschedul\p{L}*|cancel\p{L}*|put off)(?!\p{L})/iu;

/** What is told of days so long before the article is history. */
const historyDays = 60;
const farthestDays = 366;

/** When a part of the day begins at the earliest. */
const partBegins: Readonly<Record<DayPart, string>> = { morning: '05:00', noon: '10:00', afternoon: '12:00', evening: '17:00', night: '18:00' };

type Candidate = Moment & { readonly says: 'opens' | 'held' };

/** What a post is told of the event that its article announces; undefined: the article is about none. */
export function eventOf(article: Article, settings: Pick<PostSettings, 'events' | 'zone'>): Draft['event'] {
  return isAmong(article, settings.events) ? beginningOf(article, settings.zone) : undefined;
}

/** The event's beginning, after the article was published; null: none is told, more than one may be meant, or it is over. */
export function beginningOf(article: Told, zone: Zone): EventBeginning | null {
  const { title, lead, body, language, publishedAt } = article;
  const text = [title, lead ?? '', body ?? ''].join('\n');
  if (putOff.test(text.normalize('NFC'))) return null;
  const told = publishedAt === null ? null : dayOf(publishedAt, zone);
  const named = momentsIn(title, language, told).map((moment) => candidateOf(moment, 'held'));
  const spoken = momentsIn([lead ?? '', body ?? ''].join('\n'), language, told).map((moment) => candidateOf(moment, 'nothing'));
  const candidates = [...named, ...spoken].filter((one) => one !== null && !isHistory(one, told));
  const beginning = beginningAmong(candidates.filter((one) => one !== null));
  if (beginning === null) return null;
  const { day, time, part } = beginning;
  const beginsAt = instantOf(day, time ?? (part === null ? '00:00' : partBegins[part]), zone);
  if (publishedAt !== null && (beginsAt <= publishedAt || beginsAt > addMs(publishedAt, farthestDays * 24 * hour))) return null;
  return { beginsAt, exact: time !== null };
}

/** null: it is about something else. */
function candidateOf(moment: Moment, otherwise: Says): Candidate | null {
  const before = [...moment.before.matchAll(cue)].at(-1);
  const after = before === undefined ? moment.after.slice(0, reach).matchAll(cue).next().value : undefined;
  const says = saysOf(before ?? after) ?? otherwise;
  if (says === 'other' || says === 'nothing') return null;
  return unsure.test(moment.before) || about.test(moment.before) ? { ...moment, day: null, says } : { ...moment, says };
}

function saysOf(match: RegExpMatchArray | undefined): Says | null {
  if (match === undefined) return null;
  return match[1] !== undefined ? 'opens' : match[2] !== undefined ? 'held' : 'other';
}

function isHistory({ day }: Moment, told: string | null): boolean {
  return day !== null && told !== null && day < addDays(told, -historyDays);
}

type Beginning = { readonly day: string; readonly time: string | null; readonly part: DayPart | null };

/** One day that all agree on: the day of the opening, or the only one on which anything is held. */
function beginningAmong(candidates: readonly Candidate[]): Beginning | null {
  const sure = candidates.flatMap((one) => (one.day === null ? [] : [{ ...one, day: one.day }]));
  if (sure.length === 0 || sure.length < candidates.length) return null;
  const isWithin = (day: string) => sure.some((other) => other.lastDay !== null && other.day < day && day <= other.lastDay);
  const openings = new Set(sure.filter(({ says }) => says === 'opens').map(({ day }) => day));
  const days = openings.size > 0 ? openings : new Set(sure.map(({ day }) => day).filter((day) => !isWithin(day)));
  const [day, ...more] = days;
  if (day === undefined || more.length > 0 || sure.some((other) => other.day < day)) return null;
  const there = sure.filter((one) => one.day === day);
  const times = new Set(there.flatMap(({ time }) => time ?? []));
  const parts = new Set(there.flatMap(({ part }) => part ?? []));
  if (times.size > 1 || parts.size > 1) return null;
  const [time = null] = times;
  const [part = null] = parts;
  return { day, time, part };
}
