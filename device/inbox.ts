import type { KeyObject } from 'node:crypto';
import type { Clock } from '../shared/domain/clock.ts';
import type { Problem, Result } from '../shared/domain/result.ts';
import { BadgeuseError } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { parseAccess, parseAck } from '../shared/wire/codec.ts';
import { headerOf, verifyClaims } from '../shared/wire/jws.ts';
import type { AccessMessage, AckMessage } from '../shared/wire/messages.ts';
import type { SignedConfig, SignedKeys } from '../shared/wire/signed.ts';
import type { DownKind } from '../shared/wire/topic.ts';
import type { ListAge } from './list-age.ts';
import { type FetchFile, readListFile } from './list-file.ts';
import type { ListParts } from './list-parts.ts';
import type { AccessStore, Health } from './ports.ts';

/** Messages somebody else understands: where nobody does they are ignored, and the log says so. */
export type LaterKinds = Partial<
  Record<'state' | 'command', (payload: Buffer, retained: boolean) => void | Promise<void>>
>;

export interface InboxParts {
  readonly device: string;
  readonly nonce: string;
  readonly access: AccessStore;
  readonly listAge: ListAge;
  readonly listParts: ListParts;
  readonly clock: Clock;
  readonly health: Health;
  readonly logger: Logger;
  readonly fetchFile: FetchFile;
  /** The pinned cloud key of that name, or null. */
  readonly cloudKey: (kid: string) => KeyObject | null;
  /** Believes these keys instead; answers what is wrong with that word, or null. `signer` is the one that gave it. */
  readonly pinKeys: (keys: SignedKeys, signer: string) => Problem | null;
  readonly later: LaterKinds;
  readonly on: {
    ack(ack: AckMessage): void;
    /** The cloud should hear what is held now. */
    applied(): void;
    /** What arrived does not fit what is held: the cloud should send what is missing. */
    lacking(): void;
    config(config: SignedConfig): void;
    /** Some parts of a list are here, others not. */
    partial(): void;
  };
}

/**
 * Takes what the cloud sends. Nothing that arrives can stop the device: what cannot be read, is not signed, is
 * not for us or is older than what is held changes nothing, is logged and shown, and the next message is read.
 */
