/**
 * The same statement, planned once for all values. SQLite looks at what is bound to `= ?` and `LIMIT ?` to guess how
 * many rows there will be, and for that prepares the statement anew at each run with other values, which costs several
 * times what a look-up costs. It looks at bare parameters alone: a plus before one changes nothing else, whatever its
 * type (sqlite.org, "Query Planner Stability Guarantee", which cannot be asked for here; "Operators", unary plus).
 */
export const steadyPlan = (sql: string): string =>
  sql.replace(/((?<![<>!])=|\b(?:IS|LIMIT|OFFSET)\b)\s*(?=[?@:])/gi, '$1 +');
