import { Icon } from './icon.tsx';

/** Something a device says of itself that somebody should look at. */
export function TroubleChip({ text }: { text: string }) {
  return (
    <span class="chip chip-clock">
      <Icon name="radio" size={16} />
      <span>{text}</span>
    </span>
  );
}
