import type { Papers } from '../ports/papers.ts';
import { drawAttendance } from './attendance.ts';
import { drawCertificate } from './certificate.ts';
import { drawn } from './pen.ts';
import { drawSettlement } from './settlement.ts';
import { drawStatement } from './statement.ts';

/** Drawn here, in this process: a page takes milliseconds. */
export const pdfPapers: Papers = {
  certificate: (paper) => drawn(aboutOf(paper), (pen) => drawCertificate(pen, paper)),
  attendance: (paper) => drawn(aboutOf(paper), (pen) => drawAttendance(pen, paper)),
  statement: (paper) => drawn(aboutOf(paper), (pen) => drawStatement(pen, paper)),
  settlement: (paper) => drawn(aboutOf(paper), (pen) => drawSettlement(pen, paper)),
};

const aboutOf = <T extends { readonly place: string }>(paper: T) => ({
  ...paper,
  author: paper.place,
});
