/** How devices are let in, what they connect with and believe; part of `access.ts`. */
export const deviceAccess = {
  'POST /api/v1/claims/approve': 'staff',
  'POST /api/v1/devices/:id/commands': 'admin',
  'POST /api/v1/devices/:id/password': 'admin',
  'POST /devices/:id/password': 'admin',
  'GET /api/v1/signing-key': 'admin',
  'POST /api/v1/signing-key': 'admin',
  'GET /signing-key': 'admin',
  'POST /signing-key': 'admin',
} as const;
