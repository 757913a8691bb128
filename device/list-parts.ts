import type { AccessMessage, HelloMessage } from '../shared/wire/messages.ts';

/** The parts of one change of the list, as they come in, in any order. */
export interface ListParts {
  /** Takes a part; answers the whole change once nothing is missing. */
  add(message: AccessMessage): readonly AccessMessage[] | null;
  missing(): NonNullable<HelloMessage['missingParts']> | null;
  forget(): void;
}

/**
 * Collects a change of the list. A newer version takes the place of what is being collected; an older one, or a
 * part of another change to the same version, is left out. The caller checked the signature of each part.
 */
export function createListParts(): ListParts {
  let first: AccessMessage | null = null;
  let parts = new Map<number, AccessMessage>();

  const belongs = (message: AccessMessage): boolean =>
    first?.list === message.list &&
    first.version === message.version &&
    first.base === message.base &&
    first.parts === message.parts &&
    first.digest === message.digest;

  return {
    add(message) {
      if (message.part > message.parts) return null;
      if (!belongs(message)) {
        if (first?.list === message.list && message.version < first.version) return null;
        first = message;
        parts = new Map();
      }
      parts.set(message.part, message);
      if (parts.size < message.parts) return null;
      const whole = [...parts.values()].sort((a, b) => a.part - b.part);
      first = null;
      return whole;
    },
    missing() {
      if (!first || first.parts === parts.size) return null;
      const all = Array.from({ length: first.parts }, (_, i) => i + 1);
      return { version: first.version, parts: all.filter((part) => !parts.has(part)) };
    },
    forget() {
      first = null;
    },
  };
}
