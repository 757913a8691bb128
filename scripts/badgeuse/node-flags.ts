/** What Node is told before it runs the device, here as in the unit and by the `badgeuse` command. */
export const deviceNodeFlags = ['--max-semi-space-size=1', '--max-opt=1'] as const;
