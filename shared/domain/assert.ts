/** Thrown when our own code broke a promise; never for bad input, which is a `Result`. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** States what must hold here. `promise` names the invariant so that the log says which one broke. */
export function assert(holds: unknown, promise: string): asserts holds {
  if (!holds) throw new BrokenInvariant(promise);
}

/** Closes a switch over a union: adding a member without handling it is then a compile error. */
export function unreachable(value: never): never {
  throw new BrokenInvariant(`unreachable case: ${String(value)}`);
}
