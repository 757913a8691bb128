import { isIP } from 'node:net';
import { parseBrokerUrl } from './broker-url.ts';
import { isMailAddress, parseSmtpUrl } from './smtp-address.ts';
import { closest } from './spelling.ts';

/** A value, or what it must be instead. */
type Read<T> = { readonly value: T } | { readonly mustBe: string };
export type Reader<T> = (text: string) => Read<T>;

export const oneOf =
  <T extends string>(...allowed: readonly T[]): Reader<T> =>
  (text) => {
    const value = allowed.find((a) => a === text);
    if (value !== undefined) return { value };
    const near = closest(text, allowed);
    return { mustBe: `one of ${allowed.join(', ')}${near ? ` (did you mean ${near}?)` : ''}` };
  };

export const port: Reader<number> = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65535
    ? { value: Number(text) }
    : { mustBe: 'a port number from 1 to 65535 (0 takes any free one)' };

export const host: Reader<string> = (value) =>
  isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)
    ? { value }
    : { mustBe: 'an address of this machine, for example 127.0.0.1, or 0.0.0.0 for all of them' };

export const hosts: Reader<readonly string[]> = (value) => {
  const named = value.split(/[\s,]+/).filter((one) => one !== '');
  const isHost = (one: string) =>
    URL.canParse(`http://${one}`) && new URL(`http://${one}`).pathname === '/';
  return named.every(isHost)
    ? { value: named }
    : {
        mustBe: 'names or addresses, with commas between, for example 192.168.1.40, lock.lan:8080',
      };
};

export const text: Reader<string> = (value) =>
  value.trim() === '' ? { mustBe: 'something, or left out' } : { value };

export const url =
  (example: string, ...protocols: readonly string[]): Reader<string> =>
  (value) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol)
      ? { value }
      : { mustBe: `an address such as ${example}` };

export const webUrl = url('https://badgeuse.example.org', 'http:', 'https:');

export const broker: Reader<string> = (value) => {
  const parsed = parseBrokerUrl(value);
  return parsed.ok ? { value } : { mustBe: `another: ${lowerFirst(parsed.problem.hint)}` };
};

export const smtp: Reader<string> = (value) => {
  const parsed = parseSmtpUrl(value);
  return parsed.ok ? { value } : { mustBe: `another: ${lowerFirst(parsed.problem.hint)}` };
};
export const mailAddress: Reader<string> = (value) =>
  isMailAddress(value) ? { value } : { mustBe: 'one address such as badgeuse@example.org' };

const lowerFirst = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
