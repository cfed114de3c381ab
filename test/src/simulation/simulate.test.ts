/** The simulation itself: it finds nothing in the desk as it is, it is the same each time, and each rule can be broken. */
import { describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../../src/cli/fanpage.ts';
import { parseConfig } from '../../../src/config.ts';
import type { LiveChange, Post } from '../../../src/post.ts';
import { runSeed } from '../../../src/simulation/run-seed.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import type { Planted } from '../../../src/simulation/stage.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('a short run', () => {
  it('breaks no rule, and publishes', async () => {
    let published = 0;
    const result = await simulate({
      seeds: 12,
      days: 2,
      done: (run) => {
        published += run.published;
      },
    });
    expect(result.violations).toEqual([]);
    expect(result.events).toBeGreaterThan(12_000);
    expect(published).toBeGreaterThan(60);
  });
});

describe('a seed', () => {
  it('gives the same events each time, and another seed others', async () => {
    const [first, again, other] = [await runSeed(5, 1), await runSeed(5, 1), await runSeed(6, 1)];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });
});

/** The first violation within a few seeds. */
async function firstBroken(planted: Planted, seeds = 12, days = 2): Promise<{ rule: string; trace: readonly string[] }> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = await runSeed(seed, days, planted);
    if (violation !== null) return violation;
  }
  throw new Error('no rule was broken');
}

