/** Where a Dokos asks and tells us; part of `access.ts`. It shows a token of its own, or signs. And its page. */
export const inletAccess = {
  'POST /api/v1/connections/:id/inlet': 'admin',
  'GET /api/v1/connections/:id/told': 'staff',
  'POST /api/v1/connections/:id/webhook': 'anyone',
  'GET /api/v1/connections/:id/confirmation': 'anyone',
  'POST /api/v1/connections/:id/confirmation': 'anyone',
  'GET /connections/:id/inlet': 'staff',
  'GET /connections/:id/inlet/new': 'admin',
  'POST /connections/:id/inlet': 'admin',
} as const;
