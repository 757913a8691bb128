import type { Timers } from '../shared/domain/clock.ts';
import { systemTimers } from '../shared/runtime/system-clock.ts';
import {
  type Announcer,
  announcedCorrections,
  announcedIngest,
  createAnnouncer,
} from './announce.ts';
import { createCorrections, recordCorrection } from './corrections/correct.ts';
import { createProposals } from './corrections/propose.ts';
import { createIngest } from './ingest/ingest.ts';
import { ingestBeside } from './ingest/ingest-beside.ts';
import { type Recovered, type RecoverHow, recoverJournal } from './ingest/recover-journal.ts';
import { retryDeadLetter } from './ingest/retry-dead-letter.ts';
import { createPairing, type Pairing } from './pairing/pair-passages.ts';
import { type PairedAnew, pairPlaceAnew } from './pairing/pair-slice.ts';
import { previewRules } from './pairing/preview-rules.ts';
import { type Rebuilt, rebuildAll, type TellProgress } from './pairing/rebuild.ts';
import type { Corrections } from './ports/corrections.ts';
import type { CloseMishap, Ingest, JournalReader } from './ports/journal.ts';
import type { Proposals } from './ports/own-page.ts';
import type { Seal, Seals } from './ports/retention.ts';
import type { PreviewRules } from './ports/rules-preview.ts';
import { purge } from './retention/purge.ts';
import { openClosings } from './store/closings.ts';
import type { Database, Tx } from './store/database.ts';
import { openJournalReader } from './store/journal-reader.ts';
import { placesToPair } from './store/pairing-due.ts';
import { type OpenPassageDays, openPassageDays } from './store/passage-days.ts';
import { type OpenPassageReader, openPassageReader } from './store/report.ts';
import { unitOf } from './store/rows.ts';
import { openSeals } from './store/seals.ts';

/** The journal's side of the store, wired: what the link, the web and the registry use of it. */
export interface Journal {
  /** One for all who write in this thread. Whoever pairs beside it, it notices, and forgets what it remembered. */
  readonly pairing: Pairing;
  readonly ingest: Ingest;
  readonly reader: JournalReader;
  readonly passages: OpenPassageReader;
  /** Null where rows are added up each time. */
  readonly days: OpenPassageDays | null;
  readonly corrections: Corrections;
  readonly proposals: Proposals;
  /** Told after each of their commits. */
  readonly changes: Announcer;
  /** Joins the registry to the journal of the same store. */
  readonly hooks: {
    hasPunches(tx: Tx, accessPointId: string): Promise<boolean>;
    cardGiven(
      tx: Tx,
      given: { uid: string; memberId: string; from: number; by: string },
    ): Promise<void>;
  };
  /** Tries a dead letter again, into its own seq. Throws `notFound`, or `conflict` with what is still wrong. */
  retryDeadLetter(id: string): Promise<void>;
  readonly closeMishap: CloseMishap;
  /** Takes in what a device's reset kept. Throws `recoveredUnusable`, and has stored nothing then. */
  recover(file: Buffer, how: RecoverHow): Promise<Recovered>;
  /** Places whose settings changed since they were paired. */
  placesToPair(): Promise<readonly string[]>;
  /** Pairs such a place anew, as long as it may go on; null where another aggregator did. */
  pairAnew(place: string, goesOn?: () => boolean): Promise<PairedAnew | null>;
  /** What other visit rules would change at a place, before anybody says so. */
  readonly previewRules: PreviewRules;
  readonly seals: Seals;
  /** Takes away what is kept no longer, as long as it may go on; answers what went. */
  purge(now: number, goesOn?: () => boolean): Promise<readonly Seal[]>;
  /** `badgeuse cloud --rebuild`: everything derived, from scratch. */
  rebuild(tell?: TellProgress): Promise<Rebuilt>;
  /** Resolves when whoever stores journals beside this thread answers. */
  answers(): Promise<void>;
  close(): Promise<void>;
}

/** @param areLooksTaken whether somebody looks at pages: a backlog is then stored beside them. */
export function openJournal(
  database: Database,
  timers: Timers = systemTimers,
  areLooksTaken: () => boolean = () => false,
): Journal {
  // A SQLite cloud is one process; on PostgreSQL another aggregator may pair the same sequence next.
  const pairing = createPairing({ remember: database.engine === 'sqlite' });
  const passages = openPassageReader(database);
  const days = openPassageDays(database);
  const changes = createAnnouncer();
  const storing = createIngest(database, pairing);
  const ingest = ingestBeside(storing, database, timers, areLooksTaken);
  return {
    pairing,
    ingest: announcedIngest(ingest, changes),
    reader: openJournalReader(database),
    passages,
    days,
    corrections: announcedCorrections(createCorrections(database, pairing), changes),
    changes,
    proposals: createProposals(database, pairing, changes),
    hooks: {
      async hasPunches(tx, accessPointId) {
        // Rare, and only when staff move an access point: no index is kept for it.
        const punch = await tx
          .selectFrom('punch')
          .select('id')
          .where('access_point', '=', accessPointId)
          .limit(1)
          .executeTakeFirst();
        return punch !== undefined;
      },
      async cardGiven(tx, { uid, memberId, from, by }) {
        const change = { kind: 'assignCard', uid, memberId, from, to: null } as const;
        const author = { madeBy: by, madeAt: from, reason: 'The card was given to this member.' };
        try {
          await recordCorrection(unitOf(database, tx), pairing, change, author);
        } catch (err) {
          pairing.forget();
          throw err;
        }
      },
    },
    retryDeadLetter: (id) => retryDeadLetter(database, pairing, id),
    closeMishap: openClosings(database),
    recover: (file, how) => recoverJournal(database, storing, file, how),
    placesToPair: () => placesToPair(database.db),
    pairAnew: (place, goesOn = () => true) => pairPlaceAnew(database, pairing, place, goesOn),
    previewRules: (...asked) => previewRules(database, ...asked),
    seals: openSeals(database),
    async purge(now, goesOn) {
      const went = await purge(database, pairing, now, goesOn);
      if (went.length > 0) changes.announce({ device: null });
      return went;
    },
    rebuild: (tell) => rebuildAll(database, pairing, tell),
    answers: ingest.answers,
    async close() {
      await ingest.stop();
      passages.close();
      days?.close();
    },
  };
}
