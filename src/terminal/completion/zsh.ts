import type { Flag, Node } from './vocabulary.js';

/** Completion for zsh, with descriptions. */
export function zshCompletion(nodes: readonly Node[]): string {
  const steps = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const cases = nodes.map(
    ({ path, children, flags, values }) => `    ${quoted(path)})
      next=(${[...children.map(({ word, summary }) => quoted(`${word}:${summary}`)), ...values.map(quoted)].join(' ')})
      flags=(${[...flags.map(described), quoted('--help:Show help.')].join(' ')}) ;;`,
  );
  const open = nodes.flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map(
        ({ name, values }) => `    ${quoted(`${path} ${name}`)}) open=1; values=(${values.map(quoted).join(' ')}) ;;`,
      ),
  );
  return `#compdef refkit
# refkit completion for zsh: write it to a file named _refkit in a folder of $fpath
_refkit() {
  local trail='' candidate open='' word
  local -a next flags values
  for word in \${words[2,CURRENT-1]}; do
    candidate="\${trail:+$trail }$word"
    case "$candidate" in
      ${steps.join('|')}) trail="$candidate" ;;
    esac
  done
  case "$trail \${words[CURRENT-1]}" in
${open.join('\n')}
  esac
  if [[ -n $open ]]; then
    if (( $#values )); then compadd -a values; else _files; fi
    return
  fi
  case "$trail" in
${cases.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe 'flag' flags
  elif (( $#next )); then
    _describe 'command' next
  else
    _files
  fi
}
if [[ $funcstack[1] == _refkit ]]; then _refkit "$@"; else compdef _refkit refkit; fi
`;
}

const described = ({ name, summary }: Flag) => quoted(`${name}:${summary}`);
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
