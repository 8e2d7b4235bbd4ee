/**
 * One JSON object a line on standard error. Callers pass words and figures only: no card or ID numbers, no names,
 * no bodies, no query strings.
 */
type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  error(what: string, fields?: LogFields): void;
}

export function createLog(write: (line: string) => void, now: () => number): Log {
  const line =
    (level: string) =>
    (what: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, what, ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** Class and first line of a fault, without what may be of a person: long numbers, and all that is not ASCII (names). */
export function faultText(fault: unknown): string {
  const text = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
  return (text.split('\n')[0] ?? '')
    .replace(/\d{6,}[\dXx]?/g, '#')
    .replace(/[^\x20-\x7e]+/g, '#')
    .slice(0, 300);
}
