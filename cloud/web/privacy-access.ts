/** What is held of people, and for how long; part of `access.ts`. */
export const privacyAccess = {
  'GET /api/v1/members/:id/data': 'admin',
  'GET /api/v1/members/:id/data.csv': 'admin',
  'POST /api/v1/members/:id/erasure': 'admin',
  'GET /api/v1/members/:id/erasure': 'admin',
  'GET /members/:id/erasure': 'admin',
  'POST /members/:id/erasure': 'admin',
  'GET /erasures': 'admin',
  'GET /api/v1/retention': 'staff',
  'GET /retention': 'staff',
  'GET /places/:id/notice': 'staff',
  'GET /places/:id/register': 'staff',
  'GET /members/:id/data': 'admin',
  'GET /members/:id/data.csv': 'admin',
  'GET /members/:id/data.json': 'admin',
} as const;
