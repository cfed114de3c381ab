/** The golden posts as one HTML page to review: the article on the left, its post as Facebook lays it out on the right. */

import { vi } from '../../src/locale/vi.ts';
import type { Content } from '../../src/post.ts';
import type { Golden } from './golden.ts';

const foldAt = 477;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function words(message: string): string {
  const marked = (text: string) => escaped(text).replace(/(https?:\/\/[^\s<]+)|(#[\p{L}\p{N}_]+)/gu, '<i>$&</i>');
  if (message.length <= foldAt) return `<div class="words">${marked(message)}</div>`;
  return `<div class="words">${marked(message.slice(0, foldAt))}<mark title="Xem thêm">…</mark><span class="hid">${marked(message.slice(foldAt))}</span></div>`;
}

function pictures(media: readonly string[]): string {
  const boxes = media.map((one) => {
    const [number = '', alt = ''] = one.split(' | ');
    return `<figure><b>${escaped(number)}</b><figcaption>${alt === '' ? '<em>không có mô tả</em>' : escaped(alt)}</figcaption></figure>`;
  });
  return boxes.length === 0 ? '' : `<div class="grid n${Math.min(5, boxes.length)}">${boxes.join('')}</div>`;
}

function below(content: Content, media: readonly string[]): string {
  switch (content.form) {
    case 'link': {
      const picture = content.preview === null ? '' : `<div class="picture">${escaped(content.preview.url.split('/').at(-1) ?? '')}</div>`;
      const { title = '', description = null } = content.card ?? {};
      return `<a class="card" href="${escaped(content.link)}">${picture}<span><small>${escaped(new URL(content.link).hostname.toUpperCase())}</small><strong>${escaped(title)}</strong>${description === null ? '' : `<p>${escaped(description)}</p>`}</span></a>`;
    }
    case 'photo':
      return pictures(media);
    case 'video':
      return `<div class="film ${content.as}">▶ ${content.as} · ${content.video.width}×${content.video.height} · ${content.video.seconds} s</div>`;
  }
}

function row(name: string, value: string | null | undefined): string {
  return value === null || value === undefined || value === '' ? '' : `<dt>${name}</dt><dd>${escaped(value).replaceAll('\n', '<br>')}</dd>`;
}

type Made = Awaited<ReturnType<Golden['make']>>;

function entry(golden: Golden, { post, content, warnings }: Made): string {
  const { article, id, shows, expected } = golden;
  const differs = JSON.stringify(post) !== JSON.stringify(expected);
  const images = article.images.map((image, place) => `${place + 1}. ${image.caption ?? '–'}`).join('\n');
  return `<section id="${id}"${differs ? ' class="differs"' : ''}>
<h3><a href="#${id}">${id}</a> ${escaped(shows)}</h3>
<div class="pair"><dl>${row('title', article.title)}${row('lead', article.lead)}${row('body', article.body)}${row('pictures', images)}${row('video', article.video)}${row('credit', article.credit)}${row('author', article.author)}${row('categories', article.categories.join(', '))}</dl>
<div class="post"><header><b>Hà Lâm</b><small>1 giờ · 🌐</small></header>${words(post.message)}${below(content, post.media)}<footer>${warnings.map((warning) => `<p>⚠️ ${escaped(vi.warning(warning))}</p>`).join('')}</footer></div></div>
${differs ? `<pre>${escaped(JSON.stringify(expected, null, 1))}</pre>` : ''}</section>`;
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1180px;padding:20px;background:#f0f2f5;color:#1c1e21}h2{margin:40px 0 0}h3{font-size:15px;font-weight:600;margin:28px 0 8px}h3 a{color:#9c1c1c;margin-right:8px}
.pair{display:grid;grid-template-columns:1fr 500px;gap:24px;align-items:start}dl{margin:0;display:grid;grid-template-columns:80px 1fr;gap:4px 12px;font-size:14px}dt{color:#65676b}dd{margin:0}
.post{background:#fff;border-radius:8px;box-shadow:0 1px 2px #0003;overflow:hidden}.post header{padding:12px 16px 6px}.post header small{display:block;color:#65676b}.words{padding:4px 16px 12px;white-space:pre-line;overflow-wrap:anywhere}.words i{color:#0064d1;font-style:normal}.hid{color:#8a8d91}
.card{display:block;background:#f0f2f5;color:inherit;text-decoration:none}.card span{display:block;padding:10px 16px}.card small{color:#65676b}.card strong{display:block}.card p{margin:0;color:#65676b;font-size:14px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.picture{aspect-ratio:1.91;background:#cfd8dc;display:grid;place-items:center;color:#546e7a}
.grid{display:grid;gap:3px;grid-template-columns:1fr 1fr}.grid.n1{grid-template-columns:1fr}figure{margin:0;background:#cfd8dc;padding:28px 12px;text-align:center;font-size:13px}figure b{font-size:24px;color:#546e7a}.film{background:#000;color:#fff;display:grid;place-items:center;aspect-ratio:1.78}.film.reel{aspect-ratio:.8}
footer p{margin:0;padding:6px 16px;font-size:13.5px;background:#fff8e1}.differs{outline:3px solid #d32f2f;padding:8px}@media(max-width:900px){.pair{grid-template-columns:1fr}}`;

/** `made` in the order of `golden`. What differs from the expected post is framed in red, with what was expected below it. */
export function goldenPage(golden: readonly Golden[], made: readonly Made[]): string {
  const files = [...new Set(golden.map(({ file }) => file))];
  const parts = files.map((file) => {
    const entries = golden.flatMap((one, place) => {
      const result = made[place];
      return one.file === file && result !== undefined ? [entry(one, result)] : [];
    });
    return `<h2>${escaped(file.replace('.yaml', ''))} · ${entries.length}</h2>${entries.join('\n')}`;
  });
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Golden posts</title><style>${style}</style><h1>${golden.length} golden posts</h1>${parts.join('\n')}</html>\n`;
}
