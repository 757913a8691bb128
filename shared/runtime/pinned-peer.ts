import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { EpochMs } from '../domain/clock.ts';

const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const certificatesMost = 5;

/**
 * What is wrong with whoever is at the other end, judged without believing the wall clock; null: nothing. For a
 * machine that woke in 1970, to which every certificate begins in the future. It is certainly no earlier than
 * `floorMs`: what had ended by then is refused, and of a beginning nothing can be said. Whose signature counts is
 * as strict as ever: the pinned authorities alone.
 */
export function peerFault(
  socket: TLSSocket,
  { host, ca, floorMs }: { readonly host: string; readonly ca: string; readonly floorMs: EpochMs },
): string | null {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const tls = process.getBuiltinModule('node:tls');
  const leaf = socket.getPeerX509Certificate();
  if (!leaf) return 'it showed no certificate';
  const wrongHost = tls.checkServerIdentity(host, socket.getPeerCertificate());
  if (wrongHost) return wrongHost.message;
  const uses = leaf.keyUsage;
  if (Array.isArray(uses) && uses.length > 0 && !uses.includes(serverAuthentication)) {
    return 'its certificate is not for servers';
  }
  const pinned = pemsOf(ca).map((pem) => new X509Certificate(pem));
  let certificate: X509Certificate = leaf;
  for (let length = 1; length < certificatesMost; length++) {
    const shown = certificate;
    if (hadEnded(shown, floorMs)) return 'its certificate has expired';
    const authority = pinned.find((one) => isSame(one, shown) || isIssuedBy(shown, one));
    if (authority) return hadEnded(authority, floorMs) ? 'the pinned authority has expired' : null;
    const issuer = shown.issuerCertificate;
    if (!issuer || isSame(issuer, shown) || !isIssuedBy(shown, issuer)) break;
    certificate = issuer;
  }
  return 'its certificate is not signed by the pinned authority';
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
const isSame = (one: X509Certificate, other: X509Certificate): boolean =>
  one.fingerprint256 === other.fingerprint256;
const hadEnded = ({ validTo }: X509Certificate, floorMs: EpochMs): boolean =>
  !(Date.parse(validTo) > floorMs);

const pemsOf = (ca: string): readonly string[] =>
  ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
