import {
  downFilter,
  sharedUpKindFilter,
  upFilter,
  upKinds,
  upOf,
} from '../../shared/wire/topic.ts';
import type { BrokerAccount, BrokerAccounts } from './broker-accounts.ts';

/**
 * `passwords` and `acl` (`password_file`, `acl_file`), read again at a SIGHUP; and `dynamic-security.json`, the
 * whole state of that plugin, read at Mosquitto's start.
 */
export const mosquittoFiles = (accounts: BrokerAccounts): Readonly<Record<string, string>> => ({
  passwords: lines([...accounts.devices, ...aggregatorOf(accounts)].map(passwordLine)),
  acl: lines(rules(accounts.aggregatorName)),
  'dynamic-security.json': `${JSON.stringify(dynamicSecurity(accounts), null, 1)}\n`,
});

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
const passwordLine = ({ username, passwordHash }: BrokerAccount) => `${username}:${passwordHash}`;
const aggregatorOf = ({ aggregator }: BrokerAccounts) => (aggregator ? [aggregator] : []);

/** `%u` is the name that was authenticated; `%c` would be whatever the client says. */
const rules = (aggregator: string): readonly string[] => [
  `pattern write ${upOf('%u')}`,
  `pattern read ${downFilter('%u')}`,
  `user ${aggregator}`,
  ...aggregatorHears.map((filter) => `topic read ${filter}`),
  `topic write ${downFilter('+')}`,
];

const aggregatorHears = [upFilter, ...upKinds.map(sharedUpKindFilter)];

/**
 * A role a device, because Mosquitto knows patterns in roles from 2.1 on only. Beyond what the other files can, it
 * ties a device to its own client id: nobody throws another out by borrowing it.
 */
function dynamicSecurity(accounts: BrokerAccounts): object {
  const devices = accounts.devices.map((device) => ({
    client: { ...clientOf(device), clientid: device.username, roles: [roleOf(device.username)] },
    role: {
      rolename: nameOf(device.username),
      acls: [
        allow('publishClientSend', upOf(device.username)),
        allow('publishClientReceive', downFilter(device.username)),
        allow('subscribeLiteral', downFilter(device.username)),
      ],
    },
  }));
  const aggregator = {
    rolename: accounts.aggregatorName,
    acls: [
      allow('publishClientSend', downFilter('+')),
      allow('publishClientReceive', upFilter),
      ...[...aggregatorHears, ...upKinds.map((kind) => upFilter.replace('#', kind))].map((filter) =>
        allow('subscribeLiteral', filter),
      ),
    ],
  };
  return {
    defaultACLAccess: {
      publishClientSend: false,
      publishClientReceive: false,
      subscribe: false,
      unsubscribe: true,
    },
    clients: [
      ...devices.map(({ client }) => client),
      ...aggregatorOf(accounts).map((account) => ({
        ...clientOf(account),
        roles: [{ rolename: aggregator.rolename }],
      })),
    ],
    groups: [],
    roles: [...devices.map(({ role }) => role), aggregator],
  };
}

const nameOf = (device: string) => `device-${device}`;
const roleOf = (device: string) => ({ rolename: nameOf(device) });
const allow = (acltype: string, topic: string) => ({ acltype, topic, priority: 0, allow: true });

function clientOf({ username, passwordHash }: BrokerAccount) {
  const [, , iterations = '', salt = '', password = ''] = passwordHash.split('$');
  return { username, password, salt, iterations: Number(iterations) };
}
