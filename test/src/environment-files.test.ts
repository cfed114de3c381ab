import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { withFiles } from '../../src/environment-files.ts';

const stage = { dir: '' };
beforeEach(() => {
  stage.dir = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(stage.dir, { recursive: true, force: true });
});

const ours = (name: string) => /^(FACEBOOK|TELEGRAM|MONGODB|LOCALE)/.test(name);

function aFile(name: string, text: string): string {
  const path = join(stage.dir, name);
  writeFileSync(path, text);
  return path;
}

it('NAME_FILE names the file that holds the value', () => {
  const path = aFile('token', 'a-token\n');
  expect(withFiles({ FACEBOOK_PAGE_TOKEN_FILE: path, LOCALE: 'vi', SSL_CERT_FILE: '/nowhere' }, ours)).toMatchObject({
    environment: { FACEBOOK_PAGE_TOKEN: 'a-token', LOCALE: 'vi' },
    problems: [],
  });
});

it("systemd's credentials hold what nothing else says", () => {
  aFile('TELEGRAM_BOT_TOKEN', '1:from-credential\n');
  aFile('LOCALE', 'en');
  aFile('notes.txt', 'nothing');
  const { environment } = withFiles({ CREDENTIALS_DIRECTORY: stage.dir, LOCALE: 'vi', TELEGRAM_BOT_TOKEN: '' }, ours);
  expect(environment).toEqual({ CREDENTIALS_DIRECTORY: stage.dir, TELEGRAM_BOT_TOKEN: '1:from-credential', LOCALE: 'vi' });
});

it('what cannot be read, or is set twice, is told by key and never by value', () => {
  const path = aFile('token', 'a-token');
  const { problems } = withFiles({ FACEBOOK_PAGE_TOKEN: 'another', FACEBOOK_PAGE_TOKEN_FILE: path, MONGODB_URI_FILE: join(stage.dir, 'nowhere') }, ours);
  expect(problems).toHaveLength(2);
  expect(problems.join()).toMatch(/FACEBOOK_PAGE_TOKEN: is set as such and by FACEBOOK_PAGE_TOKEN_FILE.*MONGODB_URI_FILE: names a file/);
  expect(problems.join()).not.toMatch(/a-token|another|nowhere/);
});

it('the whole configuration takes them, with variables of newsroom.yaml too', () => {
  const newsroom = aFile('newsroom.yaml', `pages: [{id: 7, token: "\${PAGE_TOKEN_HALAM}"}]\n`);
  aFile('TELEGRAM_BOT_TOKEN', '1:from-credential');
  vi.stubEnv('CREDENTIALS_DIRECTORY', stage.dir);
  vi.stubEnv('NEWSROOM_CONFIG', newsroom);
  vi.stubEnv('PAGE_TOKEN_HALAM_FILE', aFile('page-token', 'the-page-token'));
  vi.stubEnv('TELEGRAM_CHAT_ID', '-100');
  vi.stubEnv('SANDBOX', 'portal');
  const config = loadConfig(join(stage.dir, '.env'));
  expect(config.telegram?.token).toBe('1:from-credential');
  expect(config.pages[0]?.token).toBe('the-page-token');
  vi.stubEnv('TELEGRAM_CHAT_ID_FILE', join(stage.dir, 'nowhere'));
  expect(() => loadConfig(join(stage.dir, '.env'))).toThrow('TELEGRAM_CHAT_ID_FILE: names a file that cannot be read');
});
