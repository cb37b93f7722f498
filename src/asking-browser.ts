import type { AstroGlobal } from 'astro';

const COOKIE = 'potluck-asking';

/** The secret by which we know the browser that asked for a way in; null when it has none. */
export function askingBrowser({ cookies }: Pick<AstroGlobal, 'cookies'>): string | null {
  return cookies.get(COOKIE)?.value ?? null;
}

export function keepAskingBrowser(
  { cookies, locals }: Pick<AstroGlobal, 'cookies' | 'locals'>,
  secret: string,
): void {
  cookies.set(COOKIE, secret, {
    httpOnly: true,
    maxAge: 60 * 60,
    path: '/',
    sameSite: 'lax',
    secure: locals.settings.siteUrl.startsWith('https:'),
  });
}
