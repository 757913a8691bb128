/** npm says so, at its level "http", whenever it is about to try again. */
const failedFetch = /^npm http fetch GET (\S+) attempt \d+ failed with (\S+)/;

/** Somebody in between signs with a certificate of their own: that is as wrong in a minute as it is now. */
const notTrusted = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** A board without a battery has a wrong clock until it finds the network's: that may pass. */
const notNow = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * What a line of npm says of a fetch that did not work. npm itself stays silent about it for minutes.
 *
 * @param {string} line
 * @returns {{ what: string, hint: string, isForGood: boolean } | null} null: it says nothing of the kind;
 *   `isForGood`: trying again is of no use
 */
export function fetchTrouble(line) {
  const [, url = '', code = ''] = failedFetch.exec(line) ?? [];
  if (code === '') return null;
  const from = URL.canParse(url) ? new URL(url).host : url;
  if (notTrusted.has(code)) {
    return {
      what: `npm does not trust the certificate of ${from} (${code}).`,
      hint: `Behind a company's proxy, ask for the file with its certificate and start again with
  NODE_EXTRA_CA_CERTS=/path/to/it.pem in front. Where npm has a cafile already, that one counts instead:
  npm config set cafile /path/to/it.pem`,
      isForGood: true,
    };
  }
  return {
    what: `npm could not fetch from ${from} (${code}) and tries again.`,
    hint: notNow.has(code) ? 'Is the clock of this machine right?' : 'Is the network there?',
    isForGood: false,
  };
}

/** Every fetch is a line at that level: of no use to whoever reads why it failed. */
export const withoutFetches = (output) => output.replace(/^npm http .*\n?/gm, '');
