/** Counters and gauges of this process in the Prometheus text format. Labels are closed words, never data of people. */
type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void;
  /** Read when scraped. */
  gauge(name: string, help: string, read: () => number): void;
  text(): string;
}

const HELP: Readonly<Record<string, string>> = {
  yizhan_http_requests_total: 'Answered requests by door and status class.',
  yizhan_http_seconds_total: 'Seconds spent on answered requests by door.',
  yizhan_sync_messages_total: 'Sync messages by direction and carrier.',
  yizhan_sync_bytes_total: 'Bytes of sync messages by direction and carrier.',
  yizhan_sync_closed_total: 'Sync sessions ended, by close reason.',
  yizhan_enrolments_total: 'Enrolment tries by result.',
  yizhan_credentials_total: 'Credential requests by result.',
  yizhan_account_lookups_total: 'Accounts of other outlets asked for at counters, by result.',
  yizhan_sign_ons_total: 'Office sign-ons by result.',
  yizhan_leases_total: 'Offline leases granted.',
  yizhan_faults_total: 'Unexpected faults by door.',
};

const key = (name: string, labels: Labels): string => {
  const inside = Object.entries(labels)
    .map(([label, value]) => `${label}="${value.replace(/[\\"\n]/g, '_')}"`)
    .join(',');
  return inside === '' ? name : `${name}{${inside}}`;
};

/** Sums of thousandths without the dust of binary fractions. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

export function createMetrics(): Metrics {
  const counters = new Map<string, Map<string, number>>();
  const gauges = new Map<string, { help: string; read: () => number }>();
  return {
    count(name, labels = {}, by = 1) {
      const series = counters.get(name) ?? new Map<string, number>();
      counters.set(name, series);
      const full = key(name, labels);
      series.set(full, (series.get(full) ?? 0) + by);
    },
    gauge(name, help, read) {
      gauges.set(name, { help, read });
    },
    text() {
      const lines: string[] = [];
      for (const [name, series] of [...counters].sort()) {
        lines.push(`# HELP ${name} ${HELP[name] ?? name}`, `# TYPE ${name} counter`);
        for (const [full, value] of [...series].sort()) lines.push(`${full} ${round(value)}`);
      }
      for (const [name, { help, read }] of gauges)
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
      return `${lines.join('\n')}\n`;
    },
  };
}
