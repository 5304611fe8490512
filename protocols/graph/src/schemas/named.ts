import { z } from 'zod';

/** The schemas that the OpenAPI document keeps under components, by name. */
export const SCHEMAS: ReturnType<typeof z.registry<{ id: string }>> = z.registry<{ id: string }>();

export function named<Value>(id: string, schema: z.ZodType<Value>): z.ZodType<Value> {
  return schema.register(SCHEMAS, { id }) as z.ZodType<Value>;
}

/** The shape of every collection's answer. */
export interface Collection<Item> {
  readonly '@odata.context': string;
  readonly '@odata.count'?: number | undefined;
  /** The absolute address of the next page, called as it is. */
  readonly '@odata.nextLink'?: string | undefined;
  readonly value: readonly Item[];
}

export function collectionOf<Item>(id: string, item: z.ZodType<Item>): z.ZodType<Collection<Item>> {
  const schema = z.object({
    '@odata.context': z.string(),
    '@odata.count': z.int().optional(),
    '@odata.nextLink': z.string().optional(),
    value: z.array(item).readonly(),
  });
  return named(id, schema);
}

/** ISO 8601 in UTC: `2026-11-23T09:00:00Z`. */
export const TIME: z.ZodType<string> = z.string().meta({ format: 'date-time' });

/** Edm.Binary: base64 of DER. */
export const BINARY: z.ZodType<string> = z.string().meta({ contentEncoding: 'base64' });
