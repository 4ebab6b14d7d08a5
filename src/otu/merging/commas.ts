/** The parts of a JSON text, or of one that is nearly so: strings, brackets and signs, words, white space. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|[{}[\]:,]|[^\s{}[\]:,"]+|\s+/g;

/**
 * A JSON text with its commas put right: none before a closing bracket, one between two members. Where parts of a text
 * are chosen one by one, no choice knows whether something follows.
 */
export function withCommas(text: string): string {
  const parts: string[] = [];
  /** Where the last part stands that is no white space; -1: nowhere yet. */
  let last = -1;
  for (const token of text.match(TOKEN) ?? []) {
    if (token.trim() === '') {
      parts.push(token);
      continue;
    }
    const before = parts[last] ?? '';
    const isEnd = token === '}' || token === ']';
    if (isEnd && before === ',') parts[last] = '';
    else if (!isEnd && token !== ',' && token !== ':' && before !== '' && !'{[:,'.includes(before)) parts[last] += ',';
    last = parts.push(token) - 1;
  }
  return parts.join('');
}
