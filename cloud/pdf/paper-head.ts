import type { Logo } from '../ports/papers.ts';
import { ink, type Pen, page, pale } from './pen.ts';

const logoBox = { width: 130, height: 48 } as const;

/** The place at the left, with its logo above where it has one; what is aside at the right. Answers its lower end. */
export function paperHead(
  pen: Pen,
  {
    place,
    logo,
    aside,
  }: { readonly place: string; readonly logo: Logo | null; readonly aside: readonly string[] },
): number {
  const { margin, width } = page;
  let y = 46;
  if (logo) {
    const fit: [number, number] = [logoBox.width, logoBox.height];
    pen.doc.image(Buffer.from(logo.content), margin, y, { fit });
    y += logoBox.height + 8;
  }
  pen.writeCut(place, margin, y, { size: 14, isBold: true, color: ink }, 300);
  for (const [i, line] of aside.entries())
    pen.write(line, width - margin, 48 + i * 15, { size: 10, color: pale }, 'right');
  return Math.max(y + 22, 48 + aside.length * 15);
}
