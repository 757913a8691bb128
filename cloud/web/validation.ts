import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export interface FieldProblem {
  readonly field: string;
  readonly expected: string;
}

/** What did not fit, field by field; answered as a problem with status 400. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly statusCode = 400;
  readonly part: string;
  readonly fields: readonly FieldProblem[];

  constructor(part: string, fields: readonly FieldProblem[]) {
    super(fields.map(({ field, expected }) => `${field} ${expected}`).join('; '));
    this.part = part;
    this.fields = fields;
  }
}

/** Queries and paths are text and are converted; a body says its own types and must be right. */
const compiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const parser = Compile(schema);
  return (data: unknown) => {
    const value = httpPart === 'body' ? data : parser.Convert(data);
    if (parser.Check(value)) return { value };
    return { error: new InvalidInput(httpPart ?? 'body', fieldsOf([...parser.Errors(value)])) };
  };
};

export function validation(app: FastifyInstance): void {
  app.setValidatorCompiler(compiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const [part, value] of Object.entries({ params, query, body })) {
      const field = unstorable(value);
      if (field !== null)
        throw new InvalidInput(part, [
          { field, expected: 'must not hold U+0000 or half a character' },
        ]);
    }
  });
}

/**
 * The field that holds U+0000, which PostgreSQL's text cannot keep, or half a surrogate pair, which no list can be
 * signed with; null: none. Without recursion, for a body may be nested as deep as it is long.
 */
function unstorable(whole: unknown): string | null {
  const left: [string, unknown][] = [['body', whole]];
  for (let one = left.pop(); one; one = left.pop()) {
    const [field, value] = one;
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return field;
    // A file that was sent is bytes, and read as such.
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) continue;
    for (const [name, inner] of Object.entries(value)) left.push([name, name], [name, inner]);
  }
  return null;
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

function fieldsOf(errors: readonly SchemaError[]): readonly FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const error of errors) {
    const at = error.instancePath.slice(1).replaceAll('/', '.');
    const params = error.params as Record<string, unknown>;
    if (error.keyword === 'required') {
      for (const name of params['requiredProperties'] as string[]) {
        found.push({ field: at === '' ? name : `${at}.${name}`, expected: 'is missing' });
      }
    } else if (error.keyword === 'additionalProperties') {
      for (const name of params['additionalProperties'] as string[]) {
        found.push({ field: at === '' ? name : `${at}.${name}`, expected: 'is not known here' });
      }
    } else if (error.keyword === 'enum') {
      const values = (params['allowedValues'] as unknown[]).join(', ');
      found.push({ field: at || 'body', expected: `must be one of ${values}` });
    } else if (error.keyword !== 'boolean' && error.keyword !== 'anyOf') {
      found.push({ field: at || 'body', expected: error.message });
    }
  }
  return found.length > 0 ? found : [{ field: 'body', expected: 'has none of the known shapes' }];
}
