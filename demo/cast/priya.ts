import { ghost } from '../makes/ghost.ts';
import type { Person } from '../person.ts';

export const priya: Person = {
  name: 'priya',
  author: 'Priya Raghavan',
  email: 'priya@queue-zero.example',
  title: 'Queue Zero (it never is)',
  about:
    'Leads a support desk for banking software in Bengaluru and keeps a list of questions customers ask twice.',
  language: 'en-IN',
  make: ghost,
  accent: '#b3124b',
  pasted: ({ origin }) => `${origin}/ticket-4471/`,
  filing: 'everything',
  joins: 9,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'ticket-4471',
      title: 'Ticket 4471',
      written: { daysAgo: 9, at: '07:15' },
      tags: ['potluck101', 'support'],
      html: `<p>The trick that kept me valuable was this:</p>
<pre><code>for f in export-*.csv; do
  tail -c1 "$f" | read -r _ || echo &gt;&gt; "$f"
done
# last line has no newline -&gt; the bank's import
# skips it -&gt; one customer per file never exists</code></pre>
<p>Five lines. One customer in every export vanished, never the same one, and for two years each of those tickets came to me because “Priya has a way with the exports”. I had a way. It was in my home directory and was called <code>x.sh</code>.</p>
<p>What did keeping it do for me? Honestly: I got my increment in a bad year. I was also the only person who could not take leave at month end.</p>
<p>Then in ticket 4471 the missing customer was an old gentleman whose pension did not arrive. I was at my cousin’s wedding. My team hunted for nine hours for a thing that I could have told them between two dances, if my phone had not been in my mother’s handbag.</p>
<p>The script is in our repository now. It has a better name. Somebody has already fixed a bug in it.</p>`,
    },
    {
      slug: 'our-mistakes-are-public-now',
      title: 'Our mistakes are public now (inside the building)',
      written: { daysAgo: 7, at: '13:05' },
      tags: ['potluck101'],
      html: `<p>After 4471 I did one more thing, and I want to argue for it. Every Friday we put up one mistake from the week on a page that the whole company can read. Name on it. Mine was first.</p>
<ol>
<li>What I did.</li>
<li>What I thought was happening.</li>
<li>What was happening.</li>
<li>What would have told me sooner.</li>
</ol>
<p>It is number two that people read. Number two is where you learn how a sensible person gets to a stupid place. The developers started to read it at lunch. Two bugs were found by people who only said, “Oh, I’d have thought that also.”</p>
<p>So when <a href="{{course}}/weeks/1">the third question</a> asks what we would not write where the boss can read it, I feel like saying: write it anyway! Somebody goes first and then it becomes normal. <a href="{{lina/ما-لا-أكتبه}}">Lina’s near misses</a> (I read it through the translator, so forgive me if I have it wrong) are exactly what our number two is for. Why should each new graduate need nine years?</p>`,
    },
    {
      slug: 'ines-has-a-point',
      title: 'Inés has a point, and it stings',
      written: { daysAgo: 5, at: '06:50' },
      tags: ['potluck101'],
      html: `<p>I said “write it anyway!” and from Valparaíso <a href="{{ines/abierto-para-quien}}">Inés asked</a>: who on your team is on a permanent contract?</p>
<p>I went and counted. Of fourteen, six are through the agency. Then I looked at our Friday page. In nine months there has been a mistake by each of the eight of us. By the six there has been not one. I had thought that they were careful people.</p>
<p>I asked one of them over chai, not as his lead, as much as one can not be one’s own designation. He said, “Your mistake is a story. Mine is a reason.”</p>
<p>So what now? I don’t want to close the page. <a href="{{kofi/who-pays-for-the-mistake}}">Kofi’s rule</a> from the workshop may be better than mine: the mistake goes on the wall, the name goes on the repair. I will try that for a month and say here how it went. I’d still like to know what Inés thinks of it, and whether there is some version of open that doesn’t begin with the people who can afford it.</p>`,
    },
    {
      slug: 'eleven-people-read-it',
      title: 'Eleven people read it',
      written: { daysAgo: 1, at: '07:30' },
      tags: ['potluck101'],
      html: `<p>The story of the channel in <a href="{{course}}/weeks/2">this week’s introduction</a>, where eleven people read the new person’s question and nobody answers, could have been in my office. I checked. It was in my office. In the last quarter, 31 questions by people in their first month; 9 with no reply at all.</p>
<p>Nobody was unkind. I asked three of the silent ones. “I didn’t know.” “I knew half.” “I thought you’d want to do it properly, Priya.” That last one is a wonderful thing to hear about yourself.</p>
<p>This week’s rule: anybody may reply with a question, and I may not reply at all for one hour. So far two “which customer?”, one “what did you try?”, and one “no idea, I also want to know”, which I am told is permitted.</p>
<p>The hour is very long.</p>`,
    },
  ],
};
