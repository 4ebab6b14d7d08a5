import type { Node } from './vocabulary.js';

/** Completion for bash 3.2 and later, without the bash-completion package. */
export function bashCompletion(nodes: readonly Node[]): string {
  const steps = nodes.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = nodes.flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map(({ name, values: known }) => `    '${path} ${name}') words='${known.join(' ')}'; open=1 ;;`),
  );
  const words = nodes.flatMap(({ path, children, flags, values: known }) => {
    const next = [...children.map(({ word }) => word), ...known];
    return [
      `    '${path}') words='${next.join(' ')}'; flags='${[...flags.map(({ name }) => name), '--help'].join(' ')}' ;;`,
    ];
  });
  return `# refkit completion for bash: source it, such as by  source <(refkit completion bash)  in ~/.bashrc
_refkit() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' flags='' open='' at candidate
  for ((at = 1; at < COMP_CWORD; at++)); do
    candidate="\${path:+$path }\${COMP_WORDS[at]}"
    case "$candidate" in
      ${steps.join('|')}) path="$candidate" ;;
    esac
  done
  COMPREPLY=()
  case "$path $previous" in
${values.join('\n')}
  esac
  if [[ $open ]]; then
    [[ $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "$path" in
${words.join('\n')}
  esac
  [[ $current == -* ]] && words="$flags"
  [[ $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _refkit refkit
`;
}
