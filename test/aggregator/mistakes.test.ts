import { expect, test } from 'vitest';
import { openMistakes } from '../../aggregator/mistakes.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';

test('a mistake in a course’s files is told once, another one anew, and so is that all is mended', async () => {
  const contentDir = temporaryFolder();
  const told: string[] = [];
  const look = openMistakes(contentDir, (line) => told.push(line));
  const write = (file: string, source: string) => writeCohort(contentDir, { [file]: source });
  const lookTwice = async () => {
    await look();
    await look();
    return told.splice(0);
  };

  writeCohort(contentDir);
  expect(await lookTwice()).toEqual([]);
  write('02-shoots.md', 'No fields.');
  expect(await lookTwice()).toEqual([expect.stringMatching(/^rhizo\/02-shoots\.md, line 1: /)]);
  write('cohort.md', 'No fields either.');
  expect(await lookTwice()).toEqual([
    expect.stringMatching(/^rhizo stands still until this is mended: rhizo\/cohort\.md, line 1: /),
  ]);
  write('cohort.md', (cohortFiles['cohort.md'] ?? '').replace('tag: rhizo27', 'tag: two words'));
  expect(await lookTwice()).toEqual([expect.stringContaining('rhizo/cohort.md, line 4: tag: ')]);
  writeCohort(contentDir);
  expect(await lookTwice()).toEqual(['Everything in the courses’ files can be read again.']);
  write('02-shoots.md', 'No fields.');
  expect(await lookTwice()).toHaveLength(1);
});
