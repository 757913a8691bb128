import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { serveResource } from './resource.ts';
import { fields, oneOf } from './schemas.ts';

/** What is tapped for and where it is chosen: what the switch of a place makes, and what staff add to it. */
export function timeClockRoutes(app: FastifyInstance, { registry }: WebDeps): void {
  serveResource(app, {
    path: 'assets',
    repository: registry.assets,
    fields: fields.assets,
    required: ['name', 'category'],
    fixed: ['placeId', 'category'],
    filters: ['placeId', 'category', 'state'],
  });
  serveResource(app, {
    path: 'items',
    repository: registry.items,
    fields: fields.items,
    required: ['assetId', 'name'],
    fixed: ['placeId', 'assetId'],
    filters: ['placeId', 'assetId', 'state'],
    derived: { category: oneOf(['BDG', 'TIM'] as const) },
  });
  serveResource(app, {
    path: 'points-of-sale',
    repository: registry.pointsOfSale,
    fields: fields.pointsOfSale,
    required: ['name'],
    fixed: ['placeId'],
    filters: ['placeId', 'name', 'state'],
  });
  serveResource(app, {
    path: 'primary-cards',
    repository: registry.primaryCards,
    fields: fields.primaryCards,
    required: ['cardId'],
    fixed: ['cardId'],
    filters: ['cardId'],
  });
}

/** Of a place, and read only: what the switch made, and when. */
export const switchFields = {
  timeClockSince: Type.Union([Type.String({ description: 'ISO 8601' }), Type.Null()]),
  timeClockItemId: Type.Union([Type.String(), Type.Null()]),
};
