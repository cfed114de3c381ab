/** The sections an article stands in: breadcrumb, a category beside the title, else what the page tells machines. */
import { type Element, lineOf, type Tree, within } from './markup.ts';
import type { Metadata } from './page-metadata.ts';
import { folded } from './text.ts';

const home = /^(?:trang chủ|trang nhất|home|home page|homepage|đầu trang|index|bạn đang ở đây|you are here)$/;
const crumbs = '[class*="crumb" i],[id*="crumb" i],[itemtype*="BreadcrumbList"],.duong-dan,.duongdan,.path,[class*="sitemappath" i],[id*="sitemappath" i]';

function leaves(tree: Tree, element: Element): string[] {
  const items = within(tree, element, 'a,li,span')
    .slice(0, 60)
    .filter((item) => within(tree, item, 'a,li,span').length === 0);
  return items.map(lineOf);
}

export function findCategories(tree: Tree, scope: Element | null, title: string, metadata: Metadata): string[] {
  const trail =
    within(tree, null, crumbs)
      .map((element) => leaves(tree, element))
      .find((names) => names.length > 0) ?? [];
  const beside =
    trail.length > 0
      ? []
      : within(
          tree,
          scope,
          '[rel~="category"],[data-role="cate-name"],.detail-cate,.category,.cate-name,.cat-name,.category-name,.article-category,.chuyen-muc,.chuyenmuc',
        )
          .slice(0, 3)
          .map(lineOf);
  const names = [...trail, ...beside, ...metadata.sections, ...(trail.length + beside.length + metadata.sections.length > 0 ? [] : metadata.crumbs)].map(
    (name) => name.replace(/^[\s>»/|›:-]+|[\s>»/|›:-]+$/g, '').replace(/^(?:chuyên mục|danh mục|thể loại|category|section)\s{0,3}:\s{0,3}/i, ''),
  );
  const unique = new Map<string, string>();
  for (const name of names) {
    const plain = folded(name);
    if (plain === '' || name.length > 80 || home.test(plain) || plain === folded(title) || unique.has(plain)) continue;
    unique.set(plain, name);
  }
  return [...unique.values()];
}
