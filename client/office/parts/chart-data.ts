/** Shapes a chart needs, apart from drawing: stacking, splitting a line where figures turn provisional, axis labels. */

export interface Series {
  readonly label: string;
  /** Name of a colour token, without `--`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
}

/** Running sums from the first series up; drawn from the last to the first they look stacked. */
export function stack(series: readonly Series[]): readonly Series[] {
  const sums: number[] = [];
  return series.map((one) => ({
    ...one,
    values: one.values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return sums[index] ?? 0;
    }),
  }));
}

/** The firm part of a line, and the provisional part joined to its last firm point. */
export function splitLine(
  values: readonly (number | null)[],
  provisional: readonly boolean[],
): { readonly firm: (number | null)[]; readonly soft: (number | null)[] } {
  const firm = values.map((value, index) => (provisional[index] === true ? null : value));
  const soft = values.map((value, index) =>
    provisional[index] === true || provisional[index + 1] === true || provisional[index - 1] === true ? value : null,
  );
  return { firm, soft };
}

/** About `labels` positions, always with the last. */
export function ticksAt(count: number, labels: number): number[] {
  const step = Math.max(1, Math.ceil(count / labels));
  const out: number[] = [];
  for (let at = count - 1; at >= 0; at -= step) out.unshift(at);
  return out;
}
