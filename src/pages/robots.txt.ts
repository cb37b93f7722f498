import type { APIRoute } from 'astro';
import { listReadableCohorts } from '#core/cohorts.ts';

/** What nobody should come to by a search engine. */
const OWN_BUSINESS = ['/me', '/sign-in', '/unsubscribe/', '/*/join', '/*/search'];

/** What robots are asked to leave alone. A closed course isn't named here: everybody may read this. */
export const GET: APIRoute = async ({ locals }) => {
  const cohorts = await listReadableCohorts(locals.settings.contentDir);
  const unwilling = cohorts.filter(({ openness, mayBeIndexed }) => openness === 'open' && !mayBeIndexed);
  const left = [...OWN_BUSINESS, ...unwilling.map(({ slug }) => `/${slug}/`)];
  const body = ['User-agent: *', ...left.map((path) => `Disallow: ${path}`), ''].join('\n');
  return new Response(body, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' },
  });
};
