import { expect, test } from 'vitest';
import { platformFeeds } from '../../../aggregator/feeds/platforms.ts';

test.each([
  [
    'https://www.youtube.com/channel/UC_x5XG1',
    'https://www.youtube.com/feeds/videos.xml?channel_id=UC_x5XG1',
  ],
  ['https://m.youtube.com/user/someone', 'https://www.youtube.com/feeds/videos.xml?user=someone'],
  [
    'https://www.youtube.com/playlist?a=b&list=PL1',
    'https://www.youtube.com/feeds/videos.xml?playlist_id=PL1',
  ],
  ['https://bsky.app/profile/mira.example', 'https://bsky.app/profile/mira.example/rss'],
  ['https://mira.tumblr.com/', 'https://mira.tumblr.com/rss'],
  ['https://mira.tumblr.com/tagged/potluck', 'https://mira.tumblr.com/tagged/potluck/rss'],
  ['https://www.tumblr.com/mira', 'https://mira.tumblr.com/rss'],
  ['https://www.tumblr.com/mira/123/a-post', 'https://mira.tumblr.com/rss'],
  ['https://www.tumblr.com/blog/view/mira', 'https://mira.tumblr.com/rss'],
  ['https://substack.com/@mira/note/1', 'https://mira.substack.com/feed'],
  ['https://open.substack.com/pub/mira/p/a-post', 'https://mira.substack.com/feed'],
  ['https://www.medium.com/@mira', 'https://medium.com/feed/@mira'],
  ['https://medium.com/@mira', 'https://medium.com/feed/@mira'],
  ['https://medium.com/a-magazine/tagged/maps', 'https://medium.com/feed/a-magazine/tagged/maps'],
  ['https://mira.medium.com/a-post', 'https://mira.medium.com/feed'],
  ['https://mira.substack.com/p/a-post', 'https://mira.substack.com/feed'],
  ['https://old.reddit.com/r/connectivism/top', 'https://www.reddit.com/r/connectivism/.rss'],
  ['https://www.reddit.com/u/mira', 'https://www.reddit.com/user/mira/.rss'],
  ['https://mira.wordpress.com/2026/11/a-post/', 'https://mira.wordpress.com/feed/'],
  ['https://mira.wordpress.com/category/potluck/', 'https://mira.wordpress.com/category/potluck/feed/'],
  ['https://mira.blogspot.com/', 'https://mira.blogspot.com/feeds/posts/default'],
  ['https://mira.blogspot.co.uk/search/label/maps', 'https://mira.blogspot.co.uk/feeds/posts/default/-/maps'],
  ['https://github.com/mira', 'https://github.com/mira.atom'],
  ['https://github.com/mira/notes', 'https://github.com/mira/notes/commits.atom'],
  ['https://github.com/mira/notes/releases/latest', 'https://github.com/mira/notes/releases.atom'],
  ['https://dev.to/mira', 'https://dev.to/feed/mira'],
  ['https://micro.blog/mira', 'https://mira.micro.blog/feed.xml'],
])('%s has its feed at %s', (address, feed) => {
  expect(platformFeeds(address)[0]).toBe(feed);
});

test.each([
  'https://mira.example/',
  'https://youtube.com.evil.example/channel/x',
  'https://www.youtube.com/watch?v=x',
  'https://www.tumblr.com/tagged/maps',
  'https://www.tumblr.com/',
  'https://open.substack.com/',
])('%s is on no platform we know', (address) => {
  expect(platformFeeds(address)).toEqual([]);
});