describe('a rule is broken by a bug that is planted', () => {
  it('once: a Page that takes every post twice', async () => {
    const { rule, trace } = await firstBroken({
      landed: (post, page, tell) => {
        const copy = { ...post, remoteId: `${post.remoteId}b` };
        page.live.push(copy);
        tell(copy);
      },
    });
    expect(rule).toMatch(/^once: .*is on the Page twice/);
    expect(trace.length).toBeGreaterThan(10);
    expect(trace.length).toBeLessThan(130);
    // Also what had happened to it long before: a person follows the post, not the clock.
    expect(trace.join('\n')).toMatch(/portal publishes .*\/tin\/\d+/);
    expect(trace[0]).toMatch(/^seed \d+: \d process/);
    expect(trace.join('\n')).toContain('BROKEN: once');
    expect(trace.join('\n')).toMatch(/page\.publish (?:\[“Tin số|is answered)/);
  });

  it('approved: a chat that shows another text than the one that goes out', async () => {
    const { rule } = await firstBroken({ shownAs: (text) => `Khác: ${text}` });
    expect(rule).toMatch(/^approved: /);
  });

  const byLan = { id: 7, name: 'Lan' };
  /** A bug in what the processes keep of posts. */
  const keeping = (bug: (next: Post) => Post): Planted => ({
    stores: (stores) => ({
      ...stores,
      posts: { ...stores.posts, replace: (current, next) => stores.posts.replace(current, Object.assign({}, next, bug(next))) },
    }),
  });

  it('approved: a correction that goes to the Page without being asked about', async () => {
    const { rule, trace } = await firstBroken(
      keeping((next) => {
        if (next.status !== 'published' || next.correction?.asks !== true || next.correction.message === null || next.live != null) return next;
        const live: LiveChange = { kind: 'edit', message: next.correction.message, by: byLan, state: 'due', at: new Date(0), looks: 0, detail: null };
        return { ...next, live };
      }),
      40,
      3,
    );
    expect(rule).toMatch(/^approved: .*is edited on the Page and nobody said yes/);
    expect(trace.join('\n')).toMatch(/portal corrects .*\/tin\/\d+/);
  });

  it('approved: other words on the Page than those that were said yes to', async () => {
    const { rule } = await firstBroken(
      keeping((next) =>
        next.status === 'published' && next.live?.state === 'due' && next.live.message !== null
          ? { ...next, live: { ...next.live, message: `${next.live.message}!` } }
          : next,
      ),
      60,
      3,
    );
    expect(rule).toMatch(/^approved: .*is edited on the Page and nobody said yes/);
  });

  it('slots: a store that calls due what is not', async () => {
    const later = new Date('2027-01-01T00:00:00Z');
    const { rule } = await firstBroken({
      stores: (stores) => ({ ...stores, posts: { ...stores.posts, due: (page, _now, limit) => stores.posts.due(page, later, limit) } }),
    });
    expect(rule).toMatch(/^slots: .*before its slot/);
  });

  it('slots: turns that are forgotten, and what stands on the Page', async () => {
    const { rule } = await firstBroken(
      {
        stores: (stores) => ({
          ...stores,
          posts: { ...stores.posts, slotted: async () => [] },
          pages: { ...stores.pages, replace: (current, next) => stores.pages.replace(current, { ...next, nextSendAt: new Date(0) }) },
        }),
      },
      40,
    );
    expect(rule).toMatch(/^slots: .* s apart from/);
  });

  it('slots: pauses that nobody looks up', async () => {
    const { rule, trace } = await firstBroken({ stores: (stores) => ({ ...stores, pauses: { ...stores.pauses, open: async () => [] } }) }, 40, 4);
    expect(rule).toMatch(/^slots: .*is sent while posting is paused/);
    expect(trace.join('\n')).toContain('decides a pause');
  });

  it('slots: quiet hours that the processes were not told of', async () => {
    const { rule } = await firstBroken({ config: ({ newsroom: _quiet, ...rest }) => rest }, 40, 3);
    expect(rule).toMatch(/^slots: .*in the quiet hours from/);
  });

  it('revisions: one that is called stored and is not', async () => {
    const { rule } = await firstBroken({ stores: (stores) => ({ ...stores, revisions: { ...stores.revisions, add: async () => true } }) });
    expect(rule).toMatch(/^revisions: /);
  });

  it('ledger: a post that is called stored and is not', async () => {
    const { rule } = await firstBroken({ stores: (stores) => ({ ...stores, posts: { ...stores.posts, add: async () => true } }) });
    expect(rule).toMatch(/^ledger: /);
  });

  it('outcome: a Page that says published and has nothing', async () => {
    const { rule } = await firstBroken({
      landed: (_post, page) => {
        page.live.pop();
      },
    });
    expect(rule).toMatch(/^outcome: .*is not on the Page/);
  });

  it('outcome: a post that waits for ever', async () => {
    const { rule } = await firstBroken({ stores: (stores) => ({ ...stores, posts: { ...stores.posts, due: async () => [] } }) });
    expect(rule).toMatch(/^outcome: .*is still (scheduled|approved|expired)/);
  });

  it('alerts: a notice of which nobody can note that it was told', async () => {
    const { rule } = await firstBroken({
      stores: (stores) => ({ ...stores, notices: { ...stores.notices, replace: async (_current, next) => ({ outcome: 'written', value: next }) } }),
    });
    expect(rule).toMatch(/^alerts: /);
  });

  it('errors: a bug that throws', async () => {
    const { rule } = await firstBroken({
      stores: (stores) => ({
        ...stores,
        pages: {
          ...stores.pages,
          get: async () => {
            throw new TypeError('undefined is not a function');
          },
        },
      }),
    });
    expect(rule).toMatch(/^errors: [a-z-]+: undefined is not a function$/);
  });
});

describe('the command', () => {
  const command = async (...argv: string[]) => {
    const said = { out: '', err: '' };
    const code = await runCommand(['simulate', ...argv], {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      load: () => parseConfig({ LOCALE: 'en' }),
    });
    return { code, ...said };
  };

  it('answers in JSON, and in words', async () => {
    const { code, out } = await command('--seeds', '2', '--days', '1', '--json');
    expect(JSON.parse(out)).toEqual({ seeds: 2, days: 1, scenarios: 0, events: expect.any(Number), violations: [] });
    expect(code).toBe(0);
    const words = await command('--seeds', '1', '--days', '1');
    expect(words.out).toMatch(/^1 seeds of 1 days and \d+ scenarios of the field, \d+ calls: no rule was broken\.\n$/);
  });

  it('refuses what is no number', async () => {
    for (const given of ['0', '-1', 'x', '1.5']) expect((await command(`--seeds=${given}`)).code).toBe(2);
    expect((await command('--days=1000')).err).toContain('--days is not a whole number');
  });
});
