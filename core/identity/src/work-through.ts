/**
 * Does the work for each item, `atOnce` of them at a time: one that is slow keeps the others waiting no longer than
 * itself. Rejects with the first error of `work`, while the others of its time go on; catch there what must stop nothing.
 */
export async function workThrough<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const waiting = [...items].values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
