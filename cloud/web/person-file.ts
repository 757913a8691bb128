import { peopleFile } from '../../shared/domain/csv.ts';
import { localClock } from '../../shared/domain/local-clock.ts';
import type { TapRecord } from '../ports/journal.ts';
import type { PersonalData } from '../ports/personal-data.ts';
import { isoOf } from './api/instant.ts';
import type { Words } from './language.ts';

const iso = (at: number | null): string | null => (at === null ? null : isoOf(at));

/** All of it, as a program reads it: times are ISO 8601, names of fields those of the API. */
export const personJson = (data: PersonalData, now: number) => ({
  exportedAt: isoOf(now),
  member: { ...data.member, since: iso(data.since) },
  cards: data.cards.map((card) => ({ ...card, stateSince: iso(card.stateSince) })),
  guestCards: data.guestCards.map((card) => ({ ...card, stateSince: iso(card.stateSince) })),
  homesBefore: data.homesBefore.map(({ cardUid, home, until }) => ({
    ...{ cardUid, homePlaceId: home, until: isoOf(until) },
  })),
  groups: data.groups,
  grants: data.grants,
  passages: data.passages.map((row) => ({
    id: row.id,
    placeId: row.place,
    area: row.area,
    card: row.cardUid,
    entryAt: row.entry && isoOf(row.entry.at),
    exitAt: row.exit && isoOf(row.exit.at),
    entryAccessPoint: row.entry?.accessPoint ?? null,
    exitAccessPoint: row.exit?.accessPoint ?? null,
    entryBy: row.entry?.by ?? null,
    exitBy: row.exit?.by ?? null,
    durationSeconds: row.durationMs === null ? null : Math.floor(row.durationMs / 1000),
    status: row.status,
    anomalies: row.anomalies,
    corrected: row.corrected,
  })),
  punches: data.punches.map(tapJson),
  refusals: data.refusals.map(tapJson),
  corrections: data.corrections.map(({ correction, madeByName, undoneByName, ...ended }) => ({
    ...correction,
    madeAt: isoOf(correction.madeAt),
    madeByName,
    undoneAt: iso(ended.undoneAt),
    undoneByName,
    undoneReason: ended.undoneReason,
  })),
  proposals: data.proposals.map(({ version: _, ...one }) => ({
    ...one,
    madeAt: isoOf(one.madeAt),
    decidedAt: iso(one.decidedAt),
  })),
  ownLinks: data.ownLinks.map(withTimes),
  ownCodes: data.ownCodes.map(withTimes),
  tokens: data.tokens,
  tokensMoved: data.tokensMoved.map((one) => ({
    ...one,
    at: isoOf(one.at),
    usedAt: isoOf(one.usedAt),
  })),
  carnets: data.carnets.map(({ givenAt, undoneAt, ...one }) => ({
    ...one,
    givenAt: isoOf(givenAt),
    undoneAt: iso(undoneAt),
  })),
  usedPasses: data.usedPasses,
  mailsStoppedAt: iso(data.mailsStoppedAt),
  alerts: data.alerts.map(({ mails, ...one }) => ({
    ...one,
    at: isoOf(one.at),
    mails: mails.map((mail) => ({
      ...mail,
      madeAt: isoOf(mail.madeAt),
      doneAt: iso(mail.doneAt),
    })),
  })),
  exitLinks: data.exitLinks.map((one) => ({
    ...one,
    expiresAt: isoOf(one.expiresAt),
    usedAt: iso(one.usedAt),
  })),
  otherSystems: data.otherSystems.map(({ memberId: _, told, email, ...one }) => ({
    ...one,
    told: told && { ...told, at: isoOf(told.at) },
    email: email && { ...email, since: isoOf(email.since) },
  })),
  deliveries: data.deliveries.map((one) => ({
    ...one,
    occurredAt: isoOf(one.occurredAt),
    doneAt: iso(one.doneAt),
  })),
  audit: data.audit.map(({ seq: _, memberId: __, memberName: ___, ...one }) => ({
    ...one,
    at: isoOf(one.at),
  })),
});

const withTimes = <
  T extends {
    readonly createdAt: number;
    readonly expiresAt: number;
    readonly revokedAt: number | null;
  },
>(
  one: T,
) => ({
  ...one,
  createdAt: isoOf(one.createdAt),
  expiresAt: isoOf(one.expiresAt),
  revokedAt: iso(one.revokedAt),
});

const tapJson = (tap: TapRecord) => ({
  ...tap,
  occurredAt: isoOf(tap.occurredAt),
  receivedAt: isoOf(tap.receivedAt),
});

/** How places, areas and readers are called now, by id. */
export interface PersonFileNames {
  readonly of: (id: string | null) => string;
  /** Of a place, by its id. */
  readonly timeZone: (placeId: string | null) => string;
}

