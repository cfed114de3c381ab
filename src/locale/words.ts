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
