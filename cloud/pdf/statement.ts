import type { StatementPaper } from '../ports/papers.ts';
import { paperHead } from './paper-head.ts';
import { hairline, ink, type Pen, page, pale } from './pen.ts';

const { margin, width, height } = page;
const right = width - margin;
const at = { date: margin, what: 148, change: 458, balance: right } as const;
const whatWidth = at.change - 56 - at.what;
const detail = { size: 9, color: pale };
const foot = height - 60;

/** What came and went, a line each, between what was held before and after. */
export function drawStatement(pen: Pen, paper: StatementPaper): void {
  let y = paperHead(pen, paper) + 16;
  const wide = { x: margin, width: right - margin };
  pen.write(paper.title, margin, y, { size: 26, isHeading: true });
  y = pen.paragraph([{ text: paper.heading, isBold: true }], { ...wide, y: y + 40 }, { size: 12 });
  y = pen.paragraph([{ text: paper.lead }], { ...wide, y: y + 2 }, { size: 11 });

  const head = (top: number): number => {
    const style = { size: 9.5, isBold: true, color: pale };
    pen.write(paper.columns.date, at.date, top, style);
    pen.write(paper.columns.what, at.what, top, style);
    pen.write(paper.columns.change, at.change, top, style, 'right');
    pen.write(paper.columns.balance, at.balance, top, style, 'right');
    pen.line(top + 16, margin, right, ink, 1.5);
    return top + 17;
  };
  const room = (needed: number): void => {
    if (y + needed <= foot) return;
    pen.doc.addPage();
    y = head(margin);
  };
  const end = ({ label, value }: StatementPaper['opening']): void => {
    room(26);
    const style = { size: 11, isBold: true };
    pen.write(label, at.date, y + 7, style);
    pen.write(value, at.balance, y + 7, style, 'right');
    y += 26;
    pen.line(y, margin, right, hairline);
  };

  y = head(y + 14);
  end(paper.opening);
  for (const row of paper.rows) {
    const lines = row.more === '' ? 0 : Math.ceil(pen.widthOf(row.more, detail) / whatWidth) + 1;
    room(26 + lines * detail.size * 1.45);
    pen.writeCut(row.date, at.date, y + 7, { size: 10 }, at.what - at.date - 6);
    pen.writeCut(row.what, at.what, y + 7, { size: 10, isBold: true }, whatWidth);
    pen.write(row.change, at.change, y + 7, { size: 10 }, 'right');
    pen.write(row.balance, at.balance, y + 7, { size: 10 }, 'right');
    y += 22;
    if (row.more !== '') {
      const where = { x: at.what, y: y - 1, width: whatWidth };
      y = pen.paragraph([{ text: row.more }], where, detail) + 3;
    }
    pen.line(y, margin, right, hairline);
  }
  end(paper.closing);
  for (const text of paper.notes) {
    room(44);
    y = pen.paragraph([{ text }], { ...wide, y: y + 10 }, { size: 9.5, color: pale });
  }
}
