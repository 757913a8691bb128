/** What is wrong with the store of this machine; said to staff, who alone can mend it. */
export type StoreTrouble = 'diskNearlyFull' | 'storeDamaged' | 'copyFailed';