export function createInbox(parts: InboxParts) {
  const { device, access, listParts, health, logger, on } = parts;
  /** Signatures take a moment: messages are still applied in the order they came. */
  let last: Promise<void> = Promise.resolve();

  const refuse = (kind: DownKind, { code, message, hint }: Problem): void => {
    logger.warn({ kind, code, hint }, `a message from the cloud was left out: ${message}`);
    if (code === 'jwsUnknownKey') health.report('cloud.otherKey', { about: kind });
    else health.report('link.message', { details: { kind, message }, about: kind });
  };
  const verified = async <T>(
    kind: DownKind,
    check: Promise<Result<T>>,
    use: (claims: T) => void | Promise<void>,
  ): Promise<void> => {
    const claims = await check;
    if (!claims.ok) return refuse(kind, claims.problem);
    health.clear('link.message', kind);
    health.clear('cloud.otherKey', kind);
    await use(claims.value);
  };

  function ack(payload: Buffer): void {
    const read = parseAck(payload);
    if (read.ok) on.ack(read.value);
    else refuse('ack', read.problem);
  }

  async function listPart(payload: Buffer): Promise<void> {
    const read = parseAccess(payload);
    if (!read.ok) return refuse('access', read.problem);
    const message = read.value;
    await verified(
      'access',
      verifyClaims('badgeuse-access', message.jws, parts.cloudKey),
      (claims) => {
        const { list, version, digest } = message;
        if (claims.list !== list || claims.version !== version || claims.digest !== digest) {
          return refuse('access', notAsSigned);
        }
        const config = access.config();
        if (config && config.list !== list) return refuse('access', notOurs('list'));
        if (isHeld(message)) return;
        const whole = listParts.add(message);
        return whole ? applyList(whole) : on.partial();
      },
    );
  }

  const isHeld = (message: AccessMessage): boolean => {
    const { list, version } = access.state();
    return message.list === list && message.version <= version;
  };

  async function applyList(messages: readonly AccessMessage[]): Promise<void> {
    const [first] = messages;
    if (!first) return;
    const { list, base, version, digest, file } = first;
    const removes = messages.flatMap((message) => message.removes);
    try {
      const upserts = file
        ? await readListFile(file, parts.fetchFile)
        : messages.flatMap((message) => message.upserts);
      await access.applyList({ list, base, version, digest, upserts, removes });
    } catch (err) {
      const known = err instanceof BadgeuseError ? err : null;
      if (known?.code !== 'conflict' && known?.code !== 'listFileUnusable') throw err;
      if (known.code === 'listFileUnusable') refuse('access', known.toProblem());
      logger.warn({ err, list, base, version }, 'the list held stays in force');
      return on.lacking();
    }
    logger.info({ list, version }, 'access list applied');
    on.applied();
  }

  const confirm = (payload: Buffer) =>
    verified(
      'confirm',
      verifyClaims('badgeuse-confirm', text(payload), parts.cloudKey),
      (claims) => {
        if (claims.device !== device) return refuse('confirm', notOurs('device'));
        // For a process that is gone, or an hour ago by now: the next hello brings another.
        if (claims.nonce !== parts.nonce || claims.monoMs > parts.clock.monotonicNow()) return;
        const { list, version, confirmed } = access.state();
        if (claims.list !== list || claims.version !== version) return on.lacking();
        if (parts.listAge.isNewer(claims.monoMs)) parts.listAge.confirmedAt(claims.monoMs);
        // From now on doors open: whoever waits for this device may know it at once.
        if (!confirmed) on.applied();
      },
    );

  function believe(keys: SignedKeys, signer: string): void {
    const problem = parts.pinKeys(keys, signer);
    if (problem) {
      refuse('config', problem);
      return;
    }
    const { version } = keys;
    logger.info({ version, kids: keys.keys.map(({ kid }) => kid) }, 'cloud keys renewed');
    on.applied();
  }

  async function config(payload: Buffer): Promise<void> {
    const jws = text(payload);
    const header = headerOf(jws);
    if (header?.typ === 'badgeuse-keys') {
      return verified('config', verifyClaims('badgeuse-keys', jws, parts.cloudKey), (keys) =>
        believe(keys, header.kid),
      );
    }
    await verified('config', verifyClaims('badgeuse-config', jws, parts.cloudKey), (next) => {
      if (next.device !== device) return refuse('config', notOurs('device'));
      if (next.version <= (access.config()?.version ?? 0)) return;
      access.applyConfig(next);
      logger.info({ version: next.version, place: next.place.id }, 'config applied');
      on.config(next);
      on.applied();
    });
  }

  function later(
    kind: 'state' | 'command',
    payload: Buffer,
    retained: boolean,
  ): void | Promise<void> {
    const handler = parts.later[kind];
    if (handler) return handler(payload, retained);
    logger.info({ kind }, 'this device does not understand such messages yet; left out');
  }

  const handlers: Record<DownKind, (payload: Buffer, retained: boolean) => void | Promise<void>> = {
    ack,
    access: listPart,
    confirm,
    config,
    state: (payload, retained) => later('state', payload, retained),
    command: (payload, retained) => later('command', payload, retained),
  };

  return {
    /** Resolves once the message has been dealt with; never rejects. */
    take(kind: DownKind, payload: Buffer, retained: boolean): Promise<void> {
      // A long list takes its time; the journal drains meanwhile, and a door opens now or not at all.
      const waits = kind !== 'ack' && kind !== 'command';
      const before = waits ? last : Promise.resolve();
      const taken = before
        .then(() => handlers[kind](payload, retained))
        .catch((err: unknown) => {
          health.report('link.message', { details: { kind, message: String(err) }, about: kind });
          logger.error({ err, kind }, 'a message from the cloud could not be applied');
        });
      if (waits) last = taken;
      return taken;
    },
  };
}

const text = (payload: Buffer): string => payload.toString('utf8');

const notAsSigned: Problem = {
  code: 'messageInvalid',
  message: 'A part of the list does not say what was signed.',
  hint: 'The list held stays in force.',
};
const notOurs = (what: string): Problem => ({
  code: 'notOurs',
  message: `The message is for another ${what}.`,
  hint: 'Check which device each name and password was given to.',
});
