/** What passages cost, and the tokens that moved; part of `access.ts`. */
export const ledgerAccess = {
  'GET /api/v1/rates': 'viewer',
  'POST /api/v1/rates': 'admin',
  'GET /api/v1/ledger-entries': 'staff',
  'POST /api/v1/ledger-entries': 'staff',
  'POST /api/v1/ledger-entries/:id/reversal': 'staff',
  'GET /api/v1/members/:id/balance': 'staff',
  'GET /api/v1/members/:id/statement': 'staff',
  'GET /api/v1/members/:id/statement.csv': 'staff',
  'GET /api/v1/members/:id/statement.pdf': 'staff',
  'GET /members/:id/statement': 'staff',
  'GET /members/:id/statement.csv': 'staff',
  'GET /members/:id/statement.pdf': 'staff',
  'GET /me/:secret/statement': 'anyone',
  'GET /me/:secret/statement.csv': 'anyone',
  'GET /me/:secret/statement.pdf': 'anyone',
} as const;
