/** The page's own files: no build step, nothing from outside. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Answer, typed } from './answers.ts';

const require = createRequire(import.meta.url);
const font = (name: string) => `@expo-google-fonts/be-vietnam-pro/${name}/BeVietnamPro_${name}.ttf`;
const policy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

type PageFile = { readonly type: string; readonly read: () => Uint8Array };

const own = (name: string, type: string): PageFile => ({ type, read: () => readFileSync(new URL(`./page/${name}`, import.meta.url)) });
const ofPackage = (name: string): PageFile => ({ type: 'font/ttf', read: () => readFileSync(require.resolve(font(name))) });

const files: ReadonlyMap<string, PageFile> = new Map([
  ['/', own('index.html', 'text/html; charset=utf-8')],
  ['/page.css', own('page.css', 'text/css; charset=utf-8')],
  ['/page.js', own('page.js', 'text/javascript; charset=utf-8')],
  ['/font-400.ttf', ofPackage('400Regular')],
  ['/font-600.ttf', ofPackage('600SemiBold')],
  ['/font-700.ttf', ofPackage('700Bold')],
]);

/** The file at a path of the page; null when there is none. */
export function pageFile(pathname: string): Answer | null {
  const file = files.get(pathname);
  if (file === undefined) return null;
  const cache = file.type === 'font/ttf' ? 'max-age=86400' : 'no-cache';
  return typed(200, file.type, file.read(), {
    'cache-control': cache,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
}
