/** Sessions with their sheets, and certificates; part of `access.ts`. Whoever holds a paper checks it unasked. */
export const presenceAccess = {
  'GET /api/v1/sessions': 'staff',
  'GET /api/v1/sessions/:id': 'staff',
  'POST /api/v1/sessions': 'staff',
  'PATCH /api/v1/sessions/:id': 'staff',
  'DELETE /api/v1/sessions/:id': 'staff',
  'GET /api/v1/sessions/:id/attendance': 'staff',
  'POST /api/v1/certificates': 'staff',
  'GET /api/v1/certificates/verification': 'anyone',
} as const;
