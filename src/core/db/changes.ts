import { connectionOf, type Db, prepared } from './open.ts';

const counted = prepared((db) =>
  connectionOf(db).sqlite.prepare<[], number>('SELECT count FROM changes').pluck(),
);

/**
 * How often what public pages show has changed, whichever process changed it; triggers count. Mail that is sent and
 * feeds that have nothing new don't count. A few microseconds, so it can be asked for each request.
 *
 * @returns null while a transaction of this process is open: what it has counted may yet be undone.
 */
export async function countChanges(db: Db): Promise<number | null> {
  if (connectionOf(db).sqlite.inTransaction) return null;
  const count = counted(db).get();
  if (count === undefined) throw new Error('The row that counts changes is gone. Restore a backup.');
  return count;
}
