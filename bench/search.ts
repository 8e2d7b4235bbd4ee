import { CustomerIndex, type SearchNumber, type SearchRow } from '../client/platform/search/customer-index.ts';
import type { BenchRow } from './main.ts';

/**
 * Search of 100,000 customers by every way in, in Node on this machine (the worker's own code; not the slow tablet
 * of the budget). Each of 3,000 queries runs three times and its best time counts, so that other programs on the
 * machine do not; the worst of those is shown.
 */
const CUSTOMERS = 100_000;
const QUERIES = 500;
const LIMIT = 20;
const BUDGET_MS = 4;

/** Small seeded generator: the same customers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SURNAMES = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['赵', 'zhao'],
  ['尉迟', 'yu chi'],
] as const;
const GIVEN = [
  ['秀', 'xiu'],
  ['英', 'ying'],
  ['建', 'jian'],
  ['国', 'guo'],
  ['海', 'hai'],
  ['燕', 'yan'],
  ['明', 'ming'],
  ['晓', 'xiao'],
  ['梅', 'mei'],
] as const;

interface People {
  readonly rows: readonly SearchRow[];
  readonly accounts: readonly SearchNumber[];
  readonly cards: readonly SearchNumber[];
}

function people(): People {
  const random = generator(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  const rows: SearchRow[] = [];
  const accounts: SearchNumber[] = [];
  const cards: SearchNumber[] = [];
  for (let n = 0; n < CUSTOMERS; n++) {
    const parts = [pick(SURNAMES), pick(GIVEN), pick(GIVEN)];
    const id = String(n);
    rows.push({
      id,
      name: parts.map(([name]) => name).join(''),
      pinyin: parts.map(([, pinyin]) => pinyin).join(' '),
      phone: `13${digits(9)}`,
      idNo: `412728${digits(12)}`,
      customerNo: `412728${digits(6)}`,
    });
    accounts.push({ customer: id, number: `41272801${digits(7)}` });
    cards.push({ customer: id, number: digits(4) });
  }
  return { rows, accounts, cards };
}

function queriesOf({ rows, accounts, cards }: People): ReadonlyMap<string, readonly string[]> {
  const random = generator(11);
  const some = (of: (n: number) => string): string[] =>
    Array.from({ length: QUERIES }, () => of(Math.floor(random() * CUSTOMERS)));
  const row = (n: number): SearchRow => rows[n] as SearchRow;
  return new Map([
    ['name', some((n) => row(n).name.slice(0, 1 + (n % 3)))],
    ['pinyin', some((n) => row(n).pinyin.replaceAll(' ', ''))],
    [
      'initials',
      some((n) =>
        row(n)
          .pinyin.split(' ')
          .map((part) => part.charAt(0))
          .join(''),
      ),
    ],
    ['phone', some((n) => row(n).phone.slice(0, 3 + (n % 9)))],
    ['ID', some((n) => (n % 2 === 0 ? row(n).idNo.slice(-6) : row(n).idNo.slice(0, 12)))],
    ['card tail and account', some((n) => (n % 2 === 0 ? cards[n]?.number : accounts[n]?.number) ?? '')],
  ]);
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

export function run(): Promise<readonly BenchRow[]> {
  const all = people();
  const began = performance.now();
  const index = new CustomerIndex(all.rows, all.accounts, all.cards);
  const built = performance.now() - began;
  const out: BenchRow[] = [
    {
      what: `index of ${CUSTOMERS} customers built (Node)`,
      value: Math.round(built),
      unit: 'ms',
      budget: null,
      ok: null,
      against: null,
    },
  ];
  for (const [what, queries] of queriesOf(all)) {
    let worst = 0;
    for (const query of queries) {
      let best = Infinity;
      for (let i = 0; i < 3; i++) {
        const from = performance.now();
        index.search(query, LIMIT);
        best = Math.min(best, performance.now() - from);
      }
      worst = Math.max(worst, best);
    }
    out.push({
      what: `worst of ${QUERIES} by ${what} (Node)`,
      value: round(worst),
      unit: 'ms',
      budget: BUDGET_MS,
      ok: worst <= BUDGET_MS,
      against: null,
    });
  }
  return Promise.resolve(out);
}
