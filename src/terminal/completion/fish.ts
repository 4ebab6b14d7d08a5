import type { Flag, Node } from './vocabulary.js';

/** Completion for fish. */
export function fishCompletion(nodes: readonly Node[]): string {
  const steps = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const rules = nodes.flatMap(({ path, children, flags, values }) => {
    const at = `complete -c refkit -n ${quoted(`__refkit_at ${quoted(path)}`)}`;
    const keepsFiles = children.length === 0 && values.length === 0 && path !== '';
    return [
      ...(keepsFiles ? [] : [`${at} -f`]),
      ...children.map(({ word, summary }) => `${at} -a ${word} -d ${quoted(summary)}`),
      ...(values.length > 0 ? [`${at} -a ${quoted(values.join(' '))}`] : []),
      ...flags.map((flag) => `${at} ${option(flag)}`),
    ];
  });
  return `# refkit completion for fish: write it to ~/.config/fish/completions/refkit.fish
function __refkit_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        set -l candidate (string trim -- "$path $word")
        if contains -- "$candidate" ${steps.join(' ')}
            set path "$candidate"
        end
    end
    test "$path" = "$argv[1]"
end
${rules.join('\n')}
complete -c refkit -l help -d 'Show help.'
`;
}

function option({ name, summary, takesValue, values }: Flag): string {
  const letter = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const value = takesValue ? ` -r${values.length > 0 ? `f -a ${quoted(values.join(' '))}` : ''}` : '';
  return `${letter}${value} -d ${quoted(summary)}`;
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
