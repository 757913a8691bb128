import { area } from './area.ts';

/** What became of punches at other systems. */
export const deliveries = area(
  {
    deliveryElsewhere: 'Autre système',
    deliveryTaps: 'Lecture transmise à un autre système',
    deliveryToldOn: (day: string) => `informé le ${day}`,
    deliveryEmail: 'e-mail partagé',
    delivery_pending: 'En attente',
    delivery_delivered: 'Transmise',
    delivery_unknown: 'Incertaine',
    delivery_parked: 'À débloquer',
    delivery_expired: 'Trop tard',
    delivery_notShared: 'Non partagée',
  },
  {
    deliveryElsewhere: 'Another system',
    deliveryTaps: 'Tap told to another system',
    deliveryToldOn: (day) => `told on ${day}`,
    deliveryEmail: 'e-mail shared',
    delivery_pending: 'Waiting',
    delivery_delivered: 'Delivered',
    delivery_unknown: 'Uncertain',
    delivery_parked: 'Needs you',
    delivery_expired: 'Too late',
    delivery_notShared: 'Not shared',
  },
);
