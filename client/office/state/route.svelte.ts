/** Where the office is, kept in the address after `#` so that every figure's list can be linked, printed and reloaded. */

export const PAGES = [
  'outlets',
  'cases',
  'case',
  'ageing',
  'calendar',
  'devices',
  'device',
  'van',
  'repairs',
  'lending',
  'bags',
  'billers',
  'vouchers',
  'interactions',
  'analysis',
  'ratings',
  'drills',
  'loss',
  'settings',
  'setting',
  'staff',
  'retention',
  'notices',
  'openings',
] as const;
export type Page = (typeof PAGES)[number];
export interface Route {
  readonly page: Page;
  readonly query: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const page = PAGES.find((one) => one === path) ?? 'outlets';
  return { page, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Empty values are left out, so that equal places have equal addresses. */
export function linkTo(page: Page, query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  return `#/${page}${text === '' ? '' : `?${text}`}`;
}

/** The month (`YYYY-MM`) an address asks for; null = the present one, also where it names none. */
export const askedMonth = ({ month = '' }: Route['query']): string | null =>
  /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : null;

export class RouteState {
  current: Route = $state.raw({ page: 'outlets', query: {} });

  /** Follows the address bar until the page is left. */
  follow(target: Window): void {
    const read = (): void => {
      this.current = parseRoute(target.location.hash);
    };
    target.addEventListener('hashchange', read);
    read();
  }

  go(page: Page, query: Readonly<Record<string, string | null | undefined>> = {}): void {
    window.location.hash = linkTo(page, query);
  }
}
