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

/**
 * Which a program calls with a secret that no page knows, so that none can call them in somebody's name; and what their
 * header says of the body is whatever an administrator there typed.
 */
const ofPrograms: readonly string[] = [
  'POST /api/v1/connections/:id/webhook',
  'POST /api/v1/connections/:id/confirmation',
];

export const isOfPrograms = (route: string): boolean => ofPrograms.includes(route);
