/** Why a link was left that was up and through which the cloud answered nothing. */
export const cloudSilent =
  'the cloud does not answer through this broker: look whether it runs, and whether the broker lets this device write to its topics';
