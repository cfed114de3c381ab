import type { Config } from '../config.ts';
import { DeskError, messageOf } from '../errors.ts';
import type { Words } from '../locale/words.ts';
import { createSilentLog } from '../log.ts';
import { type Desk, openDesk, openPortal } from '../main.ts';
import type { Portal } from '../ports.ts';
import { neededScopes } from '../publishing/check-health.ts';
import type { Source } from '../source.ts';
import { dayAndTime } from '../time.ts';
import { confirmMode, readMode } from './app-mode.ts';
import type { Command } from './command.ts';
import { openSandbox } from './open-sandbox.ts';

/** `ok: null`: nothing a program can check; it does not make the whole fail. */
type Check = { readonly name: string; readonly ok: boolean; readonly detail: string; readonly fix: string | null };

/** Checks everything the desk stands on, and names for each failing thing what to do. */
export const doctor: Command = {
  options: ['confirm-live'],
  flags: [],
  positionals: [],
  run: async (input) => {
    const { words } = input;
    const confirmedBy = personIn(input.option('confirm-live'), words);
    const configured = input.config();
    const clock = () => new Date();
    const log = createSilentLog();
    const sandbox = await openSandbox(configured, { clock, log, port: 0 });
    const checks: Check[] = [];
    const note = (found: readonly Check[]) => {
      for (const check of found) {
        checks.push(check);
        input.print(`${check.ok ? '✔' : '✖'} ${check.name}: ${check.detail}${check.fix === null ? '' : `\n    ${words.command.fix(check.fix)}`}`);
      }
    };
    try {
      note(checkConfig(words, configured));
      note(await checkSources(words, await openPortal(sandbox.config), sandbox.config.sources));
      const opened = await openDesk(sandbox.config, { clock, log }).catch((error: unknown) => error);
      if (isDesk(opened)) {
        note(await checkStore(words, opened, sandbox.config));
        note(await checkFacebook(words, opened, sandbox.config, { by: confirmedBy, at: clock() }));
        note(await checkTelegram(words, opened, sandbox.config));
        await opened.close();
      } else {
        note([bad(words.doctor.store, messageOf(opened), storeFix(words, sandbox.config, opened))]);
      }
      note([
        configured.staff.length + sandbox.config.staff.length === 0
          ? bad(words.doctor.staff, words.doctor.noStaff, words.doctor.staffFix)
          : good(words.doctor.staff, words.doctor.staffCount(sandbox.config.staff.length)),
        good(words.doctor.clock, words.doctor.clockDetail(dayAndTime(clock(), sandbox.config.zone), sandbox.config.zone)),
      ]);
    } finally {
      await sandbox.stop();
    }
    const ok = checks.every((check) => check.ok);
    input.answer({ ok, checks });
    input.print(ok ? words.command.doctorOk : words.command.doctorBad);
    return ok ? 0 : 1;
  },
};

function checkConfig(words: Words, config: Config): readonly Check[] {
  const { newsroomFile, overruled, sources, pages } = config;
  const systems = config.sandbox.length === 0 ? words.doctor.real : words.doctor.sandboxed(config.sandbox.join(', '));
  return [
    good(words.doctor.config, systems),
    ...(newsroomFile === null ? [] : [good(words.doctor.config, words.doctor.newsroomFile(newsroomFile, sources.length, pages.length))]),
    ...(overruled.length === 0 ? [] : [good(words.doctor.config, words.doctor.overruled(overruled.join(', ')))]),
  ];
}

function isDesk(opened: unknown): opened is Desk {
  return typeof opened === 'object' && opened !== null && 'app' in opened;
}

function good(name: string, detail: string, fix: string | null = null): Check {
  return { name, ok: true, detail, fix };
}

function bad(name: string, detail: string, fix: string): Check {
  return { name, ok: false, detail, fix };
}

async function checkSources(words: Words, portal: Portal, sources: readonly Source[]): Promise<readonly Check[]> {
  return Promise.all(
    sources.map(async ({ url }) => {
      const name = `${words.doctor.portal} ${url}`;
      const reading = await portal.readFeed(url, null, new Date());
      if (reading.outcome === 'failed') return bad(name, `${reading.problem.kind}: ${reading.problem.detail}`, words.doctor.portalFix(reading.problem));
      return good(name, words.doctor.feedItems(reading.outcome === 'read' ? reading.items.length : 0));
    }),
  );
}

/** In the newsroom's words; what the store itself advises stands behind them. */
function storeFix(words: Words, config: Config, error: unknown): string {
  const fix = config.mongoUri === null ? words.doctor.storeEmbedded : words.doctor.storeMongo;
  return error instanceof DeskError ? `${fix} (${error.fix})` : fix;
}

async function checkStore(words: Words, desk: Desk, config: Config): Promise<readonly Check[]> {
  try {
    const { engine, detail } = await desk.ports.check();
    return [good(words.doctor.store, `${engine}, ${detail}`)];
  } catch (error) {
    return [bad(words.doctor.store, messageOf(error), storeFix(words, config, error))];
  }
}

