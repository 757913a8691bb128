/** What became of punches at other systems; part of `access.ts`. */
export const deliveryAccess = {
  'GET /connections/:id/deliveries': 'staff',
  'POST /connections/:id/deliveries/:punchId/retry': 'staff',
  'POST /connections/:id/deliveries/retry': 'staff',
  'GET /punches/:id': 'staff',
  'POST /api/v1/connections/:id/retry': 'staff',
  'GET /api/v1/punches/:id/deliveries': 'staff',
} as const;
