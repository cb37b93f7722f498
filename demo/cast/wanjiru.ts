import { blogger } from '../makes/blogger.ts';
import type { Person } from '../person.ts';

export const wanjiru: Person = {
  name: 'wanjiru',
  author: 'Wanjiru Kamau',
  email: 'wanjiru@chalk-and-rain.example',
  title: 'Chalk and Rain',
  about:
    'Teaches four subjects at a small secondary school in Laikipia, Kenya, where the signal is best on the water tank.',
  language: 'en-KE',
  make: blogger,
  accent: '#2f6b3a',
  pasted: ({ former }) => former,
  filing: 'everything',
  joins: 8,
  fate: { kind: 'moved' },
  pictures: [],
  posts: [
    {
      slug: 'one-textbook-four-children',
      title: 'One textbook, four children',
      written: { daysAgo: 8, at: '15:45' },
      tags: ['potluck101', 'teaching'],
      html: `<p>When did I last watch somebody struggle to find out a thing I already knew? Every day, madam. It is called teaching. But I understand the question, so here is the true answer.</p>
<p>A young colleague came to us in May from the city. One chemistry book for four pupils. He made four groups and gave each group the book for ten minutes, with his watch in his hand, running up and down like a referee. It was terrible. I was next door and heard it all through the wall for three weeks.</p>
<p>What I know, and all of us know: you give the book to the slowest reader. She reads aloud. The other three listen and correct her, and she gets faster because three friends are waiting. By August you have no slowest reader.</p>
<p>Why did I not tell him? Because nobody had told <em>me</em>. I found it in my second year, by accident, and some part of me thought that he should pay the same price. I am not proud of this. When I wrote it down just now I had to go outside for a while.</p>
<p>I told him on Thursday. He said, “I thought you all had more books.”</p>`,
    },
    {
      slug: 'the-bench-by-the-door',
      title: 'The bench by the door',
      written: { daysAgo: 3, at: '16:30' },
      tags: ['potluck101'],
      html: `<p>My first school, 2009. In the staff room everybody had a chair. Nobody said so, you understood it by sitting on one. I sat down on three chairs in one morning, and each time somebody came and stood near me, smiling, until I got up.</p>
<p>There was a bench by the door, for parents and for the man who came about the roof. I took the bench.</p>
<p>On the bench there was already Mr. Ndegwa, who taught agriculture and was to retire at Christmas. He moved over. He did not say welcome. He did not ask me anything. But the next morning he had moved over <em>before I came</em>. There was a space, with his newspaper on it, and he picked up the newspaper.</p>
<p><a href="{{course}}/weeks/2">What would have been enough?</a> That was enough. I stayed in that school six years.</p>
<p>When he retired I kept the bench. I have never taken a chair, and I keep a newspaper.</p>`,
    },
    {
      slug: 'who-keeps-the-names',
      title: 'Who keeps the names',
      written: { daysAgo: 1, at: '17:15' },
      tags: ['potluck101'],
      html: `<p>I read <a href="{{maeve/0502}}">Maeve’s note about Pat</a> in the flour van, and I said: that is our cook.</p>
<p>Mama Atieno knows which boy walks eleven kilometres, whose mother has gone to Nairobi, who has stopped eating beans. She says to me, “Put that one next to the Lokol girl, they are both counting days.” I put them together. I don’t know what they are counting, and it is not my business. Both have stopped coming late.</p>
<p>If she left, we would have a new cook by Monday and the food would be better, to be honest. And it would take us a year to notice what was gone, and we would call it discipline.</p>
<p>Has anybody noticed her? I asked the head teacher if it could be written somewhere, what she does. He said, “In which section?” I thought of <a href="{{tomasz/form-14b}}">Tomasz and his form</a>. I said: under water supply.</p>`,
    },
  ],
};
