import type { MailLinkMaker } from '../../cloud/store/mail-links.ts';
import type { WebDeps } from '../../cloud/web/deps.ts';
import type { MemoryCorrections } from '../fakes/records.ts';

type Deps = Pick<WebDeps, 'imports' | 'importFiles' | 'enrolments' | 'ownLinks' | 'clock'> & {
  readonly corrections: MemoryCorrections;
  readonly passages: Pick<WebDeps['passages'], 'find'>;
  readonly mailLinks: MailLinkMaker;
};

const hour = 3_600_000;

const file = Buffer.from(
  [
    'Nom;Courriel;Groupes',
    'Maïté Etcheverry;maite@example.org;Grimpe',
    ';sans-nom@example.org;',
    'Ana Bo;pas une adresse;',
    'Zoé Lefèvre-Castagnède;zoe@example.org;Grimpe',
  ].join('\r\n'),
);

/**
 * What belongs to one of the staff alone: files between the look and the yes, readers at which they wait for a card.
 * And what is made anew each time: a member's own link, what stands around the forgotten exit.
 *
 * @param nth each at readers of their own
 */
export async function seedOwn(
  deps: Deps,
  by: string,
  nth: number,
): Promise<Readonly<Record<string, string>>> {
  const now = deps.clock.now();
  const report = await deps.imports.preview('members', file);
  const kept = { kind: 'members', name: 'file', content: file } as const;
  const looked = await deps.importFiles.keep(kept, report, by, now);
  const done = await deps.importFiles.keep(kept, report, by, now);
  await deps.importFiles.end(done.id, { state: 'done', report });

  const wait = (accessPoint: string, mode: 'give' | 'adopt') =>
    deps.enrolments.begin({
      ...{ accessPoint, mode, memberId: mode === 'give' ? 'member-5' : null },
      ...{ begunBy: by, begunAt: now, endsAt: now + hour },
    });
  const waits = await wait(`ap-${nth * 2}`, 'give');
  const read = await wait(`ap-${nth * 2 + 1}`, 'give');
  // One fits no card of the batch, the other a single one.
  await deps.enrolments.take(read.id, `refusal-${nth}`);
  const batch = nth === 0 ? await wait('ap-4', 'adopt') : waits;

  deps.corrections.nearby.set('passage-9', {
    version: '1',
    area: 'filature',
    cardUid: '04A1B2C3D4E516',
    taps: [
      {
        ...{ id: 'punch-9', at: now - 33 * hour, direction: 'toggle', accessPoint: 'ap-2' },
        ...{ role: 'entry', passageId: 'passage-9' },
      },
    ],
    history: [],
    earlierExits: [],
  });
  const link = await deps.ownLinks.create('member-7', by, now, now + hour);
  const forgotten = await deps.passages.find('passage-9', now);
  const of = { memberId: forgotten?.memberId ?? '', passageId: 'passage-9', placeId: 'filature' };
  return {
    exit: await deps.mailLinks.exitFor(`dispatch-${nth}`, of, now),
    mails: deps.mailLinks.stopFor('member-7'),
    looked: looked.id,
    done: done.id,
    waits: waits.id,
    read: read.id,
    batch: batch.id,
    secret: link.secret,
  };
}
