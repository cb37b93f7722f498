import { createTransport } from 'nodemailer';
import { findCohort } from '#core/cohorts.ts';
import { openDatabase } from '#core/db/open.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { digestHtml } from '#core/digest/html.ts';
import { digestSubject } from '#core/digest/subject.ts';
import { digestText } from '#core/digest/text.ts';
import { listIssues } from '#core/issues.ts';
import { listReaders } from '#core/mail/wishes.ts';
import { CONNECTIONS } from '../../aggregator/postbox.ts';
import { COHORT } from '../cohort.ts';
import { serveSending } from './contenders.ts';
import { settingsFor } from './settings.ts';

// nodemailer as its documentation has it: the same words, rendered once, and a mail composed for each recipient.
// It keeps no account of what it has sent.

const settings = settingsFor(process.argv);
const db = openDatabase(settings.databaseUrl);
const found = await findCohort(settings.contentDir, COHORT);
const [row] = await listIssues(db, COHORT, 1);
if (found?.kind !== 'cohort' || !row) throw new Error('There is nothing to send.');

const base = `${settings.siteUrl}/${COHORT}/`;
const links = {
  issueUrl: `${base}daily/${row.publishedOn}`,
  cohortUrl: base,
  controlsUrl: `${settings.siteUrl}/mail/12345.fM0cJ9x0wq2Z8vYw1T5rJt3mQ7bKd4sH6uN1eX2aP0g`,
  unsubscribeUrl: `${settings.siteUrl}/unsubscribe/12345.fM0cJ9x0wq2Z8vYw1T5rJt3mQ7bKd4sH6uN1eX2aP0g`,
};
const issue = await gatherIssue(db, found.cohort, row, settings.siteUrl);
const words = {
  subject: digestSubject(issue),
  text: digestText(issue, links),
  html: digestHtml(issue, links),
};
const readers = await listReaders(db, COHORT, 'daily');

serveSending(async () => {
  const transport = createTransport({ url: settings.smtpUrl ?? '', pool: true, maxConnections: CONNECTIONS });
  const rest = readers.values();
  const connection = async () => {
    for (const { id, name, email } of rest) {
      await transport.sendMail({
        ...words,
        from: settings.mailFrom,
        to: { name, address: email },
        messageId: `<${COHORT}.${row.publishedOn}.${id}@potluck.example>`,
        headers: {
          'List-Id': `<daily.${COHORT}.potluck.example>`,
          'List-Unsubscribe': `<${links.unsubscribeUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  transport.close();
  return readers.length;
});
