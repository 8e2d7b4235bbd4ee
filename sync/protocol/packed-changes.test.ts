import { describe, expect, it } from 'vitest';
import { concatBytes, hexToBytes } from '../../shared/kernel/bytes.ts';
import { encodeCbor } from '../../shared/kernel/cbor.ts';
import type { FeedToken } from '../engine/ports.ts';
import { noCompressor } from '../testing/device-kit.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import type { SyncMessage } from './messages.ts';
import { noKinds, writeRows } from './typed-rows.ts';
import { PROTOCOL_MARKED, PROTOCOL_VERSION } from './version.ts';

const BRANCH = '1';
/** Its number on the wire. */
const CHANGES_ON = 21;
const at = (version: number, branch = BRANCH): FeedToken => ({
  epoch: '0b8ef1d2-93a0-4b8e-8d6e-0a9a3c1f7a55',
  branch,
  version,
  commitId: `0b8ef1d2-93a0-4b8e-8d6e-${String(version).padStart(12, '0')}`,
});
const changes = (from: FeedToken, to: FeedToken): SyncMessage => ({
  type: 'changes',
  batch: { from, to, rows: [{ table: 't', id: '1', body: { n: to.version } }], more: false },
});

describe('positions that a connection has named', () => {
  it('[PR9] pulls and changes name positions that were named, and never the wrong one', async () => {
    const { hub, terminal } = await greetedCodecs(noCompressor, noKinds);
    const sizes: number[] = [];
    const up = async (message: SyncMessage) => {
      const wire = await terminal.encode(message);
      sizes.push(wire.length);
      expect(await hub.decode(wire)).toEqual({ ok: true, value: message });
    };
    const down = async (message: SyncMessage) => {
      const wire = await hub.encode(message);
      sizes.push(wire.length);
      expect(await terminal.decode(wire)).toEqual({ ok: true, value: message });
    };
    await up({ type: 'pull', token: at(5) });
    await down(changes(at(5), at(7)));
    await up({ type: 'pull', token: at(7) });
    await down(changes(at(7), at(8)));
    expect(sizes[2]).toBeLessThan(8);
    expect(sizes[3]).toBeLessThan(50);
    // A second question overtakes the answer to the first; what answers neither is said whole.
    await up({ type: 'pull', token: at(8) });
    const answer = await hub.encode(changes(at(8), at(9)));
    await up({ type: 'pull', token: at(3, '2') });
    await up({ type: 'pull', token: at(4) });
    expect(await terminal.decode(answer)).toEqual({ ok: true, value: changes(at(8), at(9)) });
    await down(changes(at(3, '2'), at(6, '2')));
    await down(changes(at(2), at(10)));
    await up({ type: 'pull', token: at(9) });
    await down(changes(at(9), { ...at(10), epoch: 'another life' }));
  });

  it('[PR9] a pull that came twice, or was lost, puts no answer behind the position of another', async () => {
    for (const spoken of [PROTOCOL_VERSION, PROTOCOL_MARKED - 1, 3]) {
      const { hub, terminal } = await greetedCodecs(noCompressor, noKinds, { hub: PROTOCOL_VERSION, terminal: spoken });
      const own = await terminal.encode({ type: 'pull', token: at(5) });
      await hub.decode(own);
      await hub.decode(own);
      await terminal.encode({ type: 'pull', token: at(1, '3') });
      await hub.decode(await terminal.encode({ type: 'pull', token: at(3, '2') }));
      for (const answer of [changes(at(5), at(7)), changes(at(5), at(7)), changes(at(3, '2'), at(4, '2'))])
        expect(await terminal.decode(await hub.encode(answer))).toEqual({ ok: true, value: answer });
    }
  });

  it('[PR6] a hub of before names by its number the pull that it answers, and is understood', async () => {
    const { terminal } = await greetedCodecs(noCompressor, noKinds, {
      hub: PROTOCOL_MARKED - 1,
      terminal: PROTOCOL_VERSION,
    });
    for (const token of [at(5), at(3, '2')]) await terminal.encode({ type: 'pull', token });
    const body = [0, 1, 2, hexToBytes(at(5).commitId.replaceAll('-', '')), writeRows([], noKinds, null), false];
    const wire = concatBytes(new Uint8Array(1), encodeCbor([CHANGES_ON, body]));
    const { commitId } = at(5);
    const to = { ...at(5, '2'), commitId };
    const batch = { from: at(3, '2'), to, rows: [], more: false };
    expect(await terminal.decode(wire)).toEqual({ ok: true, value: { type: 'changes', batch } });
  });
});
