/** What the newsroom's selectors name on a page: settings, so that one that is wrong or outdated names nothing and breaks nothing. */
import { type Element, type Tree, within } from './markup.ts';

/** The elements that a selector names under `root` (null: the whole tree); none where it is no valid CSS. */
export function select(tree: Tree, root: Element | null, selector: string): Element[] {
  try {
    if (!/[()[\]"']/.test(selector)) return within(tree, root, selector);
    const start = root ?? tree.root().children().get(0);
    return start === undefined ? [] : tree(start).find(selector).toArray();
  } catch {
    return [];
  }
}

/** What the first selector names that names anything. */
export function chosen(tree: Tree, root: Element | null, selectors: readonly string[]): Element[] {
  for (const selector of selectors) {
    const found = select(tree, root, selector);
    if (found.length > 0) return found;
  }
  return [];
}

/** Cuts out what the selectors name, for good. */
export function cutOut(tree: Tree, selectors: readonly string[]): void {
  for (const selector of selectors) for (const element of select(tree, null, selector)) tree(element).remove();
}
