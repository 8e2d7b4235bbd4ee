/** Thrown when the program itself is wrong. The engine stops on it and keeps the journal intact. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** Closes a switch over a union: a new member does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${String(value)}`);
}
