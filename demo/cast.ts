import { amina } from './cast/amina.ts';
import { dilys } from './cast/dilys.ts';
import { grace } from './cast/grace.ts';
import { henk } from './cast/henk.ts';
import { ines } from './cast/ines.ts';
import { juergen } from './cast/juergen.ts';
import { kofi } from './cast/kofi.ts';
import { lina } from './cast/lina.ts';
import { maeve } from './cast/maeve.ts';
import { marek } from './cast/marek.ts';
import { mele } from './cast/mele.ts';
import { priya } from './cast/priya.ts';
import { ruth } from './cast/ruth.ts';
import { tomasz } from './cast/tomasz.ts';
import { wanjiru } from './cast/wanjiru.ts';
import type { Person } from './person.ts';

export const cast: readonly Person[] = [
  amina,
  dilys,
  grace,
  henk,
  ines,
  juergen,
  kofi,
  lina,
  maeve,
  marek,
  mele,
  priya,
  ruth,
  tomasz,
  wanjiru,
];
