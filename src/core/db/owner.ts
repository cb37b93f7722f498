import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Whose a file is, or the folder it would stand in, and who this is: for whoever has to put that right. */
export function describeOwner(path: string): string {
  let found = resolve(path);
  while (!existsSync(found)) found = dirname(found);
  return `${found} belongs to ${userName(statSync(found).uid)}, and this runs as ${userName(process.geteuid?.() ?? 0)}`;
}

function userName(id: number): string {
  return id === 0 ? 'root' : `user ${id}`;
}
