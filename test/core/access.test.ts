import { expect, test } from 'vitest';
import { type Action, isAllowed } from '#core/access.ts';
import type { Membership } from '#core/memberships.ts';
import { testCohort } from '../support/cohort.ts';

const callers = {
  'a stranger': null,
  'a participant': membership('rhizo', 'participant'),
  'a facilitator': membership('rhizo', 'facilitator'),
  'a participant of another cohort': membership('alder', 'participant'),
  'a facilitator of another cohort': membership('alder', 'facilitator'),
};

function membership(cohort: string, role: Membership['role']): Membership {
  return {
    id: 1,
    personId: 1,
    cohort,
    role,
    handle: 'ada',
    rhythm: 'daily',
    budget: 'all',
    mailHour: null,
    awayUntil: null,
    awaySince: null,
    about: null,
    hearsOfAnswers: 'digest',
    mayBeIntroduced: true,
    feedSerial: 1,
    joinedAt: new Date(0),
  };
}

test.each<[keyof typeof callers, 'open' | 'closed', Action[]]>([
  ['a stranger', 'open', ['read']],
  ['a stranger', 'closed', []],
  ['a participant', 'open', ['read', 'take part']],
  ['a participant', 'closed', ['read', 'take part']],
  ['a facilitator', 'open', ['read', 'take part', 'facilitate']],
  ['a facilitator', 'closed', ['read', 'take part', 'facilitate']],
  ['a participant of another cohort', 'open', ['read']],
  ['a participant of another cohort', 'closed', []],
  ['a facilitator of another cohort', 'open', ['read']],
  ['a facilitator of another cohort', 'closed', []],
])('%s of a cohort that is %s may do no more than %j', (caller, openness, expected) => {
  const cohort = { ...testCohort(), openness };
  const actions: Action[] = ['read', 'take part', 'facilitate'];
  expect(actions.filter((action) => isAllowed(action, cohort, callers[caller]))).toEqual(expected);
});
test.each<['open' | 'request' | 'invitation', boolean]>([
  ['open', true],
  ['request', true],
  ['invitation', false],
])('where the way in is %s, a stranger may use the form at the door: %s', (joining, may) => {
  const cohort = { ...testCohort(), joining };
  for (const [caller, membership] of Object.entries(callers)) {
    const isMember = membership?.cohort === 'rhizo';
    expect(isAllowed('join', cohort, membership), caller).toBe(may || isMember);
  }
});
