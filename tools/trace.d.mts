export interface TraceRow {
  readonly id: string;
  readonly asks: string;
  readonly where: readonly string[];
}
export function traceRows(): TraceRow[];
export function traceText(rows?: TraceRow[]): string;
export function missingPaths(rows?: TraceRow[]): string[];
