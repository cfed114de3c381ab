/** What went wrong in the field, each by its name: played to the end like a seed, under the same rules. */
import type { AppConfig } from '../app.ts';
import type { PostStatus } from '../post.ts';
import { hour, minute, second } from '../time.ts';
import { configOf } from './newsrooms.ts';
import type { Fate, PageWeather } from './page-model.ts';
import { createRandom } from './random.ts';
import { chatId, createStage, day, pageId, type SeedRun, type Setting, type Stage, start, zone } from './stage.ts';

export type Scenario = {
  readonly name: string;
  /** What happened, and where it was seen. */
  readonly field: string;
  readonly days: number;
  readonly config: AppConfig;
  readonly setting?: Partial<Pick<Setting, 'processes' | 'clockOf' | 'clockErrorMs' | 'sameMachine'>>;
  /** Sets in motion what happens, from the start on. */
  readonly play: (stage: Stage) => void;
  /** What must be so in the end, beside the rules; null: it is. */
  readonly end: (stage: Stage) => string | null;
};

const asap = { times: 'asap', gapMinutes: 0, zone } as const;
const auto = { mode: 'auto' } as const;
const plain = configOf({ timetable: asap, approval: auto });
const spaced = configOf({ timetable: { ...asap, gapMinutes: 20 }, approval: auto });

// ---------------------------------------------------------------- hands

/** The portal publishes so many articles, one every so often. */
function articles(stage: Stage, count: number, everyMs: number): void {
  stage.portal.faults.undated = 0;
  for (let number = 0; number < count; number++)
    stage.world.after(number * everyMs + minute, () => {
      stage.portal.publish();
      stage.stir();
    });
}

/** What becomes of the next sends, one after the other. */
function sends(stage: Stage, ...fates: readonly Fate[]): void {
  stage.page.faults.next.push(...fates);
}

function weatherFrom({ world, page, stir }: Stage, fromMs: number, forMs: number, weather: PageWeather): void {
  world.after(fromMs, () => {
    page.faults.weather = weather;
    page.faults.weatherEnds = world.now() + forMs;
    world.note('page', `from now on: ${weather}`);
    world.after(forMs, stir);
  });
}

/** The process that is sending dies when the call is out, so many times. */
function killAtSends(stage: Stage, times: number): void {
  let left = times;
  stage.page.faults.onSend = (owner) => {
    if (left === 0) return;
    left -= 1;
    stage.world.after(0, () => stage.world.kill(owner, 'as its post is on the way'));
  };
}

// ---------------------------------------------------------------- ends

function onPage(stage: Stage): readonly string[] {
  return stage.page.live.map((post) => post.url);
}

/** Each article of the portal stands on the Page once, by whomever; `orElse`: or its post ended so. */
function allOnce(stage: Stage, orElse: PostStatus | null = null): string | null {
  const urls = onPage(stage);
  const ended = new Set([...stage.engine.documents('posts')].filter((post) => post.status === orElse).map((post) => post.url));
  const missing = stage.portal.articles.filter((article) => !urls.includes(article.url) && !ended.has(article.url));
  const [first] = missing;
  if (first !== undefined) {
    const post = [...stage.engine.documents('posts')].find((one) => one.url === first.url);
    return `${missing.length} of ${stage.portal.articles.length} articles are not on the Page: ${first.url} is ${String(post?.status ?? 'without a post')}`;
  }
  const repeated = urls.find((url, at) => urls.indexOf(url) !== at);
  return repeated === undefined ? null : `${repeated} is there twice`;
}

/** How often staff were told a text of this kind. */
function toldTimes(stage: Stage, part: string, times: number): string | null {
  const told = stage.chat.texts.filter((text) => text.includes(part)).length;
  return told === times ? null : `staff were told “${part}” ${told} times, not ${times}`;
}

function firstOf(...problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}

// ---------------------------------------------------------------- the table