function personIn(given: string | null, words: Words): string | null {
  if (given === null) return null;
  const name = given.trim();
  if (name.length >= 2 && name.length <= 80) return name;
  throw new DeskError(words.doctor.modeNoName, words.doctor.modeCommand, 2);
}

/** `by` null: nobody confirms anything now. */
type Confirming = { readonly by: string | null; readonly at: Date };

/** The app's mode cannot be read by a program: it is shown with how to look, and who did. */
async function checkMode(words: Words, desk: Desk, config: Config, apps: readonly string[], confirming: Confirming): Promise<Check> {
  const name = words.doctor.facebookMode;
  if (config.sandbox.includes('facebook')) return good(name, words.doctor.modeDetail);
  const app = [...new Set(apps)].sort().join(', ') || (config.facebook?.appId ?? 'unknown');
  const posting = { app, pages: desk.ports.fanPages.map((page) => page.id) };
  if (confirming.by !== null) {
    await desk.app.install();
    await confirmMode(desk.ports, posting, confirming.by, confirming.at);
  }
  const mode = await readMode(desk.ports, posting);
  const fix = `${words.doctor.modeFix} ${words.doctor.modeCommand}`;
  switch (mode.known) {
    case 'confirmed':
      return good(name, words.doctor.modeConfirmed(mode.word.by, dayAndTime(mode.word.at, config.zone)));
    case 'changed':
      return good(name, words.doctor.modeChanged(mode.word.by, dayAndTime(mode.word.at, config.zone)), fix);
    case 'never':
      return good(name, words.doctor.modeDetail, fix);
  }
}

async function checkFacebook(words: Words, desk: Desk, config: Config, confirming: Confirming): Promise<readonly Check[]> {
  const apps: string[] = [];
  const pages = await Promise.all(
    desk.ports.fanPages.map(async (page): Promise<readonly Check[]> => {
      const health = await page.health();
      const ofPage = (what: string) => (desk.ports.fanPages.length > 1 ? `${what} ${page.id}` : what);
      const pageName = ofPage(words.doctor.facebook);
      const tokenName = ofPage(words.doctor.facebookToken);
      if (health.outcome === 'no-answer') return [bad(pageName, `${words.doctor.noAnswer}: ${health.detail}`, words.doctor.networkFix)];
      if (health.outcome === 'refused') return [bad(tokenName, health.refusal.detail, words.failure({ reason: health.refusal.class, ...health.refusal }))];
      const { name, appId, valid, expiresAt, dataAccessExpiresAt, scopes } = health.value;
      if (appId !== null) apps.push(appId);
      // A dead token tells nothing about permissions.
      if (!valid) return [good(pageName, name), bad(tokenName, words.doctor.tokenBad, words.refusals.token)];
      const missing = neededScopes.filter((scope) => !scopes.includes(scope));
      return [
        good(pageName, name),
        good(tokenName, expiresAt === null ? words.doctor.tokenNever : words.doctor.tokenUntil(dayAndTime(expiresAt, config.zone))),
        ...(dataAccessExpiresAt === null ? [] : [good(tokenName, words.doctor.dataAccessUntil(dayAndTime(dataAccessExpiresAt, config.zone)))]),
        missing.length === 0
          ? good(ofPage(words.doctor.facebookPermissions), neededScopes.join(', '))
          : bad(ofPage(words.doctor.facebookPermissions), words.doctor.missingScopes(missing.join(', ')), words.doctor.scopesFix),
      ];
    }),
  );
  return [...pages.flat(), await checkMode(words, desk, config, apps, confirming)];
}

async function checkTelegram(words: Words, desk: Desk, config: Config): Promise<readonly Check[]> {
  const chats = new Set([config.telegram?.chat ?? '', ...config.pages.map((page) => page.chat)]);
  const checks = await Promise.all([...chats].map((chat) => checkChat(words, desk, chat, chats.size > 1 ? `${words.doctor.chat} ${chat}` : words.doctor.chat)));
  // The bot is one, whatever the chats.
  const known = new Set<string>();
  return checks.flat().filter((check) => {
    const key = JSON.stringify(check);
    return !known.has(key) && known.add(key);
  });
}

async function checkChat(words: Words, desk: Desk, chat: string, chatName: string): Promise<readonly Check[]> {
  const health = await desk.ports.chat.health(chat);
  switch (health.outcome) {
    case 'unknown':
      return [bad(words.doctor.telegram, `${words.doctor.noAnswer}: ${health.detail}`, words.doctor.networkFix)];
    case 'refused':
      if (health.why === 'no-connection') return [bad(words.doctor.telegram, `${words.doctor.noAnswer}: ${health.detail}`, words.doctor.networkFix)];
      if (health.why === 'bad-token') return [bad(words.doctor.telegram, health.detail, words.doctor.botFix)];
      return [bad(chatName, health.detail, words.doctor.chatFix)];
    case 'sent': {
      const { bot, chatTitle, canSend } = health.value;
      const title = chatTitle ?? chat;
      return [good(words.doctor.telegram, `@${bot}`), canSend ? good(chatName, title) : bad(chatName, title, words.doctor.chatFix)];
    }
  }
}
