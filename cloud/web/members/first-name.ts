/** What one calls somebody by, where the whole name would be too much. */
export const firstNameOf = (name: string): string => name.split(/\s+/)[0] ?? name;
