import type { FastifyInstance } from 'fastify';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { hashMqttPassword, makeMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import { createCertificates } from '../../../cloud/certify.ts';
import { createProposals } from '../../../cloud/corrections/propose.ts';
import { openDelivery } from '../../../cloud/delivery/open-delivery.ts';
import { openEvents } from '../../../cloud/events/open-events.ts';
import { keepFederations } from '../../../cloud/federation/keep-federations.ts';
import { createImports } from '../../../cloud/import-file.ts';
import { openRecords } from '../../../cloud/open-records.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { previewRules } from '../../../cloud/pairing/preview-rules.ts';
import { pdfPapers } from '../../../cloud/pdf/papers.ts';
import type { Debt, Erasure } from '../../../cloud/ports/erasures.ts';
import type { Role } from '../../../cloud/ports/identity.ts';
import type { MailSent } from '../../../cloud/ports/mail.ts';
import type { PreviewRules } from '../../../cloud/ports/rules-preview.ts';
import { openCommands } from '../../../cloud/replication/commands.ts';
import { openDeviceDoors } from '../../../cloud/store/claims.ts';
import { openCommandStore } from '../../../cloud/store/commands.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { openMailLinks } from '../../../cloud/store/mail-links.ts';
import { openMemberPins } from '../../../cloud/store/member-pins.ts';
import { openPersonalData } from '../../../cloud/store/personal-data.ts';
import { openSeals } from '../../../cloud/store/seals.ts';
import { createAllowances } from '../../../cloud/tokens/allowances.ts';
import { createPasses } from '../../../cloud/tokens/passes.ts';
import { createRates } from '../../../cloud/tokens/rates.ts';
import type { WebDeps } from '../../../cloud/web/deps.ts';
import { buildWeb } from '../../../cloud/web/server.ts';
import type { Clock } from '../../../shared/domain/clock.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { hostRule } from '../../../shared/runtime/host-rule.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { memoryCorrections, memoryJournal, memoryPassages } from '../../fakes/records.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { openTestKeys } from '../test-keys.ts';
import { testSeal } from '../test-seal.ts';

const owed: Debt = {
  ...{ id: 'debt-1', memberId: 'm_zoe', name: 'Zoé Martin', email: 'zoe@example.org', units: 1250 },
  ...{ placeId: null, usedAt: Date.UTC(2026, 1, 3, 12), erasedAt: Date.UTC(2026, 1, 5, 12) },
};

/** What is erased is tested where there is a journal: here it is only said. */
function saidErasures(members: Pick<WebDeps['registry']['members'], 'get'>): WebDeps['erasures'] {
  const said = new Map<string, Erasure>();
  const none = { partners: [], askedFor: null };
  return {
    async erase(memberId, askedBy, askedAt) {
      await members.get(memberId);
      const erasure = { memberId, askedAt, askedBy, doneAt: null, devices: [], ...none };
      said.set(memberId, erasure);
      return erasure;
    },
    list: async () => [...said.values()],
    find: async (memberId) => said.get(memberId) ?? null,
    owed: async () => 0,
    debts: async () => [owed],
    settle: async (id) => {
      if (id !== owed.id) throw failure('notFound', { what: 'debt', id });
    },
  };
}
const noSample = async (): Promise<void> => undefined;

/** Thursday 12 March 2026, 18:04 in Paris. */
export const testNow = Date.UTC(2026, 2, 12, 17, 4);

export interface WebFixture {
  readonly app: FastifyInstance;
  readonly deps: WebDeps & {
    readonly journal: ReturnType<typeof memoryJournal>;
    readonly passages: ReturnType<typeof memoryPassages>;
    readonly corrections: ReturnType<typeof memoryCorrections>;
  };
  readonly clock: { now: number };
  /** Sends with a token of that role; null: without any. */
  send(
    role: Role | null,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown; headers: Record<string, unknown>; text: string }>;
  close(): Promise<void>;
}

/** `hosts`: in the house, and asked all the same. */
const never = () => () => undefined;
/** Nothing begins by itself. */
const still = { after: never, every: never };

export async function webDeps(
  publicUrl: string | null = null,
  given?: Database,
  hosts: readonly string[] = [],
) {
  const database = given ?? (await openDatabase({ url: null, path: ':memory:' }));
  const wall = { now: testNow };
  const clock: Clock = { now: () => wall.now, monotonicNow: () => wall.now };
  const registry = openTestRegistry(database, clock.now);
  const journal = memoryJournal();
  /** The line to the devices: what leaves on it, and whether it is there. */
  const link = { publish: (_device: string, _payload: string): boolean => true };
  const signingKeys = await openTestKeys(database);
  const cloudKey = signingKeys.public;
  const { claims, provisioning } = openDeviceDoors(database, registry, {
    cloudKey: () => cloudKey,
    mqttUrls: () => ['mqtt://127.0.0.1:1883'],
    ca: null,
    makePassword: makeMqttPassword,
    hashPassword: hashMqttPassword,
  });
  const passages = memoryPassages();
  const records = openRecords(database, testSeal);
  const delivery = openDelivery(
    database,
    newKeyPair().privateKey,
    { publicUrl, webhookHosts: hosts },
    {
      ...{ places: registry.places, changes: createAnnouncer(), clock },
      ...{ timers: manualTime(), logger: silentLogger },
    },
  );
  const { audit } = records;
  const proposals = createProposals(
    database,
    createPairing({ remember: false }),
    createAnnouncer(),
  );
  const webhooks = openEvents(
    database,
    newKeyPair().privateKey,
    { webhookHosts: ['127.0.0.1'] },
    { ...{ changes: createAnnouncer(), clock, logger: silentLogger }, timers: still },
  );
  const deps = {
    registry,
    ...records,
    imports: createImports(database, {
      clock,
      cardGiven: async () => undefined,
      announce: registry.announce,
    }),
    journal,
    closeMishap: journal.close,
    retryDeadLetter: (id: string): Promise<void> =>
      Promise.reject(failure('notFound', { what: 'dead letter', id })),
    previewRules: (...asked: Parameters<PreviewRules>) => previewRules(database, ...asked),
    passages,
    corrections: memoryCorrections(),
    proposals,
    seals: openSeals(database),
    oldStores: () => [
      { name: 'cloud.db.before-2026-03-10T09-00-00', keptUntil: testNow + 5 * 86_400_000 },
    ],
    certificates: createCertificates({
      ...{ database, registry, passages },
      seals: openSeals(database),
    }),
    papers: pdfPapers,
    erasures: saidErasures(registry.members),
    // Nobody is read by itself: what a test wants read it asks for.
    federations: keepFederations({
      ...{ database, registry, clock, seal: testSeal, hosts: hostRule([]), logger: silentLogger },
      timers: { ...systemTimers, every: () => () => undefined },
      erasures: { eraseCard: async () => 'afar-1' },
      changed: () => undefined,
    }),
    personalData: openPersonalData(database, { passages, proposals, audit }),
    ...delivery.ports,
    alertTests: {
      mail: async (_placeId: string, address: string): Promise<MailSent> =>
        address.startsWith('nobody')
          ? { is: 'never', said: '550 no such mailbox' }
          : { is: 'sent' },
      webhook: async (): Promise<MailSent> => ({ is: 'later', said: '503 busy' }),
      mayCall: (url: string) => url.startsWith('https://'),
    },
    webhooks: webhooks.endpoints,
    mailLinks: openMailLinks(database, newKeyPair().privateKey),
    pins: openMemberPins(database, { now: () => testNow, announce: registry.announce }),
    ledger: openLedger(database, { now: () => testNow, changed: () => undefined }),
    rates: createRates(database, { now: () => testNow, announce: registry.announce }),
    allowances: createAllowances(database, { now: () => testNow, changed: () => undefined }),
    carnets: createPasses(database, { now: () => testNow, changed: () => undefined }),
    claims,
    provisioning,
    listFiles: { fetch: async () => null },
    sample: { state: async () => ({ kind: 'none' as const }), make: noSample, remove: noSample },
    commands: openCommands({
      store: openCommandStore(database),
      sign: async (claims) => JSON.stringify(claims),
      link: { publish: (device, _kind, payload) => link.publish(device, payload) },
      clock,
      timers: systemTimers,
      announce: () => undefined,
    }),
    cloudKey,
    signingKeys,
    renewSigningKey: (by: string) => signingKeys.begin(by, wall.now),
    health: async (): Promise<readonly string[]> => [],
    storeTroubles: () => [],
    clock,
    timers: systemTimers,
    changes: createAnnouncer(),
    log: silentLogger,
    publicUrl,
  };
  return { deps, wall, database, link };
}

/** `given` is a store of the test's own: it closes it itself. */
export async function webFixture(
  changed: Partial<WebDeps> = {},
  given?: Database,
): Promise<WebFixture> {
  const { deps: fresh, wall, database } = await webDeps(changed.publicUrl ?? null, given);
  const { registry, seals } = fresh;
  const passages = changed.passages ?? fresh.passages;
  const certificates = createCertificates({ database, registry, passages, seals });
  const deps = { ...fresh, certificates, ...changed } as WebFixture['deps'];
  const app = await buildWeb(deps);
  const tokens = new Map<Role, string>();
  return {
    app,
    deps,
    clock: wall,
    async send(role, method, url, body) {
      const headers: Record<string, string> = {};
      if (role !== null) {
        const token = tokens.get(role) ?? (await deps.identity.createToken(role, null, wall.now));
        tokens.set(role, token);
        headers['authorization'] = `Bearer ${token}`;
      }
      const payload = body === undefined ? {} : { payload: body as object };
      const answer = await app.inject({ method, url, headers, ...payload });
      const isJson = String(answer.headers['content-type']).includes('json');
      return {
        status: answer.statusCode,
        json: isJson && answer.body !== '' ? answer.json() : null,
        headers: answer.headers,
        text: answer.body,
      };
    },
    async close() {
      await app.close();
      if (!given) await database.close();
    },
  };
}
