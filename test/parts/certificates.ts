import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Authority {
  readonly ca: string;
  /** A server certificate for `name` (an address or a host name) that holds between two days `YYYYMMDD`. */
  issue(made: {
    readonly name: string;
    readonly from: string;
    readonly until: string;
    readonly uses?: string;
  }): { readonly certFile: string; readonly keyFile: string };
}

/** An authority of its own, as a place makes one; it holds as long as its first certificate may. */
export function makeAuthority(folder: string, from: string, until: string): Authority {
  mkdirSync(join(folder, 'issued'), { recursive: true });
  writeFileSync(join(folder, 'index'), '');
  writeFileSync(join(folder, 'serial'), '01\n');
  writeFileSync(join(folder, 'openssl.cnf'), configOf(folder));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let made = 0;
  const sign = (
    subject: string,
    extensions: string,
    days: readonly [string, string],
    self = false,
  ) => {
    const name = `${++made}`;
    const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    writeFileSync(join(folder, `${name}.ext`), extensions);
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const request = join(folder, `${name}.csr`);
    openssl('req', '-new', ...newKey, '-keyout', keyFile, '-subj', subject, '-out', request);
    openssl(
      ...['ca', '-batch', '-notext', '-config', 'openssl.cnf', '-in', request, '-out', certFile],
      ...['-startdate', `${days[0]}000000Z`, '-enddate', `${days[1]}000000Z`],
      ...['-extfile', `${name}.ext`, '-keyfile', self ? keyFile : '1.key'],
      ...(self ? ['-selfsign'] : ['-cert', '1.pem']),
    );
    return { certFile, keyFile };
  };
  const own = sign('/CN=Our authority', 'basicConstraints=critical,CA:TRUE\n', [from, until], true);
  return {
    ca: readFileSync(own.certFile, 'utf8'),
    issue: ({ name, from: start, until: end, uses = 'serverAuth' }) =>
      sign(
        '/CN=A broker',
        `subjectAltName=${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}\nextendedKeyUsage=${uses}\n`,
        [start, end],
      ),
  };
}

const configOf = (folder: string): string => `[ca]
default_ca=ours
[ours]
dir=${folder}
database=${folder}/index
new_certs_dir=${folder}/issued
serial=${folder}/serial
default_md=sha256
policy=any
unique_subject=no
[any]
commonName=supplied
`;
