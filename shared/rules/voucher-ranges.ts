/** Ranges of controlled voucher numbers in hand: equal length, leading zeros kept, both ends included. */
export interface NumberRange {
  readonly from_no: string;
  readonly to_no: string;
}

/** More in one piece is a slip of the keyboard. */
export const MAX_RANGE = 10_000;

const at = (number: string): number => Number(number);
const text = (number: number, like: string): string => String(number).padStart(like.length, '0');

export const rangeCount = (range: NumberRange): number => at(range.to_no) - at(range.from_no) + 1;

export function rangesCount(ranges: readonly NumberRange[]): number {
  let sum = 0;
  for (const range of ranges) sum += rangeCount(range);
  return sum;
}

export const isRange = (range: NumberRange): boolean =>
  range.from_no.length === range.to_no.length && rangeCount(range) >= 1 && rangeCount(range) <= MAX_RANGE;

const sameLength = (a: NumberRange, b: NumberRange): boolean => a.from_no.length === b.from_no.length;

export const overlaps = (ranges: readonly NumberRange[], of: NumberRange): boolean =>
  ranges.some((one) => sameLength(one, of) && at(one.from_no) <= at(of.to_no) && at(of.from_no) <= at(one.to_no));

/** Every number of `of` is in one of the ranges (kept merged, so one of them holds all). */
export const holds = (ranges: readonly NumberRange[], of: NumberRange): boolean =>
  ranges.some((one) => sameLength(one, of) && at(one.from_no) <= at(of.from_no) && at(of.to_no) <= at(one.to_no));

/** The ranges with `of` added, ascending, neighbours merged. Numbers that are there already stay once. */
export function addRange(ranges: readonly NumberRange[], of: NumberRange): NumberRange[] {
  const sorted = [...ranges, of].sort(
    (a, b) => a.from_no.length - b.from_no.length || at(a.from_no) - at(b.from_no) || at(a.to_no) - at(b.to_no),
  );
  const merged: NumberRange[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && sameLength(last, one) && at(one.from_no) <= at(last.to_no) + 1)
      merged[merged.length - 1] = {
        from_no: last.from_no,
        to_no: text(Math.max(at(last.to_no), at(one.to_no)), last.to_no),
      };
    else merged.push(one);
  }
  return merged;
}

/** The ranges without the numbers of `of`. */
export function removeRange(ranges: readonly NumberRange[], of: NumberRange): NumberRange[] {
  return ranges.flatMap((one) => {
    if (!overlaps([one], of)) return [one];
    const before = { from_no: one.from_no, to_no: text(at(of.from_no) - 1, one.to_no) };
    const after = { from_no: text(at(of.to_no) + 1, one.from_no), to_no: one.to_no };
    return [before, after].filter((rest) => rangeCount(rest) >= 1);
  });
}

/** The number that must be used next, null when nothing is left. */
export const nextNumber = (ranges: readonly NumberRange[]): string | null => ranges[0]?.from_no ?? null;
