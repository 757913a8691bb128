/** What passages cost, and the tokens that moved; part of `access.ts`. */
export const ledgerAccess = {
  'GET /api/v1/rates': 'viewer',
  'POST /api/v1/rates': 'admin',
  'GET /api/v1/ledger-entries': 'staff',
  'POST /api/v1/ledger-entries': 'staff',
  'POST /api/v1/ledger-entries/:id/reversal': 'staff',
  'GET /api/v1/members/:id/balance': 'staff',
} as const;
