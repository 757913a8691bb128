import type { PassageStatus } from '../../../shared/domain/passage.ts';

const Entry = () => <circle cx="6" cy="7" r="4.5" fill="currentColor" />;
const Exit = () => (
  <circle cx="28" cy="7" r="3.8" fill="none" stroke="currentColor" stroke-width="2" />
);
const Line = ({ from, to }: { from: number; to: number }) => (
  <path d={`M${from} 7H${to}`} stroke="currentColor" stroke-width="2" />
);
const Dots = ({ from, to }: { from: number; to: number }) => (
  <path d={`M${from} 7H${to}`} stroke="currentColor" stroke-width="2" stroke-dasharray="3 2.5" />
);
const Nobody = ({ x }: { x: number }) => (
  <text x={x} y="12" text-anchor="middle" font-size="14" font-weight="700" fill="currentColor">
    ?
  </text>
);

/** Who said so, by shape: round a card, square staff, flat a rule, `?` nobody. Decorative: a word stands beside it. */
export function StatusGlyph({ status, corrected }: { status: PassageStatus; corrected: boolean }) {
  return (
    <svg class="glyph" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true">
      {partsOf(status, corrected)}
    </svg>
  );
}

function partsOf(status: PassageStatus, corrected: boolean) {
  switch (status) {
    case 'closed':
      return (
        <>
          <Entry />
          <Line from={6} to={24} />
          {corrected ? (
            <rect
              x="24"
              y="3"
              width="8"
              height="8"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
            />
          ) : (
            <Exit />
          )}
        </>
      );
    case 'open':
      return (
        <>
          <Entry />
          <Line from={6} to={31} />
          <path d="M26 2.5 31.5 7 26 11.5" fill="none" stroke="currentColor" stroke-width="2" />
        </>
      );
    case 'missing_exit':
      return (
        <>
          <Entry />
          <Dots from={12} to={22} />
          <Nobody x={28} />
        </>
      );
    case 'auto_closed':
      return (
        <>
          <Entry />
          <Line from={6} to={28} />
          <path d="M29 1V13" stroke="currentColor" stroke-width="2.5" />
        </>
      );
    case 'missing_entry':
      return (
        <>
          <Nobody x={6} />
          <Dots from={12} to={22} />
          <Exit />
        </>
      );
    case 'presence':
      return <circle cx="17" cy="7" r="4.5" fill="currentColor" />;
  }
}
