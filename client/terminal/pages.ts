/** Every page but the first ones is one later chunk: the first screen loads without it, the service worker keeps it for offline use. */
let loaded: Promise<typeof import('./Pages.svelte')> | null = null;

export const LATER_PAGES = async (): Promise<{ readonly Pages: (typeof import('./Pages.svelte'))['default'] }> => {
  loaded ??= import('./Pages.svelte');
  return { Pages: (await loaded).default };
};
