import type { IncomingMessage } from 'node:http';
import { Type } from 'typebox';
import { parseUid, type Uid } from '../../shared/domain/card.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import { Id } from '../../shared/wire/entry.ts';
import type { Touch } from './touch.ts';
import { readJson } from './trusted-request.ts';

const tapBody = compiledOnce(
  Type.Object({ uid: Type.String({ maxLength: 64 }), accessPoint: Type.Optional(Id) }),
);
const turn = Type.Integer({ minimum: 0 });
const touchBody = compiledOnce(
  Type.Union([
    Type.Object({
      do: Type.Union([Type.Literal('choose'), Type.Literal('select'), Type.Literal('code')]),
      which: Id,
      turn,
    }),
    Type.Object({
      do: Type.Literal('enter'),
      pin: Type.String({ pattern: '^[0-9]{4,8}$' }),
      turn,
    }),
    Type.Object({
      do: Type.Union([
        Type.Literal('clear'),
        Type.Literal('validate'),
        Type.Literal('cancel'),
        Type.Literal('close'),
        Type.Literal('punch'),
        Type.Literal('who'),
      ]),
      turn,
    }),
  ]),
);

export interface TapRequest {
  readonly uid: Uid;
  readonly accessPoint: string | null;
}

/** Throws `badRequest` with what is wrong. */
export const readTap = async (request: IncomingMessage): Promise<TapRequest> => {
  const body = await readJson(request);
  if (!tapBody().Check(body)) {
    throw failure('badRequest', { detail: 'the body must be {"uid", "accessPoint"?}' });
  }
  const uid = parseUid(body.uid);
  if (!uid.ok)
    throw failure('uidInvalid', { detail: uid.problem.message, advice: uid.problem.hint });
  return { uid: uid.value, accessPoint: body.accessPoint ?? null };
};

/** A touch of the page, and of which turn; throws `badRequest`. */
export const readTouch = async (
  request: IncomingMessage,
): Promise<{ readonly touch: Touch; readonly turn: number }> => {
  const body = await readJson(request);
  if (!touchBody().Check(body)) throw failure('badRequest', { detail: 'no such touch' });
  return { touch: body, turn: body.turn };
};
