import { area } from './area.ts';

/** The list of settings; each entry has a name and a line that says what is behind it. */
export const settings = area(
  {
    settingsDevices: 'Lecteurs et écrans',
    settingsDevicesMore: 'Les relier, voir comment ils vont',
  },
  {
    settingsDevices: 'Readers and screens',
    settingsDevicesMore: 'Let them in, see how they are',
  },
);
