import type { FastifyInstance } from 'fastify';
import type { CertificateClaims, CertificateVerdict } from '../../ports/certificates.ts';
import { claimsOf, longestClaims } from '../certificate-link.ts';
import type { WebDeps } from '../deps.ts';
import { duration } from '../format.ts';
import { addedText, codeShown, countedText, periodOf } from '../presence/certificate-paper.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const limited = {
  schema: { hide: true },
  config: { rateLimit: { max: 30, timeWindow: 60_000 } },
};

/** What was issued is said again, to be compared: the paper says as much. Of anything else nothing is said. */
const wasIssued: readonly CertificateVerdict[] = ['confirmed', 'corrected', 'altered', 'differs'];

/** Where the code square of a certificate leads: for whoever holds the paper, without an account. */
export function verifyPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/verify', limited, async (request, reply) => {
    // Whoever is signed in beside it is nobody here.
    const context = { ...contextOf(request), principal: null, csrf: null };
    const { words } = context;
    const { c } = request.query as { c?: unknown };
    const text = typeof c === 'string' && c.length <= longestClaims ? c : null;
    const claims = text === null ? null : claimsOf(text);
    const verdict = claims ? await deps.certificates.verify(claims, deps.clock.now()) : 'unknown';
    const place =
      claims && wasIssued.includes(verdict)
        ? await deps.registry.places.find(claims.placeId)
        : null;
    return html(
      reply,
      pageOf({
        context,
        title: text === null ? words.verifyTitle : words[`verify_${verdict}`],
        children:
          text === null ? (
            <section class="narrow">
              <h1>{words.verifyTitle}</h1>
              <p class="lead">{words.verifyHow}</p>
            </section>
          ) : (
            <section class={`narrow checked checked-${toneOf[verdict]}`}>
              <h1>
                <Icon name={iconOf[toneOf[verdict]]} size={32} />
                <span>{words[`verify_${verdict}`]}</span>
              </h1>
              <p class="lead">{words[`verifyMore_${verdict}`]}</p>
              {claims && place && (
                <PaperSays context={context} claims={claims} place={place.name} />
              )}
            </section>
          ),
      }),
    );
  });
}

const toneOf = {
  confirmed: 'yes',
  corrected: 'open',
  notKept: 'open',
  differs: 'open',
  altered: 'no',
  notIssued: 'no',
  unknown: 'no',
} as const satisfies Record<CertificateVerdict, string>;

const iconOf = { yes: 'check', open: 'circle-help', no: 'ban' } as const;

function PaperSays({
  context,
  claims,
  place,
}: {
  readonly context: PageContext;
  readonly claims: CertificateClaims;
  readonly place: string;
}) {
  const { words, language } = context;
  const { from, to } = periodOf(claims, language);
  const added = addedText(claims.addedSeconds, language, words);
  const hours = duration(claims.seconds * 1000, language, words);
  return (
    <>
      <h2>{words.verifyPaperSays}</h2>
      <dl class="paper-says">
        <dt>{words.place}</dt>
        <dd>{place}</dd>
        <dt>{words.verifyName}</dt>
        <dd>{claims.memberName}</dd>
        <dt>{words.verifyPeriod}</dt>
        <dd>
          {from} – {to}
        </dd>
        <dt>{words.verifyHours}</dt>
        <dd>{[hours, added].filter(Boolean).join(', ')}</dd>
        <dt>{words.verifyCounts}</dt>
        <dd>
          {countedText(claims, words)}, {words.certificateDays(claims.days)}
        </dd>
      </dl>
      <p>
        {words.certificateCode(codeShown(claims.code))}. {words.verifyCompare}
      </p>
    </>
  );
}
