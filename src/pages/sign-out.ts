import type { APIRoute } from 'astro';

/** Ends all sessions of the person, on every device. */
export const POST: APIRoute = async ({ locals, cookies, redirect }) => {
  const { person, sessions } = locals;
  if (person) await sessions.invalidateUserSessions(person.id);
  const blank = sessions.createBlankSessionCookie();
  cookies.set(blank.name, blank.value, blank.attributes);
  return redirect('/?done=signed-out', 303);
};
