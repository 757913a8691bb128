import type { ErrorKind } from './error-kind.ts';

/** Why another system could not be asked, or what it said. */
export const connectorErrors = {
  fedowStringWrong: {
    message: 'This is not what joins a place to a Fedow: {detail}.',
    hint: 'Copy the whole last line that `manage.py places --create` printed, and paste it unchanged.',
    retryable: false,
    status: 400,
  },
  fedowStringUsed: {
    message: 'Fedow {server} does not take this string: it was used already, or is not its own.',
    hint: 'Ask its administrator for another one; each joins a place once.',
    retryable: false,
    status: 409,
  },
  fedowRootTaken: {
    message: 'Fedow {server} gave its first key away already.',
    hint: 'Ask its administrator to make a place, and paste the string they are given.',
    retryable: false,
    status: 409,
  },
  fedowPlaceLinked: {
    message: 'This place has a till at Fedow {server} already.',
    hint: 'Ask its administrator for a string of a place of its own.',
    retryable: false,
    status: 409,
  },
  fedowAddressRefused: {
    message: 'Fedow {server} is in a network that this cloud may not ask.',
    hint: 'Name its host among those in the house in the settings, if it is meant to be there.',
    retryable: false,
    status: 400,
  },
  fedowUnreachable: {
    message: 'Fedow {server} does not answer ({why}).',
    hint: 'Look at its address and whether it runs; nothing is lost, it is asked again.',
    retryable: true,
    status: 502,
  },
  fedowRefused: {
    message: 'Fedow {server} refuses our key or signature.',
    hint: 'Somebody may have joined this place anew: join it again with another string.',
    retryable: false,
    status: 502,
  },
  fedowTroubled: {
    message: 'Fedow {server} has trouble of its own: it answered {status}.',
    hint: 'Ask its administrator to look at its log; it is asked again.',
    retryable: true,
    status: 502,
  },
  fedowSaysNo: {
    message: 'Fedow {server} does not take this: {detail}',
    hint: 'Correct what it names; its words are in the language of its server.',
    retryable: false,
    status: 409,
  },
  fedowAnswerStrange: {
    message: '{server} answers, but not like a Fedow of version 1: {detail}',
    hint: 'Look at the address: it may be another server’s, or a newer Fedow.',
    retryable: false,
    status: 502,
  },
  connectionUnusable: {
    message: 'The connection {name} cannot be used as it is set.',
    hint: 'Look at its settings; correct and save them.',
    retryable: false,
    status: 409,
  },
  connectionSecretsLost: {
    message:
      'The keys of the connection {name} are missing, or were sealed by another signing key.',
    hint: 'Enter its keys again, or join that system anew.',
    retryable: false,
    status: 409,
  },
} as const satisfies Record<string, ErrorKind>;
