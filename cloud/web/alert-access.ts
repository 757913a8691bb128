/** What mails lead to, and who is told of what; part of `access.ts`. A link in a mail is its own authority. */
export const alertAccess = {
  'GET /exit/:secret': 'anyone',
  'POST /exit/:secret': 'anyone',
  'GET /mails/:secret': 'anyone',
  'POST /mails/:secret': 'anyone',
} as const;
