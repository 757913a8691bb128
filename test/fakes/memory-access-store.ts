import type { AccessStore, ListState } from '../../device/ports.ts';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

/** The access store without a disk. */
export function memoryAccessStore(): AccessStore {
  let cards = new Map<string, AccessEntry>();
  let state: ListState = { list: '', version: 0, digest: '', confirmed: null };
  let config: SignedConfig | null = null;
  const facts = new Map<string, string>();
  const told = new Map<string, string>();
  let toldAbout: string | null = null;
  return {
    find: (uid) => cards.get(uid) ?? null,
    state: () => state,
    namesOf(memberRefs) {
      const named = [...cards.values()].flatMap(({ memberRef, name }) =>
        memberRef !== null && name !== null && memberRefs.has(memberRef)
          ? [[memberRef, name] as const]
          : [],
      );
      return new Map(named);
    },
    async applyList(change) {
      const version = state.list === change.list ? state.version : 0;
      const fits = change.version > version && (change.base === 0 || change.base === version);
      const next = new Map(change.base === 0 ? [] : cards);
      for (const uid of change.removes) next.delete(uid);
      for (const entry of change.upserts) next.set(entry.uid, entry);
      if (!fits || listDigest(next.values()) !== change.digest) {
        throw failure('conflict', { detail: 'not this list' });
      }
      cards = next;
      const confirmed = state.list === change.list ? state.confirmed : null;
      state = { list: change.list, version: change.version, digest: change.digest, confirmed };
    },
    confirm(confirmed) {
      state = { ...state, confirmed };
    },
    config: () => config,
    applyConfig(next) {
      config = next;
    },
    readFact: (name) => facts.get(name) ?? null,
    writeFact: (name, value) => {
      facts.set(name, value);
    },
    told: () => ({ about: toldAbout, rows: [...told] }),
    keepTold(rows, about) {
      for (const [person, body] of rows) {
        if (body === null) told.delete(person);
        else told.set(person, body);
      }
      toldAbout = about ?? toldAbout;
    },
    forgetTold() {
      told.clear();
      toldAbout = null;
    },
    scrub: async () => undefined,
    probe: () => undefined,
    close: () => undefined,
  };
}
