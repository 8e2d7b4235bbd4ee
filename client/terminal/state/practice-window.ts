import { PREFERENCES_KEY } from './preferences.ts';
import type { TerminalWindow } from './terminal.svelte.ts';

/** Addresses of practice begin with this: opened anew, such an address is the real terminal's first page. */
export const PRACTICE_PATH = '/practice';

/**
 * The window as practice may use it: what it remembers lies in memory, its addresses are its own. How things are shown
 * is taken over from the real terminal and not given back.
 */
export function practiceWindow(real: Window): TerminalWindow {
  const kept = new Map<string, string>();
  const shown = real.localStorage.getItem(PREFERENCES_KEY);
  if (shown !== null) kept.set(PREFERENCES_KEY, shown);
  const at = (url?: string | URL | null): string => `${PRACTICE_PATH}${String(url ?? '/')}`;
  return {
    localStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    location: {
      get pathname() {
        const { pathname } = real.location;
        return pathname.startsWith(PRACTICE_PATH) ? pathname.slice(PRACTICE_PATH.length) || '/' : '/';
      },
      get search() {
        return real.location.pathname.startsWith(PRACTICE_PATH) ? real.location.search : '';
      },
    },
    history: {
      pushState: (data, unused, url) => real.history.pushState(data, unused, at(url)),
      replaceState: (data, unused, url) => real.history.replaceState(data, unused, at(url)),
      back: () => real.history.back(),
    },
    setInterval: (what, ms) => real.setInterval(what, ms),
    addEventListener: (type, listener) => real.addEventListener(type, listener),
  };
}
