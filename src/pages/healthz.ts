import type { APIRoute } from 'astro';
import { listHealthProblems } from '#core/health.ts';

export const GET: APIRoute = async ({ locals }) => {
  const problems = await listHealthProblems(locals.db, locals.settings.contentDir, locals.now());
  const body = problems.length === 0 ? 'All is well.\n' : `${problems.join('\n')}\n`;
  return new Response(body, {
    status: problems.length === 0 ? 200 : 503,
    headers: { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' },
  });
};
