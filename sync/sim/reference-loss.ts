const DAY_MS = 86_400_000;
/** An oral report counts for five days. */
export const ORAL_MS = 5 * DAY_MS;

/** A payment at that time meets a loss that is known. Part of the reference ledger: no code of the rules. */
export function isLost(lostAt: number | null, of: { at: number; anchored: boolean }): boolean {
  if (lostAt === null) return false;
  if (of.at >= lostAt && of.at < lostAt + ORAL_MS) return true;
  return !of.anchored && of.at < lostAt && lostAt - of.at <= DAY_MS;
}
