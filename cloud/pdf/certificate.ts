import { create } from 'qrcode';
import type { CertificatePaper, CertificateRow } from '../ports/papers.ts';
import { paperHead } from './paper-head.ts';
import { blue, hairline, ink, type Pen, page, pale } from './pen.ts';

const { margin, width, height } = page;
const right = width - margin;
const at = { entry: 205, strip: 262, stripEnd: 402, exit: 418, duration: right } as const;
const rowHeight = 23;
/** Where the part at the foot begins: how it is checked, and who signs. */
const footTop = height - 158;

export function drawCertificate(pen: Pen, paper: CertificatePaper): void {
  let y = paperHead(pen, paper) + 34;
  passageMark(pen, y);
  y += 28;
  pen.write(paper.title, margin, y, { size: 34, isHeading: true });
  y = pen.paragraph(paper.sentence, { x: margin, y: y + 54, width: right - margin }, { size: 14 });
  y = tableHead(pen, paper, y + 20);
  for (const [i, row] of paper.rows.entries()) {
    // The last row stays with the total, and both with what is at the foot.
    const isLast = i === paper.rows.length - 1;
    if (y + rowHeight + (isLast ? totalHeight(paper) : 0) > (isLast ? footTop : height - 60)) {
      pen.doc.addPage();
      y = tableHead(pen, paper, margin);
    }
    drawRow(pen, row, y);
    y += rowHeight;
  }
  if (y + totalHeight(paper) > footTop) {
    pen.doc.addPage();
    y = margin;
  }
  total(pen, paper, y);
  foot(pen, paper);
}

/** The passage is the picture: in, time, out. */
function passageMark({ doc }: Pen, y: number): void {
  doc.lineWidth(3.5).strokeColor(blue).fillColor(blue);
  doc
    .moveTo(margin + 9, y)
    .lineTo(right - 16, y)
    .stroke();
  doc.circle(margin + 9, y, 9).fill();
  doc.circle(right - 8, y, 7.5).stroke();
}

function tableHead(pen: Pen, { columns }: CertificatePaper, y: number): number {
  const style = { size: 10, isBold: true, color: pale };
  pen.write(columns.day, margin, y, style);
  pen.write(columns.entry, at.entry, y, style);
  pen.write(columns.exit, at.exit, y, style);
  pen.write(columns.duration, at.duration, y, style, 'right');
  pen.line(y + 17, margin, right, ink, 1.5);
  return y + 18;
}

function drawRow(pen: Pen, row: CertificateRow, y: number): void {
  const text = y + 6;
  const style = { size: 11 };
  pen.writeCut(row.day, margin, text, style, at.entry - margin - 8);
  pen.write(row.entry, at.entry, text, style);
  pen.write(row.exit, at.exit, text, style);
  pen.write(row.duration, at.duration, text, { size: 11, isBold: true }, 'right');
  strip(pen, row.strip, y + rowHeight / 2);
  pen.line(y + rowHeight);
}

/** From six to midnight. Round: a card said so. Square: staff did. */
function strip({ doc }: Pen, { from, to, fromStaff, toStaff }: CertificateRow['strip'], y: number) {
  const xOf = (minute: number) => {
    const part = Math.min(Math.max((minute - 360) / 1080, 0), 1);
    return at.strip + part * (at.stripEnd - at.strip);
  };
  doc.lineWidth(1).strokeColor(hairline);
  doc.moveTo(at.strip, y).lineTo(at.stripEnd, y).stroke();
  for (let hour = 6; hour <= 24; hour += 3) {
    const reach = hour % 6 === 0 ? 3.5 : 1.5;
    doc
      .moveTo(xOf(hour * 60), y - reach)
      .lineTo(xOf(hour * 60), y + reach)
      .stroke();
  }
  doc.lineWidth(2.2).strokeColor(ink).fillColor(ink);
  if (to !== null) doc.moveTo(xOf(from), y).lineTo(xOf(to), y).stroke();
  if (fromStaff) doc.rect(xOf(from) - 3, y - 3, 6, 6).fill();
  else doc.circle(xOf(from), y, 3.2).fill();
  if (to === null || to > 1440) return;
  doc.lineWidth(1.6).fillColor('#FFFFFF');
  if (toStaff) doc.rect(xOf(to) - 3, y - 3, 6, 6).fillAndStroke();
  else doc.circle(xOf(to), y, 3.2).fillAndStroke();
}

const totalHeight = ({ notes, total: { more } }: CertificatePaper): number =>
  34 + (more === '' ? 0 : 16) + notes.length * 30;

function total(pen: Pen, { total: said, notes }: CertificatePaper, top: number): void {
  pen.write(said.label, margin, top + 9, { size: 11, isBold: true });
  pen.write(said.value, right, top + 6, { size: 16, isBold: true }, 'right');
  let y = top + 30;
  if (said.more !== '') {
    pen.write(said.more, right, y, { size: 10.5 }, 'right');
    y += 18;
  }
  const where = { x: margin, width: right - margin };
  for (const text of notes)
    y = pen.paragraph([{ text }], { ...where, y }, { size: 9.5, color: pale });
}

function foot(pen: Pen, { verify, sign }: CertificatePaper): void {
  pen.line(footTop);
  const side = 112;
  const top = footTop + 14;
  square(pen, verify.url, margin, top, side);
  pen.doc.link(margin, top, side, side, verify.url);
  const x = margin + side + 16;
  pen.write(verify.title, x, top + 2, { size: 12, isBold: true });
  pen.paragraph([{ text: verify.text }], { x, y: top + 22, width: 172 }, { size: 9.5 });
  const middle = 372;
  pen.doc
    .moveTo(middle, top)
    .lineTo(middle, top + side)
    .lineWidth(0.75)
    .strokeColor(hairline)
    .stroke();
  pen.writeCut(sign.above, middle + 16, top + 2, { size: 10 }, right - middle - 16);
  pen.writeCut(sign.name, middle + 16, top + 17, { size: 10, isBold: true }, right - middle - 16);
  pen.line(top + side - 16, middle + 16, right, pale);
  pen.write(sign.below, middle + 16, top + side - 12, { size: 9, color: pale });
}

/** As rectangles: sharp at any size, black on white for cameras. */
function square({ doc }: Pen, text: string, x: number, y: number, side: number): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const cell = side / modules.size;
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue;
      // A hair wider than the cell: no white between neighbours.
      doc.rect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05);
    }
  doc.fill('#000000');
}
