import crypto, { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { type Random, seeded } from './random.ts';
import { RealDate, realClearTimeout, realSetTimeout } from './real-timers.ts';
import { currentOwner, type World } from './world.ts';

/**
 * Puts virtual time and chance by seed in the place of the machine's, for everything that is loaded after this: what
 * the product asks of a port it is given anyway, this is for libraries (node-cron, jose, uuid) and for keys, salts and
 * signatures. What the thread pool would do is worked out at once, and answered a virtual moment later.
 */
let world: World | null = null;
let random: Random = seeded(1);

/** From now on all time and chance come from there; null: from the machine, and from one fixed seed. */
export function takeOver(next: { world: World; random: Random } | null): void {
  world = next?.world ?? null;
  random = next?.random ?? seeded(1);
}

type Change = (target: object, name: string, value: unknown) => void;
const put: Change = (target, name, value) =>
  void Object.defineProperty(target, name, { value, configurable: true, writable: true });

const wallNow = (): number => (world ? (currentOwner()?.wallNow() ?? world.now()) : RealDate.now());

class VirtualDate extends RealDate {
  constructor(...args: unknown[]) {
    super(...((args.length === 0 ? [wallNow()] : args) as [number]));
  }
  static override now(): number {
    return wallNow();
  }
}
put(globalThis, 'Date', VirtualDate);

class VirtualTimer {
  readonly cancel: () => void;
  constructor(cancel: () => void) {
    this.cancel = cancel;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

type Run = (...args: unknown[]) => void;
put(globalThis, 'setTimeout', (run: Run, delayMs = 0, ...args: unknown[]) =>
  world
    ? new VirtualTimer(world.after(Number(delayMs), currentOwner(), () => run(...args)))
    : realSetTimeout(run, delayMs as number, ...args),
);
put(globalThis, 'setInterval', (run: Run, periodMs = 0, ...args: unknown[]) => {
  const owner = currentOwner();
  if (!world) throw new Error('no interval outside of virtual time');
  const ownerless = { name: 'nobody', alive: true, busyUntil: 0, wallNow };
  const timers = world.timersOf(owner ?? ownerless);
  return new VirtualTimer(timers.every(Number(periodMs), () => run(...args)));
});
const clear = (timer: unknown): void => {
  if (timer instanceof VirtualTimer) timer.cancel();
  else realClearTimeout(timer as NodeJS.Timeout);
};
for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'])
  put(globalThis, name, clear);
const soon = (run: Run, ...args: unknown[]): VirtualTimer => {
  if (!world) throw new Error('nothing is put off outside of virtual time');
  return new VirtualTimer(world.soon(currentOwner(), () => run(...args)));
};
put(globalThis, 'setImmediate', soon);
put(
  timersPromises,
  'setImmediate',
  (value?: unknown) => new Promise((resolve) => void soon(() => resolve(value))),
);

put(Math, 'random', () => random.next());

/** The answer of the thread pool: soon, and never in the turn that asked. */
function later<T>(value: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  if (world) world.after(random.between(0, 3), currentOwner(), () => resolve(value));
  else resolve(value);
  return promise;
}

const bytes = (count: number): Buffer => random.bytes(count);
put(crypto, 'randomBytes', (count: number, told?: (err: null, made: Buffer) => void) => {
  const made = bytes(count);
  if (told) void later(made).then((value) => told(null, value));
  return made;
});
const fill = <T extends ArrayBufferView>(view: T): T => {
  bytes(view.byteLength).copy(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return view;
};
put(crypto, 'randomFillSync', fill);
put(crypto.webcrypto, 'getRandomValues', fill);
/** Only libraries ask for these, and none may come twice in one process, whatever the seeds. */
let uuids = 0;
const uuid = (): string => {
  const hex = (uuids++).toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
put(crypto, 'randomUUID', uuid);
put(crypto.webcrypto, 'randomUUID', uuid);

/** An Ed25519 private key in PKCS #8 is this and 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
put(crypto, 'generateKeyPairSync', (type: string) => {
  if (type !== 'ed25519') throw new Error(`keys of type ${type} are not made here`);
  const key = Buffer.concat([pkcs8, bytes(32)]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
});

const { sign, verify } = crypto;
type Told = (err: Error | null, isValid: boolean) => void;
type Verify = (...what: unknown[]) => boolean;
put(crypto, 'verify', (...[how, data, key, signature, told]: [...unknown[], Told | undefined]) => {
  const isValid = (verify as unknown as Verify)(how, data, key, signature);
  if (typeof told !== 'function') return isValid;
  return void later(isValid).then((value) => told(null, value));
});
type SubtleKey = Parameters<typeof KeyObject.from>[0];
put(crypto.webcrypto.subtle, 'sign', (_how: unknown, key: SubtleKey, data: Uint8Array) =>
  later(new Uint8Array(sign(null, data, KeyObject.from(key)))),
);
put(
  crypto.webcrypto.subtle,
  'verify',
  (_how: unknown, key: SubtleKey, signature: Uint8Array, data: Uint8Array) =>
    later(verify(null, data, KeyObject.from(key), signature)),
);

syncBuiltinESMExports();
