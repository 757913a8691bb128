/**
 * What Node is told before it runs a part of the product. The device does little, and little of it
 * twice: a small nursery and no optimising compiler spare it 20 MB. Its systemd unit says the same.
 *
 * @param {readonly string[]} args of the `badgeuse` command
 */
export const nodeFlags = (args) => [
  '--enable-source-maps',
  ...(args.includes('device') ? ['--max-semi-space-size=1', '--max-opt=1'] : []),
];
