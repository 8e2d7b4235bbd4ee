import { base64ToBytes, bytesToBase64, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { Cbor } from '../../../shared/kernel/cbor.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { deviceCloseId, type KindLine, type TillLine } from '../../../shared/commands/day-figures.ts';
import { hasCome, type DayMarks, type ScannedClose } from '../../../shared/read-models/till-day.ts';
import type { DenominationLine } from '../../../shared/rules/denominations.ts';
import {
  handBytes,
  handText,
  readHand,
  readShortAnswer,
  readShortSend,
  recordOf,
  shortAnswer,
  shortSend,
  transferOf,
  valuesOf,
  type HandCode,
  type HandKind,
} from '../../../shared/rules/hand-code.ts';
import { cashTransfer } from '../../../shared/tables/cash-transfer.ts';
import type { Table } from '../../../shared/tables/define.ts';
import { device } from '../../../shared/tables/device.ts';
import { checkRecord, type Fields } from '../../../shared/tables/fields.ts';
import { deviceClose, KIND_LINE, TILL_LINE } from '../../../shared/tables/outlet-day.ts';
import { DENOMINATION_FIELDS, till } from '../../../shared/tables/till.ts';
import { seal, SealBroken, unseal } from '../../platform/vault/cipher.ts';
import type { Failure, HandCodeView, ReadCode } from './api.ts';
import type { Clerk } from './clerk.ts';
import type { Terminal } from './terminal.ts';

/**
 * The codes tablets of one outlet show each other with no network: cash sent and its answer, and a tablet's closing.
 * A code is made from rows, never by a page, and one that is read is verified before anything is told of it.
 */
const FACES = Object.keys(DENOMINATION_FIELDS) as (keyof DenominationLine & string)[];
const TILLS = Object.keys(TILL_LINE) as (keyof TillLine & string)[];
/** The tablet that speaks is named once, by its key. */
const TILL_NAMES = TILLS.filter((one) => one !== 'device');
const KINDS = Object.keys(KIND_LINE) as (keyof KindLine & string)[];
const SEND = ['transfer', 'from_till', 'to_till', 'fen', 'sent_on', 'nonce', 'denominations'] as const;
const ANSWER = ['transfer', 'answer', 'fen'] as const;
const CLOSING = ['device_no', 'business_date', 'seq', 'head', 'tills', 'kinds'] as const;

const wrong = (code: string): Result<never, Failure> => err({ code, detail: {} });

async function signed(terminal: Terminal, kind: HandKind, body: Cbor, short: string | null): Promise<HandCodeView> {
  const bytes = handBytes(kind, body);
  const by = { publicKey: terminal.device.signingPublic, signature: await terminal.vault.sign(bytes) };
  return { text: handText(kind, bytes, by), short };
}

/** The sender's code, or the receiver's answer, by whose turn it was; null when this tablet has neither to show. */
export async function transferCode(terminal: Terminal, transfer: string): Promise<HandCodeView | null> {
  const row = await terminal.rows.get(cashTransfer, transfer);
  if (row === null || row.kind !== 'till') return null;
  const { deviceId, deviceNo } = terminal.device;
  if (row.sent_device === deviceId) {
    const seq = Number(transfer.split('.')[1]);
    const short = shortSend({ deviceNo, fromTill: row.from_till ?? '', seq, nonce: row.nonce });
    const faces = row.denominations.map((one) => valuesOf(FACES, one));
    const said = { ...row, transfer, fen: row.sent_fen, sent_on: row.business_date, denominations: faces };
    return signed(terminal, 'send', valuesOf(SEND, said), short);
  }
  if (row.answered_device !== deviceId || row.answer === 'none') return null;
  const fen = row.answer === 'accepted' ? row.accepted_fen : row.sent_fen;
  const said = { transfer, nonce: row.nonce, answer: row.answer, fen };
  return signed(terminal, 'answer', valuesOf(ANSWER, said), shortAnswer(said));
}

/** This tablet's closing of the date; null before it ended its day. */
export async function closingCode(terminal: Terminal, clerk: Clerk): Promise<HandCodeView | null> {
  const row = await terminal.rows.get(deviceClose, deviceCloseId(clerk.businessDate, terminal.device.deviceId));
  if (row === null) return null;
  const tills = row.tills.map((one) => valuesOf(TILL_NAMES, one));
  const kinds = row.kinds.map((one) => valuesOf(KINDS, one));
  return signed(terminal, 'closing', valuesOf(CLOSING, { ...row, tills, kinds }), null);
}

// ---- reading -----------------------------------------------------------------------------------------------

/** Records of a code in their table's own form; null when one of them is not. */
function recordsOf<T>(fields: Fields, names: readonly string[], values: Cbor | undefined, more: object): T[] | null {
  if (!Array.isArray(values)) return null;
  const records = (values as readonly Cbor[]).map((one) => ({ ...recordOf(names, one), ...more }));
  return records.every((one) => checkRecord(fields, one) === null) ? (records as T[]) : null;
}

function pick<const N extends string>(table: Table, names: readonly N[]): Fields {
  return Object.fromEntries(Object.entries(table.fields).filter(([name]) => names.some((one) => one === name)));
}

function sendOf(code: HandCode): ReadCode | null {
  const said = recordOf(SEND, code.body);
  if (said === null) return null;
  const row = { from_till: said['from_till'], to_till: said['to_till'], nonce: said['nonce'], sent_fen: said['fen'] };
  const fields = pick(cashTransfer, ['from_till', 'to_till', 'nonce', 'business_date', 'sent_fen']);
  const faces = recordsOf<DenominationLine>(DENOMINATION_FIELDS, FACES, said['denominations'], {});
  const whole = checkRecord(fields, { ...row, business_date: said['sent_on'] }) === null;
  // The number of the transfer is made of the sender's: nobody speaks for another tablet.
  const own = typeof said['transfer'] === 'string' && said['transfer'].startsWith(`${code.device.slice(0, 16)}.`);
  if (!whole || !own || faces === null) return null;
  return {
    kind: 'send',
    transfer: said['transfer'] as string,
    from: said['from_till'] as string,
    to: said['to_till'] as string,
    fen: said['fen'] as number,
    sentOn: said['sent_on'] as string,
    nonce: said['nonce'] as string,
    denominations: faces,
    proof: code.signature,
  };
}

async function answerOf(terminal: Terminal, code: HandCode): Promise<ReadCode | null> {
  const said = recordOf(ANSWER, code.body);
  const transfer = said?.['transfer'];
  const row = typeof transfer === 'string' ? await terminal.rows.get(cashTransfer, transfer) : null;
  const answer = said?.['answer'];
  if (row === null || typeof transfer !== 'string') return null;
  if (answer !== 'refused' && !(answer === 'accepted' && said?.['fen'] === row.sent_fen)) return null;
  return { kind: 'answer', transfer, from: row.from_till ?? '', answer, fen: row.sent_fen, proof: code.signature };
}

interface Closing extends ScannedClose {
  readonly device: string;
  readonly deviceNo: string;
  readonly date: string;
}

function closingOf(code: HandCode): Closing | null {
  const said = recordOf(CLOSING, code.body);
  if (said === null) return null;
  const tills = recordsOf<TillLine>(TILL_LINE, TILL_NAMES, said['tills'], { device: code.device });
  const kinds = recordsOf<KindLine>(KIND_LINE, KINDS, said['kinds'], {});
  const fields = pick(deviceClose, ['device_no', 'business_date', 'seq', 'head']);
  const own = Object.fromEntries(Object.keys(fields).map((name) => [name, said[name]]));
  if (tills === null || kinds === null || checkRecord(fields, own) !== null) return null;
  return {
    device: code.device,
    deviceNo: said['device_no'] as string,
    date: said['business_date'] as string,
    seq: said['seq'] as number,
    head: said['head'] as Bytes,
    tills,
    kinds,
    proof: code.signature,
  };
}

/** A signed code of another tablet of this outlet that is in use. */
async function verified(terminal: Terminal, text: string): Promise<Result<HandCode, Failure>> {
  const code = readHand(text);
  if (code === null) return wrong('HAND_UNREADABLE');
  const known = await terminal.rows.get(device, code.device);
  const ours = known !== null && known.outlet === terminal.device.outlet.code && known.status === 'active';
  if (!ours || !(await terminal.world.verifier.verify(code.publicKey, code.signature, code.signed)))
    return wrong('HAND_FOREIGN');
  return code.device === terminal.device.deviceId ? wrong('HAND_OWN') : ok(code);
}

/** 18 digits of a sender: who it is comes from the numbers of this outlet's tablets; the amount the receiver counts. */
async function readShort(terminal: Terminal, clerk: Clerk, text: string): Promise<Result<ReadCode, Failure>> {
  const digits = text.replace(/\s+/g, '');
  const sent = readShortSend(digits);
  if (sent !== null) {
    const from = [...(await terminal.rows.list(device))].find(
      ([, row]) => row.device_no === sent.deviceNo && row.status === 'active',
    );
    if (from === undefined) return wrong('HAND_FOREIGN');
    if (from[0] === terminal.device.deviceId) return wrong('HAND_OWN');
    return ok({
      kind: 'send',
      transfer: transferOf(sent, from[0]),
      from: sent.fromTill,
      to: null,
      fen: null,
      sentOn: clerk.businessDate,
      nonce: sent.nonce,
      denominations: [],
      proof: textToBytes(digits),
    });
  }
  for (const [transfer, row] of await terminal.rows.list(cashTransfer)) {
    if (row.sent_device !== terminal.device.deviceId || row.confirmed || row.returned_fen > 0) continue;
    const answer = readShortAnswer(digits, { transfer, nonce: row.nonce, fen: row.sent_fen });
    if (answer === null) continue;
    const proof = textToBytes(digits);
    return ok({ kind: 'answer', transfer, from: row.from_till ?? '', answer, fen: row.sent_fen, proof });
  }
  return wrong('HAND_UNREADABLE');
}

export async function readCode(terminal: Terminal, clerk: Clerk, text: string): Promise<Result<ReadCode, Failure>> {
  if (/^[\d\s]+$/.test(text)) return readShort(terminal, clerk, text);
  const code = await verified(terminal, text);
  if (!code.ok) return code;
  if (code.value.kind === 'closing') return keepClosing(terminal, clerk, text, code.value);
  const read = code.value.kind === 'send' ? sendOf(code.value) : await answerOf(terminal, code.value);
  return read === null ? wrong('HAND_UNREADABLE') : ok(read);
}

// ---- closings of other tablets -----------------------------------------------------------------------------

const PLACE = { store: 'facts', id: 'closings' };

async function keptTexts(terminal: Terminal): Promise<readonly string[]> {
  const kept = (await terminal.world.keyDb.facts.get('closings'))?.value;
  if (typeof kept !== 'string') return [];
  try {
    const plain = await unseal(terminal.vault.rowKey, PLACE, base64ToBytes(kept));
    return new TextDecoder().decode(plain).split('\n').filter(Boolean);
  } catch (fault) {
    // What was scanned can be scanned again.
    if (fault instanceof SealBroken) return [];
    throw fault;
  }
}

function readClosing(text: string): Closing | null {
  const code = readHand(text);
  return code === null ? null : closingOf(code);
}

/** Of an earlier date a closing is needed until the rows of its tills have come. */
async function isNeeded(terminal: Terminal, of: Closing, date: string): Promise<boolean> {
  if (of.date === date) return true;
  const isClosed = (await terminal.rows.get(deviceClose, deviceCloseId(of.date, of.device))) !== null;
  const rows = await Promise.all(of.tills.map((one) => terminal.rows.get(till, one.till)));
  return rows.some((row) => row !== null && !hasCome(of, row.last_held_on, isClosed));
}

async function keepClosing(
  terminal: Terminal,
  clerk: Clerk,
  text: string,
  code: HandCode,
): Promise<Result<ReadCode, Failure>> {
  const closing = closingOf(code);
  if (closing === null) return wrong('HAND_UNREADABLE');
  if (closing.date !== clerk.businessDate) return err({ code: 'HAND_DATE', detail: { business_date: closing.date } });
  const others: string[] = [];
  for (const one of await keptTexts(terminal)) {
    const known = readClosing(one);
    // A later closing of the same tablet and date takes the place of the earlier.
    const isSame = known?.device === code.device && known.date === closing.date;
    if (known !== null && !isSame && (await isNeeded(terminal, known, closing.date))) others.push(one);
  }
  const lines = textToBytes([...others, text.replace(/\s+/g, '')].join('\n'));
  const value = bytesToBase64(await seal(terminal.vault.rowKey, PLACE, others.length + 1, lines));
  await terminal.world.keyDb.facts.put({ key: 'closings', value });
  terminal.world.emit({ type: 'rows', tables: [deviceClose.name] });
  return ok({
    kind: 'closing',
    deviceNo: closing.deviceNo,
    closingFen: closing.tills.reduce((sum, one) => sum + one.closing_fen, 0),
  });
}

/** What was scanned for the date, by device, and what was scanned for dates before it. */
export async function scannedClosings(
  terminal: Terminal,
  date: string,
): Promise<Pick<DayMarks, 'scanned' | 'earlier'>> {
  const kept = (await keptTexts(terminal)).flatMap((text) => readClosing(text) ?? []);
  return {
    scanned: new Map(kept.filter((one) => one.date === date).map((one) => [one.device, one])),
    earlier: kept.filter((one) => one.date < date),
  };
}
