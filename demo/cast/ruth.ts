import { textpattern } from '../makes/textpattern.ts';
import type { Person } from '../person.ts';

export const ruth: Person = {
  name: 'ruth',
  author: 'Ruth Okonkwo-Bell',
  email: 'ruth@reading-room.example',
  title: 'The Reading Room Is Cold Today',
  about: 'Reference librarian in Halifax, Nova Scotia, two years from retiring and in no hurry.',
  language: 'en-CA',
  make: textpattern,
  accent: '#5b3f70',
  pasted: ({ origin }) => `${origin}/`,
  filing: 'everything',
  joins: 10,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'nobody-asked',
      title: '“Nobody asked”, looked at for a minute',
      written: { daysAgo: 9, at: '14:30' },
      tags: ['potluck101'],
      html: `<p>We are invited to use <a href="{{course}}/weeks/1">“nobody asked”</a> as an excuse, provided that we look at it for a minute first. I looked at it for most of a Tuesday.</p>
<p>For about a year I watched a man come in every week and photograph newspapers off the microfilm screen with his telephone, one column at a time. He’d hold his breath for each. The reader has a button that saves the page to a stick. It’s on the left, under the hood, where no one has ever found it by themselves.</p>
<p>Nobody asked. But he had his back to me, and his coat on, and the look of somebody who has made peace with a machine. To tell him I would have had to interrupt, and to admit that I’d been watching since March. By summer it was too late to say it kindly. That’s how it goes, I think. Each week that you don’t say the small thing, the small thing grows.</p>
<p>I did tell him, in the end, the day the bulb went. He said, “Oh, I know about the button. The pictures come out better this way.” So now I photograph the screen too.</p>`,
    },
    {
      slug: 'things-left-in-books',
      title: 'Things left in returned books, this month',
      written: { daysAgo: 6, at: '16:10' },
      tags: [],
      html: `<p>Not coursework, but <a href="{{maeve}}">Maeve’s</a> notes from the bakery make me want to write shorter.</p>
<ul>
<li>A ferry ticket to Digby, unused.</li>
<li>Half a shopping list: <em>onions, thread, apologise to C.</em></li>
<li>A school photograph of a boy with a very good tie.</li>
<li>A five-dollar bill, as a bookmark, on page 11. Nobody has ever got past page 11 of that one.</li>
<li>A letter that began “Dear Ruth”. It wasn’t to me.</li>
</ul>
<p>We keep everything for a year in a shoebox. The onions list is my favourite. I hope that it went well with C.</p>`,
    },
    {
      slug: 'the-question-behind-the-question',
      title: 'The question behind the question',
      written: { daysAgo: 3, at: '15:20' },
      tags: ['potluck101'],
      html: `<p>In my trade there is a thing called the reference interview, and I can teach you all of it before your tea is cool. Someone comes to the desk and says, “Do you have anything on horses?” You do. You have a hundred and forty feet of horses. The well-read and generous thing is to walk them over and tell them about the horses.</p>
<p>What you do is say: “What would you like to do with it?”</p>
<p>And then you hear that her father kept a pit pony at Springhill, he’s in the hospital, and she wants the name of the pony. That’s a different shelf. It isn’t even a book. It’s a payroll ledger in the basement and one volunteer called Earl.</p>
<p>When did I last <a href="{{course}}/weeks/2">answer where I should have asked</a>? Yesterday, at about four. A student wanted “a source for his paper” and I was off like a spaniel, because it was a subject I love. Six sources. He thanked me and took none of them. The host’s text calls this the cook who explains the stock while everybody’s soup goes cold. I have been that cook for thirty-four years with brief intermissions, and <a href="{{ruth/nobody-asked}}">sometimes the opposite of that cook</a>, who says nothing for a year.</p>
<p>Six is nothing, mind. Dilys went in for two kinds of potato and has <a href="{{dilys/seed-catalogue}}">confessed to five</a>, and that was a catalogue, which can’t even ask.</p>`,
    },
    {
      slug: 'coats-then',
      title: 'Coats, then',
      written: { daysAgo: 1, at: '13:40' },
      tags: ['potluck101'],
      html: `<p>Amina puts me right: <a href="{{amina/where-do-i-put-my-coat}}">take the coat first, then ask</a>. You can’t answer a question with your arms full. I’ve copied that onto a card and it is on the desk facing inwards, where I can see it and the public can’t.</p>
<p>I’d been thinking of the asking as the welcome. But <a href="{{wanjiru/the-bench-by-the-door}}">Wanjiru’s old man on the bench</a> asked her nothing at all for two weeks. He moved over. And <a href="{{tomasz/i-answered-too-fast}}">Tomasz asked Kasia his question</a> <em>after</em> lunch. I suspect the lunch of having done half of the work.</p>
<p>One doubt remains. In a hospital the hook is real. What’s the hook here, among blogs? When somebody’s first post turns up in the morning mail, with its arms full, what is it that I can take from them? I don’t believe that it’s a question. I don’t know what it is. Does anybody?</p>`,
    },
  ],
};
