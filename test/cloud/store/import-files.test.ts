import { expect, test } from '@jest/globals';
import type { ImportReport } from '../../../cloud/ports/imports.ts';
import { openImportFiles } from '../../../cloud/store/import-files.ts';
import { eachStore } from '../each-store.ts';

const report: ImportReport = {
  kind: 'members',
  counts: { create: 1, change: 0, adopt: 0, same: 0, refuse: 0 },
  lines: [{ line: 2, verb: 'create', about: 'Zoé', changes: [], notes: [] }],
  columnsIgnored: [],
  encoding: 'utf-8',
  isTibillet: false,
  isDone: false,
};
const file = { kind: 'members', name: 'a.csv', content: Buffer.from([0xff, 0x00, 0x5a]) } as const;

eachStore('files that wait for a yes', (store) => {
  test('kept as it was sent, for its sender alone, and for a day', async () => {
    const files = openImportFiles(await store.open());
    const { id } = await files.keep(file, report, 'staff:1', 0);
    expect(await files.content(id, 'staff:1')).toEqual(file.content);
    expect(await files.get(id, 'staff:1')).toMatchObject({ state: 'looked', report });
    await expect(files.get(id, 'staff:2')).rejects.toMatchObject({ code: 'notFound' });
    await files.keep(file, report, 'staff:1', 86_400_001);
    await expect(files.get(id, 'staff:1')).rejects.toMatchObject({ code: 'notFound' });
  });

  test('run once; done, it keeps what was done and not the file', async () => {
    const files = openImportFiles(await store.open());
    const { id } = await files.keep(file, report, 'staff:1', 0);
    expect(await files.begin(id)).toBe(true);
    expect(await files.begin(id)).toBe(false);
    await files.end(id, { state: 'failed', problem: 'internal' });
    expect(await files.get(id, 'staff:1')).toMatchObject({ state: 'failed', problem: 'internal' });
    expect(await files.begin(id)).toBe(true);
    await files.end(id, { state: 'done', report: { ...report, isDone: true } });
    expect(await files.get(id, 'staff:1')).toMatchObject({ report: { isDone: true } });
    expect(await files.content(id, 'staff:1')).toHaveLength(0);
    expect(await files.begin(id)).toBe(false);
  });
});
