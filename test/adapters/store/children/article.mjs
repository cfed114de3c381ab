/** A whole article for the child processes; `letters` makes it span pages of the file. */
export function article(id, key, letters) {
  return {
    id,
    rev: 0,
    key,
    source: 'https://tinh.example/rss',
    collectedAt: new Date(0),
    progress: { state: 'collected' },
    pageTries: 0,
    notBefore: null,
    url: `https://tinh.example/${id}`,
    title: `Bài ${id}`,
    lead: null,
    publishedAt: new Date(0),
    precision: 'instant',
    images: [],
    video: null,
    kind: 'news',
    credit: null,
    language: 'vi',
    categories: [],
    body: 'ế'.repeat(letters),
  };
}
