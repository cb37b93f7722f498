const SIGNED_OUT =
  'You are not signed in here, or no longer, so nothing was done. Sign in in another tab, come back to this one, and send it again.\n';

/** Answers a form that somebody sends who isn't signed in any more. A redirect would take away what they have typed. */
export function signedOut(): Response {
  return new Response(SIGNED_OUT, {
    status: 403,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
