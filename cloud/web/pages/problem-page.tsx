import type { FastifyRequest } from 'fastify';
import type { BadgeuseError } from '../../../shared/runtime/errors.ts';

export function problemPage(_request: FastifyRequest, _problem: BadgeuseError): string | null {
  return null;
}
