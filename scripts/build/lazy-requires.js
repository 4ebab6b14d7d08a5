import { readFileSync } from 'node:fs';

/** `const x_1 = require("./x")` as TypeScript writes it, also through its helpers for default and star imports. */
const REQUIRE = /^(?:const|var) (\w+) = (?:(__importStar|__importDefault)\()?require\("([^"]+)"\)\)?;$/gm;

/**
 * An esbuild plugin that makes the CommonJS modules which match `filter` require others when they first use them and
 * not when they are loaded. oclif's modules import one another in full circle; running a command needs a fifth of them.
 * A module that uses an import in a way that this does not know is left as it is.
 */
export function lazyRequires(filter) {
  return {
    name: 'lazy-requires',
    setup(build) {
      build.onLoad({ filter: new RegExp(`${filter.source}.*\\.js$`) }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        return { contents: lazily(text) ?? text, loader: 'js' };
      });
    },
  };
}

/** The module with its imports turned into functions, or null where some use of an import is not understood. */
function lazily(text) {
  const names = [];
  let lazy = text.replace(REQUIRE, (_, name, helper, module) => {
    names.push(name);
    const call = `require("${module}")`;
    return `let $$${name};\nfunction $${name}() { return ($$${name} ??= ${helper ? `${helper}(${call})` : call}); }`;
  });
  for (const name of names) {
    lazy = lazy
      .replace(new RegExp(`\\bnew ${name}((?:\\.\\w+)+)`, 'g'), (_, members) => `new ($${name}()${members})`)
      .replace(new RegExp(`(?<![\\w$.])${name}(?=\\.)`, 'g'), () => `$${name}()`);
    if (new RegExp(`(?<![\\w$.'"/-])${name}(?![\\w$'":-])`).test(lazy)) return null;
  }
  return lazy;
}
