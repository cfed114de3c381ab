/** What the Graph API's "no" means: by code and subcode only, never by text and never by HTTP status. */
import { z } from 'zod';
import type { PageUsage, Refusal } from '../../src/ports.ts';
import type { RefusalClass } from '../../src/post.ts';

const wholeNumber = z
  .union([z.int(), z.string().regex(/^\d{1,9}$/)])
  .transform(Number)
  .nullish()
  .catch(null);
const words = z.string().nullish().catch(null);

/** Where an upload is to go on. */
const resumeOffset = z
  .object({ start_offset: z.coerce.number().int().nonnegative() })
  .transform((data) => data.start_offset)
  .nullish()
  .catch(null);

/** The `error` of an answer. A field of another type than documented counts as absent: the rest still tells something. */
export const graphErrorSchema = z.object({
  message: words,
  code: wholeNumber,
  error_subcode: wholeNumber,
  is_transient: z.boolean().nullish().catch(null),
  error_user_msg: words,
  fbtrace_id: words,
  error_data: resumeOffset,
});
export type GraphError = z.infer<typeof graphErrorSchema>;

/** `unclear`: it may have been done all the same (a write), or asking again may help (a read). */
export type Verdict = { readonly kind: 'refused'; readonly class: RefusalClass; readonly duplicate: boolean } | { readonly kind: 'unclear' };

const rateCodes = new Set([4, 17, 32, 341, 613, 80001]);
const tokenCodes = new Set([102, 190, 450, 452, 2500]);
const contentCodes = new Set([100, 324, 506, 1500, 6000, 1366046, 1609005]);
const duplicateSubcode = 1455006;

function isPermission(code: number, subcode: number | null): boolean {
  return code === 10 || (code >= 200 && code <= 299) || code === 1705 || (code === 100 && subcode === 33);
}

function isContent(code: number): boolean {
  return contentCodes.has(code) || (code >= 1363000 && code <= 1363999);
}

/** These are decided before anything is published, so they are a "no" whatever else the answer says. */
function gateClass(code: number, subcode: number | null): RefusalClass | null {
  if (rateCodes.has(code)) return 'rate';
  if (code === 368) return 'policy';
  if (tokenCodes.has(code)) return 'token';
  if (isPermission(code, subcode)) return 'permission';
  return null;
}

/**
 * Codes 1 and 2 and `is_transient` stay unclear. So does an error without a code, and on a 5xx a code that nobody
 * documented. An undocumented code with another status is a "no" to this content: it must not stop the whole Page.
 */
export function judge(error: GraphError, status: number): Verdict {
  const code = error.code ?? null;
  const subcode = error.error_subcode ?? null;
  if (code === null) return { kind: 'unclear' };
  const gate = gateClass(code, subcode);
  if (gate !== null) return { kind: 'refused', class: gate, duplicate: false };
  const duplicate = code === 506 || subcode === duplicateSubcode;
  if (duplicate) return { kind: 'refused', class: 'content', duplicate };
  if (code === 1 || code === 2 || error.is_transient === true) return { kind: 'unclear' };
  if (isContent(code) || status < 500) return { kind: 'refused', class: 'content', duplicate };
  return { kind: 'unclear' };
}

const businessUsage = z.record(z.string(), z.array(z.object({ estimated_time_to_regain_access: z.number().optional().catch(undefined) })));

/**
 * When calls may be made again, by the header `X-Business-Use-Case-Usage` (its estimate is in minutes, the longest
 * counts). null where nothing was told; an estimate of 0 tells nothing.
 */
export function regainAccessAt(usage: string | null, now: Date): Date | null {
  if (usage === null) return null;
  const parsed = businessUsage.safeParse(parseJson(usage));
  if (!parsed.success) return null;
  const estimates = Object.values(parsed.data).flatMap((uses) => uses.map((use) => use.estimated_time_to_regain_access ?? 0));
  const minutes = Math.max(0, ...estimates);
  return minutes > 0 ? new Date(now.getTime() + minutes * 60_000) : null;
}

const percents = z.record(z.string(), z.unknown());
const counts = ['call_count', 'total_cputime', 'total_time'] as const;

function highest(counted: unknown): number | null {
  const parsed = percents.safeParse(counted);
  if (!parsed.success) return null;
  const told = counts.map((name) => parsed.data[name]).filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  return told.length === 0 ? null : Math.max(...told);
}

/** What an answer's headers `X-App-Usage` and `X-Business-Use-Case-Usage` say: the highest count of both. null where neither tells any: absent is not zero. */
export function usageIn(app: string | null, business: string | null, now: Date): PageUsage | null {
  const uses = z.record(z.string(), z.array(z.unknown())).safeParse(business === null ? undefined : parseJson(business));
  const told = [app === null ? null : highest(parseJson(app)), ...(uses.success ? Object.values(uses.data).flat().map(highest) : [])];
  const known = told.filter((value) => value !== null);
  return known.length === 0 ? null : { percent: Math.max(...known), regainAt: regainAccessAt(business, now), at: now };
}

/** undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the Page said, for the log and for staff; the caller takes the secrets out. */
export function wordsOf(error: GraphError): string {
  const said = [error.message, error.error_user_msg].filter((part) => part !== null && part !== undefined && part !== '');
  const trace = error.fbtrace_id ? ` (trace ${error.fbtrace_id})` : '';
  return `${said.length > 0 ? said.join(' – ') : 'the Page gave no reason'}${trace}`;
}

/** A refusal of our own making, where the Page was never asked. */
export function contentRefusal(detail: string): Refusal {
  return { class: 'content', code: null, subcode: null, detail, retryAt: null };
}
