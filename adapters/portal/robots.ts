/** robots.txt as RFC 9309 has it. Own code: the packages for it are not kept up, or cannot be imported with their types. */

export type Robots = {
  /** Path with its query, as sent. */
  readonly allows: (path: string) => boolean;
  /** Crawl-delay in milliseconds; null: none is asked for. */
  readonly pauseMs: number | null;
};

type Rule = { readonly allow: boolean; readonly path: string };
type Group = { readonly agents: string[]; readonly rules: Rule[]; delay: number | null };

/** So much of the file counts; RFC 9309 asks for 500 KiB at least. */
export const longestRobots = 512 * 1024;
const mostRules = 5000;
const longestDelayMs = 30_000;

export const allowAll: Robots = { allows: () => true, pauseMs: null };

/** Reads robots.txt for the program of that name; what is no rule is passed over, a page of HTML has none. Never throws. */
export function parseRobots(text: string, agent: string): Robots {
  const groups = groupsOf(text);
  const name = agent.toLowerCase();
  const named = groups.filter((group) => group.agents.some((one) => one !== '' && name.startsWith(one)));
  const own = named.length > 0 ? named : groups.filter((group) => group.agents.includes('*'));
  if (own.length === 0) return allowAll;
  const rules = own.flatMap((group) => group.rules).slice(0, mostRules);
  const delays = own.flatMap((group) => (group.delay === null ? [] : [group.delay]));
  return {
    allows: (path) => isAllowed(rules, readable(path)),
    pauseMs: delays.length === 0 ? null : Math.min(longestDelayMs, Math.max(...delays) * 1000),
  };
}

function groupsOf(text: string): readonly Group[] {
  const groups: Group[] = [];
  let naming = false;
  for (const line of text.slice(0, longestRobots).split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const field = line.slice(0, colon).trim().toLowerCase();
    const value = (line.slice(colon + 1).split('#')[0] ?? '').trim();
    const agent = (value.split('/')[0] ?? '').trim().toLowerCase();
    const last = groups.at(-1);
    if (field === 'user-agent') {
      // Several names in a row share the rules that follow.
      if (naming && last !== undefined) last.agents.push(agent);
      else groups.push({ agents: [agent], rules: [], delay: null });
      naming = true;
      continue;
    }
    if (last === undefined) continue;
    if (field === 'allow' || field === 'disallow') {
      naming = false;
      // An empty rule forbids nothing.
      if (value !== '') last.rules.push({ allow: field === 'allow', path: readable(value) });
    } else if (field === 'crawl-delay') {
      naming = false;
      const seconds = Number(value);
      if (value !== '' && Number.isFinite(seconds) && seconds >= 0) last.delay = seconds;
    }
  }
  return groups;
}

/** The longest rule that fits decides; of two as long, the one that allows. */
function isAllowed(rules: readonly Rule[], path: string): boolean {
  let best: Rule | null = null;
  for (const rule of rules) {
    if (!fits(rule.path, path)) continue;
    if (best === null || rule.path.length > best.path.length || (rule.path.length === best.path.length && rule.allow)) best = rule;
  }
  return best === null || best.allow;
}

/** `*` stands for anything, `$` at the end for the end; else it is a beginning. Greedy parts in one pass: no rule can make it slow. */
function fits(rule: string, path: string): boolean {
  const toEnd = rule.endsWith('$');
  const [head = '', ...parts] = (toEnd ? rule.slice(0, -1) : rule).split('*');
  if (!path.startsWith(head)) return false;
  let at = head.length;
  const tail = toEnd ? parts.pop() : undefined;
  for (const part of parts) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  if (!toEnd) return true;
  return tail === undefined ? at === path.length : path.length - tail.length >= at && path.endsWith(tail);
}

/** One way of writing escapes, so that `/tin%20t%e1%bb%a9c` and `/tin tức` are the same. */
function readable(path: string): string {
  try {
    return encodeURI(decodeURI(path)).replace(/%25/g, '%');
  } catch {
    return path;
  }
}
