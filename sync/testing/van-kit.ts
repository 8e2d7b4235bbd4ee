import type { Bytes } from '../../shared/kernel/bytes.ts';
import { bundlePurpose, writeBundle, type BundleFile } from '../bundle/envelope.ts';
import { replyTo, type BundleHub, type OpenedBundle } from '../bundle/hub-bundle.ts';
import type { PackUp } from '../bundle/pack-up.ts';
import { openDown } from '../bundle/unpack-down.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { openBox, sealBox } from './box-kit.ts';
import { HUB_KEY, noCompressor, testSign } from './device-kit.ts';
import type { FakeTerminal } from './terminal-kit.ts';

/** Both ends of the mail van between a fake terminal and a hub, with boxes and signatures for tests. */

export const vanOf = (engine: HubEngine): BundleHub => ({
  engine,
  hubKey: HUB_KEY,
  open: (purpose, box) => Promise.resolve(openBox(purpose, box)),
});

export const packing = ({ sealed, identity, keys }: FakeTerminal): PackUp => ({
  journal: sealed,
  identity,
  compressor: noCompressor,
  hubKey: HUB_KEY,
  sign: (bytes) => Promise.resolve(testSign(keys.deliveryKey, bytes)),
  seal: (purpose, plain) => Promise.resolve(sealBox(purpose, plain)),
});

/** The hub's answer to a file, made at `at`. */
export async function answerTo(van: BundleHub, opened: OpenedBundle, at: number): Promise<Bytes> {
  const head = { ...opened.head, way: 'down', number: at, madeAt: at } as const;
  const sealed = sealBox(bundlePurpose(head), await replyTo(van, opened));
  return writeBundle(head, sealed, (bytes) => Promise.resolve(testSign(HUB_KEY, bytes)));
}

export const openAnswer = (file: BundleFile) =>
  openDown(file, (purpose, box) => Promise.resolve(openBox(purpose, box)));
