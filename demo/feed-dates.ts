/** `Sat, 21 Nov 2026 07:30:00 +0000`, as RSS wants it. */
export function rfc822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

/** `2026-11-21T07:30:00+00:00`, as Atom and JSON Feed want it. */
export function rfc3339(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+00:00`;
}

export function monthPath(date: Date): string {
  return date.toISOString().slice(0, 7).replace('-', '/');
}

export function dayPath(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '/');
}
