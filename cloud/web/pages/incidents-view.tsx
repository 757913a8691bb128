import { Empty } from './empty.tsx';
import { Said } from './form.tsx';
import { IncidentLine, type IncidentsProps, LetterLine } from './incident-lines.tsx';
import { BackToSettings } from './record-parts.tsx';

export function IncidentsView(props: IncidentsProps) {
  const { context, state, incidents, letters, older, said } = props;
  const { words } = context;
  const isOpen = state === 'open';
  const isEmpty = incidents.length === 0 && (letters?.length ?? 0) === 0 && older === null;
  return (
    <>
      <BackToSettings context={context} section="settings" />
      <div class="page-head">
        <div>
          <h1>{isOpen ? words.incidents : words.incidentsClosed}</h1>
          {isOpen && <p class="lead">{words.incidentsLead}</p>}
        </div>
        <div class="actions">
          <a class="button" href={isOpen ? '/incidents?state=closed' : '/incidents'}>
            {isOpen ? words.incidentsSeeClosed : words.incidentsSeeOpen}
          </a>
        </div>
      </div>
      {said === 'closed' && <Said>{words.saidClosed}</Said>}
      {said === 'retried' && <Said>{words.saidRetried}</Said>}
      {isEmpty && isOpen && <Empty sentence={words.incidentsNone}>{words.incidentsNoneMore}</Empty>}
      {isEmpty && !isOpen && <p class="lead">{words.incidentsClosedNone}</p>}
      {!isEmpty && (
        <section>
          <h2>{words.incidentsOf}</h2>
          {incidents.length === 0 && <p>{words.incidentsAllSeen}</p>}
          {incidents.length > 0 && (
            <ul class="lines mishaps">
              {incidents.map((incident) => (
                <IncidentLine {...{ ...props, incident }} />
              ))}
            </ul>
          )}
          {older !== null && (
            <p>
              <a
                class="button"
                href={`/incidents?state=${state}&after=${encodeURIComponent(older)}`}
              >
                {words.incidentsOlder}
              </a>
            </p>
          )}
        </section>
      )}
      {!isEmpty && letters && (
        <section>
          <h2 class="again">{words.deadLetters}</h2>
          <p>{letters.length === 0 ? words.deadLettersNone : words.deadLettersLead}</p>
          {letters.length > 0 && (
            <ul class="lines mishaps">
              {letters.map((letter) => (
                <LetterLine {...{ ...props, letter }} />
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}
