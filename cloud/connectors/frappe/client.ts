import {
  askFrappe,
  type FrappeQuestion,
  type FrappeSite,
  type FrappeWorld,
} from '../frappe-http.ts';
import { isObject, readSaid, type Said } from './said.ts';

/** A doctype with all its fields and permissions. */
const longestDoctypeBytes = 4 * 1024 * 1024;

type Found = Readonly<Record<string, unknown>>;
export type Listed = { readonly is: 'listed'; readonly records: readonly Found[] } | NotSaid;
export type NotSaid = Exclude<Said, { readonly is: 'said' }>;

export type FrappeClient = ReturnType<typeof frappeClient>;

/** What is asked of a site, by version 1 of its routes. Each call is made once, within the world's deadline. */
export function frappeClient(site: FrappeSite, world: FrappeWorld) {
  const put = async (question: FrappeQuestion): Promise<Said> =>
    readSaid(await askFrappe(site, question, world));
  const call = (method: string, query: Readonly<Record<string, string>> = {}): Promise<Said> =>
    put({
      method: 'GET',
      path: `api/method/${method}?${new URLSearchParams(query)}`,
      maxAnswerBytes: longestDoctypeBytes,
    });
  const resource = (...steps: readonly string[]): string =>
    ['api/resource', ...steps.map(encodeURIComponent)].join('/');

  return {
    /** Whose key it is. */
    whoAmI: () => call('frappe.auth.get_logged_user'),

    rolesOf: (user: string) => call('frappe.core.doctype.user.user.get_roles', { uid: user }),

    /** Its fields, and what roles may do with it. */
    doctype: (name: string) => call('frappe.desk.form.load.getdoctype', { doctype: name }),

    /** System managers alone are told. */
    systemSettings: () =>
      put({ method: 'GET', path: resource('System Settings', 'System Settings') }),

    /** Records whose fields are these values, two at most. */
    async list(
      doctype: string,
      filters: Readonly<Record<string, string>>,
      fields: readonly string[],
    ): Promise<Listed> {
      const query = {
        fields: JSON.stringify(fields),
        filters: JSON.stringify(
          Object.entries(filters).map(([field, value]) => [field, '=', value]),
        ),
        limit_page_length: '2',
      };
      const path = `${resource(doctype)}?${new URLSearchParams(query)}`;
      const said = await put({ method: 'GET', path });
      if (said.is !== 'said') return said;
      if (!Array.isArray(said.value)) return { is: 'strange', status: 200 };
      return { is: 'listed', records: said.value.filter(isObject) };
    },

    create: (doctype: string, values: Readonly<Record<string, string>>) =>
      put({ method: 'POST', path: resource(doctype), body: values }),

    remove: (doctype: string, name: string) =>
      put({ method: 'DELETE', path: resource(doctype, name) }),
  };
}
