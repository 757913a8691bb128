import type { KeyObject } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DownMessage } from '../../cloud/ports/access.ts';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import { parseAccess } from '../../shared/wire/codec.ts';
import { verifyClaims } from '../../shared/wire/jws.ts';
import type { AccessMessage, HelloMessage } from '../../shared/wire/messages.ts';
import type { SignedConfig, SignedConfirm } from '../../shared/wire/signed.ts';

/**
 * What a device does with its list, by the letter of the wire protocol and as simply as can be: every digest is
 * computed from the whole list, every signature is checked, and what does not fit changes nothing.
 */
export class ReplicatedDevice {
  readonly id: string;
  list = '';
  version = 0;
  digest = '';
  readonly entries = new Map<string, AccessEntry>();
  config: SignedConfig | null = null;
  readonly confirms: SignedConfirm[] = [];
  nonce = 'nonce-of-this-process';
  readonly #keyOf: (kid: string) => KeyObject | null;
  #parts = new Map<number, AccessMessage>();

  constructor(id: string, keyOf: (kid: string) => KeyObject | null) {
    this.id = id;
    this.#keyOf = keyOf;
  }

  hello(changes: Partial<HelloMessage> = {}): HelloMessage {
    return {
      v: 1,
      epochs: [],
      list: this.list,
      accessVersion: this.version,
      accessDigest: this.digest,
      configVersion: this.config?.version ?? 0,
      boot: 'boot',
      monoMs: 1000,
      wall: '2026-11-21T12:00:00.000Z',
      clock: 'synced',
      nonce: this.nonce,
      software: 'test',
      health: [],
      ...changes,
    };
  }

  /** Takes what is meant for this device. `fetch` reads a list's file. */
  async take(
    messages: readonly DownMessage[],
    fetch: (url: string) => Promise<Buffer | null> = async () => null,
  ): Promise<void> {
    for (const { device, kind, payload } of messages) {
      if (device !== this.id) continue;
      if (kind === 'access') await this.#takeAccess(payload, fetch);
      if (kind === 'config') {
        const config = await this.#verified('badgeuse-config', payload);
        if (config.device !== this.id) throw new Error('a config for another device');
        if (config.version > (this.config?.version ?? 0)) this.config = config;
      }
      if (kind === 'confirm') this.confirms.push(await this.#verified('badgeuse-confirm', payload));
    }
  }

  async #verified<T extends Parameters<typeof verifyClaims>[0]>(typ: T, jws: string) {
    const claims = await verifyClaims(typ, jws, this.#keyOf);
    if (!claims.ok) throw new Error(claims.problem.message);
    return claims.value;
  }

  async #takeAccess(
    payload: string,
    fetch: (url: string) => Promise<Buffer | null>,
  ): Promise<void> {
    const parsed = parseAccess(Buffer.from(payload));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const message = parsed.value;
    const signed = await this.#verified('badgeuse-access', message.jws);
    const { list, version, digest } = message;
    if (JSON.stringify(signed) !== JSON.stringify({ digest, list, version })) {
      throw new Error('the message says other than what was signed');
    }
    const held = this.list === list ? this.version : 0;
    if (version <= held || (message.base !== 0 && message.base !== held)) return;
    if ([...this.#parts.values()].some((part) => part.version !== version)) this.#parts.clear();
    this.#parts.set(message.part, message);
    if (this.#parts.size < message.parts) return;
    const parts = [...this.#parts.values()];
    this.#parts = new Map();
    const next = new Map(message.base === 0 ? [] : this.entries);
    for (const uid of parts.flatMap((part) => part.removes)) next.delete(uid);
    const upserts = message.file
      ? await readFile(message.file.url, fetch)
      : parts.flatMap((part) => part.upserts as AccessEntry[]);
    for (const entry of upserts) next.set(entry.uid, entry);
    if (listDigest(next.values()) !== digest) throw new Error('the digest does not fit the list');
    this.list = list;
    this.version = version;
    this.digest = digest;
    this.entries.clear();
    for (const [uid, entry] of next) this.entries.set(uid, entry);
  }

  /** Numbers of the parts that arrived of a list that is not whole yet. */
  heldParts(): readonly number[] {
    return [...this.#parts.keys()];
  }
}

async function readFile(
  url: string,
  fetch: (url: string) => Promise<Buffer | null>,
): Promise<readonly AccessEntry[]> {
  const file = await fetch(url);
  if (!file) throw new Error(`no file at ${url}`);
  return (JSON.parse(gunzipSync(file).toString()) as { upserts: AccessEntry[] }).upserts;
}
