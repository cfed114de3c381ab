import type { Language } from '../article.ts';
import type { Locale } from '../config.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Every word that staff or readers see, in one language. */
export type Words = typeof vi;

export function wordsIn(locale: Locale): Words {
  switch (locale) {
    case 'vi':
      return vi;
    case 'en':
      return en;
  }
}

type Speaker = { readonly language?: Language | null };

/** The language that the newsroom knows somebody to speak, else that of the person's Telegram, else the newsroom's own. */
export function wordsFor(member: Speaker | null | undefined, user: Speaker | null | undefined, words: Words): Words {
  const language = member?.language ?? user?.language ?? null;
  return language === null ? words : wordsIn(language);
}
