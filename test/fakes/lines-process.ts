import { createGpiodLines } from '../../device/hardware/gpiod-lines.ts';
import { createOnoffLines } from '../../device/hardware/onoff-lines.ts';
import type { InputLine, LineChoice, OutputLine } from '../../device/ports.ts';

/** Lines in a process of their own (`onoff`, `gpiod`), where their GPIO is; obeys its parent's questions. */
export type LinesQuestion = { readonly id: number } & (
  | { readonly ask: 'output' | 'input'; readonly choice: LineChoice }
  | { readonly ask: 'write'; readonly line: number; readonly on: boolean }
  | { readonly ask: 'readOutput' | 'readInput' | 'stop'; readonly line: number }
  | { readonly ask: 'close' | 'describe' }
);

const lines = process.argv[2] === 'gpiod' ? createGpiodLines() : await createOnoffLines();
const outputs = new Map<number, OutputLine>();
const inputs = new Map<number, InputLine>();

const answer = (question: LinesQuestion): unknown => {
  switch (question.ask) {
    case 'output':
      outputs.set(question.choice.line, lines.output(question.choice));
      return null;
    case 'input':
      inputs.set(
        question.choice.line,
        lines.input(question.choice, (on) => process.send?.({ changed: question.choice.line, on })),
      );
      return null;
    case 'write':
      outputs.get(question.line)?.write(question.on);
      return null;
    case 'readOutput':
      return outputs.get(question.line)?.read();
    case 'readInput':
      return inputs.get(question.line)?.read();
    case 'stop':
      inputs.get(question.line)?.stop();
      return null;
    case 'close':
      lines.close();
      return null;
    case 'describe':
      return lines.description;
  }
};

process.on('message', (question: LinesQuestion) => {
  try {
    process.send?.({ id: question.id, value: answer(question) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    process.send?.({ id: question.id, code });
  }
});
process.on('disconnect', () => process.exit(0));
