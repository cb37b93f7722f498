import { expect, onTestFinished } from 'vitest';
import {
  createFetcher,
  FetchError,
  type Fetched,
  type Fetcher,
  type FetcherSettings,
  type Redirect,
} from '../../../aggregator/feeds/fetch.ts';

/** Small, and readable as it is. */
export const FEED = '<rss version="2.0"><channel><title>Hi</title></channel></rss>';
/** Where the tests' servers are, which is no public address. */
export const LOOPBACK = ['127.0.0.0/8'];

/** A fetcher for one test, which reaches public addresses alone unless told otherwise. */
export function openFetcher(settings: Partial<FetcherSettings> = {}): Fetcher {
  const fetcher = createFetcher({ userAgent: 'Potluck', allow: [], deadlineMs: 5_000, ...settings });
  onTestFinished(() => fetcher.close());
  return fetcher;
}

/** Why something wasn't fetched. */
export async function failure(promise: Promise<Fetched | Redirect>): Promise<FetchError> {
  const error = await promise.then(
    (fetched) => expect.fail(`it was fetched: ${fetched.kind}`),
    (error) => error,
  );
  if (!(error instanceof FetchError)) throw error;
  return error;
}

/** The same in a word, where it may have been fetched: "fetched" if it was. */
export async function refusalOf(fetcher: Fetcher, url: string): Promise<string> {
  return fetcher.fetch(url).then(
    () => 'fetched',
    (error) => {
      if (error instanceof FetchError) return error.reason;
      throw error;
    },
  );
}
