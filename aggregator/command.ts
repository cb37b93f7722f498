import { parseArgs } from 'node:util';

/** A command of `npx potluck`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows the name, such as `EMAIL --cohort C`. */
  usage: string;
  options: Record<string, { type: 'string' | 'boolean'; help: string }>;
  /** How many words follow the name. */
  words: number;
  /** The exit status when it can't be done; 1 for those that don't say. */
  failure?: number;
  run(given: Given): Promise<void>;
}

export interface Given {
  words: string[];
  flag(name: string): boolean;
  text(name: string): string | null;
}

/** What was asked can't be done; the message says why and what to do. */
export class CommandError extends Error {}

/** @throws CommandError when the words and options don't fit the command. */
export function readArguments(command: Command, args: string[]): Given {
  const parsed = parse(command, args);
  if (parsed.positionals.length !== command.words) {
    throw new CommandError(`It should be: npx potluck ${command.name} ${command.usage}`);
  }
  const { values } = parsed;
  return {
    words: parsed.positionals,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : null;
    },
  };
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: command.options, allowPositionals: true, strict: true });
  } catch (error) {
    // parseArgs names the option that it doesn't know; its errors are TypeErrors with a code.
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(`${error.message.split('. ')[0]}. See npx potluck ${command.name} --help.`);
  }
}

export function helpFor(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { type, help }]) =>
      `  --${type === 'string' ? `${name} ${name.toUpperCase()}` : name}`.padEnd(24) + help,
  );
  return [
    `npx potluck ${command.name} ${command.usage}`.trim(),
    '',
    command.summary,
    '',
    ...options,
    '',
  ].join('\n');
}
