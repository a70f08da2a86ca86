// The menus of the site, from what it has.

const link = (page) => `/${page.replace(/(^|\/)index$/, '$1')}`;

const textItems = (texts, group) =>
  texts.filter((one) => one.group === group).map(({ title, page }) => ({ text: title, link: link(page) }));

/** For each module a menu of its classes and parts. */
function referenceMenus(pages) {
  const menus = {};
  for (const page of pages.filter(({ kind }) => kind === 'place')) {
    const below = [...page.parts, ...page.classes.flatMap((one) => [one, ...one.parts])];
    menus[`/api/${page.place}/`] = [
      { text: 'All modules', link: '/api/' },
      {
        text: page.place,
        items: [{ text: 'Overview', link: link(page.address) },
          ...below.map(({ title, address }) => ({ text: title.replace(`${page.place}.`, '').replace(`${page.place}: `, ''), link: link(address) }))],
      },
    ];
  }
  return menus;
}

/** The modules, those with the same beginning together; what is described elsewhere has no place here. */
function moduleMenu(pages) {
  const own = pages.filter((page) => page.kind === 'place' && page.entries.length + page.parts.length + page.classes.length > 0);
  const groups = new Map();
  for (const page of own) {
    const head = page.place.split('.').slice(0, 2).join('.');
    groups.set(head, [...groups.get(head) ?? [], page]);
  }
  const item = ({ place, address }) => ({ text: place, link: link(address) });
  return [...groups.values()].map(([first, ...rest]) =>
    (rest.length === 0 ? item(first) : { ...item(first), collapsed: true, items: rest.map(item) }));
}

/**
 * What the configuration has to know: `nav`, the line at the top, and `sidebar` by the beginning of addresses.
 * `lessons` are { text, link } already.
 */
export function menus({ texts, reference, lessons, slides }) {
  const has = (page) => texts.some((one) => one.page === page);
  const nav = [
    has('start') && { text: 'Start', link: '/start' },
    has('porting') && { text: 'From PyTorch', link: '/porting' },
    { text: 'API', link: '/api/', activeMatch: '^/api/' },
    lessons.length > 0 && { text: 'Course', link: '/course/', activeMatch: '^/course/' },
    slides && { text: 'Slides', link: '/slides/deck.html', target: '_self' },
    has('differences') && { text: 'Differences', link: '/differences' },
  ].filter((one) => one !== false);
  const guide = [
    { text: 'Guide', items: textItems(texts, 'Guide') },
    { text: 'Project', items: textItems(texts, 'Project') },
  ];
  const course = [{
    text: 'The course',
    items: [{ text: 'All lessons', link: '/course/' }, ...lessons],
  }];
  const modules = [{ text: 'Modules', items: moduleMenu(reference.pages) }];
  const sidebar = { ...referenceMenus(reference.pages), '/api/': modules };
  if (lessons.length > 0) sidebar['/course/'] = course;
  return { nav, sidebar: { ...sidebar, '/': guide } };
}
