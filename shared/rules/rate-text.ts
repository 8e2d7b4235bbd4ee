/** A yearly rate in ppm as per cent for people: 500 -> `0.05`, 9800 -> `0.98`, 10500 -> `1.05`, 13000 -> `1.30`. */
export function ratePercent(ppm: number): string {
  const text = (ppm / 10_000).toFixed(4);
  const [yuan, cents] = text.split('.') as [string, string];
  return `${yuan}.${cents.slice(0, 2)}${cents.slice(2).replace(/0+$/, '')}`;
}
