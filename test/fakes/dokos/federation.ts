import { refusal, type Said, said } from './frappe-says.ts';

export interface Venue {
  readonly identification: string;
  readonly nom: string;
}

/** A way in or out, as the central instance writes it down: it knows no time but its own. */
export interface Recorded {
  readonly name: string;
  readonly client: string;
  readonly provider: string | null;
  readonly user: string;
  readonly customer: string | null;
  readonly at: number;
  readonly way: 'Entrée' | 'Sortie';
}

export const key = '6f0d2c91a7b4e35:c03be1f58d27a96';

/** What the app of the central instance does with each call. */
export function newFederation(now: () => number) {
  const venues: Venue[] = [
    { identification: 'a1b2c3d4e5f6a7b', nom: 'La Plume à Loup' },
    { identification: 'b7a6f5e4d3c2b1a', nom: 'La Coroutine' },
  ];
  const records: Recorded[] = [];
  const unknownPeople = new Set<string>();

  const knownVenue = (id: unknown): boolean =>
    venues.some(({ identification }) => identification === id);
  const textOrNull = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' ? value : null;

  return {
    venues,
    records,
    /** E-mails of nobody there. */
    unknownPeople,
    showsTracebacks: true,

    checkin(body: Readonly<Record<string, unknown>>): Said {
      const [client, provider, user, customer] = [
        ...['client_venue', 'provider_venue', 'user', 'customer'].map((key) =>
          textOrNull(body[key]),
        ),
      ];
      const no = (status: number, type: string, html: string): Said =>
        refusal(status, type, html, this.showsTracebacks);
      if (!client)
        return no(417, 'ValidationError', 'Valeur manquante pour&nbsp;: <b>client_venue</b>');
      const person = user ?? customer;
      if (!person) return no(417, 'ValidationError', 'Un utilisateur ou un client est obligatoire');
      for (const id of [client, provider]) {
        if (id && !knownVenue(id))
          return no(404, 'DoesNotExistError', `Lieu <b>${id}</b> introuvable`);
      }
      if (unknownPeople.has(person)) {
        return no(404, 'DoesNotExistError', `Utilisateur ${person} introuvable`);
      }
      const before = records.filter((of) => of.user === person && of.client === client);
      const made: Recorded = {
        name: `ENR-${String(records.length + 1).padStart(5, '0')}`,
        client,
        provider: provider ?? null,
        user: person,
        customer: customer ?? null,
        at: now(),
        way: before.length % 2 === 0 ? 'Entrée' : 'Sortie',
      };
      records.push(made);
      return said({ name: made.name, status: made.way });
    },
  };
}
