/** What machines ask that show no session or token of ours; part of `access.ts`. */
export const openAccess = {
  'GET /healthz': 'anyone',
  'HEAD /healthz': 'anyone',
  'GET /.well-known/security.txt': 'anyone',
  'GET /api/v1/openapi.json': 'anyone',
  'POST /api/v1/claims': 'anyone',
  'POST /api/v1/claims/token': 'anyone',
  // Other aggregators sign what they ask by the key that was pinned.
  'POST /api/v1/federation-exchange/answer': 'anyone',
  'POST /api/v1/federation-exchange/leave': 'anyone',
  'GET /api/v1/federation-exchange/about': 'anyone',
  'POST /api/v1/federation-exchange/cards/raised': 'anyone',
  'POST /api/v1/federation-exchange/erasures': 'anyone',
  'GET /api/v1/federation-exchange/cards': 'anyone',
  'GET /api/v1/federation-exchange/members': 'anyone',
  'GET /api/v1/federation-exchange/passages': 'anyone',
  // Devices show their own credentials there.
  'GET /api/v1/lists/:list/:file': 'anyone',
} as const;