export const scenarios: readonly Scenario[] = [
  {
    name: 'HTTP 500 code 2 that published, seven times',
    field: 'arsduo/koala#699: seven copies of one photo went live in twenty minutes while every answer was an error',
    days: 1,
    config: plain,
    play: (stage) => {
      sends(stage, 'lost-after', 'lost-after', 'lost-after', 'lost-after', 'lost-after', 'lost-after', 'lost-after');
      articles(stage, 8, 5 * minute);
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'answers lost before anything was published',
    field: 'a connection that breaks on the way there: nothing on the Page, and no way to know',
    days: 1,
    config: plain,
    play: (stage) => {
      sends(stage, 'lost-before', 'lost-before', 'lost-before');
      articles(stage, 3, 5 * minute);
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'error 506 after a timeout',
    field: 'the first attempt landed after its answer was given up; the repeat is refused as a duplicate',
    days: 1,
    config: plain,
    play: (stage) => {
      // Longer than it is watched for. Photos are not guarded by 506: for them nothing but the watch helps.
      stage.page.faults.showsAfterMs = 30 * minute;
      stage.portal.faults.newsOnly = true;
      sends(stage, 'lost-after');
      articles(stage, 1, minute);
      stage.world.after(2 * hour, () => {
        stage.page.faults.showsAfterMs = 0;
      });
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: "last week's backup is put back",
    field: 'the disk died; the database is a week old, the Page is not',
    days: 9,
    config: spaced,
    setting: { processes: 2 },
    play: (stage) => {
      articles(stage, 30, 6 * hour);
      stage.world.after(day, () => {
        const putBack = stage.backUp();
        stage.world.after(7 * day, () => putBack(hour));
      });
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'two bots on one Page',
    field: 'the old bot was never switched off: it posts the same articles, before ours and a moment before ours',
    days: 2,
    config: spaced,
    play: (stage) => {
      sends(stage, 'good', 'rival', 'good', 'rival', 'rival');
      articles(stage, 8, hour);
      for (let number = 0; number < 8; number += 3)
        stage.world.after(number * hour + minute + second, () => {
          const article = stage.portal.articles[number];
          if (article !== undefined) stage.page.postByHand(article.url);
        });
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'clocks ten minutes apart',
    field: 'a virtual machine that was paused: its clock is ten minutes behind, another is ten ahead',
    days: 2,
    config: spaced,
    setting: { processes: 3, clockOf: (place) => (place - 2) * 10 * minute, clockErrorMs: 10 * minute, sameMachine: false },
    play: (stage) => {
      sends(stage, 'slow', 'slow', 'lost-after', 'slow');
      articles(stage, 20, 30 * minute);
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'the token died over the weekend',
    field: 'an editor changed the password on Friday evening; nobody looked until Monday',
    days: 7,
    config: spaced,
    play: (stage) => {
      articles(stage, 14, 10 * hour);
      weatherFrom(stage, 4 * day + 11 * hour, 2 * day + 14 * hour, 'token');
    },
    // What was no news any more on Monday stays off the Page.
    end: (stage) => firstOf(allOnce(stage, 'expired'), toldTimes(stage, 'Tạm dừng đăng', 1), toldTimes(stage, 'đăng lại bình thường', 1)),
  },
  {
    name: 'the process dies as its post is on the way, five times in a row',
    field: 'a machine short of memory: the largest process is killed whenever a picture is uploaded',
    days: 1,
    config: spaced,
    setting: { processes: 2 },
    play: (stage) => {
      killAtSends(stage, 5);
      articles(stage, 6, 30 * minute);
    },
    // A post whose every send was cut off is put before staff.
    end: (stage) => allOnce(stage, 'failed'),
  },
  {
    name: 'power loss of all at once',
    field: 'the building was without power three times in a day',
    days: 2,
    config: spaced,
    setting: { processes: 3 },
    play: (stage) => {
      articles(stage, 15, 40 * minute);
      for (const at of [1, 4, 7]) stage.world.after(at * hour + 61 * second, () => stage.killAll('by a power cut'));
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'the allowance of a quiet Page',
    field: 'a new Page is given few calls an hour, and each call while throttled prolongs the block',
    days: 3,
    config: plain,
    play: (stage) => {
      stage.page.faults.callsPerHour = 12;
      articles(stage, 12, 2 * hour);
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'days of national mourning',
    field: 'posting is held for two days; what was approved goes out afterwards, not all at once',
    days: 4,
    config: spaced,
    setting: { processes: 2 },
    play: (stage) => {
      articles(stage, 10, 4 * hour);
      const by = { id: 7, name: 'Lan' };
      const from = new Date(start + 6 * hour);
      const until = new Date(start + 2 * day);
      stage.world.after(5 * hour, () => stage.decide(7, 'a pause', (app) => app.pause({ page: pageId, kind: 'mourning', why: 'Quốc tang', by, from, until })));
    },
    end: (stage) => {
      const within = stage.page.live.filter((post) => post.sentAt > start + 6 * hour + minute && post.sentAt < start + 2 * day);
      return within.length > 0 ? `${within[0]?.url} went out in the days of mourning` : allOnce(stage);
    },
  },
  {
    name: 'a picture is altered after it was approved',
    field: 'somebody tidied up the media folder by hand',
    days: 1,
    config: configOf({ timetable: { ...asap, gapMinutes: 20 }, approval: auto }),
    play: (stage) => {
      weatherFrom(stage, 0, 2 * hour, 'down');
      articles(stage, 10, 5 * minute);
      stage.world.after(hour, () => {
        for (const hash of stage.portal.media.keys()) stage.portal.media.set(hash, new TextEncoder().encode('another picture'));
      });
    },
    // What has a picture stays off the Page, the rest goes out; the rules tell whether staff can see it.
    end: (stage) => (new Set(onPage(stage)).size === onPage(stage).length ? null : 'an article is there twice'),
  },
  {
    name: 'the chat is gone for hours',
    field: 'Telegram was blocked by a provider from morning to noon: nobody can be asked or told',
    days: 2,
    config: configOf({ timetable: { ...asap, gapMinutes: 20 }, approval: { mode: 'auto-after', ms: 30 * minute } }),
    play: (stage) => {
      articles(stage, 6, hour);
      stage.world.after(30 * minute, () => {
        stage.chat.faults.downUntil = stage.world.now() + 6 * hour;
        stage.world.after(6 * hour, stage.stir);
      });
    },
    end: (stage) => allOnce(stage),
  },
  {
    name: 'the portal corrects what is out, and answers to the edits are lost',
    field: 'a figure was wrong in the morning; by noon the portal has the right one and the Page the wrong one',
    days: 2,
    config: plain,
    play: (stage) => {
      articles(stage, 4, 10 * minute);
      stage.page.faults.level = 1;
      for (const at of [3, 4, 5, 6]) stage.world.after(at * hour, stage.portal.correct);
      for (let at = 1; at < 180; at++) stage.world.after(4 * hour + at * 15 * minute, () => pressEach(stage, 'u'));
    },
    end: (stage) => firstOf(allOnce(stage), correctedOnPage(stage)),
  },
];

/** An approver presses every button of a kind that stands in the chat. */
function pressEach(stage: Stage, verb: string): void {
  for (const card of stage.chat.cards.values()) {
    const data = card.deleted ? undefined : card.buttons.find((one) => one.startsWith(`${verb}:`));
    const button = stage.chat.buttons.findLast((one) => one.message === card.message && one.data === data);
    if (button !== undefined) stage.pressBy(9, button, chatId);
  }
}

/** What the portal corrected says so on the Page, too. */
function correctedOnPage({ portal, page }: Stage): string | null {
  const corrected = portal.articles.filter(({ title }) => title.includes('(cập nhật)'));
  if (corrected.length === 0) return 'nothing was corrected';
  const wrong = corrected.find(({ url, title }) => !page.live.some((post) => post.url === url && post.message?.includes(title)));
  return wrong === undefined ? null : `${wrong.url} stands on the Page as it was before its correction`;
}

/** The articles that a problem is about, and their posts. */
function namesIn(stage: Stage, problem: string): readonly string[] {
  const urls = problem.match(/https:\/\/\S+\/tin\/\d+/g) ?? [];
  const posts = [...stage.engine.documents('posts')].filter((post) => urls.some((url) => url === post.url));
  return [...urls, ...posts.map((post) => post.id.slice(0, 6))];
}

/** Plays one scenario; the same each time. */
export async function runScenario(scenario: Scenario): Promise<SeedRun> {
  const stage = createStage(createRandom(scenarios.indexOf(scenario) + 1), {
    title: scenario.name,
    seed: 0,
    config: scenario.config,
    processes: 1,
    clockOf: () => 0,
    clockErrorMs: 0,
    sameMachine: true,
    faultsEnd: start + scenario.days * day,
    planted: {},
    ...scenario.setting,
  });
  scenario.play(stage);
  await stage.pass(stage.faultsEnd);
  return stage.calm(() => {
    const problem = scenario.end(stage);
    if (problem !== null) stage.world.breaks('scenario', problem, namesIn(stage, problem));
  });
}
