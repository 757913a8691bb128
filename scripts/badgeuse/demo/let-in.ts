import { existsSync, readFileSync } from 'node:fs';
import { openFirstRun } from '../../../cloud/store/first-run.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Settings } from '../../../shared/runtime/settings.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import type { ClaimApproval } from '../../../shared/wire/claim.ts';
import { openStore } from '../open-store.ts';

const demoPlace = {
  id: 'demo',
  name: 'Demo',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};
const demoDoor = {
  id: 'front',
  placeId: demoPlace.id,
  name: 'Front',
  // where the README has the relay wired: without a line a real door would stay shut
  line: 17,
  unlockMs: 3_000,
  capMs: 10_000,
};
const demoAccessPoint = {
  id: 'entree',
  direction: 'toggle',
  doorId: demoDoor.id,
  name: 'Entrée',
} as const;

/** Two things to tap for, so that the screen has something to choose once a primary card opens it. */
const demoItem = { id: 'atelier', placeId: demoPlace.id, name: 'Atelier', nameEn: 'Workshop' };
const demoPointOfSale = { id: 'accueil', placeId: demoPlace.id, name: 'Accueil' };

/** The code this machine's device shows while it waits to be let in, or null. */
export function waitingCode(settings: Settings): string | null {
  const file = dataFolder(settings.dataDir).claim;
  if (!existsSync(file)) return null;
  try {
    const { userCode } = JSON.parse(readFileSync(file, 'utf8')) as { readonly userCode?: string };
    return userCode ?? null;
  } catch {
    return null; // being written: the next look sees it
  }
}

/**
 * Lets this machine's own device in, by the calls staff would make: the place and the door where
 * they are new, then the code. Everything goes over HTTP, so what the demo does, anybody can.
 */
export async function letIn(settings: Settings, baseUrl: string, userCode: string): Promise<void> {
  const token = await makeToken(settings);
  const call = async (
    path: string,
    body: object,
    exists: readonly number[] = [],
    method = 'POST',
  ): Promise<void> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok || exists.includes(response.status)) return;
    throw failure('partStopped', { part: 'demo', detail: `${path}: ${await response.text()}` });
  };
  // 409: an earlier start made it, and somebody may have changed it since
  await call('/api/v1/places', { ...demoPlace, timeClock: true }, [409]);
  await call('/api/v1/doors', demoDoor, [409]);
  const approval: ClaimApproval = {
    userCode,
    placeId: demoPlace.id,
    accessPoints: [demoAccessPoint],
  };
  await call('/api/v1/claims/approve', approval);
  await openPointOfSale(call, (path) => list(path, baseUrl, token));
}

type Call = (path: string, body: object, exists?: number[], method?: string) => Promise<void>;
interface Listed {
  readonly id: string;
  readonly assetId?: string;
  readonly timeClockItemId?: string | null;
}

/** What the screen of the demo's device runs. Left as it is where an earlier start, or somebody, made one. */
async function openPointOfSale(
  call: Call,
  list: (path: string) => Promise<readonly Listed[]>,
): Promise<void> {
  if ((await list('points-of-sale')).length > 0) return;
  const place = (await list('places')).find(({ id }) => id === demoPlace.id);
  const clock = (await list('items')).find(({ id }) => id === place?.timeClockItemId);
  // Somebody who switched the time clock off has no use for it.
  if (clock?.assetId === undefined) return;
  await call('/api/v1/items', { ...demoItem, assetId: clock.assetId }, [409]);
  const items = [clock.id, demoItem.id];
  await call('/api/v1/points-of-sale', { ...demoPointOfSale, items });
  for (const { id } of await list('devices')) {
    const pointsOfSale = [demoPointOfSale.id];
    await call(`/api/v1/devices/${id}`, { pointsOfSale }, [], 'PATCH');
  }
}

async function list(path: string, baseUrl: string, token: string): Promise<readonly Listed[]> {
  const response = await fetch(new URL(`/api/v1/${path}`, baseUrl), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw failure('partStopped', { part: 'demo', detail: `${path}: ${text}` });
  return (JSON.parse(text) as { readonly items: readonly Listed[] }).items;
}

/** A way in for the first person, while nobody has signed in yet; null afterwards. */
export async function firstSignInLink(settings: Settings, baseUrl: string): Promise<string | null> {
  const store = await openStore(settings);
  try {
    const identity = openIdentity(store);
    if ((await identity.staffCount()) > 0) return null;
    // Begun, and no step done: whoever comes by the link first says what the place is called.
    await openFirstRun(store).write({});
    const secret = await identity.createInvitation(
      'admin',
      null,
      systemClock.now() + 24 * 3_600_000,
    );
    return new URL(`/welcome/${secret}`, baseUrl).href;
  } finally {
    await store.close();
  }
}

async function makeToken(settings: Settings): Promise<string> {
  const store = await openStore(settings);
  try {
    return await openIdentity(store).createToken('admin', 'demo set-up', systemClock.now());
  } finally {
    await store.close();
  }
}
