import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { asDatabaseError, DatabaseError } from '#core/db/file.ts';
import { requireCurrentSchema } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { loadSettings, SettingsError } from '#core/env.ts';
import { sessionsIn } from '#core/sessions.ts';
import { whenAskedToStop } from '#core/stopping.ts';
import { LiveStreams } from './live-streams.ts';
import { SharedPages } from './shared-pages.ts';

/** How long requests in flight may take once the server was asked to stop. */
const DRAIN_MS = 10_000;

type Handler = (req: IncomingMessage, res: ServerResponse, next: undefined, locals: object) => Promise<void>;

const now = () => new Date();

/** The site: Astro's pages behind a server of our own, which hands them the database and can stop in order. */
export async function serve(): Promise<void> {
  const settings = loadSettings();
  const db = openDatabase(settings.databaseUrl);
  requireCurrentSchema(db);
  const sessions = sessionsIn(db, settings.siteUrl.startsWith('https:'));

  const built = new URL('../dist/', import.meta.url);
  const { handler }: { handler: Handler } = await import(new URL('server/entry.mjs', built).href);
  const assets = sirv(fileURLToPath(new URL('client/', built)), {
    setHeaders(res, path) {
      res.setHeader('X-Content-Type-Options', 'nosniff');
      // Astro puts a hash of the content into these names.
      if (path.startsWith('/_astro/')) res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });

  const pages = new SharedPages({ db, contentDir: settings.contentDir, now });
  const liveStreams = new LiveStreams({ db, now });
  const madeOnce = pages.madeOnce.bind(pages);
  const render = async (req: IncomingMessage, res: ServerResponse) => {
    // Fresh for each request: the middleware writes into it.
    const locals = { settings, db, sessions, now, madeOnce, liveStreams, isForEverybody: false };
    await handler(req, res, undefined, locals);
    return locals.isForEverybody;
  };
  const server = createServer(async (req, res) => {
    try {
      if (await pages.answer(req, res)) return;
      assets(req, res, () => pages.render(req, res, render).catch((error) => giveUp(res, error)));
    } catch (error) {
      giveUp(res, error);
    }
  });
  server.once('error', (error) => {
    if ('code' in error && error.code === 'EADDRINUSE') {
      stopWith(`Port ${settings.port} is taken by another program. Set PORT to another number.`);
    } else stopWith(`The site can't listen on ${settings.host}, port ${settings.port}: ${error.message}`);
  });
  server.listen(settings.port, settings.host, () => process.send?.('listening'));

  whenAskedToStop().addEventListener('abort', () => {
    server.close(() => closeDatabase(db));
    liveStreams.close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}

/** For what goes wrong outside of Astro, which shows a page for its own troubles. */
function giveUp(res: ServerResponse, error: unknown): void {
  console.error('Trouble in front of the pages:', error);
  if (res.headersSent) res.destroy();
  else res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Something went wrong here.');
}

function stopWith(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

if (import.meta.main) {
  await serve().catch((thrown) => {
    const error = asDatabaseError(thrown) ?? thrown;
    if (error instanceof SettingsError || error instanceof DatabaseError) stopWith(error.message);
    throw thrown;
  });
}
