/** Who may lock a place down, and who may give members their PINs; part of `access.ts`. */
export const entryAccess = {
  'POST /api/v1/places/:id/lockdown': 'admin',
  'DELETE /api/v1/places/:id/lockdown': 'admin',
  'GET /places/:id/lockdown': 'admin',
  'POST /places/:id/lockdown': 'admin',
  'POST /places/:id/lockdown/end': 'admin',
  'GET /api/v1/members/:id/pin': 'staff',
  'POST /api/v1/members/:id/pin': 'staff',
  'DELETE /api/v1/members/:id/pin': 'staff',
  'GET /members/:id/pin': 'staff',
  'POST /members/:id/pin': 'staff',
  'POST /members/:id/pin/clear': 'staff',
} as const;
