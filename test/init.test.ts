/** `fanpage init` as a person meets it: on a real terminal (a pseudo-terminal of `script`), against the sandbox. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from '../adapters/sandbox/identity.ts';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { parseConfig } from '../src/config.ts';
import { createSilentLog } from '../src/log.ts';
import { watched } from './fakes/fanpage.ts';

const program = fileURLToPath(new URL('../dist/src/cli/fanpage.js', import.meta.url));
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
if (!hasTerminal) console.warn('NOT RUN: no `script` of util-linux at hand, init is not driven on a terminal');

const stage: { dir: string; sandbox: RunningSandbox | null; child: ChildProcess | null } = { dir: '', sandbox: null, child: null };
beforeEach(async () => {
  stage.dir = mkdtempSync(join(tmpdir(), 'init-'));
  stage.sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'group', log: createSilentLog() });
});
afterEach(async () => {
  stage.child?.kill('SIGKILL');
  await stage.sandbox?.stop();
  rmSync(stage.dir, { recursive: true, force: true });
});

const address = () => stage.sandbox?.address ?? '';

/** The command on a terminal; `expects` waits for a text after the last one, `types` sends a line. */
function talk() {
  const env = watched({
    TERM: 'xterm',
    LOCALE: 'en',
    HTTP_PORT: '47398',
    FACEBOOK_GRAPH_URL: `${address()}/graph`,
    TELEGRAM_API_ROOT: `${address()}/telegram`,
  });
  const child = spawn('script', ['-qefc', `${process.execPath} ${program} init`, '/dev/null'], { cwd: stage.dir, env, stdio: ['pipe', 'pipe', 'pipe'] });
  stage.child = child;
  const heard = { all: '', from: 0 };
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard.all += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const expects = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`"${text}" was not heard; heard: ${heard.all.slice(heard.from)}`)), 25_000);
      const look = () => {
        const at = heard.all.indexOf(text, heard.from);
        if (at === -1) return;
        clearTimeout(limit);
        listeners.delete(look);
        heard.from = at + text.length;
        resolve();
      };
      listeners.add(look);
      look();
    });
  const types = (line: string) => child.stdin.write(`${line}\n`);
  return { expects, types, interrupts: () => child.stdin.write('\u0003'), ended, heard: () => heard.all };
}

type Talk = ReturnType<typeof talk>;

async function answerPortal({ expects, types }: Talk): Promise<void> {
  await expects('Address of the portal');
  types(`${address()}/portal/`);
  await expects('May it be read?');
  types('y');
  await expects('Address of the portal');
  types(`${address()}/portal/`);
  await expects('Use this source?');
  types('');
}

async function answerFacebook({ expects, types }: Talk): Promise<void> {
  await expects('App id');
  types('');
  await expects('Access token');
  types('EAAwrong-token-of-nobody');
  await expects('does not take this token');
  await expects('App id');
  types(page.appId);
  await expects('App secret');
  types(page.appSecret);
  await expects('Access token');
  types(page.userToken);
  await expects('exchanged for a long-lived one');
  await expects(`Posts will go to: ${page.name}`);
}

async function answerTelegram({ expects, types }: Talk): Promise<void> {
  await expects('Bot token:');
  types('4310000001:SANDBOX-BOT-TOKEN');
  await expects('Waiting for the message');
  await new Promise((resolve) => setTimeout(resolve, 400));
  const body = JSON.stringify({ user: 1001, text: '/start@halam_sandbox_bot' });
  expect((await fetch(`${address()}/sandbox/write`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status).toBe(200);
  await expects('A message of Lan came in');
  types('y');
}

const mode = (file: string) => statSync(join(stage.dir, file)).mode & 0o777;
const read = (file: string) => readFileSync(join(stage.dir, file), 'utf8');

describe.skipIf(!hasTerminal)('init', () => {
  it('asks, checks every answer, writes both files for their owner alone, and ends with doctor', { timeout: 60_000 }, async () => {
    const one = talk();
    await one.expects('Language');
    one.types('en');
    await answerPortal(one);
    await answerFacebook(one);
    await answerTelegram(one);
    await one.expects('Posting times');
    one.types('7 o’clock');
    await one.expects('Write times as');
    one.types('08:00, 17:30');
    await one.expects('Wrote .env');
    await one.expects('Wrote newsroom.yaml');
    await one.expects('Checking everything');
    expect(await one.ended).toBe(0);
    expect(one.heard()).toContain('✔');
    expect(one.heard()).not.toContain('✖');
    // What was typed as a secret was not shown.
    for (const secret of [page.userToken, page.appSecret, page.token, 'SANDBOX-BOT-TOKEN', 'EAAwrong']) expect(one.heard()).not.toContain(secret);
    expect([mode('.env'), mode('newsroom.yaml')]).toEqual([0o600, 0o600]);
    expect(read('.env')).toContain(`FACEBOOK_PAGE_TOKEN=${page.token}`);
    expect(read('newsroom.yaml')).not.toContain('TOKEN}x');
    const environment = Object.fromEntries(
      read('.env')
        .split('\n')
        .filter((line) => /^\w+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const config = parseConfig(environment, Object.keys(environment), { path: 'newsroom.yaml', text: read('newsroom.yaml') });
    expect(config).toMatchObject({ sandbox: [], locale: 'en', staff: [{ id: 1001, role: 'admin' }], timetable: { times: ['08:00', '17:30'] } });
    expect(config.pages).toMatchObject([{ id: page.id, token: page.token, name: page.name }]);
    expect(readdirSync(stage.dir)).not.toContain('.init-draft.json');
  });

  it('loses nothing at Ctrl-C, goes on there, and replaces no file without asking', { timeout: 60_000 }, async () => {
    writeFileSync(join(stage.dir, 'newsroom.yaml'), '# mine\n');
    const first = talk();
    await first.expects('Language');
    first.types('en');
    await answerPortal(first);
    await first.expects('App id');
    first.interrupts();
    await first.expects('Stopped. No file was changed');
    expect(await first.ended).toBe(1);
    expect(readdirSync(stage.dir).sort()).toEqual(['.init-draft.json', 'newsroom.yaml']);
    expect(mode('.init-draft.json')).toBe(0o600);

    const second = talk();
    await second.expects('Going on from last time');
    await answerFacebook(second);
    await answerTelegram(second);
    await second.expects('Posting times');
    second.types('');
    await second.expects('Wrote .env');
    await second.expects('newsroom.yaml is there already');
    second.types('');
    await second.expects('Wrote newsroom.yaml.new');
    expect(await second.ended).toBe(0);
    expect(read('newsroom.yaml')).toBe('# mine\n');
    expect(read('newsroom.yaml.new')).toContain(page.id);
  });
});
