import { Pool } from 'undici';

export interface Load {
  requests: number;
  wallMs: number;
  p99Ms: number;
  /** Of the last answer. */
  bytes: number;
}

/** Asks for an address over and over for a while, at least once, so many at a time over a connection each. */
export async function load(url: string, connections: number, forMs: number): Promise<Load> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections });
  const took: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const worker = async () => {
    do {
      const asked = performance.now();
      const { statusCode, body } = await pool.request({ path: pathname + search, method: 'GET' });
      ({ length: bytes } = await body.bytes());
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}.`);
      took.push(performance.now() - asked);
    } while (performance.now() - began < forMs);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const wallMs = performance.now() - began;
  await pool.close();
  took.sort((a, b) => a - b);
  return { requests: took.length, wallMs, p99Ms: took[Math.floor(took.length * 0.99)] ?? 0, bytes };
}
