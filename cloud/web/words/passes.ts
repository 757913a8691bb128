import { area } from './area.ts';

/** Day passes and half-day passes: given, used, and days without one. */
export const passes = area(
  {
    pass_day: 'pass journée',
    pass_halfDay: 'pass demi-journée',
    pass_morning: 'matin',
    pass_afternoon: 'après-midi',
    passesLeft: 'reste',
    passUsed: 'pass utilisé',
  },
  {
    pass_day: 'day pass',
    pass_halfDay: 'half-day pass',
    pass_morning: 'morning',
    pass_afternoon: 'afternoon',
    passesLeft: 'left',
    passUsed: 'pass used',
  },
);
