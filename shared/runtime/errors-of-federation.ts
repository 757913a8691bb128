import type { ErrorKind } from './error-kind.ts';

/** What stands between two aggregators that pool. */
export const federationErrors = {
  invitationWrong: {
    message: 'This is no invitation to a federation.',
    hint: 'Copy the whole line that the other venue made; it begins with badgeuse-federation:.',
    retryable: false,
    status: 400,
  },
  invitationOver: {
    message: 'This invitation is over, or was used already.',
    hint: 'Ask the other venue for another one: each is good once, for seven days.',
    retryable: false,
    status: 409,
  },
  invitationUnheard: {
    message: '{server} does not answer ({why}): it may have heard this, or not.',
    hint: 'Paste the same invitation again once it is there: however often, it is one answer.',
    retryable: true,
    status: 502,
  },
  federationTaken: {
    message: 'This federation is known here already.',
    hint: 'An invitation is for another venue: paste it there. To begin again, make a new one.',
    retryable: false,
    status: 409,
  },
  federationAddressRefused: {
    message: '{server} is in a network that this cloud may not ask, or not reached by https.',
    hint: 'Give both an address with https, or name its host in the setting federationHosts.',
    retryable: false,
    status: 400,
  },
  federationUnreachable: {
    message: '{server} does not answer ({why}).',
    hint: 'Nothing is lost: it is asked again by itself. Look whether it runs, and at its address.',
    retryable: true,
    status: 502,
  },
  federationStrange: {
    message: '{server} answers, but not as the aggregator that was met: {detail}.',
    hint: 'Look at its address. If its store or its key was made anew, leave and invite it again.',
    retryable: true,
    status: 502,
  },
  federationSaysNo: {
    message: 'The other venue says no: {detail}',
    hint: '{hint}',
    retryable: true,
    status: 409,
  },
  federationUnknown: {
    message: 'No federation of that name has this key.',
    hint: 'The two sides have to be joined by an invitation first.',
    retryable: false,
    status: 401,
  },
  federationClock: {
    message: 'The two clocks are {minutes} min apart; it is {ours} here.',
    hint: 'Set both clocks by the network (NTP): more than five minutes apart nothing is believed.',
    retryable: true,
    status: 401,
  },
  federationRepeated: {
    message: 'This request was heard before.',
    hint: 'Ask again with a new nonce and the time of now.',
    retryable: true,
    status: 401,
  },
  federationWaiting: {
    message: 'Nobody accepted this federation there yet.',
    hint: 'An administrator of the other venue accepts it in Settings, Federation.',
    retryable: true,
    status: 403,
  },
  federationLeft: {
    message: 'This federation was left.',
    hint: 'Nothing is exchanged any more. To begin again, make a new invitation.',
    retryable: false,
    status: 410,
  },
} as const satisfies Record<string, ErrorKind>;
