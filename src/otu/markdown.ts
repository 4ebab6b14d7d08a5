/**
 * Text from data as Markdown that shows it as it is, wherever GitHub renders it. A name in a reference could hold
 * markup, a picture that tells on its reader, a mention that sends mail, or a link to an issue that is closed by it.
 */

/** What GitHub turns into links after the Markdown is read, so that a backslash does not keep it from that. */
const LINKS: readonly [pattern: RegExp, kept: string][] = [
  [/([@#])/g, '$1\u200b'],
  [/(?<![a-z\d])(GH)(?=-\d)/gi, '$1\u200b'],
  [/(?<![a-z\d])(https?|ftp|www|mailto|xmpp)(?=[:.])/gi, '$1\u200b'],
];

/**
 * A text for the middle of a line, which has no control characters: in what comes out nothing is emphasis, code, HTML, a
 * table, a link, a mention (`@name`) or a reference (`#1`, `GH-1`).
 */
export function markdownText(text: string): string {
  return inertText(text)
    .replace(/[\\`*_{}[\]<>()#+!|~$-]/g, '\\$&')
    .replaceAll('&', '&amp;');
}

/** A text for where there is no Markdown, such as a title: in what comes out nothing is a mention, a reference or a link. */
export function inertText(text: string): string {
  return LINKS.reduce((part, [pattern, kept]) => part.replace(pattern, kept), text);
}

/** An id as code, in which backslashes would show. */
export function markdownCode(id: string): string {
  return `\`${id.replace(/[^\w.-]/g, '?')}\``;
}

/**
 * The same for the HTML that Markdown may hold, such as a `<summary>`: there backslashes would show. What would act in
 * Markdown is written by its number too, so that it does not matter which of the two a reader takes it for.
 */
export function markdownHtml(text: string): string {
  const kept = LINKS.reduce((part, [pattern, whole]) => part.replace(pattern, whole), text);
  return kept.replace(/[&<>"'\\`*_[\]|~$]/g, (character) => `&#${character.charCodeAt(0)};`);
}
