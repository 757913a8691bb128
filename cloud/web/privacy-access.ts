import type { Needed } from './access.ts';

/** The rows of `access.ts` about what is held of people, and for how long. */
export const privacyAccess: Readonly<Record<string, Needed>> = {
  'GET /api/v1/members/:id/data': 'admin',
  'GET /api/v1/members/:id/data.csv': 'admin',
  'GET /members/:id/data': 'admin',
  'GET /members/:id/data.csv': 'admin',
  'GET /members/:id/data.json': 'admin',
};
