/** The pages of settings that need a record, as `seed-setup.ts` makes it. */
const ofOne = (path: string, id: string) => ({
  [`${path}/:id`]: [`${path}/${id}`],
  [`${path}/:id/end`]: [`${path}/${id}/end`],
});

export const setupPaths: Readonly<Record<string, readonly string[] | null>> = {
  ...ofOne('/points-of-sale', 'desk'),
  ...ofOne('/items', 'room'),
  ...ofOne('/items/assets', 'hours'),
  ...ofOne('/places', 'filature'),
  ...ofOne('/areas', 'laser'),
  ...ofOne('/doors', 'bloc-door'),
  ...ofOne('/access-points', 'ap-0'),
};
