/** Colour and width: how output looks on this terminal. */
import { styleText } from 'node:util';

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

type Format = keyof Style;
const FORMATS: Format[] = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'];

export const PLAIN: Style = styleOf(() => (text) => text);
export const COLOURED: Style = styleOf((format) => (text) => (text === '' ? '' : styleText(format, text)));

function styleOf(make: (format: Format) => (text: string) => string): Style {
  return Object.fromEntries(FORMATS.map((format) => [format, make(format)])) as unknown as Style;
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
