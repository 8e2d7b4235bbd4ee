/**
 * Addresses of the terminal's pages. Every page can be opened by its address with no network.
 * `parseRoute(pathOf(route))` is the same route; an address nobody knows is `not_found`.
 */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'find'; readonly purpose: Purpose; readonly query: string }
  | { readonly page: 'customer'; readonly id: string }
  | { readonly page: 'deposit'; readonly customer: string | null; readonly account: string | null }
  | { readonly page: 'withdraw'; readonly customer: string; readonly account: string | null }
  | { readonly page: 'elsewhere'; readonly direction: 'in' | 'out'; readonly account: string }
  | { readonly page: CustomerAct; readonly customer: string }
  | { readonly page: 'refund'; readonly entry: string }
  | { readonly page: 'agency' | 'agency_hand' }
  | { readonly page: 'remit'; readonly act: 'send' | 'pay' | 'back'; readonly customer: string | null }
  | { readonly page: 'repay'; readonly of: string }
  | { readonly page: 'customer_new' }
  | { readonly page: 'customer_fetch' }
  | { readonly page: 'customer_edit'; readonly id: string }
  | { readonly page: 'journal' }
  | { readonly page: 'entry'; readonly seq: number }
  | { readonly page: 'reverse'; readonly seq: number }
  | { readonly page: 'done'; readonly seq: number }
  | { readonly page: 'request'; readonly seq: number }
  | { readonly page: 'deal'; readonly seq: number }
  | { readonly page: 'till' }
  | { readonly page: 'day' }
  | { readonly page: 'catch_up' }
  | { readonly page: 'cash' }
  | { readonly page: 'vouchers' }
  | { readonly page: 'paper' }
  | { readonly page: 'cases' }
  | { readonly page: 'notices' }
  | { readonly page: 'sync' }
  | { readonly page: 'van' }
  | { readonly page: 'repair' }
  | { readonly page: 'more' }
  | { readonly page: 'not_found' };

/** Pages of one customer that need nothing but the customer. */
const CUSTOMER_ACTS = [
  'loss',
  'transfer',
  'payee',
  'close',
  'open',
  'passbook',
  'consent',
  'stops',
  'identity',
] as const;
type CustomerAct = (typeof CUSTOMER_ACTS)[number];

/** What happens with the customer who is found. */
export type Purpose = 'open' | 'deposit' | 'withdraw' | 'loss';
const PURPOSES: readonly Purpose[] = ['open', 'deposit', 'withdraw', 'loss'];

const query = (values: Readonly<Record<string, string | null>>): string => {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};
const seg = encodeURIComponent;

export function pathOf(route: Route): string {
  switch (route.page) {
    case 'home':
      return '/';
    case 'find':
      return `/find/${route.purpose}${query({ q: route.query })}`;
    case 'customer':
      return `/customers/${seg(route.id)}`;
    case 'customer_new':
      return '/customers/new';
    case 'customer_fetch':
      return '/customers/fetch';
    case 'customer_edit':
      return `/customers/${seg(route.id)}/edit`;
    case 'loss':
    case 'identity':
    case 'stops':
    case 'payee':
    case 'transfer':
    case 'close':
    case 'open':
    case 'passbook':
    case 'consent':
      return `/customers/${seg(route.customer)}/${route.page}`;
    case 'withdraw':
      return `/customers/${seg(route.customer)}/withdraw${query({ account: route.account })}`;
    case 'deposit':
      return route.customer === null
        ? '/deposit'
        : `/customers/${seg(route.customer)}/deposit${query({ account: route.account })}`;
    case 'remit':
      return `/remit/${route.act}${query({ customer: route.customer })}`;
    case 'refund':
      return `/refund/${seg(route.entry)}`;
    case 'repay':
      return `/repay/${seg(route.of)}`;
    case 'elsewhere':
      return `/elsewhere/${route.direction}${query({ account: route.account })}`;
    case 'entry':
      return `/journal/${route.seq}`;
    case 'reverse':
    case 'done':
    case 'request':
    case 'deal':
      return `/journal/${route.seq}/${route.page}`;
    case 'not_found':
      return '/not-found';
    default:
      return `/${route.page}`;
  }
}

const NOT_FOUND: Route = { page: 'not_found' };

function customerRoute(id: string, action: string | undefined, params: URLSearchParams): Route {
  const account = params.get('account');
  if (action === undefined && id === 'new') return { page: 'customer_new' };
  if (action === undefined && id === 'fetch') return { page: 'customer_fetch' };
  if (action === undefined) return { page: 'customer', id };
  if (action === 'edit') return { page: 'customer_edit', id };
  const act = CUSTOMER_ACTS.find((one) => one === action);
  if (act !== undefined) return { page: act, customer: id };
  if (action === 'deposit') return { page: 'deposit', customer: id, account };
  if (action === 'withdraw') return { page: 'withdraw', customer: id, account };
  return NOT_FOUND;
}

function journalRoute(seq: number, action: string | undefined): Route {
  if (!Number.isSafeInteger(seq) || seq < 1) return NOT_FOUND;
  if (action === undefined) return { page: 'entry', seq };
  if (action === 'reverse' || action === 'done' || action === 'request' || action === 'deal')
    return { page: action, seq };
  return NOT_FOUND;
}

/** @param path pathname and search, such as `/customers/17/deposit?account=20`. */
export function parseRoute(path: string): Route {
  const url = new URL(path, 'http://terminal');
  const [first, second, third] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  switch (first) {
    case undefined:
    case 'index.html':
      return { page: 'home' };
    case 'find': {
      const purpose = PURPOSES.find((one) => one === second) ?? 'open';
      return { page: 'find', purpose, query: url.searchParams.get('q') ?? '' };
    }
    case 'customers':
      return second === undefined ? NOT_FOUND : customerRoute(second, third, url.searchParams);
    case 'elsewhere':
      return second === 'in' || second === 'out'
        ? { page: 'elsewhere', direction: second, account: url.searchParams.get('account') ?? '' }
        : NOT_FOUND;
    case 'deposit':
      return { page: 'deposit', customer: null, account: null };
    case 'remit':
      return {
        page: 'remit',
        act: second === 'pay' || second === 'back' ? second : 'send',
        customer: url.searchParams.get('customer'),
      };
    case 'refund':
      return second === undefined ? NOT_FOUND : { page: 'refund', entry: second };
    case 'repay':
      return second === undefined ? NOT_FOUND : { page: 'repay', of: second };
    case 'journal':
      return second === undefined ? { page: 'journal' } : journalRoute(Number(second), third);
    case 'till':
    case 'day':
    case 'catch_up':
    case 'cash':
    case 'vouchers':
    case 'paper':
    case 'agency':
    case 'agency_hand':
    case 'cases':
    case 'notices':
    case 'sync':
    case 'van':
    case 'repair':
    case 'more':
      return { page: first };
    default:
      return NOT_FOUND;
  }
}

/** The menu entry a page belongs to. */
export function sectionOf(route: Route): 'home' | 'journal' | 'till' | 'sync' | 'more' {
  switch (route.page) {
    case 'journal':
    case 'entry':
    case 'reverse':
    case 'request':
    case 'deal':
      return 'journal';
    case 'day':
    case 'catch_up':
    case 'cash':
    case 'vouchers':
      return 'till';
    case 'van':
    case 'repair':
      return 'sync';
    case 'paper':
    case 'notices':
      return 'more';
    case 'cases':
    case 'refund':
    case 'repay':
      return 'journal';
    case 'till':
    case 'sync':
    case 'more':
      return route.page;
    default:
      return 'home';
  }
}
