import type { FastifyInstance } from 'fastify';
import type { WebDeps } from '../deps.ts';

export async function pages(
  _app: FastifyInstance,
  _deps: WebDeps,
  _secure: boolean,
): Promise<void> {}
