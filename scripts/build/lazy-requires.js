import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** `const x_1 = require("./x")` as TypeScript and esbuild write it, also through their helpers for default imports. */
const REQUIRE =
  /^(?:const|var) (\w+) = (?:(__importStar|__importDefault|__toESM)\()?require\("([^"]+)"\)(?:(, 1)?\))?;$/gm;

/**
 * An esbuild plugin that makes the CommonJS modules of a folder require others when they first use them and not when
 * they are loaded. oclif's modules import one another in full circle; running a command needs a fifth of them.
 *
 * @param folder with `/` at its end
 * @param unused for each file of the folder, the modules that it names and that nothing here uses: they are left out,
 *   and using them is an error
 */
export function lazyRequires(folder, unused) {
  return {
    name: 'lazy-requires',
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(folder)) return undefined;
        const file = relative(folder, path).split(sep).join('/');
        const text = readFileSync(path, 'utf8');
        return { contents: lazily(text, unused[file]) ?? text, loader: 'js' };
      });
    },
  };
}

/**
 * The module with its imports turned into functions, or null where some use of an import is not understood.
 *
 * @param left the modules that are left out
 */
export function lazily(text, left = []) {
  const names = [];
  let lazy = text.replace(REQUIRE, (_, name, helper, module, mode = '') => {
    names.push(name);
    if (left.includes(module))
      return `function $${name}() { throw new Error('${module} was left out of the bundle'); }`;
    const call = `require("${module}")`;
    return `let $$${name};\nfunction $${name}() { return ($$${name} ??= ${helper ? `${helper}(${call}${mode})` : call}); }`;
  });
  for (const name of names) {
    // Not a member of something else that has the name; but what is spread is no member.
    const alone = `(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name}`;
    lazy = lazy
      .replace(new RegExp(`\\bnew ${name}((?:\\.\\w+)+)`, 'g'), (_, members) => `new ($${name}()${members})`)
      .replace(new RegExp(`${alone}(?=\\.)`, 'g'), () => `$${name}()`);
    if (new RegExp(`${alone}(?![\\w$'":-])`).test(lazy.replace(/(['"]).*?\1/g, ''))) return null;
  }
  return lazy;
}
