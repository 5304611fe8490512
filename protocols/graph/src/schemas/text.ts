import { z } from 'zod';

/**
 * What people read as somebody's name: on pages, in terminals, in certificates and mail. Control characters,
 * line breaks, half characters and marks that turn the direction of writing would make it something else there.
 */
export const NAME: z.ZodString = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u, 'must not have control characters');

/** One `name@domain`, without anything that RFC 5322 §3.4 would read as more than that, and nothing unseen. */
export const ADDRESS: z.ZodString = z
  .string()
  .max(320)
  .regex(/^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u, 'must be of the form name@domain');

/** An identifier that is compared character by character and shown to administrators. */
export const IDENTIFIER: z.ZodString = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^[^\s\p{C}]+$/u, 'must not have spaces or control characters');
