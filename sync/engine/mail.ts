import type { Instant } from '../../shared/kernel/dates.ts';
import { createCodec } from '../protocol/codec.ts';
import { packBatch, readOutcome } from '../protocol/signed.ts';
import type { Outcome } from '../protocol/messages.ts';
import type { Receipt } from './ports.ts';
import type { Replica } from './replica.ts';
import type { DownBody, MailTaken, TerminalDeps } from './terminal-api.ts';

/** What a terminal does with the hub's answer to a file of the mail van. */

/** Receipts of a batch that this hub signed for this device; null for anything else, and for those of another life. */
async function genuine(deps: TerminalDeps, replica: Replica, message: Outcome) {
  const said = readOutcome(message.signed);
  if (said?.device !== deps.identity.device) return null;
  if (!(await deps.verifier.verify(deps.hubKey, message.signature, message.signed))) return null;
  const own = replica.tokens.get(deps.identity.branch);
  return own !== undefined && own.epoch !== said.epoch ? null : said;
}

/** @returns `upTo` the hub's time that the own branch's rows are true of; null when they did not move up to it. */
export async function takeMail(deps: TerminalDeps, replica: Replica, mail: DownBody) {
  const codec = createCodec(deps.compressor);
  const news: Receipt[] = [];
  const tables = new Set<string>();
  let [batches, upTo, otherLife]: [number, Instant | null, boolean] = [0, null, mail.otherLife];
  for (const wire of mail.messages) {
    const message = await codec.decode(wire);
    if (!message.ok) continue;
    if (message.value.type === 'outcome') {
      const said = await genuine(deps, replica, message.value);
      if (said === null) otherLife = true;
      // A file is older than a line: what the hub was known to have it still has.
      const receivedSeq = Math.max(replica.receivedSeq, message.value.receivedSeq);
      if (said !== null) news.push(...(await replica.receipts(packBatch(message.value), { ...said, receivedSeq })));
    }
    if (message.value.type !== 'changes') continue;
    const { batch } = message.value;
    if ((await replica.changes(batch)) === 'taken') {
      batches += 1;
      for (const row of batch.rows) tables.add(row.table);
    }
    if (batch.to.branch !== deps.identity.branch || batch.more) continue;
    const at = replica.tokens.get(batch.to.branch);
    if (at?.epoch === batch.to.epoch && at.version >= batch.to.version) upTo = mail.hubTime;
  }
  const taken: MailTaken = { outcomes: news.length, batches, otherLife };
  return { taken, news, tables: [...tables], upTo };
}
