// npm test: every check, in the order in which they fail fastest. `npm test -- unit browser` runs only those.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { environment, install, nodePath, root } from './runtime.mjs';

const CHECKS = [
  { name: 'format', script: '@biomejs/biome/bin/biome', args: ['ci', '--reporter=summary', '.'] },
  { name: 'types', script: 'astro/bin/astro.mjs', args: ['check', '--minimumFailingSeverity', 'warning'] },
  { name: 'unit', script: 'vitest/vitest.mjs', args: ['run'] },
  { name: 'browser', script: '@playwright/test/cli.js', args: ['test'] },
];

install();
const node = nodePath();
const env = {
  ...environment(),
  // What the checks start in their turn shall find the same Node.
  PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
};
const wanted = process.argv.slice(2);
const failed = [];
for (const { name, script, args } of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const began = Date.now();
  const { status } = spawnSync(node, [`${root}node_modules/${script}`, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  console.log(
    `── ${name}: ${status === 0 ? 'fine' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`,
  );
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll is well.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
