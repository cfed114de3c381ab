/** What newsroom.yaml says, joined with what holds where it says nothing: the newsroom as the desk works with it. */
import {
  type ApprovalRule,
  defaultGapMinutes,
  defaultTimes,
  type Newsroom,
  type PageConfig,
  type PageRules,
  type PageTimetable,
  plainNewsroom,
  plainRules,
  plainSourceRules,
  plainTimetable,
  type SourceRules,
  type StaffMember,
  type Timetable,
  type WeekTimes,
} from './newsroom.ts';
import type { GivenPage, GivenRules, GivenSource, GivenTimetable, NewsroomFile } from './newsroom-schema.ts';
import { plainSource, type Source } from './source.ts';
import type { Zone } from './time.ts';

/** What `.env` says of the same things; null: nothing. */
export type EnvironmentSettings = {
  readonly zone: Zone;
  readonly times: readonly string[] | 'asap' | null;
  readonly gapMinutes: number | null;
  readonly approval: ApprovalRule | null;
  readonly staff: readonly StaffMember[];
  /** The staff chat; empty while none is known. */
  readonly chat: string;
  readonly page: { readonly id: string; readonly token: string } | null;
  readonly feeds: readonly string[];
};

export type Settings = { readonly newsroom: Newsroom; readonly pages: readonly PageConfig[]; readonly sources: readonly Source[] };

/** Every default filled in. Where the file speaks of the same thing as `.env`, the file holds. */
export function settingsOf(file: NewsroomFile, env: EnvironmentSettings): Settings {
  const zone = file.newsroom?.timezone ?? env.zone;
  const sources = file.sources?.map((given) => toSource(given, zone)) ?? env.feeds.map((url) => plainSource(url, zone));
  const rules = rulesOf([file], env, zone);
  const chat = file.newsroom?.chat ?? env.chat;
  const fromEnvironment = env.page === null ? [] : [{ ...rules, ...env.page, name: null, language: null, chat, topic: null }];
  const pages = file.pages?.map((given): PageConfig => toPage(given, rulesOf([file, given], env, zone), chat)) ?? fromEnvironment;
  return { newsroom: toNewsroom(file, rules, env, pages, sources), pages, sources };
}

function toSource(given: GivenSource, zone: Zone): Source {
  const plain = plainSource(given.url, given.timezone ?? zone);
  return {
    ...plain,
    name: given.name ?? plain.name,
    form: given.form ?? plain.form,
    system: given.system ?? plain.system,
    list: given.list ?? plain.list,
    page: given.page ?? plain.page,
    json: given.json ?? plain.json,
    dates: given.dates ?? plain.dates,
    hosts: given.hosts ?? plain.hosts,
    kind: given.kind ?? plain.kind,
    language: given.language ?? plain.language,
    pauseMs: given.pause ?? plain.pauseMs,
    tls: { caFile: given.tls?.ca ?? plain.tls.caFile, verify: given.tls?.verify ?? plain.tls.verify },
    robots: given.robots ?? plain.robots,
  };
}

function toSourceRules(given: GivenSource, pages: readonly PageConfig[]): SourceRules {
  const { include = [], exclude = [] } = given.categories ?? {};
  return {
    ...plainSourceRules(given.url),
    pages: idsOf(given.pages, pages),
    approval: given.approval ?? null,
    approvals: given.approvals ?? null,
    newsAs: given.newsAs ?? null,
    categories: { include, exclude },
  };
}

/** Names of Pages → their ids; the check of the file has seen that they are all known. */
function idsOf(names: readonly string[] | undefined, pages: readonly PageConfig[]): readonly string[] | null {
  return names === undefined
    ? null
    : pages.filter((page) => names.includes(page.id) || (page.name !== null && names.includes(page.name))).map((page) => page.id);
}

function toPage(given: GivenPage, rules: PageRules, chat: string): PageConfig {
  return {
    ...rules,
    id: given.id,
    token: given.token,
    name: given.name ?? null,
    language: given.language ?? null,
    chat: given.chat ?? chat,
    topic: given.topic ?? null,
  };
}

function toNewsroom(file: NewsroomFile, rules: PageRules, env: EnvironmentSettings, pages: readonly PageConfig[], sources: readonly Source[]): Newsroom {
  const staff = file.staff?.map(
    (one): StaffMember => ({
      id: one.id,
      role: one.role ?? 'approver',
      name: one.name ?? null,
      language: one.language ?? null,
      pages: idsOf(one.pages, pages),
    }),
  );
  const plain = plainNewsroom(rules, staff ?? env.staff, sources);
  const { hashtags, contact, name } = file.newsroom ?? {};
  const { daily, dailyAt, weeklyAt, monthly, quarterly } = file.reports ?? {};
  return {
    ...plain,
    name: name ?? null,
    contact: contact ?? null,
    hashtags: {
      always: hashtags?.always ?? plain.hashtags.always,
      categories: hashtags?.categories ?? plain.hashtags.categories,
      accents: hashtags?.accents ?? plain.hashtags.accents,
      most: hashtags?.most ?? plain.hashtags.most,
    },
    sources: file.sources?.map((given) => toSourceRules(given, pages)) ?? plain.sources,
    reports: {
      daily: daily ?? plain.reports.daily,
      dailyAt: dailyAt ?? plain.reports.dailyAt,
      weeklyAt: weeklyAt ?? plain.reports.weeklyAt,
      monthly: monthly ?? plain.reports.monthly,
      quarterly: quarterly ?? plain.reports.quarterly,
    },
    alerts: { followers: file.alerts?.followers ?? plain.alerts.followers },
  };
}

