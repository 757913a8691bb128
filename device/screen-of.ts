import type { AccessEntry } from '../shared/domain/access-list.ts';
import type { EpochMs, Timers } from '../shared/domain/clock.ts';
import { isPinAsked } from '../shared/domain/pin-asked.ts';
import { placeTime } from '../shared/domain/place-time.ts';
import { ratesAt } from '../shared/domain/rate.ts';
import { dataFolder } from '../shared/runtime/data-folder.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import { accessPointOf } from './access-point-of.ts';
import type { PresentingReader } from './auto-reader.ts';
import { ratesOf } from './balance-known.ts';
import type { CarryOutParts } from './carry-out.ts';
import { createEmergencyUnlock } from './emergency-unlock.ts';
import type {
  AccessStore,
  ClockWatch,
  Health,
  Indicator,
  Journal,
  Reader,
  Strike,
  Tap,
  TapOutcome,
} from './ports.ts';
import { record } from './record.ts';
import { createDesk, type Desk } from './terminal/emergency/desk.ts';
import { createTerminalFlow, type FlowParts } from './terminal/flow.ts';
import { createTerminal, type Terminal } from './terminal/server.ts';
import type { TerminalStatus } from './terminal/status.ts';

export type ScreenParts = {
  readonly settings: Settings;
  readonly access: AccessStore;
  readonly journal: Journal;
  readonly reader: Reader;
  readonly presenting: PresentingReader | null;
  readonly indicator: Indicator;
  readonly strike: Pick<Strike, 'fault'>;
  readonly watch: Pick<ClockWatch, 'decisionTime' | 'state'>;
  readonly health: Health;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly isOnline: () => boolean;
  readonly whoIsInside: TerminalStatus['whoIsInside'];
  /** What is wrong at the doors now. */
  readonly doorsTold: () => TerminalStatus['doorsTold'];
  /** For the emergency page: how doors unlock, and how that is written down. */
  readonly unlocking: CarryOutParts;
} & Pick<FlowParts, 'judge' | 'judgeWithPin' | 'clock'>;

export interface DeviceScreen {
  /** What a card at a reader means to the terminal; most often: judge it. */
  tap(tap: Tap): TapOutcome | null;
  /** Shows what became of a tap after all, unless somebody tapped since. */
  amend(outcome: TapOutcome): void;
  stop(): Promise<void>;
}

/** The device's own page. It is a courtesy: where its port is taken the door works without it. */
export async function openScreen(parts: ScreenParts): Promise<DeviceScreen> {
  const { settings, access, presenting, timers, health, logger } = parts;
  let terminal: Terminal | null = null;
  let shown: TapOutcome | null = null;
  const config = () => access.config();
  const flow = createTerminalFlow({
    ...parts,
    config,
    find: (uid) => inForce(access.find(uid), parts),
    accessPointOf: (tap) => accessPointOf(tap, config()?.accessPoints ?? []),
    isPinAsked: (id) => asksPin(id, parts),
    changed: () => terminal?.changed(),
    turnedDown: (id) => parts.indicator.show(id, { kind: 'refused', reason: 'notPermittedHere' }),
    heard: (id) => parts.indicator.show(id, { kind: 'heard' }),
    shown(outcome) {
      shown = outcome;
      terminal?.show(outcome);
    },
  });
  const page = createTerminal({
    listen: settings.listen,
    port: settings.terminalPort,
    status: statusOf(parts),
    flow,
    tapping: presenting && {
      tokenFile: dataFolder(settings.dataDir).tapToken,
      present: presenting.present,
    },
    emergency: emergencyOf(parts),
    timers,
    logger,
  });
  try {
    const port = await page.start();
    terminal = page;
    logger.info({ port }, 'the terminal page is open');
  } catch (err) {
    health.report('terminal', { details: { port: String(settings.terminalPort) } });
    logger.error({ err }, 'no terminal page; the door works without it');
  }
  return {
    tap: flow.tap,
    amend(outcome) {
      if (shown?.id === outcome.id) terminal?.show(outcome);
    },
    async stop() {
      flow.stop();
      await terminal?.stop();
    },
  };
}

