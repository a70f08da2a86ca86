#!/usr/bin/env node
// Stands in for node-gyp when prebuildify calls it: the addon is built already (by CMake), so it is only put where
// prebuildify looks, alone. NODETORCH_BUILT_ADDON is the addon's path.
const fs = require('node:fs');
const path = require('node:path');

const addon = process.env.NODETORCH_BUILT_ADDON;
fs.rmSync('build/Release', { recursive: true, force: true });
fs.mkdirSync('build/Release', { recursive: true });
fs.copyFileSync(addon, path.join('build/Release', path.basename(addon)));
