import { failure } from '../../../shared/runtime/errors.ts';
import type { HttpAnswer } from '../../../shared/runtime/http-call.ts';
import { type FedowTransaction, readers } from './answers.ts';
import type { Block } from './block.ts';
import { pythonRepr } from './python-repr.ts';
import { type PythonValue, parsePython } from './python-value.ts';
import { readAnswer } from './read-answer.ts';

/** One transaction. Throws what `readAnswer` throws. */
export function readBlock(server: URL, answer: HttpAnswer): Block {
  const transaction = readAnswer(server, answer, readers.transaction());
  return blockOf(transaction, pythonOf(server, answer));
}

/** Of an answer that may hold one: a 201 that can be read. */
export function blockOrNull(server: URL, answer: HttpAnswer): Block | null {
  if (answer.is !== 'answered' || answer.status !== 201) return null;
  try {
    return readBlock(server, answer);
  } catch {
    return null;
  }
}

export function readBlocks(server: URL, answer: HttpAnswer): readonly Block[] {
  const transactions = readAnswer(server, answer, readers.transactions());
  const values = pythonOf(server, answer);
  const list = Array.isArray(values) ? values : [];
  return transactions.map((transaction, i) => blockOf(transaction, list[i] ?? null));
}

/** A second look at the same text: objects of JavaScript keep neither the order of their keys nor 1.0. */
function pythonOf(server: URL, answer: HttpAnswer): PythonValue {
  try {
    return parsePython(answer.is === 'answered' ? answer.text : '');
  } catch (err) {
    const detail = 'it is nested too deeply.';
    throw failure('fedowAnswerStrange', { server: server.host, detail }, err);
  }
}

function blockOf({ card, metadata, ...rest }: FedowTransaction, value: PythonValue): Block {
  const written = value instanceof Map ? value.get('metadata') : null;
  return {
    ...rest,
    metadata,
    metadataRepr: written instanceof Map ? pythonRepr(written) : null,
    cardUuid: card === undefined ? undefined : (card?.uuid ?? null),
    ...(card !== undefined && { cardTag: card?.first_tag_id ?? null }),
  };
}
