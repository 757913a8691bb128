import { plural } from '../typography.ts';
import { area } from './area.ts';

/** Other systems that are told of punches: which there are, and how each is set. */
export const connections = area(
  {
    connectionsTitle: 'Connexions',
    settingsConnectionsMore: 'FEDOW, Dokos, ERPNext\u00a0: qui est prévenu des lectures',
    connectionsLead: 'Les autres systèmes à qui un lieu transmet ses lectures.',
    connectionsNone: 'Aucun autre système n’est prévenu des lectures.',
    connectionKind_fedow: 'FEDOW',
    connectionKind_dokos: 'Dokos, fédération de lieux',
    connectionKind_frappe: 'ERPNext, HRMS ou un autre Frappe',
    connectionIsOn: 'En marche',
    connectionIsOff: 'Éteinte',
    connectionNever: 'rien n’a encore été transmis',
    connectionSucceeded: (when: string) => `dernière transmission\u00a0: ${when}`,
    connectionWaiting: (n: number) =>
      `${n} ${plural(n, 'fr', 'lecture attend', 'lectures attendent')}`,
    connectionParked: (n: number) =>
      `${n} ${plural(n, 'fr', 'lecture à débloquer', 'lectures à débloquer')}`,
  },
  {
    connectionsTitle: 'Connections',
    settingsConnectionsMore: 'FEDOW, Dokos, ERPNext: who is told of taps',
    connectionsLead: 'The other systems that a place tells of its taps.',
    connectionsNone: 'No other system is told of taps.',
    connectionKind_fedow: 'FEDOW',
    connectionKind_dokos: 'Dokos, federation of venues',
    connectionKind_frappe: 'ERPNext, HRMS or another Frappe',
    connectionIsOn: 'On',
    connectionIsOff: 'Off',
    connectionNever: 'nothing was told yet',
    connectionSucceeded: (when) => `last told: ${when}`,
    connectionWaiting: (n) => `${n} ${plural(n, 'en', 'tap waits', 'taps wait')}`,
    connectionParked: (n) => `${n} ${plural(n, 'en', 'tap needs you', 'taps need you')}`,
  },
);
