import { expect, test } from '@jest/globals';
import { createImports } from '../../cloud/import-file.ts';
import type { ImportKind, ImportReport } from '../../cloud/ports/imports.ts';
import type { RegistryChange } from '../../cloud/ports/registry.ts';
import { openAuditLog } from '../../cloud/store/audit-log.ts';
import { openPeople } from '../../cloud/store/people.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { tibilletBatch } from './tibillet-batch.ts';

const now = Date.UTC(2026, 2, 12, 17);
const clock = { now: () => now, monotonicNow: () => now };
const utf8 = (...lines: string[]) => Buffer.from(lines.join('\r\n'));
/** As an old spreadsheet writes it: every letter here is one byte there too. */
const windows1252 = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');

async function fresh(store: FreshStore) {
  const database = await store.open();
  const given: { uid: string; memberId: string }[] = [];
  const hooks = {
    hasPunches: async () => false,
    cardGiven: async (_tx: unknown, one: { uid: string; memberId: string }) =>
      void given.push({ uid: one.uid, memberId: one.memberId }),
  };
  const registry = openRegistry(database, hooks, { now: () => now, log: silentLogger });
  const imports = createImports(database, { clock, ...hooks, announce: registry.announce });
  const changes: RegistryChange[] = [];
  registry.onChange((change) => changes.push(change));
  const all = { limit: 1000, cursor: null };
  const members = async () => (await registry.members.list(all)).items;
  const cards = async () => (await registry.cards.list(all)).items;
  const run = (kind: ImportKind, file: Buffer) => imports.run(kind, file, 'staff:1');
  const people = openPeople(database);
  return { database, registry, imports, people, members, cards, run, changes, given };
}

const verbs = ({ lines }: ImportReport) => lines.map(({ line, verb }) => `${line} ${verb}`);
const notes = ({ lines }: ImportReport) =>
  lines.flatMap(({ line, notes }) =>
    notes.map(({ code, value }) => `${line} ${code} ${value}`.trim()),
  );

