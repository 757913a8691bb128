import { partsOfRun } from './parts-of-run.ts';

// biome-ignore lint/style/noDefaultExport: jest calls the default export after the last test file.
export default async function end(): Promise<void> {
  await partsOfRun.close();
}
