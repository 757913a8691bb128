/** A picture that a place puts on its papers. */
export interface Logo {
  readonly type: 'png' | 'jpeg';
  readonly content: Uint8Array;
}

/** The logos of places. */
export interface PlaceLogos {
  find(placeId: string): Promise<Logo | null>;
  /** In place of the one before. Throws `notFound` for a place that is not there. */
  put(placeId: string, logo: Logo): Promise<void>;
  remove(placeId: string): Promise<void>;
}

interface Paper {
  readonly language: 'fr' | 'en';
  /** Large, on the first page; the name of the document as well. */
  readonly title: string;
  readonly place: string;
  readonly logo: Logo | null;
  /** At the right of the head, a line each. */
  readonly aside: readonly string[];
  readonly pageOf: (page: number, pages: number) => string;
}

/** A part of a sentence. */
export interface Said {
  readonly text: string;
  readonly isBold?: boolean;
}

export interface CertificateRow {
  readonly day: string;
  readonly entry: string;
  /** Empty: a presence. */
  readonly exit: string;
  readonly duration: string;
  /** On the strip of the day: minutes since midnight, 1440 and above run off it; null: no end. */
  readonly strip: {
    readonly from: number;
    readonly to: number | null;
    readonly fromStaff: boolean;
    readonly toStaff: boolean;
  };
}

export interface CertificatePaper extends Paper {
  readonly sentence: readonly Said[];
  readonly columns: { readonly [K in 'day' | 'entry' | 'exit' | 'duration']: string };
  readonly rows: readonly CertificateRow[];
  readonly total: { readonly label: string; readonly value: string; readonly more: string };
  readonly notes: readonly string[];
  readonly verify: { readonly title: string; readonly text: string; readonly url: string };
  readonly sign: { readonly above: string; readonly name: string; readonly below: string };
}

export interface AttendancePaper extends Paper {
  readonly lead: string;
  /** That a tap is no signature. */
  readonly warning: string;
  /** Above the names, and above each half-day's time and box. */
  readonly columns: {
    readonly name: string;
    readonly halfDays: readonly { readonly time: string; readonly sign: string }[];
  };
  readonly groups: readonly {
    /** Null: those who were expected. */
    readonly title: string | null;
    readonly lines: readonly { readonly name: string; readonly times: readonly string[] }[];
  }[];
  readonly trainer: { readonly label: string; readonly name: string };
  readonly notes: readonly string[];
}

/** What an account held, and what moved, a line each. */
export interface StatementPaper extends Paper {
  /** Whose, and of when. */
  readonly heading: string;
  readonly lead: string;
  readonly columns: { readonly [K in 'date' | 'what' | 'change' | 'balance']: string };
  readonly opening: { readonly label: string; readonly value: string };
  readonly rows: readonly {
    readonly date: string;
    readonly what: string;
    /** Smaller, below it; empty: nothing. */
    readonly more: string;
    readonly change: string;
    readonly balance: string;
  }[];
  readonly closing: { readonly label: string; readonly value: string };
  readonly notes: readonly string[];
}

/** What two venues settle for a month. */
export interface SettlementPaper extends Paper {
  readonly lead: string;
  /** One direction each. */
  readonly blocks: readonly {
    readonly title: string;
    readonly lines: readonly { readonly label: string; readonly value: string }[];
    readonly total: { readonly label: string; readonly value: string } | null;
    readonly note: string | null;
  }[];
  /** What is left of both, a line for each unit. */
  readonly result: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
}

/** Draws what is printed: A4, as PDF. What the papers say comes in their language. */
export interface Papers {
  certificate(paper: CertificatePaper): Promise<Uint8Array>;
  attendance(paper: AttendancePaper): Promise<Uint8Array>;
  statement(paper: StatementPaper): Promise<Uint8Array>;
  settlement(paper: SettlementPaper): Promise<Uint8Array>;
}
