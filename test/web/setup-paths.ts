/** The pages of settings that need a record, as `seed-setup.ts` makes it. */
const ofOne = (path: string, id: string) => ({
  [`${path}/:id`]: [`${path}/${id}`],
  [`${path}/:id/end`]: [`${path}/${id}/end`],
});

export const setupPaths: Readonly<Record<string, readonly string[] | null>> = {
  ...ofOne('/points-of-sale', 'desk'),
  ...ofOne('/items', 'room'),
  ...ofOne('/items/assets', 'hours'),
  ...ofOne('/groups', 'climb'),
  ...ofOne('/schedules', 'noon'),
  ...ofOne('/grants', 'climbers'),
  ...ofOne('/sessions', 'solder'),
  '/sessions/:id/sheet': ['/sessions/solder/sheet'],
  '/sessions/:id/sheet.csv': null,
  '/sessions/:id/sheet.pdf': null,
  '/verify': ['/verify', '/verify?c=x'],
  ...ofOne('/devices', 'pi-1'),
  '/why': [
    '/why',
    '/why?who=Zo%C3%A9&accessPointId=ap-2&at=2026-03-10T11:42',
    '/why?who=Zo%C3%A9&accessPointId=ap-2&at=2026-03-10T13:00',
    '/why?who=personne&accessPointId=ap-2',
  ],
  // It leads to the step that is next.
  '/first-run': null,
  ...ofOne('/places', 'filature'),
  '/federations/:id/leave': ['/federations/fed-00000000000000a1/leave'],
  '/places/:id/nameless': ['/places/filature/nameless'],
  '/places/:id/notice': ['/places/filature/notice', '/places/filature/notice?in=en'],
  '/places/:id/register': ['/places/filature/register'],
  '/places/:id/alerts': ['/places/filature/alerts'],
  '/places/:id/logo': ['/places/filature/logo'],
  '/places/:id/lockdown': ['/places/filature/lockdown'],
  ...ofOne('/areas', 'laser'),
  ...ofOne('/doors', 'bloc-door'),
  '/door-events': [
    '/door-events',
    '/door-events?kind=alarms&door=bloc-door&from=2026-01-01&to=2026-01-02',
  ],
  '/doors/:id/unlock': ['/doors/bloc-door/unlock'],
  '/doors/:id/unlock/:command': ['done', 'failed', 'none', 'waits'].map(
    (which) => `/doors/bloc-door/unlock/cmd_${which}`,
  ),
  ...ofOne('/access-points', 'ap-0'),
  ...ofOne('/webhooks', 'wh-1'),
  '/connections/:id': ['/connections/conn-fedow', '/connections/conn-dokos'],
  '/connections/new/fedow': ['/connections/new/fedow'],
  '/connections/:id/fedow': ['/connections/conn-fedow/fedow'],
  '/connections/:id/on': ['/connections/conn-fedow/on'],
  '/connections/:id/end': ['/connections/conn-dokos/end'],
  '/connections/:id/deliveries': [
    ...['', '?state=parked', '?state=expired'].map((q) => `/connections/conn-fedow/deliveries${q}`),
    '/connections/conn-dokos/deliveries',
  ],
  '/punches/:id': ['/punches/tap-1', '/punches/tap-3', '/punches/tap-6'],
  '/rates/:scope/:id': ['/rates/area/laser', '/rates/item/room'],
};
