/** The first evening; part of `access.ts`. */
export const firstRunAccess = {
  'GET /first-run': 'admin',
  'POST /first-run/later': 'admin',
  'GET /first-run/place': 'admin',
  'POST /first-run/place': 'admin',
  'GET /first-run/clock': 'admin',
  'POST /first-run/clock': 'admin',
  'GET /first-run/leaving': 'admin',
  'POST /first-run/leaving': 'admin',
  'GET /first-run/reader': 'admin',
  'POST /first-run/reader': 'admin',
  'POST /first-run/reader/code': 'admin',
  'POST /first-run/reader/approve': 'admin',
  'POST /first-run/reader/second': 'admin',
  'GET /first-run/card': 'admin',
  'POST /first-run/card': 'admin',
  'GET /first-run/done': 'admin',
} as const;
