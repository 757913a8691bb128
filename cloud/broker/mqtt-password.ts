import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Mosquitto's own format, so that moving to Mosquitto is copying a file: `$7$<iterations>$<salt>$<hash>`, salt
 * and hash base64, PBKDF2 with SHA-512 over 64 bytes (what `mosquitto_passwd` writes).
 */
const derive = promisify(pbkdf2);
const hashBytes = 64;
/** Twelve characters: EMQX, which the files are made for too, takes a salt as text only. */
const saltRandomBytes = 9;
/** As `mosquitto_passwd`. The passwords are 32 random bytes: stretching them more would only cost reconnects. */
const iterationsDefault = 101;
/** A stored line may ask for no more work than this for one connection. */
const iterationsMax = 1_000_000;

/** 32 random bytes, base64url: a device's MQTT password. */
export const makeMqttPassword = (): string => randomBytes(32).toString('base64url');

export async function hashMqttPassword(
  password: string,
  iterations = iterationsDefault,
): Promise<string> {
  const salt = Buffer.from(randomBytes(saltRandomBytes).toString('base64url'));
  const hash = await derive(password, salt, iterations, hashBytes, 'sha512');
  return `$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** False also for a line that is not in the format: nobody signs in with it. */
export async function verifyMqttPassword(password: Buffer, stored: string): Promise<boolean> {
  const parts = /^\$7\$(\d{1,7})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(stored);
  if (!parts) return false;
  const iterations = Number(parts[1]);
  const salt = Buffer.from(parts[2] ?? '', 'base64');
  const expected = Buffer.from(parts[3] ?? '', 'base64');
  if (iterations < 1 || iterations > iterationsMax || expected.length !== hashBytes) return false;
  const hash = await derive(password, salt, iterations, hashBytes, 'sha512');
  return timingSafeEqual(hash, expected);
}
