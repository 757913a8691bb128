import type { KeyObject } from 'node:crypto';
import type { Timers } from '../shared/domain/clock.ts';
import { type BadgeuseError, failure } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { createBackOff } from '../shared/runtime/retry.ts';
import { ClaimAnswer, ClaimTokenAnswer } from '../shared/wire/claim.ts';
import { keyFingerprint } from '../shared/wire/fingerprint.ts';
import { rawPublicKey } from '../shared/wire/keys.ts';
import { type PostJson, readAnswer } from './cloud-http.ts';
import type { Credentials } from './identity.ts';

export interface ClaimParts {
  readonly key: KeyObject;
  /** What tells this machine from others, for the person who approves. */
  readonly serial: string;
  readonly post: PostJson;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Shows the code to type and the fingerprint to compare; null once there is nothing to show. */
  readonly show: (shown: { userCode: string; fingerprint: string } | null) => void;
}

/**
 * Asks a cloud to take this device in, until staff approved it (wire protocol, Provisioning). Waits for as long
 * as it takes, through outages and expired codes; resolves to null only when `signal` ends it.
 */
export async function claimDevice(parts: ClaimParts): Promise<Credentials | null> {
  const { logger, signal } = parts;
  const backOff = createBackOff({ firstMs: 2_000, maxMs: 60_000, random: parts.random });
  try {
    while (!signal.aborted) {
      try {
        const given = await claimOnce(parts);
        if (given) return given;
        backOff.reset();
      } catch (err) {
        const why = err instanceof Error ? err.message : String(err);
        logger.warn({ why }, 'the cloud could not be asked to take this device in; asking again');
        await pause(backOff.nextMs(), parts);
      }
    }
    return null;
  } finally {
    parts.show(null);
  }
}

/** One pair of codes: credentials, or null when they expired or the claim was ended. */
async function claimOnce(parts: ClaimParts): Promise<Credentials | null> {
  const { key, post, serial, logger, signal } = parts;
  const publicKey = rawPublicKey(key);
  const claim = readAnswer(ClaimAnswer, await post('/api/v1/claims', { publicKey, serial }));
  const fingerprint = keyFingerprint(publicKey, claim.cloudKey.publicKey);
  parts.show({ userCode: claim.userCode, fingerprint });
  logger.info(
    { userCode: claim.userCode, fingerprint },
    'type this code on the page Devices, where the same fingerprint must be shown',
  );
  let intervalMs = claim.interval * 1000;
  for (;;) {
    await pause(intervalMs, parts);
    if (signal.aborted) return null;
    const { status, body } = await post('/api/v1/claims/token', { deviceCode: claim.deviceCode });
    if (status === 200) return credentialsOf({ status, body }, claim.cloudKey);
    const code = codeOf(body);
    if (code === 'slowDown' || code === 'tooManyRequests') intervalMs += 5_000;
    else if (code !== 'authorizationPending') {
      logger.info({ code }, 'the code is no longer good; asking for another');
      return null;
    }
  }
}

/** The key pinned is the one whose fingerprint was shown: another one now means someone in between. */
function credentialsOf(
  answer: { status: number; body: unknown },
  shown: ClaimAnswer['cloudKey'],
): Credentials {
  const { id, mqtt, ca, cloudKey } = readAnswer(ClaimTokenAnswer, answer);
  if (cloudKey.publicKey !== shown.publicKey) throw cloudKeyChanged();
  return { device: id, mqtt, ca, cloudKeys: [cloudKey] };
}

const cloudKeyChanged = (): BadgeuseError =>
  failure('cloudAnswerUnusable', { detail: 'its key is not the one whose fingerprint was shown' });

const codeOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;

/** Ends early when the claim is ended. */
const pause = (delayMs: number, { timers, signal }: ClaimParts): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = timers.after(delayMs, () => {
      signal.removeEventListener('abort', ended);
      resolve();
    });
    const ended = (): void => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', ended, { once: true });
  });
