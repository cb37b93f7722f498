/** Works through a list, so many at a time. */
export async function atOnce<T>(many: number, list: T[], work: (each: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const worker = async () => {
    for (const each of rest) await work(each);
  };
  await Promise.all(Array.from({ length: many }, worker));
}
