import type { APIRoute } from 'astro';

/** What nobody should come to by a search engine. */
const OWN_BUSINESS = ['/me', '/sign-in', '/unsubscribe/'];

/**
 * What robots are asked to leave alone. A course that is to stay out of search engines isn't named here: it says so with
 * each page, and only who may read that page hears it. Forbidden addresses are listed bare where others link to them.
 */
export const GET: APIRoute = () => {
  const body = ['User-agent: *', ...OWN_BUSINESS.map((path) => `Disallow: ${path}`), ''].join('\n');
  return new Response(body, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' },
  });
};
