import type { Gpio } from 'onoff';
import { failure } from '../../shared/runtime/errors.ts';
import type { LineChoice, Lines, OutputLine } from '../ports.ts';
import { findHeaderChip, sysfsGpio } from './gpio-chip.ts';

/**
 * GPIO lines through onoff. An output is opened straight at its off level, because opening it as a plain `out`
 * first would click the relay; the level given to onoff is electrical, whatever `activeLow` says.
 */
export const createOnoffLines = async (): Promise<Lines> => {
  const chip = findHeaderChip();
  if (chip === null) throw failure('linesUnavailable', { detail: `no chip in ${sysfsGpio}` });
  const onoff = await import('onoff').catch((error: unknown) => {
    throw failure('linesUnavailable', { detail: `onoff cannot be loaded: ${error}` }, error);
  });
  const outputs = new Map<number, { gpio: Gpio; activeLow: boolean }>();
  const inputs = new Set<Gpio>();

  const globalNumber = ({ line, name }: LineChoice): number => {
    if (!Number.isInteger(line) || line < 0 || line >= chip.lineCount) {
      throw failure('lineUnusable', { line, name, detail: `${chip.label} has ${chip.lineCount}` });
    }
    return chip.base + line;
  };
  const attempt = <T>(choice: LineChoice, open: () => T): T => {
    try {
      return open();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw failure('lineUnusable', { line: choice.line, name: choice.name, detail }, error);
    }
  };

  const openOff = (choice: LineChoice): OutputLine => {
    const number = globalNumber(choice);
    return attempt(choice, () => {
      const { activeLow } = choice;
      const open = outputs.get(choice.line);
      if (open && open.activeLow === activeLow) open.gpio.writeSync(0);
      const gpio =
        open?.activeLow === activeLow
          ? open.gpio
          : new onoff.Gpio(number, activeLow ? 'high' : 'low', 'none', { activeLow });
      // onoff swallows every error on a line that was exported before us: look for ourselves.
      if (gpio.direction() !== 'out' || gpio.readSync() !== 0 || gpio.activeLow() !== activeLow) {
        throw new Error('the line does not take its direction or level');
      }
      outputs.set(choice.line, { gpio, activeLow });
      return {
        write: (on) => gpio.writeSync(on ? 1 : 0),
        read: () => gpio.readSync() === 1,
      };
    });
  };

  return {
    description: `onoff on ${chip.label}, base ${chip.base}`,
    output: openOff,
    input(choice, changed) {
      const number = globalNumber(choice);
      return attempt(choice, () => {
        const { activeLow } = choice;
        const gpio = new onoff.Gpio(number, 'in', 'both', { activeLow });
        inputs.add(gpio);
        gpio.watch((error, value) => {
          if (!error) changed(value === 1);
        });
        return {
          read: () => gpio.readSync() === 1,
          stop() {
            inputs.delete(gpio);
            gpio.unexport();
          },
        };
      });
    },
    close() {
      // Outputs stay exported and driven: an unexported line floats, and a relay board may read that as on.
      const failures: unknown[] = [];
      for (const { gpio } of outputs.values()) {
        try {
          gpio.writeSync(0);
        } catch (error) {
          // One broken line must not leave the others on.
          failures.push(error);
        }
      }
      outputs.clear();
      for (const gpio of inputs) gpio.unexport();
      inputs.clear();
      if (failures.length > 0)
        throw new AggregateError(failures, 'not every line could be put off');
    },
  };
};
