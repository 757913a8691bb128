import { expect, test } from '@jest/globals';
import { kindOf } from '../../../cloud/delivery/kinds.ts';
import { sentenceOf } from '../../../cloud/delivery/reason-sentence.ts';
import { connectionKinds } from '../../../cloud/ports/connectors.ts';
import { connectorErrors } from '../../../shared/runtime/errors-of-connectors.ts';

test.each(connectionKinds)('%s: French is set as French, and a sentence ends', (kind) => {
  const sentences = Object.values(kindOf(kind)?.reasons ?? {});
  expect(sentences.length).toBeGreaterThan(8);
  for (const { fr, en } of sentences) {
    expect(fr).not.toMatch(/'|[^\u202f][?!;]|[^\u00a0]:/);
    expect([fr, en]).toEqual([expect.stringMatching(/(\.|»)$/), expect.stringMatching(/(\.|”)$/)]);
  }
});

test('what goes wrong on our side has words at every kind, and each error of FEDOW at its own', () => {
  for (const kind of connectionKinds)
    for (const why of ['connectionUnusable', 'connectionSecretsLost', 'internal'])
      expect(sentenceOf(kindOf(kind), { why })).not.toBeNull();
  const ofFedow = Object.keys(connectorErrors).filter((code) => code.startsWith('fedow'));
  expect(ofFedow.length).toBeGreaterThan(5);
  for (const why of ofFedow) expect(sentenceOf(kindOf('fedow'), { why })).not.toBeNull();
});

test('what a reason is about stands in its sentence, or after it; and a code that is none has none', () => {
  expect(sentenceOf(kindOf('dokos'), { why: 'venueUnknown', about: { venue: 'V-1' } })).toEqual({
    fr: 'Dokos ne connaît pas le lieu V-1. Corrigez son identifiant.',
    en: 'Dokos knows no venue V-1. Correct its id.',
  });
  const mandatory = { why: 'refused', about: { says: 'Mandatory field', more: '' } };
  expect(sentenceOf(kindOf('frappe'), mandatory)).toEqual({
    fr: expect.stringMatching(/réessayez\. «\u00a0Mandatory field\u00a0»$/),
    en: expect.stringMatching(/try again\. “Mandatory field”$/),
  });
  expect(sentenceOf(kindOf('dokos'), { why: 'saysNo' })?.en).toMatch(/“…”$/);
  expect(sentenceOf(kindOf('fedow'), { why: 'never heard of' })).toBeNull();
  expect(sentenceOf(null, { why: 'internal' })).not.toBeNull();
});
