import { scheduleJob } from '../shared/runtime/cron.ts';
import { errorCodeOf, failure } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { runUntilTold } from '../shared/runtime/run-until-told.ts';
import { connectSystemd } from '../shared/runtime/sd-notify.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import { systemClock as clock, systemTimers as timers } from '../shared/runtime/system-clock.ts';
import { startWatchdog } from '../shared/runtime/watchdog.ts';
import { startAggregator } from './aggregator.ts';
import { openAlerts } from './alerts/open-alerts.ts';
import { verifyMqttPassword } from './broker/mqtt-password.ts';
import { createCertificates } from './certify.ts';
import { cloudConfig } from './config.ts';
import { openDelivery } from './delivery/open-delivery.ts';
import { openEvents } from './events/open-events.ts';
import { openFederations } from './federation/open-federations.ts';
import { createHealth } from './health.ts';
import { createImports } from './import-file.ts';
import { watchTapsJob } from './ingest/watch-taps.ts';
import { cloudJobs } from './jobs.ts';
import { watchLooks } from './looks.ts';
import { openJournal } from './open-journal.ts';
import { openRecords } from './open-records.ts';
import { keepPaired } from './pair-anew.ts';
import { makeMonthsAtStart, monthsJob } from './pairing/keep-months.ts';
import { pdfPapers } from './pdf/papers.ts';
import { listFiles } from './replication/list-files.ts';
import { createErasures } from './retention/erasures.ts';
import { nightlyPurge } from './retention/nightly-purge.ts';
import { oldStores } from './retention/old-stores.ts';
import { sampleData } from './sample/sample-data.ts';
import { shareChanges } from './store/changes-afar.ts';
import { startCheckpoints } from './store/checkpoint-thread.ts';
import { openDatabase } from './store/database.ts';
import { openErasedFile } from './store/erased-file.ts';
import { openMemberPins } from './store/member-pins.ts';
import { foldNames } from './store/people.ts';
import { openPersonalData } from './store/personal-data.ts';
import { openRegistry } from './store/registry.ts';
import { openSampleStore } from './store/sample-store.ts';
import { closeOpenSecrets, secondStepSeal } from './store/second-step-seal.ts';
import { openSigningKey } from './store/signing-key.ts';
import { ingestWithRoom, watchStore } from './store-watch.ts';
import { openTokens } from './tokens/open-tokens.ts';
import { cloudVitals, probeStore } from './vital-signs.ts';
import { startWeb } from './web/server.ts';

