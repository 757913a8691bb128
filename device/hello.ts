import type { Clock } from '../shared/domain/clock.ts';
import { encode } from '../shared/wire/codec.ts';
import type { HelloMessage } from '../shared/wire/messages.ts';
import type { PlaceState } from './place-state.ts';
import type { AccessStore, ClockWatch, Health, Journal } from './ports.ts';

/** As many epochs as a hello may name: the newest, oldest first. */
const maxEpochs = 100;

export interface HelloParts {
  readonly journal: Journal;
  readonly access: AccessStore;
  readonly watch: ClockWatch;
  readonly clock: Clock;
  readonly health: Health;
  /** Random, one a process start: what the cloud signs for this process it signs for no other. */
  readonly nonce: string;
  readonly software: string;
  readonly placeState: Pick<PlaceState, 'asOf'>;
  /** The cloud's keys that are believed; left out: not said. */
  readonly cloudKeysHeld?: () => HelloMessage['cloudKeys'];
  readonly missingParts: () => HelloMessage['missingParts'] | null;
}

/** Everything the cloud needs to know to send what this device lacks (wire protocol, hello). */
export function helloMessage(parts: HelloParts): string {
  const { journal, access, watch, clock } = parts;
  const { list, version, digest, confirmed } = access.state();
  const missingParts = parts.missingParts();
  const cloudKeys = parts.cloudKeysHeld?.();
  const hello: HelloMessage = {
    v: 1,
    epochs: journal
      .epochs()
      .slice(-maxEpochs)
      .map(({ closed: _, ...mark }) => mark),
    list,
    accessVersion: version,
    accessDigest: digest,
    configVersion: access.config()?.version ?? 0,
    boot: watch.boot(),
    monoMs: clock.monotonicNow(),
    wall: new Date(clock.now()).toISOString(),
    clock: watch.state(),
    nonce: parts.nonce,
    software: parts.software,
    health: [...parts.health.notes()],
    ...(missingParts && { missingParts }),
    listConfirmed: confirmed !== null,
    stateAsOf: parts.placeState.asOf(),
    ...(cloudKeys && { cloudKeys }),
  };
  return encode(hello);
}
