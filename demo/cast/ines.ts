import { eleventy } from '../makes/eleventy.ts';
import type { Person } from '../person.ts';

export const ines: Person = {
  name: 'ines',
  author: 'Inés Carvajal',
  email: 'ines@voces-de-taller.example',
  title: 'Voces de taller',
  about: 'Forma delegadas sindicales en Valparaíso; antes, diecisiete años en una planta conservera.',
  language: 'es',
  make: eleventy,
  accent: '#a3260f',
  pasted: ({ origin }) => `${origin}/`,
  filing: 'everything',
  joins: 7,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'abierto-para-quien',
      title: '¿Abierto para quién?',
      written: { daysAgo: 6, at: '22:10' },
      tags: ['potluck101'],
      html: `<p>Leí con gusto a Priya, que <a href="{{priya/our-mistakes-are-public-now}}">cuelga los errores de la semana con nombre y apellido</a> y dice: escríbelo igual, alguien tiene que ser el primero.</p>
<p>Priya, te creo. Y te pregunto una cosa, sin segunda intención: en tu equipo, ¿quiénes tienen contrato indefinido?</p>
<p>En la conservera éramos doscientas en la línea y ochenta por temporada. Si una de planta decía «me equivoqué con la tapa», el jefe suspiraba. Si lo decía una de temporada, en marzo no la llamaban. Nadie la echaba. Simplemente no sonaba el teléfono.</p>
<p>Y sin embargo aprendíamos. En el baño, en la micro, en una libreta sin tapa que pasaba de delantal en delantal. No tenía nombres. Tenía dibujos. Ahí estaba todo: qué máquina muerde, qué supervisor cuenta los minutos, cómo pararse para que no duela la cadera.</p>
<p>Eso también era abierto. Sólo que abierto hacia el lado, no hacia arriba. Me gustaría que <a href="{{course}}/weeks/1">este curso</a> tuviera una palabra para eso.</p>`,
    },
    {
      slug: 'circulo-del-jueves',
      title: 'Círculo de estudio: traigan una pregunta y algo para picar',
      written: { daysAgo: 2, at: '21:30' },
      dated: { daysAgo: -9, at: '22:30' },
      tags: ['potluck101'],
      html: `<p>La fecha de esta entrada es la del encuentro, así no se me olvida.</p>
<p>Círculo abierto para quienes hacemos este curso en castellano, o con ganas de oírlo: una hora, por video o en la sede de calle Condell, segundo piso, con la escalera de siempre.</p>
<p>No hay expositora. Cada una trae <strong>una pregunta que de verdad no sepa contestar</strong> y algo para picar. La ronda es así: quien pregunta habla dos minutos, las demás sólo pueden preguntar de vuelta durante ocho. Los consejos se dejan en la entrada, junto a los paraguas.</p>
<p>Lo hicimos una vez con las de temporada, y la compañera que menos hablaba fue la que más preguntó. Desde entonces lo hago siempre.</p>`,
    },
    {
      slug: 'la-que-presenta',
      title: 'La que presenta a la gente',
      written: { daysAgo: 1, at: '01:20' },
      tags: ['potluck101'],
      html: `<p><a href="{{course}}/weeks/2">¿Quién presenta a las personas en tu trabajo?</a> En la planta era la Rosa, que vendía sopaipillas en el portón. Llegaba antes que el primer turno y se iba después del último. Si eras nueva, la Rosa ya sabía. «Tú te vas a llevar bien con la Marta, la de los lentes. Dile que te mando yo.»</p>
<p>Henk cuenta <a href="{{henk/twelve-stops}}">que viajó doce paradas sin decirle nada al conductor nuevo</a>, y lo admiro, porque yo no aguanto dos. Pero Henk, ¿y después? ¿Le dijiste a quién buscar en la cochera? Callar a tiempo es de buen anfitrión. Decir «busca a la Marta» también, y para eso hay que abrir la boca.</p>
<p>A la Rosa la sacaron del portón por ordenanza municipal. Ese año se duplicaron los reclamos en la línea. Nadie relacionó una cosa con la otra, salvo nosotras.</p>`,
    },
  ],
};
