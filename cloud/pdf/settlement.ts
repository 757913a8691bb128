import type { SettlementPaper } from '../ports/papers.ts';
import { paperHead } from './paper-head.ts';
import { ink, type Pen, page, pale } from './pen.ts';

const { margin, width, height } = page;
const right = width - margin;
const rowHeight = 21;
const foot = height - 60;
const wide = { x: margin, width: right - margin };

/** What two venues settle for a month: what each one's people did at the other, and who pays whom in the end. */
export function drawSettlement(pen: Pen, paper: SettlementPaper): void {
  let y = paperHead(pen, paper) + 16;
  pen.write(paper.title, margin, y, { size: 26, isHeading: true });
  y = pen.paragraph([{ text: paper.lead }], { ...wide, y: y + 42 }, { size: 12 });
  const room = (needed: number): void => {
    if (y + needed <= foot) return;
    pen.doc.addPage();
    y = margin;
  };
  const row = (label: string, value: string, isBold = false): void => {
    room(rowHeight);
    const style = { size: isBold ? 12 : 11, isBold };
    pen.writeCut(label, margin, y + 5, style, right - margin - pen.widthOf(value, style) - 16);
    pen.write(value, right, y + 5, style, 'right');
    y += rowHeight;
  };
  for (const { title, lines, total, note } of paper.blocks) {
    room(rowHeight * (lines.length + 3));
    y = pen.paragraph([{ text: title, isBold: true }], { ...wide, y: y + 22 }, { size: 13 }) + 4;
    pen.line(y, margin, right, ink, 1.5);
    for (const { label, value } of lines) {
      row(label, value);
      pen.line(y);
    }
    if (total) row(total.label, total.value, true);
    if (note)
      y = pen.paragraph([{ text: note }], { ...wide, y: y + 6 }, { size: 9.5, color: pale });
  }
  if (paper.result.length > 0) {
    room(rowHeight * (paper.result.length + 2));
    y += 26;
    pen.line(y, margin, right, ink, 1.5);
    for (const { label, value } of paper.result) row(label, value, true);
    pen.line(y + 2, margin, right, ink, 1.5);
  }
  y += 14;
  for (const text of paper.notes) {
    room(40);
    y = pen.paragraph([{ text }], { ...wide, y: y + 4 }, { size: 9.5, color: pale });
  }
}
