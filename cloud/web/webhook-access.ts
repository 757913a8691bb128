/** Programs elsewhere that are told what happens; part of `access.ts`. */
export const webhookAccess = {
  'GET /api/v1/webhooks': 'admin',
  'POST /api/v1/webhooks': 'admin',
  'GET /api/v1/webhooks/:id': 'admin',
  'PATCH /api/v1/webhooks/:id': 'admin',
  'DELETE /api/v1/webhooks/:id': 'admin',
  'POST /api/v1/webhooks/:id/rotate': 'admin',
  'POST /api/v1/webhooks/:id/test': 'admin',
  'GET /api/v1/webhooks/:id/attempts': 'admin',
  'POST /api/v1/webhooks/:id/send-again': 'admin',
  'POST /api/v1/webhooks/:id/replay': 'admin',
} as const;
