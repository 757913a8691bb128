import { describe, expect, test } from '@jest/globals';
import {
  plainLine,
  readFrappeBody,
  readFrappeTrouble,
} from '../../../cloud/connectors/frappe-answer.ts';

const message = (html: string): string => JSON.stringify({ message: html, indicator: 'red' });
const body = (parts: Record<string, unknown>): string => JSON.stringify(parts);
const duplicate = 'Cet employé a déjà un journal avec le même horodatage.';

describe('what a Frappe says went wrong', () => {
  test('its messages for people come before everything else, without their HTML', () => {
    const text = body({
      exception: 'frappe.exceptions.ValidationError: raw',
      exc_type: 'ValidationError',
      exc: JSON.stringify(['Traceback…\nfrappe.exceptions.ValidationError: raw\n']),
      _server_messages: JSON.stringify([
        message(`${duplicate}<br><a href="/app/employee-checkin/EMP-1">EMP-1</a>`),
      ]),
    });
    expect(readFrappeTrouble(text)).toEqual({
      type: 'ValidationError',
      said: `${duplicate} EMP-1`,
    });
  });

  test('more than one are all said; what is no JSON is said as it is', () => {
    const text = body({
      _server_messages: JSON.stringify([message('Un.'), 'Deux.', { message: 'Trois.' }]),
    });
    expect(readFrappeTrouble(text).said).toBe('Un. Deux. Trois.');
    expect(readFrappeTrouble(body({ _server_messages: 'bare' })).said).toBe('bare');
    expect(readFrappeTrouble(body({ _server_messages: '[]', exception: 'A.BError: b' })).said).toBe(
      'b',
    );
  });

  test('else the exception, and else the end of the traceback, without their class', () => {
    const exception = body({
      exception: 'frappe.exceptions.DoesNotExistError: Lieu x introuvable',
    });
    expect(readFrappeTrouble(exception)).toEqual({
      type: 'DoesNotExistError',
      said: 'Lieu x introuvable',
    });
    const traceback =
      'Traceback (most recent call last):\n  File "a.py"\nKeyError: \'client_venue\'\n';
    expect(readFrappeTrouble(body({ exc: JSON.stringify([traceback]) }))).toEqual({
      type: 'KeyError',
      said: "'client_venue'",
    });
  });

  test('with tracebacks off and no message, the class alone', () => {
    expect(readFrappeTrouble(body({ exc_type: 'PermissionError' }))).toEqual({
      type: 'PermissionError',
      said: '',
    });
    expect(readFrappeTrouble(body({ exception: 'frappe.exceptions.SessionStopped' }))).toEqual({
      type: 'SessionStopped',
      said: '',
    });
  });

  test('else whatever came: a page of its own or of a proxy', () => {
    const page =
      '<!DOCTYPE html><html><head><title>x</title><style>a{}</style></head><body><h1>502 Bad&nbsp;Gateway</h1><script>go(1 < 2)</script></body></html>';
    expect(readFrappeTrouble(page)).toEqual({ type: null, said: '502 Bad Gateway' });
    expect(readFrappeTrouble('')).toEqual({ type: null, said: '' });
    expect(readFrappeTrouble('["a list"]')).toEqual({ type: null, said: '["a list"]' });
  });

  test('what is not of their shape is left out, and nothing throws', () => {
    const text = body({ exc: 7, exc_type: {}, exception: null, _server_messages: '{"message":3}' });
    expect(readFrappeTrouble(text)).toEqual({ type: null, said: '' });
    expect(readFrappeTrouble(body({ exc: '["not ended', message: 'Non' })).said).toBe(
      '["not ended',
    );
  });
});

test('a line: entities are characters, once; a sign that is no tag stays; it ends somewhere', () => {
  expect(
    plainLine('L&#39;employ&eacute;\n<b>&lt;b&gt;</b>  &amp;lt; 1 < 2 &unknown; &#x2019;'),
  ).toBe("L'employé <b> &lt; 1 < 2 &unknown; ’");
  expect(plainLine('&#1114112;&#0;')).toBe('&#1114112;&#0;');
  expect([...plainLine('é'.repeat(1_000))]).toHaveLength(300);
});

test('only an object is an answer', () => {
  expect(readFrappeBody('{"message": [1]}')).toEqual({ message: [1] });
  for (const text of ['', '<p>', '[]', '"a"', 'null']) expect(readFrappeBody(text)).toBeNull();
});
