import { partsOfRun } from './parts-of-run.ts';

// biome-ignore lint/style/noDefaultExport: jest calls the default export before the first test file.
export default async function begin(): Promise<void> {
  await partsOfRun.open();
}
