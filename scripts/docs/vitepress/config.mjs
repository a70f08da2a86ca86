// VitePress's configuration, copied beside the pages that `npm run docs` writes; site.json there has what it found out:
// menus, title, base.

import fs from 'node:fs';

const site = JSON.parse(fs.readFileSync(new URL('site.json', import.meta.url), 'utf8'));

// Both run in the browser too, written out as text: they may use nothing from around them. A name is found as a whole
// and by its parts.
const tokenize = (text) => {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.flatMap((word) => (/[^_]_+[^_]/.test(word) ? [word, ...word.split('_')] : [word])).filter((word) => word !== '');
};
const boostDocument = (id, term, stored) => {
  const name = (stored?.title ?? '').toLowerCase();
  return name === term || name.endsWith(`.${term}`) ? 6 : 1;
};

/** What stands in folded details (schemas) is not searched. */
const searched = (source, env, md) => {
  const html = md.render(source, env);
  return env.frontmatter?.search === false ? '' : html.replace(/<details>[\s\S]*?<\/details>|<dl class="arguments">[\s\S]*?<\/dl>/g, '')
    .replace(/&lt;|&gt;|&amp;|&quot;|&#\d+;/g, ' ');
};

const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#c9481c"/>' +
  '<path d="M9 24V8l14 16V8" fill="none" stroke="#fff" stroke-width="3.4" stroke-linejoin="round"/></svg>';

export default {
  title: site.title,
  description: site.description,
  lang: 'en',
  base: site.base,
  outDir: site.outDir,
  cacheDir: './.vitepress/cache',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  appearance: true,
  metaChunk: true,
  lastUpdated: false,
  ignoreDeadLinks: true, // `npm run docs -- --check` looks at all of them, anchors too
  markdown: {
    math: true,
    anchor: { slugify: (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-') },
  },
  vite: {
    logLevel: 'warn',
    publicDir: site.publicDir,
    build: { chunkSizeWarningLimit: 20000, assetsInlineLimit: 0 },
  },
  themeConfig: {
    siteTitle: site.title,
    nav: site.nav,
    sidebar: site.sidebar,
    outline: [2, 3],
    externalLinkIcon: true,
    search: {
      provider: 'local',
      options: {
        detailedView: false,
        _render: searched,
        miniSearch: { options: { tokenize }, searchOptions: { boostDocument } },
      },
    },
  },
};
