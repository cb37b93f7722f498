import { pick } from './random.ts';

const WORDS =
  `about after again all also always and answer any ask because been before began better between book both
  bring came change class colleague come could course day did different do door each early easy end enough even every
  everybody example experience far feel few find first follow found four friend from garden gave get give good great had
  hand hard have hear help her here him his how idea if into it just keep kitchen knew know last late learn learned
  learning leave less let letter life like listen little long look lost made make many map maybe mean meet might mind
  mistake more morning most much must my name near need network never new next night no not nothing notice now of often
  old on once one only open or other our out over own page paper part people person place plan point practice question
  quiet read reason remember right room said same school see seem share she should show side slow small so some somebody
  something sometimes story street student table take talk teach teacher tell than that the their them then there these
  they thing think thought three through time to today together told tomorrow too took try turn two under understand
  until up us use very walk want was watch water way we week well went were what when where which while who whole why
  will window with without word work world would write writing wrote year yes you young your zażółć naïve café über
  garçon piñata Ærø 学ぶ`.split(/\s+/);

type Random = () => number;

export function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => pick(WORDS, random())).join(' ');
}

export function sentence(random: Random): string {
  const said = words(random, 6 + Math.floor(random() * 14));
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${pick(['.', '.', '.', '?', ' &#8230;', '!'], random())}`;
}

function sentences(random: Random, count: number): string {
  return Array.from({ length: count }, () => sentence(random)).join(' ');
}

/** What posts are made of, as the common blog programs write it. */
const BLOCKS: ((random: Random, site: string) => string)[] = [
  (random) => `<p>${sentences(random, 4)}</p>`,
  (random) => `<p>${sentences(random, 2)} <em>${words(random, 5)}</em> ${sentences(random, 2)}</p>`,
  (random, site) =>
    `<p>${sentence(random)} <a href="${site}/2027/01/${slug(random)}/?utm_source=feed">${words(random, 3)}</a> &#8211; ${sentence(random)} <strong>${words(random, 2)}</strong> &amp; ${sentences(random, 2)}</p>`,
  (random) =>
    `<p>${sentence(random)} <a class="link" style="color: #369" target="_blank" href="https://example.org/${slug(random)}">${words(random, 4)}</a>&nbsp;${sentences(random, 2)}</p>`,
  (random) =>
    `<blockquote class="wp-block-quote"><p>${sentences(random, 2)}</p><cite>${words(random, 2)}</cite></blockquote>`,
  (random) =>
    `<ul class="wp-block-list">${`<li>${words(random, 8)}</li>\n`.repeat(2)}<li>${sentence(random)}</li></ul>`,
  (random, site) =>
    `<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" src="${site}/wp-content/uploads/${slug(random)}-1024x683.jpg" alt="${words(random, 5)}" class="wp-image-${Math.floor(random() * 9999)}" srcset="${site}/a-1024x683.jpg 1024w, ${site}/a-300x200.jpg 300w" sizes="(max-width: 1024px) 100vw, 1024px" /><figcaption>${words(random, 6)}</figcaption></figure>`,
  (random) => `<h2 class="wp-block-heading" id="h-${slug(random)}">${words(random, 5)}</h2>`,
  (random) => `<pre><code>const ${slug(random).replaceAll('-', '_')} = a &lt; b;\n</code></pre>`,
];

/** The HTML of a post, of two to four thousand characters. */
export function postHtml(random: Random, site: string): string {
  const length = 2_000 + Math.floor(random() * 1_600);
  let html = '';
  while (html.length < length) html += `${pick(BLOCKS, random())(random, site)}\n\n`;
  return html;
}

export function slug(random: Random): string {
  return words(random, 4)
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim()
    .replace(/ +/g, '-');
}
