import { randomBytes } from 'node:crypto';
import { privateKeyFromSeed } from '../../shared/wire/keys.ts';
import type { OwnKeys } from '../store/federations.ts';
import type { Seal } from '../store/seal.ts';

const keysFrom = (seed: (use: string) => Uint8Array): OwnKeys => ({
  sign: privateKeyFromSeed('ed25519', seed('sign')),
  cards: privateKeyFromSeed('x25519', seed('cards')),
});

/** Of one federation, for whoever invites. */
export const newKeys = (): OwnKeys => keysFrom(() => randomBytes(32));

/** For whoever answers: of the invitation and of what this aggregator alone knows, however often it is pasted. */
export const keysOf = (seal: Seal, id: string, secret: string): OwnKeys =>
  keysFrom((use) => seal.derive(`federation ${id} ${secret} ${use}`));
