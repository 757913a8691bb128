import { expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { faultsBySchema } from '../../../cloud/connectors/faults-by-schema.ts';

const schema = Type.Object({
  server: Type.String({ minLength: 1 }),
  who: Type.Union([
    Type.Null(),
    Type.Object({ by: Type.Literal('mail'), field: Type.String({ minLength: 1 }) }),
    Type.Object({ by: Type.Literal('card'), field: Type.String(), length: Type.Integer() }),
  ]),
  fields: Type.Array(Type.Object({ theirs: Type.String({ minLength: 1 }) })),
});
const right = { server: 'x', who: null, fields: [] };
const at = (change: object) =>
  faultsBySchema(schema, { ...right, ...change }).map(({ setting }) => setting);

test('says where settings depart from their schema, and nothing where they do not', () => {
  expect(at({})).toEqual([]);
  expect(at({ server: '' })).toEqual(['server']);
  expect(at({ fields: [{ theirs: 'a' }, { theirs: '' }, {}] })).toEqual([
    'fields.1.theirs',
    'fields.2.theirs',
  ]);
  const [missing] = faultsBySchema(schema, { server: 'x', fields: [] });
  expect(missing).toEqual({
    ...{ setting: 'who', why: 'malformed', says: expect.stringContaining('the settings ') },
  });
  expect(faultsBySchema(schema, null).map(({ setting }) => setting)).toEqual(['']);
});

test('of a choice between shapes it speaks of the one that was meant', () => {
  expect(at({ who: { by: 'mail', field: '' } })).toEqual(['who.field']);
  expect(at({ who: { by: 'card', field: 'a', length: 'long' } })).toEqual(['who.length']);
  expect(at({ who: { by: 'card' } })).toEqual(['who.field', 'who.length']);
  expect(at({ who: { by: 'nobody', field: 'a' } })).toEqual(['who']);
  expect(at({ who: 'mail' })).toContain('who');
});
