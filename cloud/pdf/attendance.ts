import type { AttendancePaper } from '../ports/papers.ts';
import { paperHead } from './paper-head.ts';
import { hairline, ink, type Pen, page, pale } from './pen.ts';

const { margin, width, height } = page;
const right = width - margin;
const rowHeight = 34;
const foot = height - 60;

/** One who signs: the line of a member, or the trainer's. */
interface Row {
  readonly name: string;
  readonly label?: string;
  readonly times: readonly string[];
}

/** Everybody with the time of their tap, and a blank box to sign for each half-day. */
export function drawAttendance(pen: Pen, paper: AttendancePaper): void {
  const halfDays = Math.max(paper.columns.halfDays.length, 1);
  const nameWidth = halfDays > 1 ? 150 : 200;
  const each = (right - margin - nameWidth) / halfDays;
  const timeWidth = 62;
  let y = paperHead(pen, paper) + 16;
  pen.write(paper.title, margin, y, { size: 26, isHeading: true });
  const wide = { x: margin, width: right - margin };
  y = pen.paragraph([{ text: paper.lead }], { ...wide, y: y + 40 }, { size: 12 });
  y = pen.paragraph([{ text: paper.warning, isBold: true }], { ...wide, y: y + 4 }, { size: 10 });

  const head = (top: number): number => {
    const style = { size: 9.5, isBold: true, color: pale };
    pen.writeCut(paper.columns.name, margin, top, style, nameWidth);
    for (const [i, { time, sign }] of paper.columns.halfDays.entries()) {
      const x = margin + nameWidth + i * each;
      pen.writeCut(time, x, top, style, timeWidth);
      pen.writeCut(sign, x + timeWidth, top, style, each - timeWidth - 4);
    }
    pen.line(top + 16, margin, right, ink, 1.5);
    return top + 17;
  };
  const room = (needed: number): void => {
    if (y + needed <= foot) return;
    pen.doc.addPage();
    y = head(margin);
  };
  const signed = ({ name, label, times }: Row): void => {
    room(rowHeight);
    if (label) pen.write(label, margin, y + 6, { size: 8.5, color: pale });
    pen.writeCut(name, margin, y + (label ? 17 : 12), { size: 11 }, nameWidth - 8);
    for (const [i, time] of times.entries()) {
      const x = margin + nameWidth + i * each;
      pen.writeCut(time, x, y + 12, { size: 11 }, timeWidth - 4);
      pen.doc.rect(x + timeWidth, y + 4, each - timeWidth - 6, rowHeight - 8);
      pen.doc.lineWidth(0.75).strokeColor(pale).stroke();
    }
    y += rowHeight;
    pen.line(y, margin, right, hairline);
  };

  y = head(y + 14);
  for (const { title, lines } of paper.groups) {
    if (title !== null) {
      room(26 + rowHeight);
      pen.write(title, margin, y + 10, { size: 11, isBold: true });
      y += 26;
      pen.line(y);
    }
    for (const line of lines) signed(line);
  }
  y += 10;
  const { label, name } = paper.trainer;
  signed({ name, label, times: paper.columns.halfDays.map(() => '') });
  for (const text of paper.notes) {
    room(44);
    y = pen.paragraph([{ text }], { ...wide, y: y + 10 }, { size: 9.5, color: pale });
  }
}
