import PDFDocument from 'pdfkit';
import { headingFaces, isPlain } from './faces.ts';

export const ink = '#161D33';
export const pale = '#4A5470';
export const hairline = '#D9DDE4';
export const blue = '#2546A3';

/** A4, in points; a margin of two centimetres. */
export const page = { width: 595.28, height: 841.89, margin: 57 } as const;

export interface Style {
  readonly size: number;
  readonly isBold?: boolean;
  readonly color?: string;
  /** Drawn in the face of headings. */
  readonly isHeading?: boolean;
}

/** Part of the font that the document opened: pdfkit embeds no face of this make whole, so its letters are drawn. */
interface Face {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(point: number): boolean;
  layout(text: string): {
    readonly advanceWidth: number;
    readonly glyphs: readonly { readonly path: { toSVG(): string } }[];
    readonly positions: readonly { readonly xAdvance: number; readonly xOffset: number }[];
  };
}

export interface Pen {
  readonly doc: PDFKit.PDFDocument;
  widthOf(text: string, style: Style): number;
  /** One line, from its top; `align` stands for what x is. */
  write(text: string, x: number, y: number, style: Style, align?: 'left' | 'right'): void;
  /** The same, with the end left out where it would be wider. */
  writeCut(text: string, x: number, y: number, style: Style, width: number): void;
  /** Wrapped; answers where the next line would begin. */
  paragraph(
    runs: readonly { readonly text: string; readonly isBold?: boolean }[],
    at: { readonly x: number; readonly y: number; readonly width: number },
    style: Style,
  ): number;
  line(y: number, from?: number, to?: number, color?: string, width?: number): void;
}

/** Of the plain faces: letters of both kinds stand on one line. */
const ascent = 0.718;

/** Narrow spaces are as wide as others on paper: the plain faces have no narrow one. */
const onPaper = (text: string): string => text.normalize('NFC').replaceAll('\u202f', '\u00a0');
const minus = '\u2212';
/** The plain faces have no minus sign; their en dash is as wide as a figure, and as it should be. */
const asWide = (text: string): string => text.replaceAll(minus, '\u2013');

export function penOn(doc: PDFKit.PDFDocument): Pen {
  const opened = new Map<string, Face>();
  const faceOf = (path: string): Face => {
    let face = opened.get(path);
    if (!face) {
      doc.font(path);
      face = (doc as unknown as { readonly _font: { readonly font: Face } })._font.font;
      opened.set(path, face);
    }
    return face;
  };

  const plainFont = ({ size, isBold }: Style) =>
    doc.font(isBold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);

  /** The text in parts that one face can write: names of any Latin alphabet, Vietnamese ones too. */
  const partsOf = (text: string) => {
    const known = headingFaces.map(faceOf);
    const parts: { readonly face: Face; text: string }[] = [];
    for (const letter of text) {
      const face =
        known.find((one) => one.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)) ?? known[0];
      if (!face) continue;
      const last = parts.at(-1);
      if (last?.face === face) last.text += letter;
      else parts.push({ face, text: letter });
    }
    return parts.map((part) => ({ face: part.face, run: part.face.layout(part.text) }));
  };

  const widthOf = (given: string, style: Style): number => {
    const text = onPaper(given);
    if (isPlain(text) && !style.isHeading) return plainFont(style).widthOfString(asWide(text));
    return partsOf(text).reduce(
      (sum, { face, run }) => sum + (run.advanceWidth * style.size) / face.unitsPerEm,
      0,
    );
  };

  const draw = (text: string, left: number, top: number, style: Style) => {
    let x = left;
    for (const { face, run } of partsOf(text)) {
      const scale = style.size / face.unitsPerEm;
      for (const [i, { path }] of run.glyphs.entries()) {
        const position = run.positions[i];
        doc.save();
        doc.translate(x + (position?.xOffset ?? 0) * scale, top + style.size * ascent);
        doc
          .scale(scale, -scale)
          .path(path.toSVG())
          .fill(style.color ?? ink)
          .restore();
        x += (position?.xAdvance ?? 0) * scale;
      }
    }
    // To be found and copied: in letters that nobody sees.
    const written = text.replaceAll(minus, '-').replace(/[^\u0020-\u00ff]/gu, '?');
    plainFont(style).fillOpacity(0).text(written, left, top, { lineBreak: false }).fillOpacity(1);
  };

  /** Answers where what follows it begins. Whoever copies it finds a hyphen, with which a spreadsheet reckons. */
  const drawMinus = (left: number, top: number, style: Style): number => {
    const { size, color = ink } = style;
    const [right, middle] = [left + widthOf(minus, style), top + size * (ascent - 0.25)];
    const [from, to] = [left + size * 0.05, right - size * 0.05];
    doc.moveTo(from, middle).lineTo(to, middle);
    doc
      .lineWidth(size * (style.isBold ? 0.11 : 0.075))
      .strokeColor(color)
      .stroke();
    const font = plainFont(style).fillOpacity(0);
    font.text('-', right - font.widthOfString('-'), top, { lineBreak: false }).fillOpacity(1);
    return right;
  };

  const write: Pen['write'] = (given, x, y, style, align = 'left') => {
    const text = onPaper(given);
    if (text === '') return;
    const left = align === 'right' ? x - widthOf(text, style) : x;
    if (style.isHeading || !isPlain(text)) return draw(text, left, y, style);
    const [first = '', ...rest] = text.split(minus);
    const plainly = (part: string, at: number) =>
      plainFont(style)
        .fillColor(style.color ?? ink)
        .text(part, at, y, { lineBreak: false });
    if (first !== '') plainly(first, left);
    let next = left + widthOf(first, style);
    for (const part of rest) {
      next = drawMinus(next, y, style);
      plainly(part, next);
      next += widthOf(part, style);
    }
  };

  return {
    doc,
    widthOf,
    write,
    writeCut(text, x, y, style, width) {
      let cut = text;
      while (cut.length > 1 && widthOf(cut, style) > width) cut = `${cut.slice(0, -2).trimEnd()}…`;
      write(cut, x, y, style);
    },
    paragraph(runs, at, style) {
      const height = style.size * 1.45;
      const right = at.x + at.width;
      let [x, y] = [at.x, at.y];
      for (const { text, isBold = false } of runs) {
        // A name of several words is in one face.
        const own = { ...style, isBold, isHeading: !isPlain(onPaper(text)) };
        for (const word of text.split(/(?<= )/)) {
          const bare = word.trimEnd();
          if (x + widthOf(bare, own) > right && x > at.x) [x, y] = [at.x, y + height];
          write(bare, x, y, own);
          x += widthOf(word, own);
        }
      }
      return y + height;
    },
    line(y, from = page.margin, to = page.width - page.margin, color = hairline, width = 0.75) {
      doc.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(color).stroke();
    },
  };
}

/** Draws a document and answers its bytes; `pageOf` numbers its pages where there are several. */
export async function drawn(
  about: {
    readonly title: string;
    readonly language: string;
    readonly author: string;
    readonly pageOf: (page: number, pages: number) => string;
  },
  draw: (pen: Pen) => void,
): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: about.language,
    displayTitle: true,
    info: { Title: about.title, Author: about.author, Creator: 'Badgeuse', Producer: 'Badgeuse' },
  });
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const pen = penOn(doc);
  draw(pen);
  const { count } = doc.bufferedPageRange();
  for (let at = 0; at < count && count > 1; at++) {
    doc.switchToPage(at);
    const style = { size: 8.5, color: pale };
    pen.write(about.pageOf(at + 1, count), page.width - page.margin, 818, style, 'right');
  }
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
