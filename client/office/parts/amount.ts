import type { Fen } from '../../../shared/kernel/money.ts';

/** Yuan as people type them, `8,000.5` or `8000`, in fen; null = not an amount yet. Never through a float. */
export function readYuan(typed: string): Fen | null {
  const [, yuan, cents = ''] = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(typed.trim().replace(/[,，¥\s]/g, '')) ?? [];
  if (yuan === undefined) return null;
  const fen = Number(yuan) * 100 + Number(cents.padEnd(2, '0'));
  return fen > 0 ? fen : null;
}
