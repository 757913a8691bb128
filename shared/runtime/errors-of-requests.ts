import type { ErrorKind } from './error-kind.ts';

/** What a request to the aggregator can be answered; `status` is the HTTP status. */
export const requestErrors = {
  badRequest: {
    message: 'The request is not usable: {detail}',
    hint: 'Compare it with /api/v1/openapi.json.',
    retryable: false,
    status: 400,
  },
  notFound: {
    message: 'There is no {what} {id}.',
    hint: 'It may have been removed; look at the list again.',
    retryable: false,
    status: 404,
  },
  conflict: {
    message: '{detail}',
    hint: 'Read the present state, then decide again.',
    retryable: false,
    status: 409,
  },
  changedMeanwhile: {
    message:
      'This passage is no more as you saw it: somebody corrected it, or tapped, in the meantime.',
    hint: 'Look at it again, then decide again; nothing was changed.',
    retryable: false,
    status: 409,
  },
  uidRandom: {
    message: 'This number is new at each reading: a phone, or a card that protects its holder.',
    hint: 'Give the member a card; such a number would never be known again.',
    retryable: false,
    status: 400,
  },
  uidFixed: {
    message: 'A card keeps the number it was read with.',
    hint: 'Another number is another card: make a new one, and mark this one lost or destroyed.',
    retryable: false,
    status: 409,
  },
  readerBusy: {
    message: '{who} waits for a card at this reader, for {seconds} more seconds.',
    hint: 'Ask them, take another reader, or wait.',
    retryable: true,
    status: 409,
  },
  tagMismatch: {
    message: 'This card does not fit the tag it was imported with.',
    hint: 'Compare the number printed on it: another card of the batch may be the one.',
    retryable: false,
    status: 409,
  },
  cardNotActive: {
    message: 'The card is {state}: it cannot be given to anybody like that.',
    hint: 'Make it active first, if it is really there; else take another card.',
    retryable: false,
    status: 409,
  },
  guestNeedsEnd: {
    message: 'A guest card needs its last day.',
    hint: 'Say until when the guest may enter: `validUntil`.',
    retryable: false,
    status: 400,
  },
  guestNeedsSponsor: {
    message: 'A guest needs a member who answers for them.',
    hint: 'Name that member: `sponsorId`.',
    retryable: false,
    status: 400,
  },
  guestHasMember: {
    message: 'A card is either a member’s or a guest’s.',
    hint: 'Leave `memberId` or `sponsorId` out.',
    retryable: false,
    status: 400,
  },
  unknownReference: {
    message: 'There is no {what} {id} to refer to.',
    hint: 'Create it first, or correct the id.',
    retryable: false,
    status: 400,
  },
  inUse: {
    message: 'The {what} {id} is still used.',
    hint: 'End what hangs on it first; what was recorded there keeps it for ever.',
    retryable: false,
    status: 409,
  },
  placeMismatch: {
    message: 'The {what} is at another place.',
    hint: "An access point's place is its device's; doors, areas and grants belong to the same place.",
    retryable: false,
    status: 409,
  },
  placeFixed: {
    message: 'The access point {id} has punches: its place is fixed.',
    hint: 'Make a new access point at the other place.',
    retryable: false,
    status: 409,
  },
  placeNeeded: {
    message: 'Which place is this grant for?',
    hint: 'Add a `placeId`: `"*"` means every access point of one place.',
    retryable: false,
    status: 400,
  },
  bodyTooLarge: {
    message: 'The request is larger than {limitBytes} bytes.',
    hint: 'Send less at once.',
    retryable: false,
    status: 413,
  },
  mediaTypeUnknown: {
    message: 'The content type {contentType} is not understood here.',
    hint: 'Send JSON with `Content-Type: application/json`.',
    retryable: false,
    status: 415,
  },
  notJson: {
    message: 'The body is not JSON.',
    hint: 'Send one JSON object, encoded in UTF-8.',
    retryable: false,
    status: 400,
  },
  tooManyRequests: {
    message: 'Too many tries.',
    hint: 'Wait {seconds} seconds, then try again.',
    retryable: true,
    status: 429,
  },
  authorizationPending: {
    message: 'Staff have not approved this device yet.',
    hint: 'Ask again after the interval.',
    retryable: true,
    status: 400,
  },
  crossSite: {
    message: 'The request did not come from one of our own pages.',
    hint: 'Open the page again and send the form from there.',
    retryable: false,
    status: 403,
  },
  internal: {
    message: 'Something went wrong on our side.',
    hint: 'Nothing was changed. The log of the aggregator says more, under {reference}.',
    retryable: true,
    status: 500,
  },
  notSignedIn: {
    message: 'Nobody is signed in.',
    hint: 'Sign in, or send a token as `Authorization: Bearer …` (see `badgeuse token create`).',
    retryable: false,
    status: 401,
  },
  lastAdmin: {
    message: 'Nobody would administer everything any more.',
    hint: 'Make somebody else an administrator of all places first.',
    retryable: false,
    status: 409,
  },
  scopeMissing: {
    message: 'This token may not do this: it has no scope {needed}.',
    hint: 'Make another token with that scope, and revoke this one.',
    retryable: false,
    status: 403,
  },
  notAllowed: {
    message: 'The role {role} may not do this.',
    hint: 'It needs the role {needed}. Ask {ask}.',
    retryable: false,
    status: 403,
  },
} as const satisfies Record<string, ErrorKind>;