// ---------------------------------------------------------------- what holds for a Page

/** `layers`: the whole newsroom first, then the Page; a later one wins, key by key. */
function rulesOf(layers: readonly GivenRules[], env: EnvironmentSettings, zone: Zone): PageRules {
  const plain = plainRules({ times: [], gapMinutes: 0, zone }, env.approval ?? { mode: 'required' });
  return layers.reduce<PageRules>(withLayer, { ...plain, timetable: timetableOf(layers, env, zone) });
}

function withLayer(below: PageRules, given: GivenRules): PageRules {
  const { remind, escalate, expire, quiet } = given.deadlines ?? {};
  const { source = 'facebook', medium = 'social', campaign = null } = given.utm ?? {};
  return {
    timetable: below.timetable,
    approval: given.approval ?? below.approval,
    approvals: given.approvals ?? below.approvals,
    twoApprovalsFor: given.twoApprovalsFor ?? below.twoApprovalsFor,
    deadlines: {
      remindMs: remind ?? below.deadlines.remindMs,
      escalateMs: escalate ?? below.deadlines.escalateMs,
      expireMs: expire ?? below.deadlines.expireMs,
      quiet: quiet ?? below.deadlines.quiet,
    },
    templates: { vi: { ...below.templates.vi, ...stated(given.templates?.vi) }, en: { ...below.templates.en, ...stated(given.templates?.en) } },
    utm: given.utm === undefined ? below.utm : { source, medium, campaign },
    pairs: given.pairs ?? below.pairs,
    targets:
      given.targets?.map((target) => ({
        name: target.name,
        measure: target.followers !== undefined ? 'followers' : target.postsPerWeek !== undefined ? 'posts-per-week' : 'share',
        value: target.followers ?? target.postsPerWeek ?? target.share ?? 0,
        by: target.by ?? null,
      })) ?? below.targets,
  };
}

type Stated<T> = { [key in keyof T]?: Exclude<T[key], undefined> };

/** Without the keys that hold nothing. */
function stated<T extends object>(given: T | undefined): Stated<T> {
  const filled: Stated<T> = {};
  for (const key in given) {
    const value = given[key];
    if (isStated(value)) filled[key] = value;
  }
  return filled;
}

function isStated<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}

function timetableOf(layers: readonly GivenRules[], env: EnvironmentSettings, zone: Zone): PageTimetable {
  const given = layers.flatMap((layer) => layer.timetable ?? []);
  const times = weekOf(given.findLast((one) => one.times !== undefined)?.times) ?? env.times ?? defaultTimes;
  const gap = given.findLast((one) => one.gap !== undefined)?.gap;
  const gapMinutes = gap === undefined ? (env.gapMinutes ?? (times === 'asap' ? 0 : defaultGapMinutes)) : gap / 60_000;
  return given.reduce<PageTimetable>(withTimetable, plainTimetable({ times, gapMinutes, zone }));
}

function withTimetable(below: PageTimetable, given: GivenTimetable): PageTimetable {
  const { late, holidays, urgent, events } = given;
  return {
    times: below.times,
    gapMinutes: below.gapMinutes,
    zone: below.zone,
    mostPerDay: given.mostPerDay ?? below.mostPerDay,
    quiet: given.quiet ?? below.quiet,
    bound: given.bound ?? below.bound,
    freshness: { ...below.freshness, ...stated(given.freshness) },
    late: { windowMs: late?.window ?? below.late.windowMs, otherwise: late?.otherwise ?? below.late.otherwise },
    holidays: {
      official: holidays?.official ?? below.holidays.official,
      daysOff: holidays?.daysOff ?? below.holidays.daysOff,
      workdays: holidays?.workdays ?? below.holidays.workdays,
      times: holidays?.times ?? below.holidays.times,
      mostPerDay: holidays?.mostPerDay ?? below.holidays.mostPerDay,
    },
    urgent: { categories: urgent?.categories ?? below.urgent.categories, words: urgent?.words ?? below.urgent.words },
    events: { categories: events?.categories ?? below.events.categories, words: events?.words ?? below.events.words },
    learn: given.learn ?? below.learn,
  };
}

function weekOf(times: GivenTimetable['times']): Timetable['times'] | undefined {
  if (times === undefined || times === 'asap' || Array.isArray(times)) return times;
  const { weekdays = [], weekend = [] } = times;
  const { mon = weekdays, tue = weekdays, wed = weekdays, thu = weekdays, fri = weekdays, sat = weekend, sun = weekend } = times;
  return { mon, tue, wed, thu, fri, sat, sun } satisfies WeekTimes;
}
