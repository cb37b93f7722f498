import type { BlogComment, BlogPost } from './blog.ts';
import type { Make, Site } from './make.ts';
import { escapeMarkup, firstWords } from './markup.ts';

interface Look {
  make: Make;
  accent: string;
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];

export function homePage(site: Site, look: Look): string {
  const posts = site.posts.map((post) => summary(post, site, look.make)).join('\n');
  return page(
    site,
    look,
    site.title,
    `<p class="about">${escapeMarkup(site.about)}</p>
<main>
${posts}
</main>`,
  );
}

export function postPage(site: Site, post: BlogPost, look: Look): string {
  const language = post.language ?? site.language;
  return page(
    site,
    look,
    post.title === null ? site.title : `${post.title} – ${site.title}`,
    `<main>
<article class="h-entry" lang="${language}">
${post.title === null ? '' : `<h2 class="p-name">${escapeMarkup(post.title)}</h2>`}
<p class="meta">${dated(post, language)} · <span class="p-author">${escapeMarkup(site.author)}</span></p>
<div class="e-content">
${post.html}
</div>
</article>
${(post.comments ?? []).map((comment) => remark(comment, language)).join('\n')}
<p><a href="/">← ${escapeMarkup(site.title)}</a></p>
</main>`,
  );
}

function summary(post: BlogPost, site: Site, make: Make): string {
  const address = site.origin + make.pathOf(post);
  const date = dated(post, site.language);
  if (post.title === null) {
    return `<article>${post.html}<p class="meta"><a href="${address}">${date}</a></p></article>`;
  }
  return `<article><h2><a href="${address}">${escapeMarkup(post.title)}</a></h2>
<p class="meta">${date}</p><p>${escapeMarkup(firstWords(post.html, 45, ' …'))}</p></article>`;
}

function remark(comment: BlogComment, language: string): string {
  const name = escapeMarkup(comment.author);
  const author = comment.address ? `<a href="${escapeMarkup(comment.address)}">${name}</a>` : name;
  return `<section class="comment">${comment.html}<p class="meta">${author}, ${dated(comment, language)}</p></section>`;
}

function dated(post: { at: Date }, language: string): string {
  const words = post.at.toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
  return `<time class="dt-published" datetime="${post.at.toISOString()}">${words}</time>`;
}

function page(site: Site, { make, accent }: Look, title: string, body: string): string {
  const direction = RIGHT_TO_LEFT.includes(site.language) ? 'rtl' : 'ltr';
  return `<!doctype html>
<html lang="${site.language}" dir="${direction}">
<head>
<meta charset="${make.charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
${make.head(site)}
<style>
:root { --accent: ${accent}; }
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 40rem; font: 18px/1.6 system-ui, sans-serif; }
a { color: var(--accent); }
h1 a, h2 a { text-decoration: none; }
h1, h2 { line-height: 1.2; }
img { max-width: 100%; height: auto; }
pre { overflow-x: auto; padding: .8rem; background: #00000010; font-size: 15px; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--accent); }
.meta { font-size: 15px; opacity: .8; }
${make.style}
</style>
</head>
<body>
<header><h1><a href="/">${escapeMarkup(site.title)}</a></h1></header>
${body}
</body>
</html>
`;
}
