import { bytesToBase64, type Bytes } from '../../../../shared/kernel/bytes.ts';
import {
  bundlePurpose,
  openUp,
  replyTo,
  takeUp,
  writeBundle,
  type BundleHub,
  type HubEngine,
} from '../../../../sync/index.ts';
import { newDeviceKeys, publicBytes, signBytes } from '../../../platform/vault/device-keys.ts';
import { openBox, sealTo } from '../../../platform/vault/sealed-box.ts';

export const hubKeys = await newDeviceKeys();
/** Public ECDH keys of the tablets enrolled here, by device id. */
export const boxKeys = new Map<string, Bytes>();
interface TestHub {
  readonly engine: HubEngine;
  now: number;
}

/** The mail van's end at the hub in memory: the engine's own steps with real seals and signatures. */
const at = async (hub: TestHub): Promise<BundleHub> => ({
  engine: hub.engine,
  hubKey: await publicBytes(hubKeys.signing),
  open: (purpose, box) => openBox(hubKeys.ecdh.privateKey, purpose, box).catch(() => null),
});

/** Takes a file and answers with the one to carry back. @throws with the fault's code */
export async function throughTheOffice(hub: TestHub, file: Bytes): Promise<Bytes> {
  const van = await at(hub);
  const opened = await openUp(van, file);
  if (!opened.ok) throw new Error(opened.error);
  await takeUp(van, opened.value);
  const { head } = opened.value;
  // Ahead of whatever the tablet has heard, so that the file is what its data are as old as.
  hub.now += 600_000;
  const down = { ...head, way: 'down', number: hub.now, madeAt: hub.now } as const;
  const key = boxKeys.get(head.device) ?? new Uint8Array(0);
  const sealed = await sealTo(key, bundlePurpose(down), await replyTo(van, opened.value));
  return writeBundle(down, sealed, (bytes) => signBytes(hubKeys.signing.privateKey, bytes));
}

/** As the hub's own door for tablets that carry. */
export async function vanAnswerOf(hub: TestHub, file: Bytes): Promise<Response> {
  try {
    const reply = bytesToBase64(await throughTheOffice(hub, file));
    const place = { outlet: '41272801', deviceNo: '02', number: 1, madeAt: hub.now };
    return Response.json({ ...place, entries: 1, held: 0, damaged: 0, reply, replyName: 'reply.van' });
  } catch (thrown) {
    const code = (thrown as Error).message;
    return Response.json({ code, message: code }, { status: 400 });
  }
}
