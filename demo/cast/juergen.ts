import { handRolled } from '../makes/hand-rolled.ts';
import type { Person } from '../person.ts';

export const juergen: Person = {
  name: 'juergen',
  author: 'Jürgen Köhler',
  email: 'juergen@koehler-goerlitz.example',
  title: 'Köhlers Werkbank',
  about: 'Ingenieur im Ruhestand aus Görlitz, vierzig Jahre Heizkraftwerk, repariert jetzt Uhren.',
  language: 'de',
  make: handRolled,
  accent: '#00408a',
  pasted: ({ origin }) => `${origin}/rss.php`,
  filing: 'everything',
  joins: 9,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'das-heft-in-der-schublade',
      title: 'Das Heft in der Schublade',
      written: { daysAgo: 8, at: '10:15' },
      tags: [],
      html: `<p>Man hat mich gefragt, <a href="{{course}}/weeks/1">was es mir gebracht hat, etwas für mich zu behalten</a>. Ich antworte auf Deutsch, weil ich auf Englisch klüger klinge, als ich bin.</p>
<p>Ich hatte ein Heft. Grün, kariert, in der zweiten Schublade von oben. Darin stand, wie Kessel 2 wirklich angefahren wird. Nicht wie in der Vorschrift, sondern wie er will. Erst das kleine Ventil, dann warten, bis es in der Leitung aufhört zu klopfen, dann zählen.</p>
<p>Was es mir gebracht hat? Man rief mich an, auch nachts, auch im Urlaub auf Rügen. Ich habe geschimpft und war stolz wie ein Gockel. Zweiundzwanzig Jahre lang war ich unentbehrlich.</p>
<p>Am letzten Tag lag das Heft noch da. Mein Nachfolger war ein höflicher junger Mann. Er hat mich nicht gefragt, und ich war zu gekränkt, es ihm hinzulegen. Kessel 2 haben sie im Jahr darauf stillgelegt, „wegen Unzuverlässigkeit“.</p>
<p>Das Heft habe ich noch. Es ist das Genaueste, was ich je geschrieben habe, und es nützt keinem Menschen mehr.</p>`,
    },
    {
      slug: 'antwort-nach-gisborne',
      title: 'Antwort nach Gisborne',
      written: { daysAgo: 3, at: '09:40' },
      tags: [],
      html: `<p>Liebe Mele, Sie fragen <a href="{{mele/a-letter-to-juergen}}">in Ihrem Brief</a>, ob ich Ihnen eine Seite aus dem Heft zeigen würde. Das hat mich in vierzig Jahren niemand gefragt. Ich musste erst einmal um den Block gehen.</p>
<p>Hier ist Seite 31, vom 4. Februar 1994, minus 17 Grad:</p>
<blockquote><p>Klopfen hört auf bei 6 min 20. Nicht bei 5. Müller sagt 5. Müller hat kalte Füße und will hinein.</p></blockquote>
<p>Sie sehen, es ist weniger Wissenschaft, als ich dachte. Es geht viel um Müller.</p>
<p>Und Sie haben etwas bemerkt, das mir nie aufgefallen ist: Ich habe nach dem <em>Gehör</em> gefahren. Wie <a href="{{tomasz/the-third-sound}}">Herr Wiśniewski seine Brücke</a>, und wie Sie Ihre Pumpe. Drei Leute auf drei Kontinenten, na gut, auf einem Kontinent und einer Insel, und alle horchen. In keiner Vorschrift steht das Wort „horchen“.</p>`,
    },
    {
      slug: 'der-hoefliche-junge-mann',
      title: 'Der höfliche junge Mann',
      written: { daysAgo: 1, at: '11:05' },
      tags: [],
      html: `<p>Ich habe meinem Nachfolger geschrieben. Nach elf Jahren! <a href="{{course}}/weeks/2">Die zweite Woche</a> fragt, wann man geantwortet hat, wo eine Frage besser gewesen wäre. Bei mir war es umgekehrt: Ich habe auf eine Frage gewartet und bin dabei versauert.</p>
<p>Also habe ich selbst gefragt, in einem Satz: „Was hätten Sie damals von mir wissen wollen?“</p>
<p>Er hat noch am selben Abend geantwortet. Er hatte Angst vor mir. Alle sagten ihm, ich hätte ein Heft, und er dachte, wenn er danach fragt, gibt er zu, dass er nichts kann. Wir saßen also beide vor derselben Schublade.</p>
<p>Morgen trinken wir Kaffee. Ich bringe das Heft mit. Er bringt, schreibt er, seines.</p>`,
    },
  ],
};
