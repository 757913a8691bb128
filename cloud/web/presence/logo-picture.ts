import type { Logo } from '../../ports/papers.ts';

/** What a logo may weigh, and how wide or high it may be: more would only make every paper heavy. */
export const logoLimits = { bytes: 500_000, pixels: 2_000 } as const;

/** The picture in these bytes, by what they begin with and say of its size; null: no such picture, or too large. */
export function logoIn(content: Uint8Array): Logo | null {
  if (content.length > logoLimits.bytes) return null;
  const bytes = Buffer.from(content);
  const size = pngSize(bytes);
  if (size) return fits(size) ? { type: 'png', content } : null;
  const jpeg = jpegSize(bytes);
  return jpeg && fits(jpeg) ? { type: 'jpeg', content } : null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const fits = ({ width, height }: Size): boolean =>
  Math.min(width, height) > 0 && Math.max(width, height) <= logoLimits.pixels;

const pngStart = Buffer.from('89504e470d0a1a0a', 'hex');

/** Interlaced ones, which no paper shows right, are none. */
function pngSize(bytes: Buffer): Size | null {
  const isPng =
    bytes.length > 33 &&
    bytes.subarray(0, 8).equals(pngStart) &&
    bytes.toString('latin1', 12, 16) === 'IHDR' &&
    bytes[28] === 0;
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : null;
}

/** By its first frame; what lies before it is passed over. */
function jpegSize(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    if (marker < 0xff01 || marker === 0xffd9) return null;
    if (marker >= 0xffc0 && marker <= 0xffc2)
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (bytes.readUInt16BE(at + 2) < 2) return null;
  }
  return null;
}