/** The same as a spreadsheet opens it: a line each, what happened when and where. Times are the place's own. */
export function personCsv(data: PersonalData, words: Words, names: PersonFileNames): string {
  const lines: string[][] = [[...words.personColumns.split('|')]];
  const at = (ms: number | null | undefined, place: string | null): string =>
    ms === null || ms === undefined ? '' : localClock(names.timeZone(place)).wallSeconds(ms);
  const add = (
    what: string,
    where: string | null,
    from: number | null | undefined,
    until: number | null | undefined,
    details: readonly (string | null | false)[],
  ) => {
    const said = details.filter((one) => typeof one === 'string' && one !== '').join(', ');
    lines.push([what, at(from, where), at(until, where), names.of(where), said]);
  };
  const { member } = data;
  add(words.kind_member, null, data.since, null, [
    member.name,
    member.id,
    member.email,
    member.validFrom,
    member.validUntil,
  ]);
  for (const card of [...data.cards, ...data.guestCards])
    add(words.kind_card, null, card.stateSince, null, [
      card.number,
      card.uid,
      card.state,
      card.validFrom,
      card.validUntil,
    ]);
  for (const { cardUid, home, until } of data.homesBefore)
    add(words.homePlace, home, null, until, [
      cardUid,
      home === null && (cardUid === null ? words.homeNone : words.homeAsMember),
    ]);
  for (const { homePlaceId, uid } of [{ ...member, uid: null }, ...data.cards])
    if (homePlaceId !== null) add(words.homePlace, homePlaceId, null, null, [uid]);
  for (const { name } of data.groups) add(words.kind_group, null, null, null, [name]);
  for (const grant of data.grants)
    add(words.kind_grant, grant.placeId, null, null, [
      grant.accessPoints === '*' ? words.everywhere : grant.accessPoints.map(names.of).join(' + '),
    ]);
  for (const row of data.passages)
    add(words.kind_passage, row.place, row.entry?.at, row.exit?.at, [
      row.area !== row.place && names.of(row.area),
      names.of(row.entry?.accessPoint ?? row.exit?.accessPoint ?? null),
      row.status,
      row.durationMs === null ? null : `${Math.floor(row.durationMs / 60_000)} min`,
    ]);
  for (const tap of [...data.punches, ...data.refusals])
    add(
      tap.kind === 'punch' ? words.kind_punch : words.kind_refusal,
      tap.placeId,
      tap.occurredAt,
      null,
      [names.of(tap.accessPoint), tap.direction, tap.reason, tap.cardUid],
    );
  for (const { correction, madeByName, undoneAt } of data.corrections)
    add(words.kind_correction, null, correction.madeAt, undoneAt, [
      correction.kind,
      correction.reason,
      madeByName,
    ]);
  for (const one of data.proposals)
    add(words.kind_proposal, one.place, one.madeAt, one.decidedAt, [one.words, one.answer]);
  for (const one of [...data.ownLinks, ...data.ownCodes])
    add(words.personOwnPage, null, one.createdAt, one.revokedAt ?? one.expiresAt, []);
  for (const { placeId, usedAt, expiresAt, passageId } of data.exitLinks)
    add(words.personExitLink, placeId, null, usedAt ?? expiresAt, [passageId]);
  for (const one of data.tokensMoved)
    add(words[`entry_${one.kind}`], one.place, one.at, null, [
      (one.change / 100).toFixed(2),
      one.area !== one.place && names.of(one.area),
      one.minutes === null ? null : `${one.minutes} min`,
      one.words,
    ]);
  if (data.tokens !== null)
    add(words.statementNow, null, null, null, [(data.tokens / 100).toFixed(2)]);
  for (const {
    kind,
    passes,
    left,
    placeId,
    givenAt,
    undoneAt,
    from,
    until,
    words: why,
  } of data.carnets)
    add(words.kind_carnet, placeId, givenAt, undoneAt, [
      `${passes} ${words[`pass_${kind}`]}`,
      `${words.passesLeft} ${left}`,
      `${from} / ${until ?? ''}`,
      why,
    ]);
  for (const { placeId, day, part } of data.usedPasses)
    add(words.passUsed, placeId, null, null, [day, words[`pass_${part}`]]);
  if (data.mailsStoppedAt !== null)
    add(words.mailsTitle, null, data.mailsStoppedAt, null, [words.mailsOff]);
  for (const { kind, placeId, at: found, mails } of data.alerts)
    add(words[`alert_${kind}`], placeId, found, mails.at(-1)?.doneAt, [
      ...mails.flatMap(({ state, said }) => [state, said]),
    ]);
  for (const { connectionName, told, email, knownAs } of data.otherSystems) {
    if (told || knownAs !== null || !email)
      add(words.deliveryElsewhere, null, told?.at, null, [
        connectionName,
        told && words.deliveryToldOn(told.on),
        told?.by ?? null,
        knownAs,
      ]);
    // Agreed to on a day of its own.
    if (email)
      add(words.deliveryElsewhere, null, email.since, null, [
        connectionName,
        words.deliveryEmail,
        email.by,
      ]);
  }
  for (const one of data.deliveries)
    add(words.deliveryTaps, one.placeId, one.occurredAt, one.doneAt, [
      one.connectionName,
      words[`delivery_${one.state}`],
      one.reason,
      words.deliveryTries(one.tries),
      ...Object.values(one.receipt ?? {}),
    ]);
  for (const one of data.audit)
    add(words.audit, one.placeId, one.at, null, [
      words[`verb_${one.verb}`],
      words[`kind_${one.kind}`],
      one.whoName ?? one.who,
    ]);
  return peopleFile(lines);
}
