import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LineChoice } from '../../device/ports.ts';
import { waitUntil } from '../parts/wait-for.ts';

/** A line of a kernel within a kernel, on a busy machine. */
const patienceMs = 25_000;

/** Lines as a test sees them, near or in another process; `level` and `drive` are the electrical side. */
export interface LinesUnderTest {
  output(choice: LineChoice): Promise<void>;
  write(line: number, on: boolean): Promise<void>;
  readOutput(line: number): Promise<boolean>;
  input(choice: LineChoice, changed: (on: boolean) => void): Promise<void>;
  readInput(line: number): Promise<boolean>;
  close(): Promise<void>;
  /** Is the output energised, as its `activeLow` means it? */
  energised(choice: LineChoice): boolean;
  drive(line: number, on: boolean): void;
  end(): Promise<void>;
}

export const linesContract = (name: string, open: () => Promise<LinesUnderTest>): void => {
  describe(`lines: ${name}`, () => {
    let lines: LinesUnderTest;
    beforeEach(async () => {
      lines = await open();
    }, 60_000);
    afterEach(() => lines.end());

    test.each([
      { line: 17, name: 'relay', activeLow: false },
      { line: 18, name: 'relay', activeLow: true },
    ])('an output opens off, goes on and off: $line, active low $activeLow', async (choice) => {
      await lines.output(choice);
      expect(lines.energised(choice)).toBe(false);
      await lines.write(choice.line, true);
      await waitUntil(() => lines.energised(choice), patienceMs);
      expect(await lines.readOutput(choice.line)).toBe(true);
      await lines.write(choice.line, false);
      await waitUntil(() => !lines.energised(choice), patienceMs);
      expect(await lines.readOutput(choice.line)).toBe(false);
    });

    test('asking for a line again gives it back off', async () => {
      const relay = { line: 17, name: 'relay', activeLow: false };
      await lines.output(relay);
      await lines.write(17, true);
      await waitUntil(() => lines.energised(relay), patienceMs);
      await lines.output(relay);
      expect(lines.energised(relay)).toBe(false);
    });

    test('closing puts every output off', async () => {
      const relay = { line: 17, name: 'relay', activeLow: false };
      const inverted = { line: 18, name: 'relay', activeLow: true };
      await lines.output(relay);
      await lines.output(inverted);
      await lines.write(17, true);
      await lines.write(18, true);
      await waitUntil(() => lines.energised(relay) && lines.energised(inverted), patienceMs);
      await lines.close();
      expect([lines.energised(relay), lines.energised(inverted)]).toEqual([false, false]);
    });

    test('an input tells every edge of a slow hand, and what it reads now', async () => {
      const seen: boolean[] = [];
      const button = { line: 27, name: 'button', activeLow: false };
      lines.drive(27, false);
      await lines.input(button, (on) => seen.push(on));
      for (const [index, on] of [true, false, true].entries()) {
        lines.drive(27, on);
        await waitUntil(() => seen.length === index + 1, patienceMs);
        expect(await lines.readInput(27)).toBe(on);
      }
      expect(seen).toEqual([true, false, true]);
    });

    test('an input that says yes at zero volts', async () => {
      const seen: boolean[] = [];
      lines.drive(27, true);
      await lines.input({ line: 27, name: 'button', activeLow: true }, (on) => seen.push(on));
      for (const [index, high] of [false, true].entries()) {
        lines.drive(27, high);
        await waitUntil(() => seen.length === index + 1, patienceMs);
        expect(await lines.readInput(27)).toBe(!high);
      }
      expect(seen).toEqual([true, false]);
    });

    test('a line that cannot be is refused by name', async () => {
      const choice = { line: -1, name: 'relay', activeLow: false };
      await expect(lines.output(choice)).rejects.toMatchObject({ code: 'lineUnusable' });
    });
  });
};
