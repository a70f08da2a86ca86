// What require() gives where it loads ES modules; for TypeScript's node16, of which it would be an error, too.
// @ts-ignore TS1479
export * from '../../../dist/index.js';
