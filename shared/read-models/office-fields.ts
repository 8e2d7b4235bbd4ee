import * as v from 'valibot';

/** What every request of the office names: a command, a row, a unit. */

/** Drawn once per form, so that a repeated press is the same command. */
export const commandId = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));
export const rowId = v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,120}$/));
/** Province 2, city 4, county 6, outlet 8 digits. */
export const unitCode = v.pipe(v.string(), v.regex(/^\d{2}(\d{2}){0,3}$/));

/** Somebody of the bank, as the office names them. */
export interface PersonName {
  readonly employeeNo: string;
  /** null = nobody of that number is known here. */
  readonly name: string | null;
}

/** What became of a command of the office. */
export interface CommandAnswer {
  readonly commandId: string;
  readonly verdict: string;
  readonly code: string | null;
  /** Figures of the refusal's sentence, where it has some. */
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly asOf: number;
}
