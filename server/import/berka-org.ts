import { BRANCHES, CITIES, PROVINCE } from './berka-branches.ts';
import { ACCOUNT_PRODUCT, type Draft } from './berka-commands.ts';
import type { District } from './berka-files.ts';

/** The units and the product of the collection: one province, eight prefectures, 77 counties with one outlet each. */

const FOUNDED = '1993-01-01';

const UNIT = {
  rural: true,
  phone: null,
  network_profile: '4g',
  till_limit_fen: 20_000_000,
  vault_limit_fen: 50_000_000,
  pension_days: [10, 11, 12, 13, 14, 15].map((day) => ({ day })),
  status: 'open',
};

interface Named {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
}

function unit({ code, name, nameEn }: Named, level: 'province' | 'city' | 'county' | 'outlet'): Draft {
  return {
    branch: code,
    command: 'org.set_unit',
    key: code,
    date: FOUNDED,
    payload: {
      ...UNIT,
      code,
      name,
      name_en: nameEn,
      level,
      kind: level === 'outlet' ? 'owned' : 'management',
      parent: level === 'province' ? null : code.slice(0, -2),
      region_code: code.slice(0, 6).padEnd(6, '0'),
    },
  };
}

export function orgDrafts(districts: ReadonlyMap<number, District>): readonly Draft[] {
  const drafts: Draft[] = [unit(PROVINCE, 'province'), ...CITIES.map((city) => unit(city, 'city'))];
  for (const branch of BRANCHES) {
    const source = districts.get(branch.district);
    if (source === undefined) continue;
    drafts.push(unit({ code: branch.county, name: branch.countyName, nameEn: source.name }, 'county'));
    drafts.push(
      unit({ code: branch.outlet, name: `${branch.countyName}支局`, nameEn: `${source.name} branch` }, 'outlet'),
    );
  }
  const product = {
    name: '活期储蓄',
    name_en: 'Demand deposit',
    category: 'demand',
    term_months: null,
    rate_ppm: 0,
    min_fen: 100,
    valid_from: FOUNDED,
    valid_to: null,
  };
  drafts.push({
    branch: PROVINCE.code,
    command: 'org.set_product',
    key: ACCOUNT_PRODUCT,
    date: FOUNDED,
    payload: { product: ACCOUNT_PRODUCT, ...product },
  });
  return drafts;
}