eachStore('imports', (store) => {
  test('members in Windows-1252 with semicolons: created, and the same file again changes nothing', async () => {
    const { run, members, registry, cards, people } = await fresh(store);
    const file = windows1252(
      'Prénom;Nom;Courriel;Groupes;Valable jusqu’au;UID;Couleur'.replace('’', "'"),
      'Zoé;Lefèvre;zoe@example.org;Grimpe, Bénévoles;31/08/2026;04:A2:2F:1B:6C:5E:80;bleu',
      'Noé;Béranger;;Grimpe;;;',
      ';;;;;;',
    );
    const report = await run('members', file);
    expect(report).toMatchObject({ encoding: 'windows-1252', columnsIgnored: ['Couleur'] });
    expect(verbs(report)).toEqual(['2 create', '3 create']);
    expect(notes(report)).toEqual(['2 groupNew Grimpe', '2 groupNew Bénévoles']);
    const made = await members();
    expect(made.map(({ name, email, validUntil }) => [name, email, validUntil]).sort()).toEqual([
      ['Noé Béranger', null, null],
      ['Zoé Lefèvre', 'zoe@example.org', '2026-08-31'],
    ]);
    const zoe = made.find(({ name }) => name === 'Zoé Lefèvre');
    expect(await cards()).toEqual([
      expect.objectContaining({ uid: '04A22F1B6C5E80', memberId: zoe?.id, state: 'active' }),
    ]);
    const groups = await registry.groups.list({ limit: 10, cursor: null });
    expect(groups.items.map((g) => [g.name, g.memberIds.length]).sort()).toEqual([
      ['Bénévoles', 1],
      ['Grimpe', 2],
    ]);
    expect((await people.members('beranger', { limit: 5, cursor: null })).items).toHaveLength(1);
    const again = await run('members', file);
    expect(again.counts).toEqual({ create: 0, change: 0, adopt: 0, same: 2, refuse: 0 });
    expect(await members()).toHaveLength(2);
  });

  test('a column “card” that holds what a reader says gives that card; a printed number stays one', async () => {
    const { run, members, cards, registry } = await fresh(store);
    await registry.cards.create({ id: 'short', uid: '04A1B2C3' });
    await registry.cards.create({ id: 'printed', uid: '04FFEE1122AABB', number: '12345678' });
    const file = utf8(
      ...['name,card', 'Ada,04:A2:2F:1B:6C:5E:80', 'Max,04a1b2c3', 'Zoé,12345678', 'Léo,DEADBEEF'],
    );
    const report = await run('members', file);
    // Eight digits may as well be printed on a card: of those none is made.
    expect(notes(report)).toEqual(['5 cardUnknown DEADBEEF']);
    const names = new Map((await members()).map(({ id, name }) => [id, name]));
    expect(
      (await cards()).map(({ uid, number, memberId }) => [uid, number, names.get(memberId ?? '')]),
    ).toEqual(
      expect.arrayContaining([
        ['04A22F1B6C5E80', null, 'Ada'],
        ['04A1B2C3', null, 'Max'],
        ['04FFEE1122AABB', '12345678', 'Zoé'],
      ]),
    );
    expect(await cards()).toHaveLength(3);
  });

  test('a home place by its name: an empty cell keeps it, one that is not there says so', async () => {
    const { imports, run, members, cards, registry, database } = await fresh(store);
    await registry.places.create({ id: 'p1', name: 'La Filature', timeZone: 'Europe/Paris' });
    await registry.places.create({ id: 'p2', name: 'Annexe', timeZone: 'Europe/Paris' });
    await run('members', utf8('nom;lieu de référence', 'Zoé;la filature', 'Noé;'));
    const homes = async () =>
      Object.fromEntries((await members()).map(({ name, homePlaceId }) => [name, homePlaceId]));
    expect(await homes()).toEqual({ Zoé: 'p1', Noé: null });
    const file = utf8('name;home place', 'Zoé;', 'Noé;Annexe', 'Max;Nulle part');
    const looked = await imports.preview('members', file);
    expect(notes(looked)).toEqual(['4 homeUnknown Nulle part']);
    const changes = [{ field: 'homePlaceId', before: '', after: 'Annexe' }];
    expect(looked.lines[1]).toMatchObject({ verb: 'change', changes });
    await run('members', file);
    expect(await homes()).toEqual({ Zoé: 'p1', Noé: 'p2' });
    await run('cards', utf8('uid;home', '04A22F1B6C5E80;p2'));
    expect(await cards()).toEqual([expect.objectContaining({ homePlaceId: 'p2' })]);
    const elsewhere = { name: 'staff:1', mayTouch: () => undefined };
    const asked: string[] = [];
    const mayRehome = (places: readonly string[]) => void asked.push(...places);
    await imports.run('cards', utf8('uid;home', '04A22F1B6C5E80;p1'), { ...elsewhere, mayRehome });
    expect(asked).toEqual(['p2', 'p1']);
    await run('members', utf8('name;home place', 'Zoé;Annexe', 'Noé;Annexe'));
    const idOf = new Map((await members()).map(({ name, id }) => [name, id]));
    const before = await database.db.selectFrom('home_before').selectAll().orderBy('id').execute();
    expect(before.map(({ kind, id, until, home }) => [kind, id, until, home])).toEqual(
      [
        ['card', '04A22F1B6C5E80', now, 'p2'],
        ['member', idOf.get('Zoé'), now, 'p1'],
        ['member', idOf.get('Noé'), now, null],
      ].toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)),
    );
  });

  test('a home place that was a mistake is put right by a file, for what was before, too', async () => {
    const { imports, members, cards, registry, database } = await fresh(store);
    await registry.places.create({ id: 'p1', name: 'La Filature', timeZone: 'Europe/Paris' });
    await registry.places.create({ id: 'p2', name: 'Annexe', timeZone: 'Europe/Paris' });
    await registry.members.create({ id: 'zoe', name: 'Zoé', homePlaceId: 'p1' });
    await registry.members.create({ id: 'noe', name: 'Noé', homePlaceId: 'p2' });
    await registry.cards.create({ id: 'card', uid: '04A22F1B6C5E80', homePlaceId: 'p1' });
    const how = { homeWasWrong: true };
    const file = utf8('name;home place;email', 'Zoé;Annexe;', 'Noé;Annexe;noe@example.org');
    await imports.run('members', file, 'staff:1', undefined, how);
    await imports.run('cards', utf8('uid;home', '04A22F1B6C5E80;p2'), 'staff:1', undefined, how);
    const homes = [...(await members()), ...(await cards())].map((one) => one.homePlaceId);
    expect(homes).toEqual(['p2', 'p2', 'p2']);
    expect(await database.db.selectFrom('home_before').selectAll().execute()).toEqual([]);
    const { items } = await openAuditLog(database).list({}, { limit: 100, cursor: null });
    await imports.run('members', utf8('name;home place', 'Zoé;p1'), 'staff:1');
    expect(await database.db.selectFrom('home_before').selectAll().execute()).toHaveLength(1);
    const all = await openAuditLog(database).list({}, { limit: 100, cursor: null });
    expect(all.items.length).toBeGreaterThan(items.length);
    expect(JSON.stringify(all.items.slice(0, 2))).not.toContain('homeWasWrong');
    const said = items.filter((one) => JSON.stringify(one).includes('homeWasWrong'));
    expect(said.map(({ id }) => id).sort()).toEqual(['card', 'zoe']);
  });

  test('bad lines say why, good ones are done, and a preview changes nothing', async () => {
    const { imports, run, members, registry, database, changes } = await fresh(store);
    await registry.members.create({ name: 'Inès Ouédraogo' });
    await registry.members.create({ name: 'Marie Martin' });
    await registry.members.create({ name: 'MARIE MARTIN' });
    changes.length = 0;
    const file = utf8(
      '\uFEFFname,email,valid from,valid until,uid',
      'INES OUEDRAOGO,ines@example.org,,2026-12-31,',
      'Marie Martin,,,,',
      ',nobody@example.org,,,',
      'Ana,not an address,,,',
      'Bo,,2026-02-30,,',
      'Cy,,2026-05-01,2026-04-01,',
      'Di,,,,08A1B2C3',
      'Ed,,,,8804A1B2',
      'Fa,,,,,,too many',
      'Gi,gi@example.org,,,',
      'Gi,GI@example.org,,,',
      'Ho,,,,04A1B2C3',
    );
    const preview = await imports.preview('members', file);
    expect(verbs(preview)).toEqual([
      '2 change',
      '3 refuse',
      '4 refuse',
      '5 refuse',
      '6 refuse',
      '7 refuse',
      '8 refuse',
      '9 refuse',
      '10 refuse',
      '11 create',
      '12 refuse',
      '13 create',
    ]);
    expect(notes(preview)).toEqual([
      '3 memberAmbiguous Marie Martin',
      '4 nameMissing',
      '5 emailInvalid not an address',
      '6 dayInvalid 2026-02-30',
      '7 daysReversed 2026-05-01 – 2026-04-01',
      '8 uidRandom 08A1B2C3',
      '9 uidInvalid 8804A1B2',
      '10 cellsTooMany',
      '12 sameAsLine 11',
    ]);
    expect(preview.lines[0]?.changes).toEqual([
      { field: 'email', before: '', after: 'ines@example.org' },
      { field: 'validUntil', before: '', after: '2026-12-31' },
    ]);
    expect(await members()).toHaveLength(3);
    expect(changes).toEqual([]);
    const done = await run('members', file);
    expect({ ...done, isDone: false }).toEqual(preview);
    expect(await members()).toHaveLength(5);
    expect(changes).toHaveLength(1);
    const book = await openAuditLog(database).list(
      { verb: 'imported' },
      { limit: 9, cursor: null },
    );
    expect(book.items).toMatchObject([
      { who: 'staff:1', kind: 'member', after: { members: 2, cards: 1 } },
    ]);
  });

  test('nothing half-done: what fails at the last line leaves nothing behind', async () => {
    const { database, members, run } = await fresh(store);
    const broken = createImports(database, {
      clock,
      announce: () => undefined,
      cardGiven: () => Promise.reject(new Error('the disk is full')),
    });
    await run('cards', utf8('uid;numéro', '04A1B2C3;1'));
    const file = utf8('name;uid', 'Ana;04A1B2C3D4E5F6', 'Bo;04A1B2C3');
    await expect(broken.run('members', file, 'staff:1')).rejects.toThrow('disk');
    expect(await members()).toEqual([]);
    await run('members', file);
    expect(await members()).toHaveLength(2);
  });

  test.each([1, 9])(
    'what somebody changes while a file is planned is seen, %i times in a row',
    async (most) => {
      const { database, cards, run } = await fresh(store);
      let times = 0;
      const meddling: typeof database = {
        ...database,
        async inTransaction(work) {
          if (times < most) await run('cards', utf8('uid;numéro', `04A1B2C${++times};${times}`));
          return database.inTransaction(work);
        },
      };
      const imports = createImports(meddling, {
        ...{ clock, announce: () => undefined, cardGiven: async () => undefined },
      });
      const report = await imports.run('cards', utf8('uid;numéro', '04A1B2C1;77'), 'staff:1');
      expect(verbs(report)).toEqual(['2 change']);
      expect((await cards()).filter(({ uid }) => uid === '04A1B2C1')).toMatchObject([
        { number: '77' },
      ]);
    },
  );

  test('cards: given by name or address, a state in words, a taken number refused', async () => {
    const { registry, run, cards } = await fresh(store);
    const ana = await registry.members.create({ name: 'Ana', email: 'ana@example.org' });
    const report = await run(
      'cards',
      utf8(
        'UID\tNuméro\tMembre\tE-mail\tÉtat',
        '04A1B2C3D4E5F6\t1\tana\t\tactive',
        '04A1B2C3D4E5F7\t2\t\tANA@example.org\tperdue',
        '04A1B2C3D4E5F8\t1\t\t\t',
        '04A1B2C3D4E5F9\t3\tBo\t\t',
        '04A1B2C3D4E5FA\t4\t\t\tvolée',
        '\t5\t\t\t',
      ),
    );
    expect(verbs(report)).toEqual([
      '2 create',
      '3 create',
      '4 refuse',
      '5 refuse',
      '6 refuse',
      '7 refuse',
    ]);
    expect(notes(report)).toEqual([
      '4 numberTaken 1',
      '5 memberUnknown Bo',
      '6 stateUnknown volée',
      '7 cardNumbersMissing',
    ]);
    expect(
      (await cards()).map(({ number, memberId, state }) => [number, memberId, state]).sort(),
    ).toEqual([
      ['1', ana.id, 'active'],
      ['2', ana.id, 'lost'],
    ]);
  });

  test('2,000 cards of TiBillet, both tags, one collision: first taps adopt the right ones', async () => {
    const { run, people, registry } = await fresh(store);
    const { file, cards, collision } = tibilletBatch(2000);
    const report = await run('cards', file);
    expect(report).toMatchObject({ isTibillet: true, counts: { create: 2000, refuse: 0 } });
    expect(notes(report)).toEqual([`${collision.line} tagShared ${collision.tag}`]);
    expect(await people.countWaiting()).toBe(2000);
    let ambiguous = 0;
    for (const { uid, number } of cards) {
      const adoption = await people.adoption(uid);
      if (adoption.kind === 'ambiguous') {
        ambiguous++;
        expect(adoption.cards.map((card) => card.number)).toContain(number);
        continue;
      }
      if (adoption.kind !== 'one') throw new Error(`nothing fits card ${number}`);
      expect(adoption.card.number).toBe(number);
      if (ambiguous < 2 && Number(number.slice(-2)) < 5)
        await registry.cards.patch(adoption.card.id, { uid }, 'staff:1');
    }
    expect(ambiguous).toBe(2);
    expect(await people.adoption('04FFFFFF000000')).toEqual({ kind: 'none' });
    // The same batch again finds the adopted ones too.
    expect((await run('cards', file)).counts).toMatchObject({ create: 0, same: 2000, refuse: 0 });
    // Once adopted by its printed number, a tag that was shared still matches nobody by itself.
    const [first, second] = cards.filter(({ tag }) => tag === collision.tag);
    const one = (await people.cards({ text: first?.number ?? '' }, { limit: 1, cursor: null }))
      .items[0];
    await registry.cards.patch(one?.id ?? '', { uid: first?.uid ?? '' });
    expect((await people.adoption(second?.uid ?? '')).kind).toBe('ambiguous');
  });

  test('a batch refuses a phone, a number twice, and a number that is another card’s', async () => {
    const { run } = await fresh(store);
    const qr = 'https://demo.tibillet.example/qr/b194aeb9-0f77-4e3c-9ef6-047ea6b8726e';
    const report = await run(
      'cards',
      utf8(
        `${qr},B194AEB9,a24b043f`,
        `${qr},C194AEB9,08A1B2C3`,
        `${qr},B194AEB9,A24B043F`,
        `${qr},B194AEB9,11111111`,
        `${qr},,22222222`,
      ),
    );
    expect(verbs(report)).toEqual(['1 create', '2 refuse', '3 refuse', '4 refuse', '5 refuse']);
    expect(notes(report)).toEqual([
      '2 uidRandom 08A1B2C3',
      '3 sameAsLine 1',
      '4 numberTaken B194AEB9',
      '5 numberMissing',
    ]);
  });

  test('a hostile file is refused in words and changes nothing', async () => {
    const { imports, members } = await fresh(store);
    const hostile: readonly [string, Buffer][] = [
      ['importNotCsv', Buffer.from('name\0;email\nAna;\n')],
      ['importNotCsv', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)])],
      ['importQuoteOpen', utf8('name;email', '"Ana;', 'Bo;')],
      ['importTooWide', utf8(`name${';x'.repeat(1_000_000)}`, 'Ana')],
      ['importTooWide', utf8(`name${';x'.repeat(200)}`, 'Ana')],
      ['importTooWide', utf8('name', `"${'x'.repeat(100_000)}`)],
      ['importTooLarge', Buffer.alloc(6 * 1024 * 1024, 'a')],
      ['importTooLong', utf8('name', ...Array.from({ length: 50_002 }, (_, i) => `m${i}`))],
      ['importEmpty', Buffer.from('\uFEFF \r\n')],
      ['importEmpty', utf8('name;email')],
      ['importColumnsMissing', utf8('a;b', 'c;d')],
    ];
    for (const [code, file] of hostile) {
      await expect(imports.run('members', file, 'staff:1')).rejects.toMatchObject({ code });
    }
    expect(await members()).toEqual([]);
    const formulas = await imports.preview('members', utf8('name', '"=HYPERLINK(""http://x"")"'));
    expect(formulas.lines[0]).toMatchObject({ verb: 'create', about: '=HYPERLINK("http://x")' });
  });
});
