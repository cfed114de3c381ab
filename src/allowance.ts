/** What the used-up share of Facebook's allowance leaves room for: measuring yields first, publishing slows down, at 100 % all wait. */
import { change } from './change.ts';
import type { FanPage, PageUsage, Ports } from './ports.ts';
import { addMs, hour, minute } from './time.ts';

/** Facebook counts over the hour that has passed: an older reading says nothing. */
const holdsFor = hour;
const measureBelow = 70;
const slowFrom = 80;
/** The higher the count, the longer the Page is left alone between two posts. */
const slowly = [
  { from: 95, ms: 30 * minute },
  { from: 90, ms: 15 * minute },
  { from: slowFrom, ms: 5 * minute },
] as const;

function percentNow(usage: PageUsage | null, now: Date): number {
  return usage === null || usage.at < addMs(now, -holdsFor) ? 0 : usage.percent;
}

/** When the Page may be called again; null: now. At 100 % Facebook refuses, and each call prolongs that. */
export function restsUntil(usage: PageUsage | null, now: Date): Date | null {
  if (usage === null || usage.percent < 100) return null;
  const until = usage.regainAt ?? addMs(usage.at, holdsFor);
  return until > now ? until : null;
}

/** How long a Page is left alone after a post, in milliseconds; 0 while less than 80 % are used up. */
export function breatherMs(usage: PageUsage | null, now: Date): number {
  const percent = percentNow(usage, now);
  return slowly.find((step) => percent >= step.from)?.ms ?? 0;
}

/** Figures and counts can wait; posts and what watches over them come first. */
export function leavesRoomToMeasure(usage: PageUsage | null, now: Date): boolean {
  return restsUntil(usage, now) === null && percentNow(usage, now) < measureBelow;
}

/** Of two readings the newer one. */
export function newerUsage(a: PageUsage | null, b: PageUsage | null): PageUsage | null {
  if (a === null || b === null) return a ?? b;
  return a.at >= b.at ? a : b;
}

/** Worth a write: it leaves another room than what is stored, or the stored one grows old. */
function isNews(known: PageUsage | null, heard: PageUsage): boolean {
  if (known === null) return heard.percent > 0;
  if (heard.at <= known.at) return false;
  const band = (usage: PageUsage) => Math.floor(usage.percent / 5);
  return band(known) !== band(heard) || known.regainAt?.getTime() !== heard.regainAt?.getTime() || heard.at.getTime() - known.at.getTime() > holdsFor / 4;
}

/** Stores what this process heard last, for all processes; `known` is what stood there. Returns what holds now. */
export async function noteUsage(needs: Pick<Ports, 'pages'>, page: Pick<FanPage, 'id' | 'usage'>, known: PageUsage | null): Promise<PageUsage | null> {
  const heard = page.usage();
  if (heard === null || !isNews(known, heard)) return newerUsage(known, heard);
  await change(needs.pages, page.id, (state) => (isNews(state.usage, heard) ? { ...state, usage: heard } : null));
  return heard;
}

/** What is known of a Page's allowance, by this process and by all others. */
export async function usageOf(needs: Pick<Ports, 'pages'>, page: Pick<FanPage, 'id' | 'usage'>): Promise<PageUsage | null> {
  return newerUsage((await needs.pages.get(page.id))?.usage ?? null, page.usage());
}
