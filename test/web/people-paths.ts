/** Members, their cards, and giving one: see `page-paths.ts`. */
export const peoplePaths: Readonly<Record<string, readonly string[] | null>> = {
  '/enrol': ['/enrol', '/enrol?member=member-4', '/enrol?mode=adopt'],
  '/enrol/:id': ['/enrol/{waits}', '/enrol/{batch}', '/enrol/{read}'],
  '/import': ['/import', '/import?kind=cards'],
  '/import/:id': ['/import/{looked}', '/import/{looked}?only=refused', '/import/{done}'],
  '/import/:id/lines.csv': null,
  '/members': ['/members', '/members?q=zoe', '/members?q=personne'],
  '/members.csv': null,
  '/members/:id': [
    '/members/member-4',
    '/members/member-4?point=ap-2&at=2026-03-10T11:42',
    '/members/member-1?said=lost&card=card-1&was=active',
  ],
  '/members/:id/pin': ['/members/member-4/pin'],
  '/members/:id/edit': ['/members/member-4/edit'],
  '/members/:id/end': ['/members/member-4/end', '/members/member-4/end?how=remove'],
  '/members/:id/card': ['/members/member-4/card', '/members/member-4/card?guest=yes'],
  '/cards': ['/cards', '/cards?show=waiting', '/cards?q=nothing'],
  '/cards.csv': null,
  '/cards/:id': ['/cards/card-1', '/cards/card-waits'],
  '/cards/unknown': ['/cards/unknown'],
  '/cards/unknown/:id': ['/cards/unknown/refusal-0', '/cards/unknown/refusal-1?q=zoe'],
};
