import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Debt } from '../../ports/erasures.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { Id, orNull } from './schemas.ts';

const shape = Type.Object({
  id: Id,
  memberId: Id,
  name: Type.String(),
  email: orNull(Type.String()),
  units: Type.Integer({ description: 'hundredths of a token' }),
  placeId: orNull(Id),
  usedAt: Type.String({ description: 'when tokens were last used' }),
  erasedAt: Type.String(),
});
const tags = ['members'];

export async function debtById(deps: Pick<WebDeps, 'erasures'>, id: string): Promise<Debt> {
  const debt = (await deps.erasures.debts()).find((one) => one.id === id);
  if (!debt) throw failure('notFound', { what: 'debt', id });
  return debt;
}

/** What people who were erased still owe: administrators claim it, and mark it settled. */
export function debtRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/debts',
    {
      schema: {
        tags,
        summary: 'What people who were erased still owe, with who they were',
        response: { 200: Type.Object({ items: Type.Array(shape) }), '4xx': problemSchema },
      },
    },
    async (request) => {
      const debts = await deps.erasures.debts();
      for (const { id } of debts) await looked(deps, request, { kind: 'debt', id });
      return { items: debts.map(told) };
    },
  );
  app.post(
    '/api/v1/debts/:id/settlement',
    {
      schema: {
        tags,
        summary: 'Mark such a debt settled: it is booked, and who owed it is erased too',
        params: idParams,
        response: { 200: shape, '4xx': problemSchema },
      },
    },
    async (request) => {
      const debt = await debtById(deps, (request.params as { id: string }).id);
      const by = nameOf(whoAsks(request.principal));
      await deps.erasures.settle(debt.id, by, deps.clock.now());
      return told(debt);
    },
  );
}

const told = ({ usedAt, erasedAt, ...debt }: Debt) => ({
  ...debt,
  usedAt: isoOf(usedAt),
  erasedAt: isoOf(erasedAt),
});