export interface Cloud {
  /** Where it listens, on this machine. */
  readonly httpUrl: string;
  /** Where devices find the broker, as they are told. */
  readonly mqttUrl: string;
  /** What is wrong now, one sentence each; what `/healthz` says. */
  health(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface CloudOptions {
  /** `/healthz` is well only once so many devices hold the current list and config. */
  readonly devicesNeeded?: number;
  /** Forget everything derived and derive it again from the journals, before serving. */
  readonly rebuild?: boolean;
  /** Another key than devices believe: every one of them has to be claimed again. */
  readonly newSigningKey?: boolean;
}

/** Starts the whole aggregator: store, broker, delivery, pages and jobs. Rejects with an error of the registry. */
export async function startCloud(
  settings: Settings,
  logger: Logger,
  options: CloudOptions = {},
): Promise<Cloud> {
  const ends: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    return await start(settings, logger, options, ends, stop);
  } catch (err) {
    await stop();
    throw err;
  }
}

async function start(
  settings: Settings,
  logger: Logger,
  options: CloudOptions,
  ends: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Cloud> {
  const config = cloudConfig(settings);
  const systemd = await connectSystemd();
  const database = await openDatabase(config.database);
  ends.push(() => database.close());
  ends.push(startCheckpoints(database, logger));
  const key = await openSigningKey(database, config.signingKeyFile, {
    renew: options.newSigningKey ?? false,
    now: clock.now(),
  });
  const seal = secondStepSeal(key.root);
  await closeOpenSecrets(database, seal);
  const sqliteFile = database.engine === 'sqlite' ? config.database.path : null;
  const storeWatch = watchStore({ path: sqliteFile, timers, logger });
  ends.push(() => storeWatch.stop());
  const looks = watchLooks(clock);
  const journal = openJournal(database, timers, looks.areTaken);
  ends.push(() => journal.close());
  if (options.rebuild) {
    systemd.status('pairing everything from scratch');
    const tell = (progress: string) => {
      systemd.status(`pairing everything from scratch: ${progress}`);
      logger.info({ progress }, 'pairing everything from scratch');
    };
    logger.info(
      { ...(await journal.rebuild(tell)) },
      'everything was derived again from the journals',
    );
  }
  const { changes } = journal;
  const shared = shareChanges(database, { changes, timers, random: Math.random, log: logger });
  ends.push(() => shared.stop());
  await foldNames(database);
  const months = monthsJob(database, clock, logger);
  await makeMonthsAtStart(months, logger);
  const registry = openRegistry(database, journal.hooks, { now: clock.now, log: logger });
  const records = openRecords(database, seal);
  const aggregator = await startAggregator({
    config,
    database,
    registry,
    ingest: ingestWithRoom(journal.ingest, storeWatch),
    changes,
    announce: changes.announce,
    key,
    clock,
    timers,
    random: Math.random,
    logger,
  });
  ends.push(() => aggregator.stop());
  const paired = keepPaired({ registry, journal, timers, logger });
  ends.push(() => paired.stop());
  const erasures = createErasures({
    database,
    pairing: journal.pairing,
    registry,
    commands: aggregator.commands,
    file: openErasedFile(config.erasedFile),
    clock,
    timers,
    logger,
  });
  ends.push(() => erasures.stop());
  await erasures.resume();
  const { doors, replication, delivery } = aggregator;
  const tokens = openTokens(database, { clock, registry, changes, logger });
  const around = { changes, clock, timers, logger };
  const alerts = openAlerts(database, key.root, config, around);
  ends.push(() => alerts.stop());
  const { places } = registry;
  const connected = openDelivery(database, key.root, config, { ...around, places });
  const federations = openFederations(database, config, {
    ...{ ...around, registry, seal, erasures },
  });
  const webhooks = openEvents(database, key.root, config, around);
  ends.push(connected.stop, federations.stop, webhooks.events.stop);
  const health = createHealth({
    probe: () => probeStore(database),
    timers,
    faults: () => [
      ...storeWatch.faults(),
      ...delivery.faults(),
      ...key.faults(),
      ...paired.faults(),
    ],
    registry,
    journal: journal.reader,
    replication,
    devicesNeeded: options.devicesNeeded ?? 0,
    startedAt: clock.now(),
  });
  const web = await startWeb(
    {
      registry,
      ...records,
      imports: createImports(database, {
        ...{ clock, ...journal.hooks, announce: registry.announce },
        ledgerChanged: () => changes.announce({ device: null }),
      }),
      journal: journal.reader,
      retryDeadLetter: journal.retryDeadLetter,
      closeMishap: journal.closeMishap,
      previewRules: journal.previewRules,
      passages: journal.passages,
      days: journal.days,
      corrections: journal.corrections,
      proposals: journal.proposals,
      pins: openMemberPins(database, { now: clock.now, announce: registry.announce }),
      ...tokens.ports,
      federations,
      seals: journal.seals,
      oldStores: () => oldStores(sqliteFile),
      ...alerts.ports,
      webhooks: webhooks.endpoints,
      ...connected.ports,
      certificates: createCertificates({ database, registry, ...journal }),
      papers: pdfPapers,
      erasures,
      personalData: openPersonalData(database, {
        passages: journal.passages,
        proposals: journal.proposals,
        audit: records.audit,
      }),
      claims: doors.claims,
      provisioning: doors.provisioning,
      commands: aggregator.commands,
      listFiles: listFiles(replication, doors.accounts, verifyMqttPassword),
      sample: sampleData({
        registry,
        ingest: journal.ingest,
        store: openSampleStore(database, {
          now: clock.now,
          forget: () => journal.pairing.forget(),
        }),
        clock,
        log: logger,
      }),
      get cloudKey() {
        return key.public;
      },
      signingKeys: key,
      renewSigningKey: aggregator.renewSigningKey,
      health,
      storeTroubles: storeWatch.troubles,
      clock,
      timers,
      changes,
      log: logger,
      publicUrl: config.publicUrl,
      securityContact: config.securityContact,
    },
    { listen: config.listen, port: config.httpPort },
    looks.asked,
  ).catch((err: unknown) => {
    throw portFailure(err, config.httpPort);
  });
  ends.push(() => web.close());
  const tasks = cloudJobs({
    identity: records.identity,
    claims: doors,
    audit: records.audit,
    purge: nightlyPurge({
      ...{ journal, store: sqliteFile, clock, logger },
      signingKeyFile: config.signingKeyFile,
    }),
    store: sqliteFile,
    storeWatch,
    signingKeyFile: config.signingKeyFile,
    backupFolder: config.backupFolder,
    clock,
  });
  const kept = [months, watchTapsJob(database, clock, logger)];
  const tidies = [alerts, webhooks].map(({ tidy }) => tidy);
  const jobs = [...tasks, ...kept, ...tidies, ...tokens.jobs];
  const cancels = jobs.map((job) => scheduleJob(job, { clock, timers, logger }));
  ends.push(() => cancels.forEach((cancel) => void cancel()));
  const [mqttUrl = ''] = aggregator.mqttUrls();
  systemd.ready(`serving ${web.url}, devices at ${mqttUrl}`);
  ends.push(
    startWatchdog({
      vitals: cloudVitals(database, aggregator, journal),
      everyMs: systemd.watchdogMs,
      alive: () => systemd.watchdog(),
      timers,
      logger,
    }),
    () => systemd.stopping(),
  );
  logger.info({ http: web.url, mqtt: mqttUrl }, 'the cloud runs');
  return { httpUrl: web.url, mqttUrl, health, stop };
}

function portFailure(err: unknown, port: number): unknown {
  const variable = 'BADGEUSE_HTTP_PORT';
  const code = errorCodeOf(err);
  if (code === 'EADDRINUSE') return failure('portTaken', { port, what: 'the web', variable }, err);
  if (code === 'EACCES') return failure('portForbidden', { port, variable }, err);
  return err;
}

/** Runs the cloud as a process of its own until it is told to end. */
export async function runCloud(
  settings: Settings,
  logger: Logger,
  options: CloudOptions = {},
): Promise<void> {
  const cloud = await startCloud(settings, logger, options);
  runUntilTold(cloud, logger, 'everything acknowledged is on the disk');
}
