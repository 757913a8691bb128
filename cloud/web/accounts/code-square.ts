import { toString as drawn } from 'qrcode';

/** What an authenticator app photographs: `otpauth://…` (the key URI format those apps share). */
export const codeUri = (name: string, secret: string): string =>
  `otpauth://totp/${encodeURIComponent(`Badgeuse:${name}`)}?secret=${secret}&issuer=Badgeuse`;

/** A QR code as a picture in an address: black on white in either theme, for cameras. */
export async function squareOf(text: string): Promise<string> {
  const svg = await drawn(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
