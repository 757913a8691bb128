const browsers = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chromium/', 'Chromium'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** `Firefox, Linux`: enough to know one's own again. Null: it says nothing known. */
export function browserName(userAgent: string | null): string | null {
  const found = (all: readonly (readonly [string, string])[]) =>
    all.find(([sign]) => userAgent?.includes(sign))?.[1];
  const parts = [found(browsers), found(systems)].filter((one) => one !== undefined);
  return parts.length > 0 ? parts.join(', ') : null;
}
