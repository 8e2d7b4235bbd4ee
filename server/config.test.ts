import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

const sentence = (env: Record<string, string>): string => {
  const config = readConfig(env);
  return config.ok ? 'accepted' : config.error;
};

describe('settings of the hub', () => {
  test('without settings it binds to loopback on 8080 and makes demo data', () => {
    const config = readConfig({});
    expect(config.ok && [config.value.host, config.value.port, config.value.demo]).toEqual(['127.0.0.1', 8080, true]);
  });

  test.each([
    [{ PORT: 'eighty' }, /^PORT is "eighty"/],
    [{ PORT: '70000' }, /^PORT is "70000"/],
    [{ TLS_CERT: '/etc/hosts' }, /belong together/],
    [{ TLS_CERT: '/no/such', TLS_KEY: '/etc/hosts' }, /TLS_CERT names \/no\/such/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL is not a PostgreSQL address/],
    [{ ANALYSIS_DATABASE_URL: 'nowhere' }, /^ANALYSIS_DATABASE_URL/],
    [{ YIZHAN_DEMO_PERCENT: '0' }, /whole number from 1 to 100/],
    [{ HOST: '0.0.0.0' }, /TLS proxy/],
    [{ YIZHAN_DEMO: 'no' }, /YIZHAN_DEMO is "no"/],
  ])('%o is refused in one sentence', (env, words) => {
    expect(sentence(env as Record<string, string>)).toMatch(words);
  });

  test('the analysis database may stand apart', () => {
    const config = readConfig({ ANALYSIS_DATABASE_URL: 'postgres://a:b@elsewhere/analysis' });
    expect(config.ok && [config.value.databaseUrl, config.value.analysisDatabaseUrl]).toEqual([
      null,
      'postgres://a:b@elsewhere/analysis',
    ]);
  });

  test('a TLS proxy before the hub allows any address', () => {
    expect(sentence({ HOST: '0.0.0.0', YIZHAN_BEHIND_PROXY: '1' })).toBe('accepted');
  });
});
