import { defineTable } from './define.ts';
import { code, digits, fen, flag, int, list, opt, text } from './fields.ts';

/** A province, city, county or outlet (domain 3.1). Row id = unit code. Lives in the unit's own branch and its parent's. */
export const orgUnit = defineTable({
  name: 'org_unit',
  kind: 1,
  scope: 'reference',
  fields: {
    code: digits(2, 8),
    name: text(60),
    name_en: text(60),
    level: code('province', 'city', 'county', 'outlet'),
    kind: code('management', 'owned', 'agency', 'wealth_centre', 'call_centre'),
    parent: opt(digits(2, 6)),
    region_code: digits(6),
    rural: flag(),
    phone: opt(text(20)),
    network_profile: code('2g', '3g', '4g', 'satellite', 'adsl', 'fibre'),
    till_limit_fen: fen(),
    vault_limit_fen: fen(),
    pension_days: list({ day: int(1, 31) }, 31),
    status: code('planned', 'open', 'suspended', 'closed'),
  },
});
