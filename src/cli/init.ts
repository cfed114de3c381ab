import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { findPages } from '../../adapters/facebook/tokens.ts';
import { findBot, findChat } from '../../adapters/telegram/find-chat.ts';
import { type Locale, loadConfig, loadOutside, type Outside, parseConfig } from '../config.ts';
import { DeskError } from '../errors.ts';
import { wordsIn } from '../locale/words.ts';
import { openPortal } from '../main.ts';
import { hideSecrets } from '../secrets.ts';
import { addMs, minute } from '../time.ts';
import type { Command, CommandInput } from './command.ts';
import { type Answers, answersOf, environmentText, newsroomText } from './init-files.ts';
import { Interrupted, openTerminal, type Terminal } from './terminal.ts';

/** What was answered so far: whoever is interrupted goes on there. It holds secrets, so only its owner may read it. */
const draftFile = '.init-draft.json';

/** Set-up by talking: asks, checks each answer with the system it is for, writes .env and newsroom.yaml, and ends with doctor. */
export const init: Command = {
  options: [],
  flags: [],
  positionals: [],
  run: async (input) => {
    if (input.json) throw new DeskError(input.words.command.init.noJson, 'npm run -s fanpage -- init', 2);
    const terminal = openTerminal(process.stdin, process.stdout);
    try {
      return await talk(input, terminal);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      terminal.say(`\n${input.words.command.init.interrupted}`);
      return 1;
    } finally {
      terminal.close();
    }
  },
};

type Talk = { readonly terminal: Terminal; readonly words: ReturnType<typeof wordsIn>['command']['init']; readonly outside: Outside };

async function talk(input: CommandInput, terminal: Terminal): Promise<number> {
  const outside = loadOutside();
  const kept = await readDraft();
  const locale = kept.locale ?? (await askLocale(terminal, input.locale));
  const words = wordsIn(locale).command.init;
  const all: Talk = { terminal, words, outside };
  terminal.say(words.welcome);
  if (Object.keys(kept).length > 0) terminal.say(words.goesOn);
  let answers: Answers = { ...kept, locale };
  const steps: readonly ((one: Talk, known: Answers) => Promise<Partial<Answers>>)[] = [askPortal, askFacebook, askTelegram, askTimes];
  for (const step of steps) {
    answers = { ...answers, ...(await step(all, answers)) };
    await writeFile(draftFile, JSON.stringify(answers), { mode: 0o600 });
  }
  const written = await writeFiles(all, answers);
  await rm(draftFile, { force: true });
  if (!written) return 0;
  terminal.say(words.doctor);
  terminal.close();
  const { doctor } = await import('./doctor.ts');
  return doctor.run({ ...input, words: wordsIn(locale), locale, config: () => loadConfig() });
}

async function readDraft(): Promise<Answers> {
  try {
    return answersOf(JSON.parse(await readFile(draftFile, 'utf8')));
  } catch {
    return {};
  }
}

// ---------------------------------------------------------------- the questions

async function askLocale(terminal: Terminal, fallback: Locale): Promise<Locale> {
  for (;;) {
    const given = await terminal.ask(`Ngôn ngữ / Language (vi, en) [${fallback}]:`);
    if (given === '') return fallback;
    if (given === 'vi' || given === 'en') return given;
  }
}

/** Enter is yes, unless `otherwise` says no. */
async function isYes({ terminal, words }: Talk, question: string, otherwise: 'yes' | 'no' = 'yes'): Promise<boolean> {
  const given = (await terminal.ask(`${question} ${otherwise === 'yes' ? words.yesNo : words.noYes}`)).toLowerCase();
  if (given === '') return otherwise === 'yes';
  return /^(c|có|y|yes)$/.test(given);
}

async function askPortal(talk: Talk, known: Answers): Promise<Partial<Answers>> {
  const { terminal, words } = talk;
  if (known.feed !== undefined) return {};
  const hosts = new Set(known.privateHosts);
  for (;;) {
    const given = await terminal.ask(words.portal);
    const url = /^https?:\/\//.test(given) ? given : `https://${given}`;
    if (given === '' || !URL.canParse(url)) continue;
    const config = parseConfig({ PORTAL_FEEDS: url, SANDBOX: 'facebook,telegram', ALLOW_PRIVATE_HOSTS: [...hosts].join(',') });
    const reading = await (await openPortal(config)).readFeed(url, null, new Date());
    if (reading.outcome === 'failed') {
      const { problem } = reading;
      terminal.say(wordsIn(known.locale ?? 'vi').doctor.portalFix(problem));
      const host = new URL(url).hostname;
      if (problem.kind === 'address' && !hosts.has(host) && (await isYes(talk, words.allowHost(host), 'no'))) {
        hosts.add(host);
        terminal.say(words.onceMore);
      }
      continue;
    }
    if (reading.outcome !== 'read' || reading.items.length === 0) {
      terminal.say(words.noArticles);
      continue;
    }
    const feed = reading.found?.url ?? url;
    terminal.say(words.found(feed, reading.items.length));
    for (const { article } of reading.items.slice(0, 3)) terminal.say(`  · ${article.title}`);
    if (await isYes(talk, words.useIt)) return { feed, privateHosts: [...hosts] };
  }
}

