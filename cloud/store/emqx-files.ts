import { downFilter, upFilter, upOf } from '../../shared/wire/topic.ts';
import type { BrokerAccounts } from './broker-accounts.ts';

/**
 * For EMQX 5: `users.csv`, what its built-in database is filled from (`bootstrap_type = hash`), `acl.conf` for the
 * source "file", and `badgeuse.conf`, the settings that go with both.
 */
export const emqxFiles = (accounts: BrokerAccounts): Readonly<Record<string, string>> => ({
  'users.csv': users(accounts),
  'acl.conf': rules(accounts.aggregatorName),
  'badgeuse.conf': settings,
});

/** Of Mosquitto's line `$7$<iterations>$<salt>$<hash>`: EMQX takes the salt as text and the hash in hex. */
function users({ devices, aggregator }: BrokerAccounts): string {
  const lines = [...devices, ...(aggregator ? [aggregator] : [])].flatMap((account) => {
    const [, , iterations, salt = '', hash = ''] = account.passwordHash.split('$');
    const saltText = Buffer.from(salt, 'base64').toString('latin1');
    const fits = iterations === String(iterationsThere) && /^[A-Za-z0-9_-]+$/.test(saltText);
    const hex = Buffer.from(hash, 'base64').toString('hex');
    return fits ? [`${account.username},${hex},${saltText},false`] : [];
  });
  return `${['user_id,password_hash,salt,is_superuser', ...lines].join('\n')}\n`;
}

const iterationsThere = 101;

/** `${username}` is a whole topic level there, and the name that was authenticated. */
const rules = (aggregator: string): string => {
  const own = `\${username}`;
  return [
    rule(`{user, ${JSON.stringify(aggregator)}}`, 'subscribe', upFilter),
    rule(`{user, ${JSON.stringify(aggregator)}}`, 'publish', downFilter('+')),
    rule('all', 'publish', upOf(own)),
    rule('all', 'subscribe', downFilter(own)),
    '{deny, all}.',
    '',
  ].join('\n');
};
const rule = (who: string, action: string, topic: string) =>
  `{allow, ${who}, ${action}, [${JSON.stringify(topic)}]}.`;

const settings = `# Beside users.csv and acl.conf, in EMQX's folder etc/badgeuse; included from its configuration.
authentication = [{
  mechanism = password_based
  backend = built_in_database
  user_id_type = username
  password_hash_algorithm { name = pbkdf2, mac_fun = sha512, iterations = ${iterationsThere}, dk_length = 64 }
  bootstrap_file = "etc/badgeuse/users.csv"
  bootstrap_type = hash
}]
authorization {
  no_match = deny
  deny_action = disconnect
  sources = [{ type = file, enable = true, path = "etc/badgeuse/acl.conf" }]
}
mqtt { max_packet_size = "128KB", retain_available = true }
`;
