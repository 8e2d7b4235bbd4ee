import { sha256 } from '../../shared/kernel/hash.ts';
import { createCodec, type Codec, type Compressor, type PageCodec } from '../protocol/codec.ts';
import type { TableKinds } from '../protocol/typed-rows.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';

/** Both ends of one connection that has said its hello: they speak the lower of the two protocols. */
export async function greetedCodecs(
  compressor: Compressor,
  kinds: TableKinds,
  protocol: { readonly hub: number; readonly terminal: number } = { hub: PROTOCOL_VERSION, terminal: PROTOCOL_VERSION },
  branch = '1',
): Promise<{ readonly hub: PageCodec; readonly terminal: Codec }> {
  const [hub, terminal] = [createCodec(compressor, kinds), createCodec(compressor, kinds)];
  const hash = sha256(new Uint8Array(1));
  const challenge = { type: 'challenge', nonce: hash, hubTime: 1, protocol: protocol.hub, floor: 1 } as const;
  await terminal.decode(await hub.encode(challenge));
  const hello = {
    type: 'hello' as const,
    protocol: protocol.terminal,
    device: 'ab'.repeat(16),
    branch,
    appVersion: '1',
    signedWith: 'vault' as const,
    signature: new Uint8Array(64),
    headSeq: 0,
    headHash: hash,
    claims: [],
  };
  await hub.decode(await terminal.encode(hello));
  return { hub, terminal };
}
