import { MalformedError, ParseError, parseOpml } from 'feedsmith';

export interface ListedBlog {
  title: string;
  /** Of its feed, as it stands in the list. */
  url: string;
}

/** The blogs of an OPML file, whatever folders they are in; none when it is no such file. */
export function readBlogList(text: string): ListedBlog[] {
  try {
    return (parseOpml(text).body?.outlines ?? []).flatMap(blogsIn);
  } catch (error) {
    if (error instanceof ParseError || error instanceof MalformedError) return [];
    throw error;
  }
}

type Outline = NonNullable<NonNullable<ReturnType<typeof parseOpml>['body']>['outlines']>[number];

function blogsIn({ text, xmlUrl, outlines = [] }: Outline): ListedBlog[] {
  const inside = outlines.flatMap(blogsIn);
  return xmlUrl ? [{ title: text ?? xmlUrl, url: xmlUrl }, ...inside] : inside;
}
