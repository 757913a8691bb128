import { folded } from '../../shared/domain/folded.ts';
import type { Member } from '../ports/registry.ts';

/** Members by what a file can say of them. */
export interface Directory {
  byId(id: string): Member | null;
  byEmail(email: string): Member | null;
  byName(name: string): readonly Member[];
  put(member: Member): void;
}

export function directoryOf(members: readonly Member[]): Directory {
  const ids = new Map<string, Member>();
  const emails = new Map<string, string>();
  const names = new Map<string, Set<string>>();
  const put = (member: Member) => {
    const before = ids.get(member.id);
    if (before) names.get(folded(before.name))?.delete(before.id);
    ids.set(member.id, member);
    if (member.email !== null) emails.set(member.email.toLowerCase(), member.id);
    const name = folded(member.name);
    const alike = names.get(name);
    if (alike) alike.add(member.id);
    else names.set(name, new Set([member.id]));
  };
  for (const member of members) put(member);
  const byId = (id: string) => ids.get(id) ?? null;
  return {
    byId,
    byEmail: (email) => byId(emails.get(email.toLowerCase()) ?? ''),
    byName: (name) => [...(names.get(folded(name)) ?? [])].flatMap((id) => byId(id) ?? []),
    put,
  };
}
