// Which libtorch this project is made for. The addon is tied to one minor version: its C++ ABI changes with each.

export const PINNED = '2.15.0';
export const WINDOW = { oldest: '2.11.0', newest: '2.15.0' };

/** '2.15.0+cu132' -> '2.15' */
export const minorOf = (version) => version.split('.').slice(0, 2).join('.');

const rank = (version) => {
  const [major, minor, patch] = version.split(/[.+]/).map(Number);
  return major * 1e6 + minor * 1e3 + (patch || 0);
};

export const compareVersions = (a, b) => rank(a) - rank(b);

export const inWindow = (version) =>
  rank(minorOf(version)) >= rank(minorOf(WINDOW.oldest)) && rank(minorOf(version)) <= rank(minorOf(WINDOW.newest));
