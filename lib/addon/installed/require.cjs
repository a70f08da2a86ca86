// What `require('nodetorch')` comes to where require() cannot load ES modules, which nodetorch is made of.
throw new Error(
  "require('nodetorch') wants a require() that loads ES modules: that of Node 20.19, 22.12 or newer. Elsewhere: " +
    "await import('nodetorch'). In jest, whose require() loads none: run it with " +
    'NODE_OPTIONS=--experimental-vm-modules, and import nodetorch in tests that are ES modules.');
