/** Colour and width: how output looks on this terminal. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** What text is drawn for. */
export interface View {
  /** Whether a person looks at it: tables have headers and are aligned. Otherwise it is made for other programs. */
  terminal: boolean;
  /** Width in characters. */
  columns: number;
  style: Style;
}

/** Codes that turn a style on and off (ECMA-48, Select Graphic Rendition). Node's own styleText looks at NO_COLOR itself. */
const CODES: Record<keyof Style, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export const PLAIN: Style = styleOf(() => (text) => text);
export const COLOURED: Style = styleOf(
  ([on, off]) =>
    (text) =>
      text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`,
);

function styleOf(make: (codes: readonly [number, number]) => (text: string) => string): Style {
  return Object.fromEntries(Object.entries(CODES).map(([name, codes]) => [name, make(codes)])) as unknown as Style;
}

/**
 * Whether output to a stream is coloured. FORCE_COLOR and CLICOLOR_FORCE turn it on anywhere ("0" does not), NO_COLOR
 * and TERM=dumb turn it off; without any of them it is on where the stream is a terminal.
 */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const forced = env.FORCE_COLOR ?? env.CLICOLOR_FORCE;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== 'dumb';
}

/** How text for a stream is drawn. */
export function viewOf(stream: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv = process.env): View {
  const terminal = stream.isTTY === true;
  return {
    terminal,
    columns: (terminal && stream.columns) || 80,
    style: wantsColour(terminal, env) ? COLOURED : PLAIN,
  };
}
