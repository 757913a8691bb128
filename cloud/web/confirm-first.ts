/** How long one password is enough: a volunteer's evening of setting up asks for it a few times, not each time. */
export const confirmedForMs = 10 * 60_000;

/**
 * Acts that a screen left open, or a stolen session, must not be enough for: opening a door from afar, taking files of
 * personal data away, and saying who may do or enter what. By the names of `access.ts`, so that a new route of such a
 * kind is asked too. Tokens hold no session: they are never asked.
 */
const asked: readonly RegExp[] = [
  /^POST \S+\/unlock$/,
  /^GET (?!\/me\/)\S+(\.csv|\/data\.json)$/,
  /^POST \S+\/erasure$/,
  /^GET \/api\/v1\/members\/:id\/data$/,
  /^(POST|PATCH|DELETE) (\/api\/v1)?\/(grants|staff|invitations|tokens)\b/,
  /^POST (\/api\/v1)?\/devices\/:id\/password$/,
  /^POST (\/api\/v1)?\/signing-key$/,
  // Whose cards and passages another venue is told of.
  /^(POST|PATCH) (\/api\/v1)?\/federations\b(?!\/:id\/(look|leave))/,
  // Where what happens is told from now on, and the secret that proves it.
  /^POST (\/api\/v1)?\/webhooks(\/:id\/rotate)?$/,
  // What other systems are told of taps, and by which keys.
  /^(POST \/connections\/:id\/(state|end|edit)|(PATCH|DELETE) \/api\/v1\/connections\/:id)$/,
  /^POST (\/connections\/new\/(fedow|dokos|frappe)|\/api\/v1\/(fedow|connections))$/,
  /^POST (\/api\/v1)?\/connections\/:id(\/fedow)?\/(binding|federations)$/,
  // Whoever holds what it answers may ask who may enter, and the other side is shut out.
  /^POST (\/api\/v1)?\/connections\/:id\/inlet$/,
  // Closing a place is never made to wait; opening it again is.
  /^(POST \/places\/:id\/lockdown\/end|DELETE \/api\/v1\/places\/:id\/lockdown)$/,
  // Either way people have to have been told, and what is not recorded is never had again.
  /^(POST|DELETE) (\/api\/v1)?\/places\/:id\/nameless\b/,
  // A second step that somebody else switches on shuts its owner out.
  /^POST \/account\/code(\/confirm)?$/,
];

export const asksToConfirm = (route: string): boolean =>
  asked.some((pattern) => pattern.test(route));

/** Whether a session that proved at `confirmedAt` who it is need not do it again at `now`, epoch ms. */
export const isConfirmed = (confirmedAt: number, now: number): boolean =>
  now - confirmedAt < confirmedForMs;
