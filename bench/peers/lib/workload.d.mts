/** One post office, the same records for the same seed. */
export function makeWorkload(options?: {
  scale?: number;
  seed?: number;
}): Record<'customers' | 'accounts' | 'cards' | 'interactions' | 'steady' | 'delta', Record<string, unknown>[]>;
