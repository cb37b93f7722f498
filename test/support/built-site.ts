import { ensureBuilt } from '../../src/build.ts';

/** Builds the site once, before tests that run side by side need it. */
export default function setup(): void {
  if (!ensureBuilt()) throw new Error('The site could not be built.');
}
