import type { WebDeps } from '../../cloud/web/deps.ts';
import type { PassageEnd, PassageStatus } from '../../shared/domain/passage.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import type { MemoryJournal, MemoryPassages } from '../fakes/records.ts';
import { seedMishaps } from './seed-mishaps.ts';
import { seedPeople } from './seed-people.ts';
import { seedSetup } from './seed-setup.ts';

type Deps = Pick<WebDeps, 'registry' | 'clock' | 'firstRun'> & {
  readonly journal: MemoryJournal;
  readonly passages: MemoryPassages;
};

const zone = 'Europe/Paris';
const at = (local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;

interface Told {
  readonly who: string;
  readonly entry?: string;
  readonly exit?: string;
  readonly status?: PassageStatus;
  readonly by?: string;
  readonly exitBy?: PassageEnd['by'];
  readonly estimated?: boolean;
}

/** Thursday 12 March and Wednesday 11, as the design shows them. */
const told: readonly Told[] = [
  { who: 'Élodie Kerguéhennec', entry: '2026-03-12T08:52', exit: '2026-03-12T12:31' },
  {
    who: 'Jean-Baptiste de La Rochefoucauld-Montbel',
    entry: '2026-03-12T09:05',
    exit: '2026-03-12T17:48',
  },
  { who: 'card:0412', entry: '2026-03-12T10:15', status: 'presence', by: 'Salle Jacquard' },
  { who: 'Loïc Ménétrier', exit: '2026-03-12T11:02', status: 'missing_entry', by: 'Bloc sortie' },
  {
    who: 'Zoé Lefèvre-Castagnède',
    entry: '2026-03-12T12:11',
    status: 'open',
    by: 'Bloc entrée',
    estimated: true,
  },
  { who: 'Élodie Kerguéhennec', entry: '2026-03-12T13:24', status: 'open' },
  { who: 'Aïcha Benaïssa', entry: '2026-03-12T14:00:10', exit: '2026-03-12T14:00:40' },
  {
    who: 'Inès Ouédraogo',
    entry: '2026-03-11T08:47',
    exit: '2026-03-11T17:20',
    exitBy: 'staff',
  },
  { who: 'Noé Béranger', entry: '2026-03-11T09:12', status: 'missing_exit', by: 'Bloc entrée' },
  {
    who: 'Gaël Tchikaya',
    entry: '2026-03-11T18:30',
    exit: '2026-03-11T22:00',
    status: 'auto_closed',
    by: 'Fablab',
    exitBy: 'rule',
  },
  { who: 'Françoise Nguyễn', entry: '2026-03-11T22:10', exit: '2026-03-12T01:35' },
];

/** A venue with two weeks behind it; many passages on each earlier day. */
export async function seed(deps: Deps): Promise<void> {
  const { registry, journal, passages } = deps;
  await registry.places.create({
    id: 'filature',
    name: 'La Filature',
    timeZone: zone,
    capacity: 40,
  });
  await registry.devices.create({ id: 'pi-1', placeId: 'filature', publicKey: 'A'.repeat(43) });
  await registry.devices.create({ id: 'pi-2', placeId: 'filature', publicKey: 'B'.repeat(43) });
  const points = ['Rue des Fileurs', 'Fablab', 'Bloc entrée', 'Bloc sortie', 'Salle Jacquard'];
  for (const [i, name] of points.entries()) {
    await registry.accessPoints.create({
      id: `ap-${i}`,
      name,
      deviceId: name === 'Bloc sortie' ? 'pi-2' : 'pi-1',
      direction: (['toggle', 'toggle', 'in', 'out', 'presence'] as const)[i] ?? 'toggle',
    });
  }
  const ids = new Map<string, string>();
  for (const { who } of told) {
    if (who.startsWith('card:') || ids.has(who)) continue;
    const nth = ids.size + 1;
    const member = await registry.members.create({ id: `member-${nth}`, name: who });
    ids.set(who, member.id);
    await registry.cards.create({
      id: `card-${nth}`,
      uid: `04A1B2C3D4E5${String(10 + ids.size)}`,
      number: `04${String(10 + ids.size)}`,
      memberId: member.id,
    });
  }
  await seedPeople(registry, ids.get('Zoé Lefèvre-Castagnède') ?? '');
  await seedSetup(deps);
  seedMishaps(journal, deps.clock.now());
  let made = 0;
  const add = (one: Told) => {
    const nth = ++made;
    const entry = one.entry === undefined ? null : at(one.entry);
    const exit = one.exit === undefined ? null : at(one.exit);
    const card = one.who.startsWith('card:') ? one.who.slice(5) : null;
    const isOpenEnded = one.status === 'presence' || entry === null || exit === null;
    const end = (when: number | null, by: PassageEnd['by']): PassageEnd | null =>
      when === null
        ? null
        : { at: when, by, punchId: by === 'card' ? `punch-${nth}` : null, accessPoint: 'ap-0' };
    const row: PassageRow = {
      id: `passage-${nth}`,
      place: 'filature',
      area: 'filature',
      timeZone: zone,
      memberId: ids.get(one.who) ?? null,
      memberName: card === null ? one.who : null,
      cardUid: `04A1B2C3D4E5${String(10 + nth)
        .padStart(2, '0')
        .slice(-2)}`,
      cardNumber: card,
      entry: end(entry, 'card'),
      exit: end(exit, one.exitBy ?? 'card'),
      entryAccessPointName: entry === null ? null : (one.by ?? 'Rue des Fileurs'),
      exitAccessPointName: exit === null ? null : (one.by ?? 'Rue des Fileurs'),
      status: one.status ?? 'closed',
      anomalies: [
        ...(one.status === 'missing_exit' || one.status === 'missing_entry' ? [one.status] : []),
        ...(one.estimated ? (['untrusted_clock'] as const) : []),
      ],
      durationMs: isOpenEnded ? null : (exit ?? 0) - (entry ?? 0),
      corrected: one.exitBy === 'staff',
    };
    passages.rows.push(row);
  };
  for (const one of told) add(one);
  const names = [...ids.keys()];
  for (let day = 2; day <= 10; day++) {
    if (day === 8) continue;
    const date = `2026-03-${String(day).padStart(2, '0')}`;
    for (let n = 0; n < 34 - (day === 7 ? 16 : 0); n++) {
      const who = names[n % names.length] ?? '';
      const hour = String(8 + (n % 9)).padStart(2, '0');
      const end = String(11 + (n % 9)).padStart(2, '0');
      const minute = String((n * 7 + day * 5) % 60).padStart(2, '0');
      const isForgotten = n === 5 && (day === 4 || day === 5);
      if (isForgotten) add({ who, entry: `${date}T${hour}:${minute}`, status: 'missing_exit' });
      else add({ who, entry: `${date}T${hour}:${minute}`, exit: `${date}T${end}:${minute}` });
    }
  }
  const silentSince = at('2026-03-12T17:10');
  const now = deps.clock.now();
  for (const [device, lastSeenAt] of [
    ['pi-1', now - 4000],
    ['pi-2', silentSince],
  ] as const) {
    journal.states.push({
      device,
      lastSeenAt,
      online: device === 'pi-1',
      accessVersion: 1,
      configVersion: 1,
      unsent: device === 'pi-1' ? 0 : 3,
      hello: null,
    });
  }
  passages.complete = {
    completeUntil: silentSince,
    silent: [{ accessPoint: 'ap-3', name: 'Bloc sortie', since: silentSince }],
    unread: [],
    pairingAnew: false,
  };
  for (const [i, [uid, reason, accessPoint]] of refused.entries()) {
    journal.all.push({
      id: `refusal-${i}`,
      kind: 'refusal',
      device: 'pi-1',
      epoch: 'e'.repeat(32),
      seq: 100 + i,
      occurredAt: now - 600_000 * (i + 1),
      receivedAt: now,
      estimated: false,
      placeId: 'filature',
      accessPoint,
      direction: 'toggle',
      cardUid: uid,
      memberRef: null,
      reason,
      door: null,
      item: null,
      pointOfSale: null,
      warnings: [],
    });
  }
  // Zoé is in, and so are as many as the place holds.
  journal.all.push({
    ...{ id: 'punch-5', kind: 'punch', device: 'pi-1', epoch: 'e'.repeat(32), seq: 5 },
    ...{ occurredAt: at('2026-03-12T12:11'), receivedAt: at('2026-03-12T12:11'), estimated: true },
    ...{
      placeId: 'filature',
      accessPoint: 'ap-2',
      direction: 'in',
      cardUid: null,
      memberRef: null,
    },
    ...{ reason: null, door: null, item: null, pointOfSale: null },
    warnings: ['antiPassback', 'placeFull'],
  });
}

/** The cards that were not let in of late. */
const refused = [
  ['04FFEE11223344', 'unknownCard', 'ap-0'],
  ['0499887766AABB', 'unknownCard', 'ap-0'],
  ['04A1B2C3D4E512', 'notPermittedNow', 'ap-2'],
  ['04A1B2C3D4E512', 'notPermittedNow', 'ap-2'],
  ['04A1B2C3D4E513', 'cardInactive', 'ap-1'],
] as const;
