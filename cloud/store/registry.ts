import type { Logger } from '../../shared/runtime/logger.ts';
import type { Registry, RegistryChange, Repositories } from '../ports/registry.ts';
import type { Database } from './database.ts';
import { grantRules } from './registry-grants.ts';
import { groupRules } from './registry-groups.ts';
import * as mappings from './registry-mappings.ts';
import * as timeClock from './registry-mappings-time-clock.ts';
import { cardRules, memberRules } from './registry-people.ts';
import { type Effects, repositoryOf } from './registry-repository.ts';
import * as rules from './registry-rules.ts';
import { sessionRules, sessions } from './registry-sessions.ts';
import * as timeClockRules from './registry-time-clock.ts';

/** What staff manage, on either engine. `hooks` joins it to the journal's side of the same store. */
export function openRegistry(
  database: Database,
  hooks: rules.RegistryHooks,
  around: { now(): number; log: Logger },
): Registry {
  const listeners: ((change: RegistryChange) => void)[] = [];
  const tell = (changes: readonly RegistryChange[]) => {
    for (const change of changes) {
      for (const listener of listeners) {
        try {
          listener(change);
        } catch (err) {
          around.log.error({ err, change }, 'a listener for changes failed; the change stands');
        }
      }
    }
  };
  return {
    ...repositoriesOn(database, hooks, { now: around.now, tell, locks: false }),
    async together(work) {
      const { answer, told } = await database.inTransaction(async (tx) => {
        const told: RegistryChange[] = [];
        const within: Database = { ...database, db: tx, inTransaction: (inner) => inner(tx) };
        const gather = (changes: readonly RegistryChange[]) => void told.push(...changes);
        const effects = { now: around.now, tell: gather, locks: true };
        return { answer: await work(repositoriesOn(within, hooks, effects)), told };
      });
      tell(told);
      return answer;
    },
    announce: tell,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

function repositoriesOn(
  database: Database,
  hooks: rules.RegistryHooks,
  effects: Effects,
): Repositories {
  return {
    places: repositoryOf(database, mappings.places, rules.placeRules(effects.now), effects),
    areas: repositoryOf(database, mappings.areas, rules.areaRules, effects),
    doors: repositoryOf(database, mappings.doors, rules.doorRules, effects),
    devices: repositoryOf(database, mappings.devices, rules.deviceRules, effects),
    accessPoints: repositoryOf(
      database,
      mappings.accessPoints,
      rules.accessPointRules(hooks),
      effects,
    ),
    members: repositoryOf(database, mappings.members, memberRules(effects.now), effects),
    cards: repositoryOf(database, mappings.cards, cardRules(hooks, effects.now), effects),
    groups: repositoryOf(database, mappings.groups, groupRules, effects),
    schedules: repositoryOf(database, mappings.schedules, rules.scheduleRules, effects),
    grants: repositoryOf(database, mappings.grants, grantRules, effects),
    sessions: repositoryOf(database, sessions, sessionRules, effects),
    assets: repositoryOf(database, timeClock.assets, timeClockRules.assetRules, effects),
    items: repositoryOf(database, timeClock.items, timeClockRules.itemRules(effects.now), effects),
    pointsOfSale: repositoryOf(
      database,
      timeClock.pointsOfSale,
      timeClockRules.pointOfSaleRules,
      effects,
    ),
    primaryCards: repositoryOf(
      database,
      timeClock.primaryCards,
      timeClockRules.primaryCardRules,
      effects,
    ),
  };
}
