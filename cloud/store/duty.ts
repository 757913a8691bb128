import { type Duty, type Places, type Right, type Role, rights } from '../ports/identity.ts';

/** How a duty lies in its columns; `places` null: everywhere. */
export interface DutyColumns {
  readonly role: Role;
  readonly places: string | null;
  readonly rights: string;
}

export const dutyOf = (row: DutyColumns): Duty => ({
  role: row.role,
  places: placesOf(row.places),
  rights: (JSON.parse(row.rights) as string[]).filter((one): one is Right =>
    rights.some((known) => known === one),
  ),
});

export const placesOf = (stored: string | null): Places =>
  stored === null ? '*' : (JSON.parse(stored) as string[]);

export const storedPlaces = (places: Places): string | null =>
  places === '*' ? null : JSON.stringify(places);

export const columnsOfDuty = (duty: Partial<Duty>): Partial<DutyColumns> => ({
  ...(duty.role && { role: duty.role }),
  ...(duty.places !== undefined && { places: storedPlaces(duty.places) }),
  ...(duty.rights && { rights: JSON.stringify(duty.rights) }),
});
