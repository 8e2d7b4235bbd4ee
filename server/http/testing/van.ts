import { webcrypto } from 'node:crypto';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../../shared/kernel/bytes.ts';
import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import { sha256 } from '../../../shared/kernel/hash.ts';
import { entryPlace, joinRecord, placeBytes, segmentPurpose } from '../../../shared/kernel/sealed-form.ts';
import type { EnrolResponse } from '../../../shared/read-models/doors.ts';
import { VAN_HEADERS, vanRequestBytes, type VanAnswer } from '../../../shared/read-models/van.ts';
import {
  checkDown,
  headBytes,
  nextStretch,
  openDown,
  packUp,
  type BundleStanding,
  type DownBody,
  type SealedJournal,
} from '../../../sync/index.ts';
import type { TestJournal } from '../../../sync/testing/device-kit.ts';
import { createVerifier } from '../../auth/keys.ts';
import { sealTo } from '../../auth/sealing.ts';
import { compressor } from '../../ws/compressor.ts';
import type { Tablet, TestHub } from './hub.ts';

/** An enrolled tablet's end of the mail van, with real seals and signatures and nothing of the client. */
export interface VanTablet {
  readonly tablet: Tablet;
  readonly device: EnrolResponse;
  readonly journal: TestJournal;
}

const { subtle } = webcrypto;

/** One segment, closed with a head that the vault key signed, as it would lie on the tablet. */
async function lying({ tablet, device, journal }: VanTablet): Promise<SealedJournal> {
  const raw = webcrypto.getRandomValues(new Uint8Array(32));
  const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const box = await sealTo(base64ToBytes(device.hubSealingKey), segmentPurpose(device.deviceId, 1), raw);
  const sealed = await Promise.all(
    journal.entries.map(async ({ seq, canonical, hash }) => {
      const iv = webcrypto.getRandomValues(new Uint8Array(12));
      const algorithm = { name: 'AES-GCM', iv, additionalData: placeBytes(entryPlace(seq), 1) };
      return joinRecord(1, iv, new Uint8Array(await subtle.encrypt(algorithm, key, encodeCbor([canonical, hash]))));
    }),
  );
  const lastSeq = sealed.length;
  const signature = await tablet.signing.sign(headBytes(device.deviceId, lastSeq, journal.head));
  const segments = [{ segment: 1, firstSeq: 1, head: { lastSeq, signature } }];
  return {
    lastSeq: () => Promise.resolve(lastSeq),
    partAfter(seq, signedSeq) {
      const next = nextStretch(segments, lastSeq, { seq, signedSeq });
      if (next === null) return Promise.resolve(null);
      const entries = sealed.slice(next.fromSeq - 1, Math.max(next.fromSeq - 1, next.toSeq));
      return Promise.resolve({ segment: 1, box, firstSeq: next.fromSeq, entries, head: next.segment.head });
    },
  };
}

/** The file the tablet would save. */
export async function vanFile(of: VanTablet, number: number, standing: Partial<BundleStanding> = {}): Promise<Bytes> {
  const { tablet, device } = of;
  const { code } = device.outlet;
  const packed = await packUp(
    {
      journal: await lying(of),
      identity: { device: device.deviceId, branch: code, lineage: [code], appVersion: '1' },
      compressor,
      hubKey: base64ToBytes(device.hubSigningKey),
      sign: (bytes) => tablet.delivery.sign(bytes),
      seal: (purpose, plain) => sealTo(base64ToBytes(device.hubSealingKey), purpose, plain),
    },
    { receivedSeq: 0, askFrom: 1, tokens: [], ...standing },
    { number, madeAt: Date.now() },
  );
  return packed.file;
}

/** What the answer says, as the tablet reads it. */
export async function readReply({ tablet, device }: VanTablet, answer: VanAnswer): Promise<DownBody> {
  const hubKey = base64ToBytes(device.hubSigningKey);
  const of = { device: device.deviceId, hubKey, verifier: createVerifier(), last: null };
  const checked = await checkDown(of, base64ToBytes(answer.reply));
  if (!checked.ok) throw new Error(checked.error);
  const body = await openDown(checked.value, (purpose, box) => tablet.openBox(purpose, box));
  if (!body.ok) throw new Error(body.error);
  return body.value;
}

/** Carries a file to the hub as a tablet that has a line. */
export async function carry(hub: TestHub, by: VanTablet, file: Bytes, query = ''): Promise<Response> {
  const at = Date.now();
  const bytes = vanRequestBytes({ deviceId: by.device.deviceId, at, hash: sha256(file) });
  return fetch(`${hub.url}/api/van${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      [VAN_HEADERS.device]: by.device.deviceId,
      [VAN_HEADERS.at]: String(at),
      [VAN_HEADERS.signature]: bytesToBase64(await by.tablet.delivery.sign(bytes)),
    },
    body: file,
  });
}
