import { execFileSync } from 'node:child_process';

/** The user called nobody, nearly everywhere. */
const NOBODY = 65_534;

/** What a module prints that runs as somebody to whom the rights of files apply; they don't to root. */
export function printUnprivileged(imports: string, lines: string, cwd?: string): string {
  const drop = `if (process.geteuid() === 0) process.setuid(${NOBODY});`;
  const args = ['--input-type=module', '-e', `${imports}\n${drop}\n${lines}`];
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
}
