/** Where a Dokos asks and tells us; part of `access.ts`. It shows a token of its own, or signs. */
export const inletAccess = {
  'POST /api/v1/connections/:id/inlet': 'admin',
  'GET /api/v1/connections/:id/told': 'staff',
  'POST /api/v1/connections/:id/webhook': 'anyone',
  'GET /api/v1/connections/:id/confirmation': 'anyone',
  'POST /api/v1/connections/:id/confirmation': 'anyone',
} as const;