function emergencyOf({ settings, access, journal, clock, unlocking }: ScreenParts): Desk {
  const { strike, watch, logger } = unlocking;
  const folder = dataFolder(settings.dataDir);
  return createDesk({
    files: { sheet: folder.emergencyCodes, used: folder.emergencyUsed },
    ...{ journal, clock, logger },
    record(event, details) {
      const draft = { kind: 'device', ...watch.stamp(), event, details } as const;
      const written = record(draft, unlocking, 'the emergency page could not record');
      if (written) unlocking.recorded();
      return written?.entry.seq ?? null;
    },
    doors: () => (access.config()?.doors ?? []).filter(({ id }) => strike.drives(id)),
    unlock: createEmergencyUnlock(unlocking),
    nameOf: (uid) => access.find(uid)?.name?.split(' ')[0] ?? null,
  });
}

function statusOf(parts: ScreenParts): () => TerminalStatus {
  const { access, journal, reader, watch, isOnline, whoIsInside, doorsTold } = parts;
  let offlineSince: string | null = null;
  return () => {
    const config = access.config();
    const online = isOnline();
    if (online) offlineSince = null;
    else if (watch.state() === 'synced') {
      offlineSince ??= new Date(watch.decisionTime()).toISOString();
    }
    return {
      place: config?.place.name ?? null,
      language: config?.place.language ?? 'fr',
      timeZone: config?.place.timeZone ?? 'UTC',
      unsent: journal.epochs().reduce((sum, { last, acked }) => sum + Math.max(0, last - acked), 0),
      isOnline: online,
      offlineSince,
      lockedDownSince: config?.place.lockdown?.since ?? null,
      doorsTold: doorsTold(),
      troubles: troublesOf(parts),
      readers: reader.readers(),
      fault: reader.fault(),
      accessPoints: (config?.accessPoints ?? []).map(({ id, name, door }) => ({
        id,
        name,
        hasDoor: door !== null,
        asksPin: asksPin(id, { access, watch }),
      })),
      whoIsInside,
      pointsOfSale: config?.pointsOfSale ?? [],
      items: config ? itemsOf(config, watch.decisionTime()) : [],
    };
  };
}

/** With what choosing one takes now. */
function itemsOf(config: SignedConfig, now: EpochMs): TerminalStatus['items'] {
  const versions = ratesOf(config, false);
  return config.items.map((item) => {
    const where = { place: config.place.id, area: '', accessPoint: null, item: item.id };
    const [rate] = ratesAt(versions, now, where);
    return rate ? { ...item, prepaidUnits: rate.terms.prepaidUnits } : item;
  });
}

const troublesOf = ({ health, strike }: ScreenParts): TerminalStatus['troubles'] => [
  ...(health.notes().some(({ code }) => code === 'journal') ? (['journal'] as const) : []),
  ...(strike.fault() === null ? [] : (['strike'] as const)),
];

function asksPin(id: string, { access, watch }: Pick<ScreenParts, 'access' | 'watch'>): boolean {
  const config = access.config();
  const accessPoint = config?.accessPoints.find((one) => one.id === id);
  if (!config || !accessPoint) return false;
  const { place, schedules } = config;
  const moment = { now: watch.decisionTime(), clock: watch.state() };
  return isPinAsked({ accessPoint, place, schedules, ...moment });
}

/** Only an active card, within its days, opens anything; any other is judged, and told why not. */
function inForce(
  card: AccessEntry | null,
  { access, watch }: Pick<ScreenParts, 'access' | 'watch'>,
): AccessEntry | null {
  if (card === null || card.state !== 'active') return null;
  const timeZone = access.config()?.place.timeZone ?? 'UTC';
  const { date } = placeTime(watch.decisionTime(), timeZone);
  const isEarly = card.validFrom !== null && date < card.validFrom;
  const isLate = card.validUntil !== null && date > card.validUntil;
  return isEarly || isLate ? null : card;
}
