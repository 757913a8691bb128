import { type DocType, standardDoctypes } from './doctypes.ts';
import { type Thrown, thrown } from './thrown.ts';

export type Doc = Record<string, string | number | null>;

interface SiteUser {
  readonly email: string;
  roles: readonly string[];
}

/** A value, or what the site throws: it never half writes. */
export class SiteError extends Error {
  readonly thrown: Thrown;
  constructor(of: Thrown) {
    super(of.words.en);
    this.thrown = of;
  }
}
const fail = (...of: Parameters<typeof thrown>): never => {
  throw new SiteError(thrown(...of));
};

const localTime = (at: number, zone: string): string => {
  const said = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return said.toPlainDateTime().toString({ fractionalSecondDigits: 6 }).replace('T', ' ');
};

/** Doctypes and records of one site, and its rules, as its wire shows them. */
export function frappeSite(options: { readonly now: () => number; readonly timeZone: string }) {
  const docs = new Map<string, Doc[]>(standardDoctypes.map(({ name }) => [name, []]));
  const users = new Map<string, SiteUser>();
  let made = 0;

  const docsOf = (doctype: string): Doc[] => docs.get(doctype) ?? [];
  const typeOf = (doctype: string): DocType => {
    const found = standardDoctypes.find(({ name }) => name === doctype);
    const fr = `DocType ${doctype} introuvable`;
    return found ?? fail('DoesNotExistError', `DocType ${doctype} not found`, fr);
  };
  const may = (
    user: SiteUser | null,
    type: DocType,
    what: 'read' | 'write' | 'create' | 'delete',
    level = 0,
  ) =>
    type.permissions.some(
      (of) => user?.roles.includes(of.role) && of.permlevel === level && of[what] === 1,
    );
  const demand = (user: SiteUser | null, type: DocType, what: Parameters<typeof may>[2]): void => {
    if (may(user, type, what)) return;
    const fr = `Vous n'avez pas les autorisations requises pour accéder à ${type.name}`;
    fail('PermissionError', `Insufficient Permission for ${type.name}`, fr);
  };

  /** Fields of a level that the user may not write take their default, and nobody is told. */
  function filled(user: SiteUser, type: DocType, sent: Doc): Doc {
    const doc: Doc = {};
    for (const of of type.fields) {
      const value = may(user, type, 'write', of.permlevel) ? sent[of.fieldname] : undefined;
      const now = localTime(options.now(), options.timeZone);
      const usual = of.default === 'Now' ? now : (of.default ?? null);
      doc[of.fieldname] = value ?? usual;
    }
    return doc;
  }

  function validate(type: DocType, doc: Doc): void {
    for (const { fieldname, fieldtype, label, reqd, options: allowed = '' } of type.fields) {
      const value = doc[fieldname] ?? '';
      if (reqd === 1 && value === '') {
        fail('MandatoryError', `[${type.name}]: ${fieldname}`, `[${type.name}]: ${fieldname}`);
      }
      if (value === '') continue;
      if (fieldtype === 'Select' && !allowed.split('\n').includes(String(value))) {
        fail(
          'ValidationError',
          `${label} cannot be "${value}"`,
          `${label} ne peut pas être «${value}»`,
        );
      }
      const isLost = !docsOf(allowed).some(({ name }) => name === value);
      if (fieldtype === 'Link' && docs.has(allowed) && isLost) {
        fail(
          'LinkValidationError',
          `Could not find ${label}: ${value}`,
          `Impossible de trouver ${label}: ${value}`,
        );
      }
      if (
        fieldtype === 'Datetime' &&
        !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(String(value))
      ) {
        fail(
          'OperationalError',
          `Incorrect datetime value: ${value}`,
          `Incorrect datetime value: ${value}`,
        );
      }
    }
    if (type.name === 'Employee Checkin') validateCheckin(doc);
  }

  function validateCheckin(doc: Doc): void {
    doc['time'] = String(doc['time']).slice(0, 19);
    const employee = docsOf('Employee').find(({ name }) => name === doc['employee']);
    if (employee?.['status'] !== 'Active') {
      const en = `Transactions cannot be created for an Inactive Employee <strong>${doc['employee']}</strong>.`;
      const fr = `Impossible de créer des transactions pour un employé inactif <strong>${doc['employee']}</strong>.`;
      fail('InactiveEmployeeStatusError', en, fr);
    }
    const isSame = (other: Doc) =>
      ['employee', 'time', 'log_type'].every((of) => (other[of] ?? '') === (doc[of] ?? ''));
    if (docsOf('Employee Checkin').some(isSame)) {
      const en = 'This employee already has a log with the same timestamp.<br>EMP-CKIN';
      const fr = 'Cet employé a déjà un journal avec le même horodatage.<br>EMP-CKIN';
      fail('ValidationError', en, fr);
    }
  }

  return {
    docsOf,
    users,
    typeOf: (user: SiteUser | null, doctype: string): DocType => {
      const type = typeOf(doctype);
      demand(user, type, 'read');
      return type;
    },

    insert(user: SiteUser | null, doctype: string, sent: Doc): Doc {
      const type = typeOf(doctype);
      demand(user, type, 'create');
      if (!user) throw new Error('nobody may create');
      const doc = filled(user, type, sent);
      validate(type, doc);
      const name = `${doctype === 'Employee Checkin' ? 'EMP-CKIN-11-2026' : 'REC'}-${String(++made).padStart(6, '0')}`;
      const creation = localTime(options.now(), options.timeZone);
      const whole = { name, owner: user.email, creation, ...doc };
      docsOf(doctype).push(whole);
      return { ...whole, docstatus: 0, doctype };
    },

    list(user: SiteUser | null, doctype: string, query: URLSearchParams): readonly Doc[] {
      const type = typeOf(doctype);
      demand(user, type, 'read');
      const known = ['name', 'owner', 'creation', ...type.fields.map(({ fieldname }) => fieldname)];
      const fields = JSON.parse(query.get('fields') ?? '["name"]') as string[];
      const filters = JSON.parse(query.get('filters') ?? '[]') as [string, string, string][];
      const strange = [...fields, ...filters.map(([of]) => of)].find((of) => !known.includes(of));
      const en = `(1054, "Unknown column '${strange}' in 'SELECT'")`;
      if (strange !== undefined) fail('OperationalError', en, en);
      return docsOf(doctype)
        .filter((doc) => filters.every(([of, , value]) => String(doc[of] ?? '') === value))
        .slice(0, Number(query.get('limit_page_length') ?? 20))
        .map((doc) => Object.fromEntries(fields.map((of) => [of, doc[of] ?? null])));
    },

    remove(user: SiteUser | null, doctype: string, name: string): void {
      demand(user, typeOf(doctype), 'delete');
      const at = docsOf(doctype).findIndex((doc) => doc['name'] === name);
      const fr = `${doctype} ${name} introuvable`;
      if (at < 0) fail('DoesNotExistError', `${doctype} ${name} not found`, fr);
      docsOf(doctype).splice(at, 1);
    },
  };
}
