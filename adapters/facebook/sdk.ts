/**
 * The SDK, by `require`. An `import` of a CommonJS package has Node look through its source for names first, and this one is a
 * single file of 2.3 MB: that alone took a second of each start and 20 MB for as long as the service ran.
 */
import { createRequire } from 'node:module';

const sdk: typeof import('facebook-nodejs-business-sdk') = createRequire(import.meta.url)('facebook-nodejs-business-sdk');
export const { FacebookAdsApi, Page, PagePost } = sdk;
export type FacebookAdsApi = InstanceType<typeof FacebookAdsApi>;
export type Page = InstanceType<typeof Page>;
export type PagePost = InstanceType<typeof PagePost>;
