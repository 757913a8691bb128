/** Other systems that are told of punches; part of `access.ts`. What joins one is for whoever sets a place up. */
export const connectionAccess = {
  'GET /api/v1/connections': 'staff',
  'POST /api/v1/connections': 'admin',
  'GET /api/v1/connections/:id': 'staff',
  'PATCH /api/v1/connections/:id': 'admin',
  'DELETE /api/v1/connections/:id': 'admin',
  'POST /api/v1/connections/:id/check': 'staff',
  'GET /api/v1/connections/:id/deliveries': 'staff',
  'POST /api/v1/connections/:id/deliveries/:punchId/retry': 'staff',
  'GET /api/v1/connections/:id/members/:memberId': 'staff',
  'PATCH /api/v1/connections/:id/members/:memberId': 'staff',
  'POST /api/v1/fedow': 'admin',
  'GET /api/v1/connections/:id/assets': 'staff',
  'GET /api/v1/connections/:id/federations': 'staff',
  'POST /api/v1/connections/:id/binding': 'admin',
  'POST /api/v1/connections/:id/cards': 'staff',
} as const;
