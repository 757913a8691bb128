import canonicalize from 'canonicalize';

/**
 * RFC 8785 canonical JSON: the one spelling of a value that is hashed or signed, here and at the other end.
 *
 * What came over the wire has its keys sorted already, and then `JSON.stringify` spells it the same way as
 * the library, some three times faster; a check of the order decides which of the two runs.
 * Throws `TypeError` for what JSON cannot say (`isCanonical` tells beforehand).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalJsonOrNull(value);
  if (text === null) throw new TypeError('this value has no canonical JSON');
  return text;
}

/** The same; null for what has none. */
export function canonicalJsonOrNull(value: unknown): string | null {
  const order = orderOf(value, maxNesting);
  if (order === 'impossible') return null;
  return order === 'sorted' ? JSON.stringify(value) : String(canonicalize(value));
}

/** Deeper than anything of ours: beyond it a message of brackets alone would exhaust the stack. */
export const maxNesting = 32;

/**
 * Whether parsed JSON can be hashed: no lone surrogate, no number beyond a double's range, no endless nesting.
 * `JSON.parse` lets all three through.
 */
export const isCanonical = (value: unknown): boolean => orderOf(value, maxNesting) !== 'impossible';

type Order = 'sorted' | 'unsorted' | 'impossible';

function orderOf(value: unknown, depthLeft: number): Order {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? 'sorted' : 'impossible';
    case 'number':
      return Number.isFinite(value) ? 'sorted' : 'impossible';
    case 'boolean':
      return 'sorted';
    case 'object':
      if (value === null) return 'sorted';
      if (depthLeft === 0) return 'impossible';
      return Array.isArray(value)
        ? orderOfAll(value, depthLeft - 1)
        : orderOfObject(value as Record<string, unknown>, depthLeft - 1);
    default:
      return 'impossible';
  }
}

function orderOfAll(values: readonly unknown[], depthLeft: number): Order {
  let order: Order = 'sorted';
  for (const value of values) {
    const of = orderOf(value, depthLeft);
    if (of === 'impossible') return of;
    if (of === 'unsorted') order = of;
  }
  return order;
}

function orderOfObject(object: Record<string, unknown>, depthLeft: number): Order {
  if (typeof object['toJSON'] === 'function') return 'impossible';
  let order: Order = 'sorted';
  let last = '';
  for (const key of Object.keys(object)) {
    const value = object[key];
    // Both spellings leave an absent optional field out.
    if (value === undefined) continue;
    if (key < last) order = 'unsorted';
    last = key;
    const of = key.isWellFormed() ? orderOf(value, depthLeft) : 'impossible';
    if (of === 'impossible') return of;
    if (of === 'unsorted') order = of;
  }
  return order;
}
