// For every Node that we start, before anything else. To know how to read a file of a package, Node copies the whole
// `exports` of its package.json, for each import anew. Those of drizzle-orm are 178 kB, and its files import each other
// four hundred times: half of what a command took to start, and a hundred megabytes. They are all modules.
import * as nodeModule from 'node:module';

const FILES = '/node_modules/drizzle-orm/';

// The Node that only looks for another one may be too old to have this.
nodeModule.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    const isOwn = specifier.startsWith('.') && specifier.endsWith('.js') && parentURL?.includes(FILES);
    if (!isOwn) return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
