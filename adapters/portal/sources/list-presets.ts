/** How the lists of the common portal systems are built, as data: each has several forms, tried in their order. */
import type { ListSelectors, PortalSystem } from '../../../src/source.ts';

type Given = Pick<ListSelectors, 'item'> & Partial<ListSelectors>;

function preset(given: Given): ListSelectors {
  return { link: [], title: [], lead: [], date: [], image: [], ...given };
}

const commonLead = ['.sapo', '.lead', '.summary', '.description', '.desc', '.tomtat', '.tom-tat', '.trichdan', '.trich-dan'];
const commonDate = ['time', '.date', '.time', '.ngay', '.ngaydang', '.ngay-dang', '.publish-date', '.news-date'];

/** Liferay's own asset publisher and search container first, then what VNPT-Portal and provincial themes make of it. */
const liferay = [
  preset({
    item: '.asset-abstract',
    link: ['.asset-title a[href]', '.asset-more a[href]'],
    title: ['.asset-title'],
    lead: ['.asset-summary', '.asset-content .asset-summary'],
    date: ['.metadata-publish-date', '.metadata-display-date', '.asset-metadata .metadata-entry', '.asset-user-actions .date'],
    image: ['.asset-small-image img', 'img'],
  }),
  preset({ item: '.portlet-asset-publisher .asset-full-content', link: ['.asset-title a[href]'], title: ['.asset-title'] }),
  preset({
    item: '.portlet-asset-publisher li, .portlet-asset-publisher tbody tr',
    link: ['a[href*="/-/"]', 'a[href*="/content/"]', 'a[href]'],
    lead: [...commonLead, '.asset-summary'],
    date: commonDate,
  }),
  preset({ item: '.list-news > li, .list-news > .item, .news-list > li, .news-list > .item', lead: commonLead, date: commonDate }),
  preset({ item: '.lfr-search-container .entry, .search-results .entry', link: ['a[href]'], date: commonDate }),
];

const sharepoint = [
  preset({
    item: '.dfwp-item',
    link: ['.link-item a[href]', 'a[href]'],
    title: ['.link-item a', '.item-title', 'h2', 'h3'],
    lead: ['.description', ...commonLead],
    date: commonDate,
  }),
  preset({ item: '.news-item, .item-news, .newsitem', lead: commonLead, date: commonDate }),
  preset({
    item: '[id*="divListNews"] > div, [id*="ListNews"] > li, .ListNews > div',
    link: ['a[href*="nid="]', 'a[href*="ItemID="]', 'a[href]'],
    lead: commonLead,
    date: commonDate,
  }),
  preset({ item: 'tr.ms-itmhover, table.ms-listviewtable tr', link: ['a[href*="ID="]', 'a[href]'], date: ['td.ms-vb2 nobr', 'nobr', '.ms-vb2'] }),
];

const wordpress = [
  preset({
    item: 'article.post, article.type-post, .type-post, li.wp-block-post, .post.hentry',
    link: ['.entry-title a[href]', '.post-title a[href]', '.wp-block-post-title a[href]', 'a[rel="bookmark"]'],
    title: ['.entry-title', '.post-title', '.wp-block-post-title'],
    lead: ['.entry-summary', '.post-excerpt', '.wp-block-post-excerpt', '.entry-content p', '.excerpt'],
    date: ['time.published', 'time[datetime]', '.entry-date', '.post-date', '.posted-on', '.date'],
    image: ['.post-thumbnail img', '.wp-post-image', 'img'],
  }),
  preset({
    item: '.td_module_wrap, .jeg_post, .post-item, .blog-post',
    title: ['.entry-title', '.jeg_post_title', '.post-title'],
    lead: ['.td-excerpt', '.jeg_post_excerpt', '.from_the_blog_excerpt', '.excerpt'],
    date: ['time[datetime]', '.jeg_meta_date', '.post-date', '.date'],
  }),
];

const drupal = [
  preset({
    item: '.view-content .views-row, .view-content li.views-row, .view-content tbody tr',
    link: ['.views-field-title a[href]', '.field--name-title a[href]', 'h2 a[href]', 'h3 a[href]', 'a[href]'],
    title: ['.views-field-title', '.node__title', '.field--name-title'],
    lead: ['.views-field-body', '.field--name-body', '.views-field-field-summary', '.views-field-field-tom-tat', '.field-name-body'],
    date: ['time[datetime]', '.views-field-created', '.field--name-created', '.submitted', '.date-display-single', '.views-field-field-date'],
    image: ['.views-field-field-image img', 'img'],
  }),
  preset({
    item: 'article.node--view-mode-teaser, .node-teaser',
    title: ['.node__title', 'h2'],
    lead: ['.field--name-body', '.field-name-body'],
    date: ['time[datetime]', '.submitted'],
  }),
];

const newspaper = [
  preset({
    item: '.box-category-item, .box-stream-item, .list__news > .item, .timeline .story, article.item-news, article.article-item, article.story, .tlitem, .knswli',
    title: ['.box-category-link-title', '.title-news', '.article-title', '.story__title', '.story__heading', '.article__headline', '.knswli-title', 'h3', 'h2'],
    lead: ['.box-category-sapo', '.description', '.sapo', '.story__summary', '.article-excerpt', '.knswli-sapo', ...commonLead],
    date: ['[title].time-ago', '.time-ago', 'time', '.time-public', '.story__time', '.time-count', '.box-category-time', ...commonDate],
    image: ['img'],
  }),
];

export const listPresets: Readonly<Record<PortalSystem, readonly ListSelectors[]>> = { liferay, sharepoint, wordpress, drupal, newspaper };
