import type { Words } from '../language.ts';
import type { IconName } from './icon.tsx';

type Sentence = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];

export interface SettingsEntry {
  /** A page with its row in `access.ts`: who may not open it does not see the entry. */
  readonly href: string;
  readonly icon: IconName;
  readonly name: Sentence;
  /** What is behind it, in a line. */
  readonly more: Sentence;
  /** For those alone who administer every place. */
  readonly ofAllPlaces?: true;
}

/** In the order of a first evening: what one meets first comes first. */
export const settingsEntries: readonly SettingsEntry[] = [
  { href: '/time-clock', icon: 'clock', name: 'settingsTimeClock', more: 'settingsTimeClockMore' },
  {
    href: '/first-run',
    icon: 'list-checks',
    name: 'settingsFirstRun',
    more: 'settingsFirstRunMore',
  },
  { href: '/places', icon: 'building-2', name: 'settingsPlaces', more: 'settingsPlacesMore' },
  {
    href: '/grants',
    icon: 'key-round',
    name: 'settingsGrants',
    more: 'settingsGrantsMore',
  },
  { href: '/groups', icon: 'users', name: 'settingsGroups', more: 'settingsGroupsMore' },
  {
    href: '/schedules',
    icon: 'calendar-days',
    name: 'settingsSchedules',
    more: 'settingsSchedulesMore',
  },
  {
    href: '/sessions',
    icon: 'list-checks',
    name: 'settingsSessions',
    more: 'settingsSessionsMore',
  },
  {
    href: '/time-tokens',
    icon: 'credit-card',
    name: 'timeTokens',
    more: 'settingsTimeTokensMore',
  },
  {
    href: '/allowances',
    icon: 'users',
    name: 'settingsAllowances',
    more: 'settingsAllowancesMore',
  },
  {
    href: '/passes',
    icon: 'calendar-days',
    name: 'settingsPasses',
    more: 'settingsPassesMore',
  },
  { href: '/rates', icon: 'tag', name: 'ratesTitle', more: 'settingsRatesMore' },
  {
    href: '/rapport/settlement',
    icon: 'building-2',
    name: 'settleShort',
    more: 'settingsSettlementMore',
  },
  {
    href: '/federations',
    icon: 'users',
    name: 'poolTitle',
    more: 'settingsPoolMore',
    ofAllPlaces: true,
  },
  { href: '/why', icon: 'circle-help', name: 'settingsWhy', more: 'settingsWhyMore' },
  { href: '/devices', icon: 'radio', name: 'settingsDevices', more: 'settingsDevicesMore' },
  {
    href: '/incidents',
    icon: 'triangle-alert',
    name: 'incidents',
    more: 'settingsIncidentsMore',
  },
  {
    href: '/access-points',
    icon: 'map-pin',
    name: 'settingsAccessPoints',
    more: 'settingsAccessPointsMore',
  },
  { href: '/doors', icon: 'door-open', name: 'settingsDoors', more: 'settingsDoorsMore' },
  { href: '/areas', icon: 'monitor', name: 'settingsAreas', more: 'settingsAreasMore' },
  { href: '/staff', icon: 'users', name: 'settingsStaff', more: 'settingsStaffMore' },
  { href: '/tokens', icon: 'key-round', name: 'settingsTokens', more: 'settingsTokensMore' },
  {
    href: '/retention',
    icon: 'clock',
    name: 'settingsRetention',
    more: 'settingsRetentionMore',
  },
  { href: '/alerts', icon: 'triangle-alert', name: 'alertsTitle', more: 'settingsAlertsMore' },
  {
    href: '/undelivered',
    icon: 'mail',
    name: 'undelivered',
    more: 'settingsUndeliveredMore',
  },
  {
    href: '/connections',
    icon: 'radio',
    name: 'connectionsTitle',
    more: 'settingsConnectionsMore',
  },
  { href: '/webhooks', icon: 'radio', name: 'hooksTitle', more: 'settingsHooksMore' },
  { href: '/audit', icon: 'history', name: 'settingsAudit', more: 'settingsAuditMore' },
  { href: '/sample-data', icon: 'copy', name: 'settingsSample', more: 'settingsSampleMore' },
];
