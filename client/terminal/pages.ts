import type PagesComponent from './Pages.svelte';

/** Every page but the first ones is one later chunk: the first screen loads without it, the service worker keeps it for offline use. */
type Loaded = { readonly default: typeof PagesComponent };
let loaded: Promise<Loaded> | null = null;

export const LATER_PAGES = async (): Promise<{ readonly Pages: typeof PagesComponent }> => {
  loaded ??= import('./Pages.svelte');
  return { Pages: (await loaded).default };
};
