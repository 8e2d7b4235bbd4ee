import { concatBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { Random } from '../sim/random.ts';

/**
 * Damaged messages for tests, the same for the same seed. Most damage is done to decoded values, so that many inputs
 * pass the decoder and reach what lies behind it.
 */
const EDGES: readonly Cbor[] = [
  0,
  1,
  -1,
  23,
  24,
  255,
  65_536,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  '',
  '__proto__',
  'null',
  '35010201',
  null,
  true,
  false,
  [],
  new Uint8Array(0),
  new Uint8Array(32),
  new Uint8Array(64),
];

export function damageBytes(random: Random, bytes: Bytes): Bytes {
  const out = bytes.slice();
  const place = random.int(0, Math.max(0, out.length - 1));
  if (random.chance(0.2)) return out.slice(0, place);
  if (random.chance(0.2))
    return concatBytes(out.slice(0, place), new Uint8Array([random.int(0, 255)]), out.slice(place));
  if (out.length > 0) out[place] = random.int(0, 255);
  return out;
}

/** Another value of the same kind, or now and then of any kind. */
function damageLeaf(random: Random, value: Cbor): Cbor {
  if (random.chance(0.15)) return random.pick(EDGES);
  if (typeof value === 'number')
    return random.chance(0.5) ? value + random.int(-2, 2) : random.pick([0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -1]);
  if (typeof value === 'string')
    return random.pick([`${value}x`, value.slice(1), '', '😀', '{"table":7}', 'null', 'x'.repeat(300)]);
  if (typeof value === 'boolean') return !value;
  if (value instanceof Uint8Array) return damageBytes(random, value);
  return value;
}

/** Walks down to one place of the value and damages it there; lists may also lose, repeat or swap an item. */
function damageValue(random: Random, value: Cbor): Cbor {
  if (!Array.isArray(value) || value.length === 0) return damageLeaf(random, value);
  const items = [...(value as readonly Cbor[])];
  const place = random.int(0, items.length - 1);
  const item = items[place] ?? null;
  if (random.chance(0.06)) items.splice(place, 1);
  else if (random.chance(0.06)) items.splice(place, 0, item);
  else items[place] = damageValue(random, item);
  return items;
}

/** Damage to the bytes of a message (one in five) or to one place of its decoded value. */
export function damage(random: Random, wire: Bytes): Bytes {
  if (random.chance(0.2)) return damageBytes(random, wire);
  const cbor = decodeCbor(wire.slice(1));
  if (!cbor.ok) return damageBytes(random, wire);
  return concatBytes(wire.slice(0, 1), encodeCbor(damageValue(random, cbor.value)));
}
