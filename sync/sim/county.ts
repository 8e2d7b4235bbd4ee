import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { postCommands } from '../engine/post-commands.ts';
import { decodeEntry } from '../protocol/entry.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { accountNo, ACCOUNTS_EACH, COUNTY_PERSONS, DATE, hubCommand } from './market.ts';
import type { Random } from './random.ts';

/** What two persons of the county do about a tablet through the ordinary commands: its cases, and what paper is left of it. */

export interface LostDevice {
  readonly outlet: string;
  readonly device: string;
  /** Offline share it had. */
  readonly lease: string | null;
}
/** How well a slip is read. */
const READINGS = ['right', 'right', 'right', 'other amount', 'no account', 'other way'] as const;
const PAPERED: ReadonlySet<string> = new Set<string>(['counter.deposit', 'counter.withdraw']);
const MISREAD_FEN = 7;

export class County {
  constructor(
    private readonly hub: HubEngine,
    private readonly store: MemoryHubStore,
  ) {}

  /** Every open case of a device: holes are declared lost, what was held is let in. */
  async decide({ outlet, device }: Omit<LostDevice, 'lease'>): Promise<void> {
    const open = [...this.store.branch(outlet).rows.values()].filter(
      (row) => row.table === 'exception_case' && row.body?.['device'] === device && row.body['status'] === 'open',
    );
    for (const row of open) {
      const action = ACTIONS[String(row.body?.['code'])];
      if (action === undefined) continue;
      const of = { case: row.id, aml: false };
      const [one, other] = COUNTY_PERSONS;
      await this.office(outlet, 'exception.claim', of, one);
      const words = { words: '终端损坏', to_account: null, due_on: null, to_name: null };
      const proposal = await this.office(outlet, 'exception.resolve', { ...of, action, ...words }, one);
      const level = { agreed: true, words: '', level: 'county' };
      await this.office(outlet, 'exception.confirm', { ...of, proposal, ...level }, other);
    }
  }

  declareLost({ outlet, device }: LostDevice): Promise<string> {
    return this.office(outlet, 'device.declare_lost', { device, words: '丢失', missing_to: null }, COUNTY_PERSONS[0]);
  }

  /** Some of the deals of a lost journal are entered from the slips their customers hold, not all of them rightly. @returns how many */
  async rebuild(of: LostDevice, journal: readonly { readonly canonical: Bytes }[], random: Random): Promise<number> {
    let entered = 0;
    for (const { canonical } of journal) {
      const paper = this.paperOf(of, canonical, random);
      if (paper === null || !random.chance(0.85)) continue;
      const [one, other] = COUNTY_PERSONS;
      await this.office(of.outlet, 'device.stand_in', paper, one);
      const { device, seq } = paper;
      const decision = { device, seq, agreed: random.chance(0.9), words: '看不清', level: 'county' };
      await this.office(of.outlet, 'device.stand_in_confirm', decision, other);
      entered += 1;
    }
    return entered;
  }

  private paperOf(
    { outlet, device, lease }: LostDevice,
    canonical: Bytes,
    random: Random,
  ): (AnyRow & { device: string; seq: number }) | null {
    const entry = decodeEntry(canonical);
    if (!entry.ok || entry.value.basis !== 'advice' || !PAPERED.has(entry.value.command)) return null;
    const { seq, command, capturedAt, maker, payload } = entry.value;
    const field = (index: number): unknown => (Array.isArray(payload) ? (payload as readonly unknown[])[index] : null);
    const reading = random.pick(READINGS);
    const other = command === 'counter.deposit' ? 'counter.withdraw' : 'counter.deposit';
    return {
      device,
      seq,
      source: 'slip',
      slip_no: `9${device.replace(/\D/g, '').slice(0, 8).padEnd(8, '0')}${String(seq).padStart(6, '0')}`,
      command: reading === 'other way' ? other : command,
      account_no: reading === 'no account' ? null : knownNumber(outlet, field(1)),
      fen: Number(field(3)) + (reading === 'other amount' ? MISREAD_FEN : 0),
      till: String(field(4)),
      business_date: DATE,
      written_at: Math.min(capturedAt, this.hub.now()),
      teller: maker,
      lease,
      words: '客户持有回单',
    };
  }

  private office(branch: string, name: string, payload: AnyRow, maker: string): Promise<string> {
    return postOffice(this.hub, branch, { name, payload, maker });
  }
}

/** What a person of the county enters at the office. @returns the id of the command */
export async function postOffice(
  hub: HubEngine,
  branch: string,
  { name, payload, maker }: { readonly name: string; readonly payload: AnyRow; readonly maker: string },
): Promise<string> {
  const definition = findCommand(name);
  if (definition === undefined) throw new Error(`command ${name} exists`);
  const id = sourceCommandId('county', `${name} ${JSON.stringify(payload)}`);
  const command = { ...hubCommand(branch, 'org.set_config', NOTHING), id, rowId: id, name, maker };
  await postCommands(hub, branch, [
    {
      ...command,
      door: 'office',
      basis: 'request',
      capturedAt: hub.now(),
      payloadVersion: definition.version,
      payload: payloadToCbor(definition, payload),
    },
  ]);
  return id;
}

/** A number nobody can have is not on any paper: what is read then is cash without an account. */
function knownNumber(outlet: string, no: unknown): string | null {
  for (let n = 1; n <= ACCOUNTS_EACH; n++) if (accountNo(outlet, n) === no) return String(no);
  return null;
}

const ACTIONS: Readonly<Record<string, string | undefined>> = {
  SEQ_GAP: 'declare_lost',
  SEQ_CONFLICT: 'adopt',
  CHAIN_BROKEN: 'adopt',
  UNSIGNED_TAIL: 'adopt',
  DEVICE_REVOKED_ENTRY: 'adopt',
};
const NOTHING = { key: 'offline.withdraw.txn_fen', value: 0, effective_from: '2020-01-01' };
