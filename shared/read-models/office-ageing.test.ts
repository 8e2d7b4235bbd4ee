import { describe, expect, it } from 'vitest';
import { ageColumn, ageing, type OpenCase } from './office-ageing.ts';

const at = (time: string): number => Date.parse(`${time}+08:00`);
const NOW = at('2026-11-10T10:00');
const unit = (code: string) => ({ code, name: code, nameEn: code, level: 'outlet' as const });
const one = (over: Partial<OpenCase>): OpenCase => ({
  outlet: unit('41272801'),
  code: 'OVERDRAFT',
  severity: 'high',
  aml: false,
  openedAt: NOW,
  dueAt: NOW + 1,
  suspenseFen: 0,
  ...over,
});

describe('ageing', () => {
  it.each([
    ['2026-11-10T00:00', 0],
    ['2026-11-09T00:00', 0],
    ['2026-11-08T23:59', 1],
    ['2026-11-07T00:00', 1],
    ['2026-11-06T23:59', 2],
    ['2026-11-03T00:00', 2],
    ['2026-11-02T23:59', 3],
    ['2026-10-11T00:00', 3],
    ['2026-10-10T23:59', 4],
  ])('opened %s stands in column %i', (opened, column) => {
    expect(ageColumn(at(opened), NOW)).toBe(column);
  });

  it('counts each open case once by kind and once by outlet, those over their limit first', () => {
    const sums = ageing(
      [
        one({ suspenseFen: 50_000, openedAt: at('2026-11-01T09:00') }),
        one({ suspenseFen: 20_000, dueAt: NOW - 1, outlet: unit('41272802') }),
        one({ code: 'SEQ_GAP', dueAt: NOW }),
      ],
      NOW,
    );
    expect(sums.total).toEqual({
      count: 3,
      byAge: [2, 0, 0, 1, 0],
      over: 1,
      suspenseFen: 70_000,
      oldestAt: at('2026-11-01T09:00'),
    });
    expect(sums.byCode.map((line) => [line.code, line.count, line.over])).toEqual([
      ['OVERDRAFT', 2, 1],
      ['SEQ_GAP', 1, 0],
    ]);
    expect(sums.byOutlet.map((line) => [line.outlet.code, line.count])).toEqual([
      ['41272802', 1],
      ['41272801', 2],
    ]);
    expect(ageing([], NOW).total).toEqual({
      count: 0,
      byAge: [0, 0, 0, 0, 0],
      over: 0,
      suspenseFen: 0,
      oldestAt: null,
    });
  });
});
