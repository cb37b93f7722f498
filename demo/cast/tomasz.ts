import { jekyll } from '../makes/jekyll.ts';
import type { Person } from '../person.ts';

export const tomasz: Person = {
  name: 'tomasz',
  author: 'Tomasz Wiśniewski',
  email: 'tomasz@under-the-deck.example',
  title: 'Under the Deck',
  about: 'Inspects road bridges around Gdańsk and would rather be underneath one than in the office.',
  language: 'en',
  make: jekyll,
  accent: '#8c3d1f',
  pasted: ({ origin }) => `${origin}/feed.xml`,
  filing: 'everything',
  joins: 9,
  fate: { kind: 'steady' },
  pictures: [
    {
      path: '/assets/bearing-17.jpg',
      type: 'image/jpeg',
      file: new URL('./pictures/bearing-17.jpg', import.meta.url),
    },
  ],
  posts: [
    {
      slug: 'the-third-sound',
      title: 'The third sound',
      written: { daysAgo: 9, at: '18:05' },
      tags: ['potluck101', 'concrete'],
      html: `<p>In <a href="{{course}}/weeks/1">the introduction</a> there is a bridge inspector who hears a third sound. I am a bridge inspector. I read it to my wife and she said, “Are you Marta?”</p>
<p>I am not Marta, but I know the sound. For me it is not cardboard. It is the sound of a door in the house of my grandmother. I never said this to anybody at work, because what would be the use of it? They did not know the house.</p>
<p><img src="{{tomasz}}assets/bearing-17.jpg" alt="Bearing 17 seen from below: a rust-streaked concrete pier, a dark crack running from the corner of the steel bearing, and chalk marks beside it with three dates" width="960" height="640"></p>
<p>This is bearing 17 of a bridge on the road to Elbląg. You see my chalk. Three dates, three marks at the end of the crack. The form wants width in millimetres and a class from one to five, and I gave it: 0.3, class two. What I know, and what has no box, is: come back in spring, after the salt, and stand on the left side, because from the right you cannot see it move.</p>
<p>The chalk is my blog, I suppose. It is in the open, anybody can read it who stands in the water.</p>`,
    },
    {
      slug: 'form-14b',
      title: 'In defence of form 14b, a little',
      written: { daysAgo: 6, at: '19:30' },
      tags: ['potluck101'],
      html: `<p>Amina thinks that I want <a href="{{amina/the-handover-sheet-lies}}">a twelfth column</a>. I do, and I thank her for laughing in a room where nobody laughs.</p>
<p>Her ward has a handover three times a day. A tired face speaks to another tired face. I would like that also. But my handover is six years long. The next person to stand under bearing 17 may be somebody who is now in school, and my face will not be there, tired or not.</p>
<p>So I think this is the difference she asks about, between the script and the lunch:</p>
<blockquote><p>If the next person comes tonight, tell them. If they come after you have gone, write it down, and say who you were.</p></blockquote>
<p>The last part matters. “Come back in spring” without a name is only an order. With a name it is a person who stood there. <a href="{{juergen/das-heft-in-der-schublade}}">Jürgen in Görlitz</a> kept a whole notebook like this and gave it to nobody. I read it with a dictionary, and with some pain.</p>`,
    },
    {
      slug: 'i-answered-too-fast',
      title: 'I answered too fast',
      written: { daysAgo: 2, at: '17:45' },
      tags: ['potluck101'],
      html: `<p>We have a trainee, Kasia. On Tuesday, under the viaduct, she asked, “Why do we start on the downstream side?” I told her why. Scour, light, where the ladder stands. It was a good answer, I have given it for nineteen years.</p>
<p>She wrote it down and did not ask me anything more until lunch.</p>
<p>Then I thought of <a href="{{course}}/weeks/2">the face that closes</a>. So after lunch I asked her, “Where would you have started?” She said: at the joint where the water comes through, because you see from the stain where to look below. And this is better. Not always. But on this bridge it is better, and I have been starting on the wrong side of it since 2011.</p>
<p>I do not think that a question is only a polite way of teaching. I asked because I had nothing to say for a moment. Perhaps this is the trick, to have nothing to say for a moment.</p>`,
    },
  ],
};
