import { asDatabaseError, DatabaseError } from '#core/db/file.ts';
import { SettingsError } from '#core/env.ts';
import { type Command, CommandError, helpFor, readArguments } from './command.ts';
import { bounceCommand } from './commands/bounce.ts';
import { checkCommand } from './commands/check.ts';
import { deliverCommand } from './commands/deliver.ts';
import { importCommand } from './commands/import.ts';
import { inviteCommand } from './commands/invite.ts';
import { migrateCommand } from './commands/migrate.ts';
import { publishCommand } from './commands/publish.ts';
import { refreshCommand } from './commands/refresh.ts';
import { runCommand } from './commands/run.ts';

export const COMMANDS: Command[] = [
  runCommand,
  refreshCommand,
  publishCommand,
  deliverCommand,
  bounceCommand,
  inviteCommand,
  importCommand,
  checkCommand,
  migrateCommand,
];

/** Runs a command of `npx potluck`. Its exit status is 0 only when it did what was asked. */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help') {
    console.log(overview());
    return name === undefined ? 1 : 0;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) {
    console.error(`There is no command "${name}".\n\n${overview()}`);
    return 1;
  }
  if (rest.includes('--help')) {
    console.log(helpFor(command));
    return 0;
  }
  try {
    await command.run(readArguments(command, rest));
    return 0;
  } catch (thrown) {
    const error = asDatabaseError(thrown) ?? thrown;
    const isForeseen = [CommandError, SettingsError, DatabaseError].some((kind) => error instanceof kind);
    console.error(isForeseen && error instanceof Error ? error.message : thrown);
    return command.failure ?? 1;
  }
}

function overview(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`);
  return ['npx potluck COMMAND', '', ...commands, '', 'npx potluck COMMAND --help says more.'].join('\n');
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
