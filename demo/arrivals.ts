import type { BlogPost } from './blog.ts';

/** A post that is still to come: to be published in this order, each dated when it appears. */
export interface Arrival {
  blog: string;
  post: Omit<BlogPost, 'at'>;
}

export const arrivals: readonly Arrival[] = [
  {
    blog: 'maeve',
    post: {
      slug: 'custard',
      title: null,
      tags: [],
      html: `<p><a href="{{dilys/custard-for-ninety}}">Dilys</a>, same with dough! Fifteen times the recipe is not fifteen times the yeast. I have it on the back of a calendar from 2014, in pencil, and I’ve moved premises with that calendar twice.</p>`,
    },
  },
  {
    blog: 'amina',
    post: {
      slug: 'six-vans',
      title: 'Six vans',
      tags: ['potluck101'],
      html: `<p>To <a href="{{marek/second-week-on-site}}">Marek in Brno</a>, who counted his words and whose English is better than my Czech will ever be.</p>
<p>I’ve been the guy who says “in the van”. On nights it’s “in the cupboard”, and we have nine cupboards. I wasn’t being unkind. I could see the right one so clearly in my mind that I thought I’d said which.</p>
<p>You noticed the radio before you noticed the vans. That’s worth something, you know. A lot of people on my ward who’ve been there for years would only have noticed the vans.</p>
<p>What was the dog called?</p>`,
    },
  },
  {
    blog: 'tomasz',
    post: {
      slug: 'the-door-told',
      title: 'I told her about the door',
      tags: ['potluck101', 'concrete'],
      html: `<p>Mele asked me <a href="{{mele/the-pump-that-hums-flat}}">what my colleague said</a> when I told about my grandmother’s door. I had to answer that I never told. This was not comfortable, so yesterday I told Kasia.</p>
<p>She tapped for a while. Then she said: “For me it is a refrigerator, when you close it and it is empty.”</p>
<p>So now we are three: cardboard, door, refrigerator. And one pump in B flat. I begin to think that it doesn’t matter which word it is. It matters that two people stand in the same place when they choose it.</p>
<p>I wrote all three in the notes of bearing 17. There is no box. I used the margin.</p>`,
    },
  },
  {
    blog: 'dilys',
    post: {
      slug: 'what-the-slugs-took',
      title: 'What the slugs took',
      tags: ['allotment'],
      html: `<p>The lettuce is a rumour. The rhubarb is smug. Mrs. Evans still has my roof.</p>`,
    },
  },
  {
    blog: 'marek',
    post: {
      slug: 'the-dog',
      title: 'The dog is called Ampér',
      tags: ['potluck101'],
      html: `<p>I didn’t think anybody would read it. <a href="{{maeve/good-morning-marek}}">Maeve</a> and <a href="{{amina/six-vans}}">Amina</a> asked me three things, so in order.</p>
<p>In the van: eighteen reels and a coffee machine that nobody told the boss about.</p>
<p>The guy with the radio: I asked him. His name is Zdeněk. He said “I thought you don’t like us”. I said I thought the table is only for the company. He said “there is a table?” He doesn’t sit at it either, for two years. So now there is a second table, it’s two drums and a door.</p>
<p>The dog: Ampér. He is not on the list of employees but he comes every day.</p>`,
    },
  },
  {
    blog: 'ines',
    post: {
      slug: 'casillero-cuarenta',
      title: 'El casillero 40',
      tags: ['potluck101'],
      html: `<p>Henk, <a href="{{henk/sideways}}">tu casillero 40</a> ya tiene fama en Valparaíso. Lo leí en voz alta en la formación de hoy y una compañera de aseo dijo: «Nosotras tenemos la tapa del medidor de agua».</p>
<p>Pones el dedo en lo difícil: quien entra sola un domingo no sabe que existe. Nosotras lo resolvimos sin querer. La libreta no se le entregaba a la nueva. Se le entregaba <em>a la que estaba al lado de la nueva</em>, con el encargo de que se le cayera. Así la nueva la encontraba y la otra no había dicho nada.</p>
<p>Priya, a ti también te debo respuesta: <a href="{{priya/ines-has-a-point}}">el nombre en el arreglo</a> me gusta. Pregúntale al del chai si le gusta a él.</p>`,
    },
  },
  {
    blog: 'mele',
    post: {
      slug: 'the-new-fulla',
      title: 'The new fulla, and page 31',
      tags: [],
      html: `<p>I printed <a href="{{juergen/antwort-nach-gisborne}}">Jürgen’s page 31</a>, with Heike’s English under it, and stuck it up by Pump 3. “Müller has cold feet and wants to go inside.” It’s the best sentence in the building.</p>
<p>New fulla’s name is Tāne. He read it and said, “So who’s our Müller?” I said it’s me, every August.</p>
<p>Then I got the ukulele down and showed him. He can’t hear the quarter tone, not yet. But he put his hand flat on the housing and said, “It’s rougher on this side though, eh?” And it is. I’ve never touched it in seven years. I was too busy listening.</p>`,
    },
  },
  {
    blog: 'lina',
    post: {
      slug: 'العلبتان',
      title: 'كتبتُ السبب',
      tags: ['potluck101'],
      html: `<p><a href="{{mele/two-people-at-the-same-tap}}">عرّفتني ميلي</a> على ديليس التي تطبخ لتسعين طفلًا، ثمّ «أغلقت الخطّ». فقرأتُ عن <a href="{{dilys/custard-for-ninety}}">البطاقة المغلّفة التي لا يصحّحها أحد</a>، وضحكتُ حتّى سألني زبون إن كنتُ بخير.</p>
<p>اشترت قلمًا يكتب على البلاستيك. فأخذتُ أنا ورقة صغيرة وكتبتُ على الرفّ حيث كانت العلبة الأولى: «نُقلت لأنّني كدتُ أخلط بينها وبين جارتها. ل.ح.»</p>
<p>بعد ساعة أضافت زميلتي تحتها: «وأنا».</p>
<p>ديليس، ماذا قالوا حين رأوا خطّك على البطاقة؟</p>`,
    },
  },
  {
    blog: 'henk',
    post: {
      slug: 'the-coffee-instead',
      title: 'The coffee instead of the curve',
      tags: ['potluck101'],
      html: `<p>Inés is right to ask: <a href="{{ines/la-que-presenta}}">and after the twelve stops, did I say who to look for?</a> I did not. I signed her sheet and I went home.</p>
<p>I’ve been looking for eight years for what could stand in place of <a href="{{henk/the-secret-of-the-wet-curve}}">the coffee after the slide</a>. It was there the whole time, only I thought that it had to be earned. So this morning I pushed a coffee over to her before her first run, for nothing, and said, “Ask for Saskia at the night desk. Tell her that I sent you.”</p>
<p>She asked, “What have I done?” I said, “Nothing yet.” She laughed, and the others looked up. I think that it works.</p>`,
    },
  },
  {
    blog: 'priya',
    post: {
      slug: 'the-hour-so-far',
      title: 'The hour, so far',
      tags: ['potluck101', 'support'],
      html: `<p>A short report on <a href="{{priya/eleven-people-read-it}}">not answering for an hour</a>.</p>
<ul>
<li>Questions from people in their first month: 3. With a reply in the hour: 3.</li>
<li>Replies that were questions: 2.</li>
<li>Times I typed an answer and deleted it: I’ve stopped counting, it isn’t good for me.</li>
</ul>
<p>One thing I did not expect. The replies are less correct than mine, and the people come back sooner. This morning two of them settled a thing between them, wrongly, then rightly, and then wrote it down, all before I was allowed to speak.</p>
<p>And thank you, <a href="{{juergen/der-hoefliche-junge-mann}}">Jürgen</a>. “We were both sitting in front of the same drawer.” I have written to the colleague whose job I took in 2019.</p>`,
    },
  },
  {
    blog: 'juergen',
    post: {
      slug: 'zwei-hefte',
      title: 'Zwei Hefte',
      tags: [],
      html: `<p>Der Kaffee war heute früh. Sein Heft ist blau. Wir haben sie nebeneinandergelegt, <a href="{{juergen/der-hoefliche-junge-mann}}">meines und das des höflichen jungen Mannes</a>, der inzwischen graue Schläfen hat.</p>
<p>Bei Kessel 2 steht in seinem: „Klopfen hört auf bei 6 min.“ Er hatte keinen Müller, er stand allein da draußen. Zwanzig Sekunden Unterschied, und jeder hat ein Jahrzehnt dafür gebraucht.</p>
<p>Er unterrichtet jetzt an der Berufsschule. Er will beide Hefte kopieren und den Lehrlingen geben, ohne ein Wort dazu. Sie sollen selbst herausfinden, was das ist. Ich wollte gleich eine Einleitung schreiben. Er hat mich angesehen. Ich schreibe keine.</p>`,
    },
  },
  {
    blog: 'wanjiru',
    post: {
      slug: 'to-grace-who-says-she-is-late',
      title: 'To Grace, who says that she is late',
      tags: ['potluck101'],
      html: `<p><a href="{{grace/i-think-i-am-late}}">Grace in Penang</a>, good morning. You are not late. I read you on top of the water tank with my tea, and the tea got cold, which is your fault.</p>
<p>“Sad is when they make the bed themselves.” I have a boy who sharpens everybody’s pencils. I will look at him differently today.</p>
<p>You ask what is the right thing to do about the biscuit. I don’t know either. But may I ask: is there one among your girls who already sees the sad rooms? You would know her, I think. Perhaps it is not a thing to tell all of them. Perhaps it is a thing that you do once, with her beside you, and say nothing, and leave the biscuit in her hand.</p>
<p>I have put my newspaper up. There is space on the bench.</p>`,
    },
  },
  {
    blog: 'ruth',
    post: {
      slug: 'what-the-hook-is',
      title: 'What the hook is, maybe',
      tags: ['potluck101'],
      html: `<p>I asked <a href="{{ruth/coats-then}}">what one can take out of the arms</a> of somebody whose first post arrives among strangers. Wanjiru has answered without having been asked, in <a href="{{wanjiru/to-grace-who-says-she-is-late}}">her letter to Grace</a>. She said one sentence of Grace’s back to her.</p>
<p>I believe that’s it. You take a sentence out of the pile that they’re holding and you say it back, so they can see that it’s been put somewhere safe. Then their hands are free.</p>
<p>So, Grace, from the cold reading room: “Untidy is happy, often.” I’ve hung it next to the card about the coats.</p>`,
    },
  },
  {
    blog: 'grace',
    post: {
      slug: 'the-biscuit-girl',
      title: 'Her name is Siti',
      tags: ['potluck101'],
      html: `<p>My niece showed me how to see who has written about me. I read <a href="{{wanjiru/to-grace-who-says-she-is-late}}">the letter from the water tank</a> standing in the linen room and had to sit down on the towels.</p>
<p>Wanjiru asked if there is one of my girls who already sees. I knew the answer before I finished the line. Her name is Siti. She is with us four months, and twice I found a flower in a room where nobody had ordered a flower.</p>
<p>Today on the sixth floor there was a bed made very tight, corners like a hospital. I didn’t say anything. I stood. Siti looked, and then she took the biscuit from the trolley herself, and looked at me, and I looked out of the window.</p>`,
    },
  },
  {
    blog: 'dilys',
    post: {
      slug: 'marker-pen',
      title: 'What they said about the marker pen',
      tags: ['potluck101', 'kitchen'],
      html: `<p><a href="{{lina/العلبتان}}">Lina asks</a>, in the loveliest handwriting I can’t read (my granddaughter’s phone read it out), what they said when they saw my writing on the card.</p>
<p>Nothing, for a day. Then somebody had put underneath, in biro, which doesn’t hold on plastic, so it was only scratches: “and not the small whisk.” It’s true about the whisk. I’d forgotten that I knew it.</p>
<p>I’ve left the pen on a string.</p>`,
    },
  },
  {
    blog: 'maeve',
    post: {
      slug: 'pat-knows',
      title: null,
      tags: ['potluck101'],
      html: `<p>Told Pat he’s famous in Laikipia on account of <a href="{{wanjiru/who-keeps-the-names}}">Wanjiru’s cook</a>. He thought about it the whole way through unloading. Then he said there’s a woman in Kinsale, works in a school kitchen, who’d have a lot to say to her, and has she email?</p>`,
    },
  },
];
