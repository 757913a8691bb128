/** What venues settle with each other; part of `access.ts`. What they agree on is for who administers all of them. */
export const settlementAccess = {
  'GET /api/v1/settlement': 'staff',
  'GET /api/v1/settlement.csv': 'staff',
  'GET /api/v1/settlement.pdf': 'staff',
  'GET /api/v1/settlement-rates': 'staff',
  'POST /api/v1/settlement-rates': 'admin',
  'GET /rapport/settlement': 'staff',
  'GET /rapport/settlement.csv': 'staff',
  'GET /rapport/settlement.pdf': 'staff',
  'POST /rapport/settlement/rates': 'admin',
} as const;
