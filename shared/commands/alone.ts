import { assert } from '../kernel/assert.ts';
import { sourceCommandId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import { checkRow, type AnyRow } from '../tables/define.ts';
import { tablesByName } from '../tables/index.ts';
import type { Basis, Door, Facts, Refusal } from './define.ts';
import { domain, findCommand, payloadToCbor, type EngineCommand } from './domain.ts';

/**
 * One branch in memory on which tests run commands one by one, through the same door as the engine: payload to
 * bytes and back, reads in rounds, admit, apply. Every row written is checked against its table.
 */
export interface AloneFacts {
  readonly door?: Door;
  readonly basis?: Basis;
  readonly branch?: string;
  readonly device?: string | null;
  readonly businessDate?: string;
  readonly capturedAt?: number;
  readonly key?: string;
}

export class Alone {
  readonly rows = new Map<string, AnyRow>();
  readonly ledgers = new Map<string, number>();
  #count = 0;

  row(table: string, id: string): AnyRow | null {
    return this.rows.get(`${table}:${id}`) ?? null;
  }

  ledger(name: string): number {
    return this.ledgers.get(name) ?? 0;
  }

  #command(name: string, payload: AnyRow, facts: AloneFacts): EngineCommand {
    const definition = findCommand(name);
    assert(definition !== undefined, `command ${name} is in the list`);
    const id = sourceCommandId('alone', facts.key ?? String(++this.#count));
    return {
      id,
      rowId: id,
      name,
      payloadVersion: definition.version,
      payload: payloadToCbor(definition, payload),
      door: facts.door ?? 'hub',
      branch: facts.branch ?? '41272801',
      device: facts.device ?? null,
      seq: null,
      basis: facts.basis ?? 'advice',
      businessDate: facts.businessDate ?? '2026-11-10',
      capturedAt: facts.capturedAt ?? Date.UTC(2026, 10, 10, 2),
      anchored: true,
      offline: false,
      maker: null,
      checker: null,
      approval: null,
      lease: null,
      replicaAsOf: null,
      deadline: null,
      replaces: null,
    };
  }

  #hub(command: EngineCommand): Facts['hub'] {
    return {
      receivedAt: command.capturedAt,
      postingDate: command.businessDate,
      clockAnomaly: false,
      numbers: {},
      recorded: null,
      pinyinOf: (name) => `pinyin of ${name}`,
    };
  }

  #loaded(command: EngineCommand) {
    const loaded = new Set<string>();
    const reader = {
      get: (table: string, id: string): AnyRow | null => {
        assert(loaded.has(`${table}:${id}`), `${command.name} named ${table}:${id} before it read it`);
        return this.row(table, id);
      },
      has: (table: string, id: string) => loaded.has(`${table}:${id}`),
    };
    for (let round = 0; round < 4; round++) {
      const before = loaded.size;
      for (const key of domain.reads(command, reader)) loaded.add(`${key.table}:${key.id}`);
      if (loaded.size === before) break;
    }
    return reader;
  }

  /** What `admit` says of a request. */
  admit(name: string, payload: AnyRow, facts: AloneFacts = {}): Result<null, Refusal> {
    const command = this.#command(name, payload, { basis: 'request', ...facts });
    return domain.admit(command, this.#loaded(command), this.#hub(command));
  }

  /** Applies an advice and keeps what it writes. */
  apply(name: string, payload: AnyRow, facts: AloneFacts = {}) {
    const command = this.#command(name, payload, facts);
    const judged = domain.apply(command, this.#loaded(command), this.#hub(command));
    for (const change of judged.rows) {
      const table = tablesByName.get(change.table);
      assert(table !== undefined, `table ${change.table} is in the list`);
      if (change.body === null) this.rows.delete(`${change.table}:${change.id}`);
      else {
        const fault = checkRow(table, change.body);
        assert(fault === null, `${change.table} row: ${fault?.field} ${fault?.what}`);
        this.rows.set(`${change.table}:${change.id}`, change.body);
      }
    }
    for (const { ledger, account, fen } of judged.postings) {
      const name_ = account === null ? ledger : `${ledger}/${account}`;
      this.ledgers.set(name_, (this.ledgers.get(name_) ?? 0) + fen);
    }
    return judged;
  }
}

/** The refusal's code, or null when it was admitted. */
export const refusalOf = (result: Result<null, Refusal>): string | null => (result.ok ? null : result.error.code);
