import { hash, randomBytes } from 'node:crypto';

/** 256 random bits: what is given out once. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of it. Random bits need no salt and no stretching. */
export const secretHash = (secret: string): string => hash('sha256', secret, 'hex');