async function askFacebook({ terminal, words, outside }: Talk, known: Answers): Promise<Partial<Answers>> {
  if (known.page !== undefined) return {};
  terminal.say(words.facebook);
  for (;;) {
    const appId = await terminal.ask(words.appId);
    if (appId !== '' && !/^\d{1,20}$/.test(appId)) continue;
    const appSecret = appId === '' ? '' : await terminal.askSecret(words.appSecret);
    const token = await terminal.askSecret(words.token);
    if (token === '') continue;
    const app = appId === '' || appSecret === '' ? { appId: null, appSecret: null } : { appId, appSecret };
    const found = await findPages({ ...outside, ...app, token });
    if (found.outcome !== 'found') {
      terminal.say(found.outcome === 'refused' ? words.tokenRefused(hideSecrets(found.detail, [token])) : words.noAnswer(hideSecrets(found.detail, [token])));
      continue;
    }
    if (found.lasting) terminal.say(words.exchanged);
    for (const [index, page] of found.pages.entries()) terminal.say(`  ${index + 1}. ${page.name} (${page.id})`);
    const page = found.pages.length === 1 ? found.pages[0] : await choose(terminal, words.whichPage, found.pages);
    if (page === undefined) continue;
    terminal.say(words.pageChosen(page.name));
    return { page, ...(app.appId === null ? {} : { app }) };
  }
}

async function choose<T>(terminal: Terminal, question: string, from: readonly T[]): Promise<T | undefined> {
  for (;;) {
    const number = Number(await terminal.ask(question));
    if (Number.isInteger(number) && number >= 1 && number <= from.length) return from[number - 1];
  }
}

/** So long somebody has time to find the phone. */
const searchLasts = 5 * minute;

async function askTelegram(talk: Talk, known: Answers): Promise<Partial<Answers>> {
  const { terminal, words, outside } = talk;
  if (known.chat !== undefined) return {};
  terminal.say(words.telegram);
  for (;;) {
    const token = known.botToken ?? (await terminal.askSecret(words.botToken));
    const place = { apiRoot: outside.apiRoot, token };
    const bot = await findBot(place);
    if (bot.outcome === 'failed') {
      terminal.say(words.botRefused(hideSecrets(bot.detail, [token])));
      continue;
    }
    terminal.say(words.writeToBot(bot.name));
    const search = await findChat(place, addMs(new Date(), searchLasts));
    if (search.outcome === 'failed') terminal.say(words.botRefused(hideSecrets(search.detail, [token])));
    if (search.outcome === 'nobody') terminal.say(words.nobodyWrote);
    if (search.outcome !== 'found') continue;
    const { chat, title, user } = search.found;
    if (await isYes(talk, words.chatFound(title ?? user.name, user.name))) return { botToken: token, chat, staff: user };
  }
}

async function askTimes({ terminal, words }: Talk, known: Answers): Promise<Partial<Answers>> {
  if (known.times !== undefined) return {};
  const usual = '07:00, 09:30, 11:30, 14:00, 17:00, 20:00';
  for (;;) {
    const given = await terminal.ask(`${words.times} [${usual}]:`);
    const times = (given === '' ? usual : given).split(',').map((time) => time.trim());
    if (times.every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time))) return { times: [...new Set(times)].sort() };
    terminal.say(words.timesWrong);
  }
}

// ---------------------------------------------------------------- the files

/** false: nothing holds yet, because what is there was to stay. */
async function writeFiles(talk: Talk, answers: Answers): Promise<boolean> {
  const environment = await put(talk, '.env', environmentText(answers, talk.outside));
  const newsroom = await put(talk, 'newsroom.yaml', newsroomText(answers));
  return environment && newsroom;
}

/** Whole or not at all, readable by its owner alone. A file that is there stays unless somebody says otherwise, and is kept beside then. */
async function put(talk: Talk, file: string, text: string): Promise<boolean> {
  const { terminal, words } = talk;
  const there = (await stat(file).catch(() => null)) !== null;
  const replace = !there || (await isYes(talk, words.overwrite(file), 'no'));
  const target = replace ? file : `${file}.new`;
  const draft = `${target}.tmp`;
  await rm(draft, { force: true });
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  if (there && replace) {
    const old = `${file}.${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
    await rename(file, old);
    terminal.say(words.keptOld(old));
  }
  await rename(draft, target);
  terminal.say(words.written(target));
  return replace;
}
