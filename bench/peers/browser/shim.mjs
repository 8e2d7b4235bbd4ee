// What the rivals' packages expect of Node in a browser.
import { Buffer } from 'buffer';
export { Buffer };
export const process = {
  env: {},
  nextTick: (work, ...args) => queueMicrotask(() => work(...args)),
  browser: true,
  version: 'v20.0.0',
  versions: {},
};
globalThis.process = process;
