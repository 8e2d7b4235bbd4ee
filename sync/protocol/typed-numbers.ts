import { TypedFault, VARINT_MAX, varintLength, zigzag, type ByteReader, type ByteWriter } from './typed-bytes.ts';

/**
 * A run of integers: base and unit once, then what differs. Steps that are all the same cost nothing, times and
 * numbers in order cost their steps, everything else its distance from the least.
 */
const PLAIN = 0;
const STEPS = 1;
const EVEN_STEPS = 2;

function commonUnit(values: readonly number[], least: number): number {
  let unit = 0;
  for (const value of values) {
    let a = unit;
    let b = value - least;
    while (b !== 0) [a, b] = [b, a % b];
    unit = a;
    if (unit === 1) break;
  }
  return Math.max(1, unit);
}

/** Whether these can be written as a run: integers, no two of them further apart than a varint may say. */
export function isRun(values: readonly unknown[]): values is readonly number[] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least >= -VARINT_MAX && most <= VARINT_MAX && most - least <= VARINT_MAX;
}

/**
 * @param values what `isRun` allows
 * @param near a value both sides know already; the run is written from there
 * @returns the value to write the next run near
 */
export function writeRun(out: ByteWriter, values: readonly number[], near = 0): number {
  const first = values[0];
  if (first === undefined) return near;
  const isClose = Math.abs(first - near) <= VARINT_MAX;
  const from = isClose ? near : 0;
  if (values.length === 1) {
    out.byte(isClose ? 1 : 0);
    out.signed(first - from);
    return first;
  }
  const least = values.reduce((a, b) => Math.min(a, b), first);
  const unit = commonUnit(values, least);
  const [steps, even, stepBytes, plainBytes] = weigh(values, least, unit);
  const way = even ? EVEN_STEPS : stepBytes <= plainBytes ? STEPS : PLAIN;
  const start = way === PLAIN ? least : first;
  const startClose = Math.abs(start - near) <= VARINT_MAX;
  out.byte(way * 2 + (startClose ? 1 : 0));
  out.signed(start - (startClose ? near : 0));
  out.varint(unit);
  if (way === EVEN_STEPS) out.signed(steps[0] ?? 0);
  else if (way === STEPS) for (const step of steps) out.signed(step);
  else for (const value of values) out.varint((value - least) / unit);
  return start;
}

function weigh(values: readonly number[], least: number, unit: number): [number[], boolean, number, number] {
  const steps: number[] = [];
  let even = true;
  let stepBytes = 0;
  let plainBytes = varintLength(((values[0] ?? 0) - least) / unit);
  for (let at = 1; at < values.length; at++) {
    const value = values[at] ?? 0;
    const step = (value - (values[at - 1] ?? 0)) / unit;
    steps.push(step);
    if (step !== steps[0]) even = false;
    stepBytes += varintLength(zigzag(step));
    plainBytes += varintLength((value - least) / unit);
  }
  return [steps, even, stepBytes, plainBytes];
}

const exact = (value: number): number => {
  if (Math.abs(value) > 2 * VARINT_MAX - 1) throw new TypedFault('integer');
  return value;
};

/** @returns the integers, and the value to read the next run near */
export function readRun(reader: ByteReader, count: number, near = 0): { values: number[]; near: number } {
  if (count === 0) return { values: [], near };
  const head = reader.byte();
  const way = head >> 1;
  const start = exact(reader.signed() + ((head & 1) === 1 ? near : 0));
  if (count === 1) {
    if (way !== 0) throw new TypedFault('run');
    return { values: [start], near: start };
  }
  const unit = reader.varint();
  if (unit < 1 || way > EVEN_STEPS) throw new TypedFault('run');
  const values: number[] = [];
  if (way === PLAIN) for (let n = 0; n < count; n++) values.push(exact(start + reader.varint() * unit));
  else {
    const even = way === EVEN_STEPS ? reader.signed() : 0;
    let value = start;
    values.push(value);
    for (let n = 1; n < count; n++) {
      value = exact(value + (way === STEPS ? reader.signed() : even) * unit);
      values.push(value);
    }
  }
  return { values, near: start };
}
