/** A Page named at the beginning of what follows a command. Pure. */

export type NamedPage = { readonly id: string; readonly name: string };

/** The Page whose name or id the text begins with, and what follows; null: all Pages. */
export function pageIn<P extends NamedPage>(text: string, pages: readonly P[]): { readonly page: P | null; readonly rest: string } {
  // Telephones send accents composed or not.
  const given = text.normalize('NFC');
  const folded = given.toLowerCase();
  const page =
    [...pages]
      .sort((a, b) => b.name.length - a.name.length)
      .find((one) => [one.name.normalize('NFC').toLowerCase(), one.id].some((called) => folded === called || folded.startsWith(`${called} `))) ?? null;
  if (page === null) return { page, rest: given };
  const called = folded.startsWith(page.name.normalize('NFC').toLowerCase()) ? page.name.normalize('NFC') : page.id;
  return { page, rest: given.slice(called.length).trim() };
}
