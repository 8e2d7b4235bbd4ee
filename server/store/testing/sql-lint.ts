/**
 * Refuses SQL that Citus cannot run (or that would take a lock across branches), so that the one text stays good
 * for all three targets. It reads text, not a syntax tree: it errs on the side of refusing.
 */
const MOVING = 'moving a row to another branch';

const NEVER: readonly (readonly [RegExp, string])[] = [
  [/\bREFERENCES\b|\bFOREIGN\s+KEY\b/i, 'foreign key'],
  [/\bCREATE\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?TRIGGER\b/i, 'trigger'],
  [/\bMERGE\s+INTO\b/i, 'MERGE'],
  [/\bGROUPING\s+SETS\b|\bROLLUP\s*\(|\bCUBE\s*\(/i, 'grouping sets'],
  [/\bWITH\s+RECURSIVE\b/i, 'recursive query'],
  [/\bON\s+DELETE\s+SET\s+NULL\b/i, 'ON DELETE SET NULL'],
  [/\bDO\s+UPDATE\s+SET\b[^;`]*\bnow\s*\(\s*\)/i, 'now() in DO UPDATE'],
  [/\bSET\s+branch_id\s*=/i, MOVING],
  [/\b(big)?serial\b/i, 'serial key'],
  [/\bJSON_TABLE\b|\bANY_VALUE\b|\bUNIQUE\s+NULLS\s+NOT\s+DISTINCT\b/i, 'newer than PostgreSQL 15'],
  [/\bDROP\s+(TABLE|INDEX)\s+[\w.]+\s*,/i, 'several objects in one DDL'],
];

/** Tables that are distributed by a key of their own, or are small and copied everywhere. */
export const OWN_KEY = new Set([
  'hub.setting',
  'hub.enrol_code',
  'hub.employee_login',
  'hub.session',
  'hub.card_token',
  'hub.hub_key',
  'hub.number_pool',
  'hub.backup',
  'analysis.calendar',
]);

const uncomment = (text: string): string => text.replace(/--[^\n]*/g, '');

function ddlFaults(statement: string): string[] {
  const table = /^\s*CREATE\s+TABLE\s+([\w.]+)/i.exec(statement)?.[1];
  const unique = /^\s*CREATE\s+UNIQUE\s+INDEX\s+\w+\s+ON\s+([\w.]+)\s*\(\s*(\w+)/i.exec(statement);
  if (unique !== null && unique[2] !== 'branch_id' && !OWN_KEY.has(unique[1] ?? ''))
    return [`${unique[1]}: a unique index without branch_id first`];
  if (table === undefined || OWN_KEY.has(table)) return [];
  const key =
    /PRIMARY\s+KEY\s*\(\s*(\w+)/i.exec(statement)?.[1] ?? /^\s*(\w+)\s+\w+\s+PRIMARY\s+KEY/im.exec(statement)?.[1];
  return key === 'branch_id' ? [] : [`${table}: the primary key does not begin with branch_id`];
}

/** What is wrong with a migration; empty = nothing. */
export function lintMigration(text: string): readonly string[] {
  const sql = uncomment(text);
  const never = NEVER.filter(([pattern]) => pattern.test(sql)).map(([, what]) => what);
  return [...never, ...sql.split(';').flatMap(ddlFaults)];
}

const WRITES = /\b(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+((?:hub|analysis)\.\w+)/gi;

/** What is wrong with the SQL in the string literals of a module. */
export function lintModule(source: string): readonly string[] {
  const faults: string[] = [];
  for (const [literal] of source.matchAll(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g)) {
    if (!/\b(SELECT|INSERT|UPDATE|DELETE|CREATE)\b/.test(literal)) continue;
    const isOwnKey = Array.from(literal.matchAll(WRITES), ([, table = '']) => table.toLowerCase()).some((table) =>
      OWN_KEY.has(table),
    );
    const never = NEVER.filter(([pattern]) => pattern.test(literal)).map(([, what]) => what);
    // Where branch_id is not the key it is a column like any other.
    faults.push(...never.filter((what) => !(isOwnKey && what === MOVING)));
    for (const [, table = ''] of literal.matchAll(WRITES)) {
      if (!OWN_KEY.has(table.toLowerCase()) && !literal.includes('branch_id'))
        faults.push(`${table}: written without branch_id`);
    }
    if (/\bFOR\s+UPDATE\b/i.test(literal) && !/branch_id|code_hash|scope/.test(literal))
      faults.push('FOR UPDATE without branch_id');
  }
  return faults;
}
