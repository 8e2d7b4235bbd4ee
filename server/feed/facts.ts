/**
 * Which rows become which facts. A fact's columns carry the names of the row's fields, so a definition is only a
 * list of names and types; the statements are made from it. Everything is set-based and bounded by versions.
 * The same statements read the hub's tables, or copies of them where the analysis database stands apart.
 */
export interface Source {
  readonly rows: string;
  readonly commands: string;
  readonly postings: string;
}

export const HUB_TABLES: Source = { rows: 'hub.row', commands: 'hub.command_log', postings: 'hub.posting' };

export interface FactTable {
  /** Table in schema `analysis`. */
  readonly name: string;
  /** Tables of shared/tables that feed it. */
  readonly kinds: readonly string[];
  readonly key: string;
  /** `name type` of fields taken from the row as they are. */
  readonly fields: string;
  /** Further columns: name and SQL over `r` (the row) and `c` (its command, when it has one). */
  readonly derived?: Readonly<Record<string, string>>;
  /** A column taken from the row of another kind under the same id: what only the hub holds. */
  readonly beside?: { readonly kind: string; readonly column: string };
  readonly withCommand?: boolean;
}

/** Calendar day in China of an instant in ms, as SQL. */
const chinaDay = (instant: string): string =>
  `(timestamp '1970-01-01' + (${instant} + 28800000) * interval '1 millisecond')::date`;

export const FACT_TABLES: readonly FactTable[] = [
  {
    name: 'interaction',
    kinds: ['interaction'],
    key: 'interaction_id',
    fields:
      'kind text, channel text, status text, customer text, account text, card text, amount_fen bigint, fee_fen bigint, direction text, account_fen bigint, suspense_ledger text, suspense_fen bigint, till text, device text, seq bigint, business_date date, captured_at bigint, maker text, checker text, offline boolean, voucher_no text, reverses text, reversed_by text, replaces text, rejection text, partner_bank text, partner_account text, purpose text, to_account text, source_key text, source_kind text, source_position bigint, stored_balance_fen bigint',
    derived: { received_at: 'c.received_at', late_days: `${chinaDay('c.received_at')} - b.business_date` },
    withCommand: true,
  },
  {
    name: 'case_fact',
    kinds: ['exception_case', 'aml_case'],
    key: 'case_id',
    fields:
      'code text, severity text, status text, command text, interaction text, account text, customer text, device text, amount_fen bigint, suspense_ledger text, suspense_fen bigint, business_date date, opened_at bigint, due_at bigint, closed_at bigint, owner text, resolution text',
    derived: { aml: "r.kind = 'aml_case'" },
  },
  {
    name: 'customer',
    kinds: ['customer'],
    key: 'customer_id',
    fields:
      'customer_no text, gender text, birth_date date, region_code text, village_code text, occupation text, risk_level text, tier text, owner_employee text, needs_help boolean, status text, home_outlet text, source text, opened_on date, household text',
  },
  {
    name: 'account',
    kinds: ['account'],
    key: 'account_id',
    fields:
      'customer text, home_outlet text, kind text, account_class text, medium text, product text, rate_ppm bigint, opened_on date, closed_on date, ledger_fen bigint, status text, statement_cycle text',
  },
  {
    name: 'card',
    kinds: ['card'],
    key: 'card_id',
    fields: 'account text, customer text, type text, issued_on date, status text, lost_at bigint',
    beside: { kind: 'card_secret', column: 'subtype' },
  },
  {
    name: 'account_party',
    kinds: ['account_party'],
    key: 'party_id',
    fields: 'account text, customer text, role text, since date',
  },
  {
    name: 'standing_order',
    kinds: ['standing_order'],
    key: 'order_id',
    fields: 'account text, partner_bank text, partner_account text, amount_fen bigint, purpose text',
  },
  {
    name: 'loan',
    kinds: ['loan'],
    key: 'loan_id',
    fields: 'account text, granted_on date, amount_fen bigint, months int, payment_fen bigint, status text',
  },
  {
    name: 'unit',
    kinds: ['org_unit'],
    key: 'unit_id',
    fields:
      'name text, name_en text, level text, kind text, parent text, region_code text, rural boolean, network_profile text, status text',
    derived: { own: 'r.id = r.branch_id' },
  },
  { name: 'employee', kinds: ['employee'], key: 'employee_id', fields: 'name text, unit text, status text' },
  {
    name: 'product',
    kinds: ['product'],
    key: 'product_id',
    fields: 'name text, name_en text, category text, term_months int, rate_ppm bigint, valid_from date, valid_to date',
  },
];

/** Names of the fields a fact takes from its rows. */
export const namesOf = (fields: string): readonly string[] =>
  fields.split(', ').map((field) => field.split(' ')[0] ?? '');

const besideSql = ({ kind, column }: { kind: string; column: string }, rows: string): string =>
  `(SELECT s.body->>'${column}' FROM ${rows} AS s WHERE s.branch_id = r.branch_id AND s.kind = '${kind}' AND s.id = r.id)`;

/** Parameters: $1 branch, $2 versions after, $3 versions up to. */
export function upsertSql(fact: FactTable, source: Source): string {
  const fields = namesOf(fact.fields);
  const derived = Object.entries(fact.derived ?? {});
  if (fact.beside !== undefined) derived.push([fact.beside.column, besideSql(fact.beside, source.rows)]);
  const columns = [...fields, ...derived.map(([name]) => name), 'source_version'];
  const values = [...fields.map((name) => `b.${name}`), ...derived.map(([, sql]) => sql), 'r.version'];
  const command =
    fact.withCommand === true
      ? `LEFT JOIN ${source.commands} AS c ON c.branch_id = r.branch_id AND c.row_id = r.id`
      : '';
  return `
INSERT INTO analysis.${fact.name} (branch_id, ${fact.key}, ${columns.join(', ')})
SELECT r.branch_id, r.id, ${values.join(', ')}
FROM ${source.rows} AS r
CROSS JOIN LATERAL jsonb_to_record(r.body) AS b(${fact.fields})
${command}
WHERE r.branch_id = $1 AND r.version > $2 AND r.version <= $3 AND r.body IS NOT NULL
  AND r.kind IN (${fact.kinds.map((kind) => `'${kind}'`).join(', ')})
ON CONFLICT (branch_id, ${fact.key}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}

/** Rows that were deleted since. */
export const deleteSql = (fact: FactTable, source: Source): string => `
DELETE FROM analysis.${fact.name} AS f USING ${source.rows} AS r
WHERE f.branch_id = $1 AND r.branch_id = $1 AND r.id = f.${fact.key} AND r.version > $2 AND r.version <= $3 AND r.body IS NULL
  AND r.kind IN (${fact.kinds.map((kind) => `'${kind}'`).join(', ')})`;
