// Before the tests of every vitest, and again before each rerun of one that watches: whatever of the addon and of
// dist/ is out of date is built, so that nothing old is tested. What does not compile ends the run.

import { prepareCheckout } from './prepare_checkout.mjs';

export async function setup(project) {
  const build = () => prepareCheckout(undefined, { install: false });
  await build();
  project.onTestsRerun(build);
}
