import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Registry } from '../../../cloud/ports/registry.ts';
import { createErasures } from '../../../cloud/retention/erasures.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openErasedFile } from '../../../cloud/store/erased-file.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const folder = scratchFolder('erasures');
let files = 0;

/** Ana with a card, and no reader that could know her. */
async function withAna(database: Database) {
  const time = manualTime();
  const registry = openTestRegistry(database, time.now);
  await registry.members.create({ id: 'm_ana', name: 'Ana Llorens', email: 'ana@example.org' });
  await registry.cards.create({ id: 'c_ana', uid: '04A1B2C3', memberId: 'm_ana' });
  await registry.places.create({ id: 'hall', name: 'Hall of Ana Llorens', timeZone: 'UTC' });
  const path = join(folder, `${++files}.jsonl`);
  const started = (through: Registry = registry) =>
    createErasures({
      database,
      pairing: createPairing({ remember: false }),
      registry: through,
      commands: {
        give: () => Promise.reject(new Error('nobody')),
        settled: () => new Promise(() => 0),
      },
      file: openErasedFile(path),
      clock: time,
      timers: time,
      logger: silentLogger,
    });
  const named = async (): Promise<readonly string[]> => {
    const rows = await database.db
      .selectFrom('audit')
      .select(['kind', 'verb', 'details'])
      .execute();
    return rows
      .filter(({ details }) => /Llorens|ana@|04A1B2C3/.test(details ?? ''))
      .map(({ kind, verb }) => `${kind} ${verb}`);
  };
  return { registry, started, named, path };
}

eachStore('erasing', (store) => {
  test('nothing names the person, and it is told that it was done', async () => {
    const { started, named } = await withAna(await store.open());
    const erasures = started();
    await erasures.erase('m_ana', 'staff:bo', 1);
    await erasures.follow();
    expect(await named()).toEqual([]);
    expect(await erasures.find('m_ana')).toMatchObject({ askedBy: 'staff:bo', devices: [] });
    expect((await erasures.find('m_ana'))?.doneAt).not.toBeNull();
    await erasures.stop();
  });

  test.each(['before', 'after'])(
    'ended %s the removal, the next start goes on with it',
    async (when) => {
      const { registry, started, named } = await withAna(await store.open());
      const killed = async (): Promise<never> => {
        throw new Error('killed');
      };
      const until: Registry = {
        ...registry,
        together: (work) => (when === 'before' ? killed() : registry.together(work).then(killed)),
      };
      const first = started(until);
      await expect(first.erase('m_ana', 'staff:bo', 1)).rejects.toThrow('killed');
      await first.stop();

      const next = started();
      await next.resume();
      await next.follow();
      expect(await registry.members.find('m_ana')).toBeNull();
      expect(await named()).toEqual([]);
      expect((await next.find('m_ana'))?.doneAt).not.toBeNull();
      await next.stop();
    },
  );

  test('a person who is only being removed is not done before', async () => {
    const { registry, started } = await withAna(await store.open());
    const removing = Promise.withResolvers<void>();
    const slow: Registry = {
      ...registry,
      async together(work) {
        await removing.promise;
        return registry.together(work);
      },
    };
    const erasures = started(slow);
    const erasing = erasures.erase('m_ana', 'staff:bo', 1);
    await waitFor('what there is to go on with', async () => await erasures.find('m_ana'));
    await erasures.follow();
    expect(await erasures.find('m_ana')).toMatchObject({ doneAt: null });
    removing.resolve();
    await erasing;
    await erasures.follow();
    expect((await erasures.find('m_ana'))?.doneAt).not.toBeNull();
    await erasures.stop();
  });

  test('a line of the file that was cut off, and one of somebody unknown, hold up nobody', async () => {
    const { started, path, registry } = await withAna(await store.open());
    appendFileSync(
      path,
      '{"memberId":"m_gone","askedAt":1,"askedBy":"staff:bo"}\n{"memberId":"m_a',
    );
    const erasures = started();
    await erasures.resume();
    expect(await registry.members.find('m_ana')).not.toBeNull();
    await erasures.erase('m_ana', 'staff:bo', 1);
    expect(
      openErasedFile(path)
        .read()
        .map(({ memberId }) => memberId),
    ).toEqual(['m_gone', 'm_ana']);
    await erasures.stop();
  });
});
