import type { Hub } from './hub.ts';

export interface Person {
  readonly account: string;
  readonly name: string;
  /** Pinyin initials that name this customer alone in the outlet. */
  readonly initials: string;
  readonly last4: string;
  readonly phoneLast4: string;
  readonly customer: string;
  readonly ledgerFen: number;
}

/** An active customer of the outlet with one demand account paid on identity evidence and at least `leastFen`. */
export async function pickCustomer(hub: Hub, outlet: string, leastFen: number, skip = 0): Promise<Person> {
  const rows = await hub.sql(
    `SELECT a.id AS account, c.body->>'name' AS name, c.body->>'pinyin' AS pinyin, c.body->>'id_no' AS id_no, c.body->>'phone' AS phone, c.id AS customer, (a.body->>'ledger_fen')::bigint::text AS ledger
     FROM hub.row a JOIN hub.row c ON c.branch_id = a.branch_id AND c.kind = 'customer' AND c.id = a.body->>'customer'
     WHERE a.branch_id = $1 AND a.kind = 'account' AND a.body IS NOT NULL AND a.body->>'withdraw_rule' = 'id' AND a.body->>'status' = 'active'
       AND a.body->>'kind' = 'demand' AND c.body->>'risk_level' <> 'high' AND c.body->>'status' = 'active' AND (a.body->>'ledger_fen')::bigint >= $2
     ORDER BY a.id`,
    [outlet, leastFen],
  );
  const everyone = await hub.sql(
    `SELECT body->>'pinyin' AS pinyin FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND body IS NOT NULL`,
    [outlet],
  );
  const initialsOf = (pinyin: unknown): string =>
    String(pinyin)
      .split(' ')
      .map((word) => word.charAt(0))
      .join('')
      .toLowerCase();
  const alone = (initials: string): boolean =>
    everyone.filter((row) => initialsOf(row['pinyin']).startsWith(initials)).length === 1;
  const accountsOf = (name: unknown): number => rows.filter((row) => row['name'] === name).length;
  const fitting = rows.filter(
    (row) => initialsOf(row['pinyin']).length >= 2 && alone(initialsOf(row['pinyin'])) && accountsOf(row['name']) === 1,
  );
  const row = fitting[skip];
  if (row === undefined) throw new Error(`no customer of ${outlet} fits`);
  return {
    account: String(row['account']),
    name: String(row['name']),
    initials: initialsOf(row['pinyin']),
    last4: String(row['id_no']).slice(-4),
    phoneLast4: String(row['phone']).slice(-4),
    customer: String(row['customer']),
    ledgerFen: Number(row['ledger']),
  };
}

/** One customer with a passbook and no card, whose balance lies from `leastFen` to `mostFen`. */
export async function pickPassbook(hub: Hub, outlet: string, leastFen: number, mostFen: number): Promise<Person> {
  for (let skip = 0; ; skip++) {
    const person = await pickCustomer(hub, outlet, leastFen, skip);
    const [row] = await hub.sql(
      `SELECT body->>'medium' AS medium, (SELECT count(*)::int FROM hub.row c WHERE c.branch_id = $1 AND c.kind = 'card' AND c.body->>'account' = $2) AS cards
       FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2`,
      [outlet, person.account],
    );
    if (row?.['medium'] === 'passbook' && row['cards'] === 0 && person.ledgerFen <= mostFen) return person;
  }
}

/** One customer whose balance lies from `leastFen` to `mostFen`. */
export async function pickBetween(hub: Hub, outlet: string, leastFen: number, mostFen: number): Promise<Person> {
  for (let skip = 0; ; skip++) {
    const person = await pickCustomer(hub, outlet, leastFen, skip);
    if (person.ledgerFen <= mostFen) return person;
  }
}

/** A customer of the outlet with two demand accounts and nothing else, each with at least `leastFen`; found by the ID number. */
export async function pickTwoAccounts(
  hub: Hub,
  outlet: string,
  leastFen: number,
): Promise<{ readonly idNo: string; readonly name: string; readonly accounts: readonly string[] }> {
  const [row] = await hub.sql(
    `SELECT c.body->>'id_no' AS id_no, c.body->>'name' AS name, array_agg(a.id ORDER BY a.id) AS accounts
     FROM hub.row c JOIN hub.row a ON a.branch_id = c.branch_id AND a.kind = 'account' AND a.body->>'customer' = c.id
     WHERE c.branch_id = $1 AND c.kind = 'customer' AND c.body->>'status' = 'active'
     GROUP BY c.id, c.body->>'id_no', c.body->>'name'
     HAVING count(*) = 2 AND bool_and(a.body->>'kind' = 'demand' AND a.body->>'status' = 'active' AND (a.body->>'ledger_fen')::bigint >= $2)
     ORDER BY c.id LIMIT 1`,
    [outlet, leastFen],
  );
  if (row === undefined) throw new Error(`no customer of ${outlet} has two accounts with ${leastFen} fen each`);
  return { idNo: String(row['id_no']), name: String(row['name']), accounts: row['accounts'] as string[] };
}

/** The number of an account, as it stands on its passbook. */
export async function accountNoOf(hub: Hub, outlet: string, account: string): Promise<string> {
  const [row] = await hub.sql(
    `SELECT body->>'account_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2`,
    [outlet, account],
  );
  return String(row?.['no']);
}

/** What the ledger of an account holds, summed from postings. */
export async function balanceFen(hub: Hub, outlet: string, account: string): Promise<number> {
  const [row] = await hub.sql(
    `SELECT coalesce(-sum(fen), 0)::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'DEPOSIT' AND account = $2`,
    [outlet, account],
  );
  return Number(row?.['fen']);
}

/** What a cash or suspense ledger holds, debit positive, summed from postings. */
export async function ledgerFen(hub: Hub, outlet: string, ledger: string): Promise<number> {
  const [row] = await hub.sql(
    `SELECT coalesce(sum(fen), 0)::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = $2`,
    [outlet, ledger],
  );
  return Number(row?.['fen']);
}

/** One customer whose demand account has a card in use. */
export async function pickCardHolder(hub: Hub, outlet: string, leastFen: number): Promise<Person> {
  for (let skip = 0; ; skip++) {
    const person = await pickCustomer(hub, outlet, leastFen, skip);
    const cards = await hub.sql(
      `SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'card' AND body->>'account' = $2 AND body->>'status' = 'active'`,
      [outlet, person.account],
    );
    if (cards.length > 0) return person;
  }
}
