import { Icon } from './icon.tsx';

/** The way up, above the title of a page. */
export const Back = ({ href, label }: { readonly href: string; readonly label: string }) => (
  <p class="back">
    <a href={href}>
      <Icon name="arrow-left" />
      <span>{label}</span>
    </a>
  </p>
);
