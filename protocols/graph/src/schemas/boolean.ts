import { z } from 'zod';
import { named } from './named.ts';

/** What an action answers that promises a Boolean. */
export const TRUE: z.ZodType<{ readonly '@odata.context': string; readonly value: boolean }> = named(
  'Boolean',
  z.object({ '@odata.context': z.string(), value: z.boolean() }),
);
