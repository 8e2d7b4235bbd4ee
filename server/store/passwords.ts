import type { Instant } from '../../shared/kernel/dates.ts';
import type { LoginDirectory, NewPassword } from '../auth/ports.ts';
import type { Pool, Sql } from './pool.ts';

/** Passwords of employees: set by the operator, given for once by two persons, chosen by their owner. */
export interface Passwords extends Pick<LoginDirectory, 'changePassword'> {
  /** Sets the password of an employee and clears a lock. */
  setPassword(login: NewPassword & { readonly branch: string; readonly oneTime?: boolean }): Promise<void>;
  /**
   * A one-time password by the command that gave it, and the end of the person's sessions at the office. Given again by
   * the same command it takes the place of the first; false = the person has chosen their own since.
   */
  givePassword(
    given: NewPassword & { readonly branch: string; readonly by: string; readonly until: Instant },
  ): Promise<boolean>;
}

const END_SESSIONS = 'DELETE FROM hub.session WHERE employee_no = $1';

async function givePassword(sql: Sql, given: Parameters<Passwords['givePassword']>[0]): Promise<boolean> {
  const { employeeNo, branch, passwordHash, at, by, until } = given;
  const set = await sql.query(
    `INSERT INTO hub.employee_login AS l (employee_no, branch_id, password, password_set_at, must_change, failures, given_by, one_time_until)
     VALUES ($1, $2, $3, $4, true, 0, $5, $6)
     ON CONFLICT (employee_no) DO UPDATE SET branch_id = excluded.branch_id, password = excluded.password,
       password_set_at = excluded.password_set_at, must_change = true, failures = 0, locked_until = NULL,
       given_by = excluded.given_by, one_time_until = excluded.one_time_until
     WHERE l.given_by IS DISTINCT FROM excluded.given_by OR l.must_change
     RETURNING 1`,
    [employeeNo, branch, passwordHash, at, by, until],
  );
  if (set.length > 0) await sql.query(END_SESSIONS, [employeeNo]);
  return set.length > 0;
}

async function changePassword(sql: Sql, { employeeNo, passwordHash, at }: NewPassword): Promise<void> {
  await sql.query(
    `UPDATE hub.employee_login SET password = $2, password_set_at = $3, must_change = false, one_time_until = NULL,
       failures = 0, locked_until = NULL WHERE employee_no = $1`,
    [employeeNo, passwordHash, at],
  );
  await sql.query(END_SESSIONS, [employeeNo]);
}

export const createPasswords = (db: Pool): Passwords => ({
  async setPassword({ employeeNo, branch, passwordHash, at, oneTime }) {
    await db.query(
      `INSERT INTO hub.employee_login (employee_no, branch_id, password, password_set_at, must_change, failures)
         VALUES ($1, $2, $3, $4, $5, 0)
         ON CONFLICT (employee_no) DO UPDATE SET branch_id = excluded.branch_id, password = excluded.password,
           password_set_at = excluded.password_set_at, must_change = excluded.must_change, one_time_until = NULL,
           failures = 0, locked_until = NULL`,
      [employeeNo, branch, passwordHash, at, oneTime === true],
    );
  },

  givePassword: (given) => db.transaction((sql) => givePassword(sql, given)),
  changePassword: (chosen) => db.transaction((sql) => changePassword(sql, chosen)),
});
