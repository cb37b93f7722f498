import { describe, expect, test } from 'vitest';
import { describeRefusal, isHardBounce, withoutAddresses } from '#core/mail/refusals.ts';

describe('what a mail server says', () => {
  test.each([
    ['550 5.1.1 No such user', true, 'There is no such mailbox.'],
    ['550-5.1.1 The email account does not exist', true, 'There is no such mailbox.'],
    ['550 No such person here', true, 'There is no such mailbox.'],
    ['5.1.1', true, 'There is no such mailbox.'],
    ['550 5.4.1 Recipient address rejected: Access denied', true, 'There is no such mailbox.'],
    ['550 5.2.1 The account is disabled', true, 'The mailbox is switched off.'],
    ['552 5.2.2 Over quota', true, 'The mailbox is full.'],
    ['452 4.2.2 Over quota', false, 'The mailbox is full.'],
    ['451 Try again later', false, 'The mail server asks us to come back later.'],
    ['450 4.2.0 Greylisted', false, 'The mail server asks us to come back later.'],
    [
      '550 5.7.1 Blocked, see https://example.org/550',
      false,
      'Their provider doesn’t take this mail from us. That is for your operator.',
    ],
    ['554 Transaction failed', true, 'Their provider doesn’t take this mail.'],
    ['connect ECONNREFUSED 127.0.0.1:550', false, 'The mail server could not be reached, or gave no answer.'],
    ['The mail could not be put together.', false, 'The mail could not be put together.'],
  ])('%j: final %j, %s', (words, isHard, described) => {
    expect(isHardBounce(words)).toBe(isHard);
    expect(describeRefusal(words)).toBe(described);
  });

  test('is told without the address of anybody', () => {
    expect(withoutAddresses('550 <Mira.M+x@example.org>: unknown (rcpt=mira@example.org)')).toBe(
      '550 <…>: unknown (…)',
    );
  });
});
