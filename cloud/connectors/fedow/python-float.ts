/**
 * A float as Python prints it: the shortest digits that read back as the same, like JavaScript, but always with a
 * point or an exponent, and with an exponent from 1e16 on and below 1e-4.
 */
export function pythonFloat(
  value: number,
  names: { readonly infinity: string; readonly notANumber: string },
): string {
  if (Number.isNaN(value)) return names.notANumber;
  if (!Number.isFinite(value)) return value < 0 ? `-${names.infinity}` : names.infinity;
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  if (Number(exponent) < -4 || Number(exponent) >= 16) {
    const [sign = '', size = ''] = [exponent.slice(0, 1), exponent.slice(1)];
    return `${digits}e${sign}${size.padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}
