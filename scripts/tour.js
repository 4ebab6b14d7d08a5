/**
 * What the tours have in common: commands that are run for real, and what they print, written down as Markdown in a way
 * that two runs are equal.
 */
import { createHash } from 'node:crypto';
import { isCurrent, writeSection } from './sections.js';

/** Where the tours were written down: what stands for the day and the minute of a run. */
const DAY = '2026-11-22';
const MINUTE = '12:00';

/** Steps as Markdown. Those without words of their own (`say`) share the block of the step before. */
export function tourMarkdown(steps) {
  let text = '';
  for (const { say, text: shown } of steps) {
    if (say) text += `${text ? '\n```\n\n' : ''}${say}\n\n\`\`\`console\n${shown}`;
    else text += `\n\n${shown}`;
  }
  return `${text}\n\`\`\``;
}

/**
 * What is new in every run, as something that stays. Equal hexadecimal stays equal, and an abbreviation the beginning
 * of the whole. Dates are only replaced where they are those of the run.
 */
export class Stand {
  #values = [];
  #hexadecimal = new Map();
  #begin = new Date();

  /** What stands for a value from now on, wherever it is. */
  for(value, stable) {
    if (value) this.#values.push([value, stable]);
  }

  /** A text with the values that are so called in it. */
  out(text) {
    return this.#values.reduce((real, [value, stable]) => real.replaceAll(stable, value), text);
  }

  /** A text with what stands for all that is new in it. */
  in(text) {
    const known = this.#values.reduce((shown, [value, stable]) => shown.replaceAll(value, stable), text);
    return this.#withoutTimes(known)
      .replace(/\b[0-9a-f]{40}\b|\b[0-9a-f]{16}\b|^[0-9a-f]{7}(?= )/gm, (found) => this.#hexadecimalFor(found))
      .replace(/ +$/gm, '');
  }

  /** The days of a run are one, or two around midnight. */
  #withoutTimes(text) {
    const days = [...new Set([this.#begin, new Date()].map((time) => time.toISOString().slice(0, 10)))];
    const time = new RegExp(
      `\\b(?:${days.join('|')})(?:(T| )\\d\\d:\\d\\d(?:(:\\d\\d)(\\.\\d+)?)?(Z)?)?(?![\\d-])`,
      'g',
    );
    return text.replace(time, (_, between, seconds, fraction, zone = '') => {
      if (!between) return DAY;
      return `${DAY}${between}${MINUTE}${seconds ? ':00' : ''}${fraction ? '.000' : ''}${zone}`;
    });
  }

  #hexadecimalFor(found) {
    if (this.#values.some(([, stable]) => stable === found)) return found;
    const start = found.slice(0, 7);
    const seen = this.#hexadecimal;
    if (!seen.has(start)) seen.set(start, createHash('sha1').update(`refkit ${seen.size}`).digest('hex'));
    return seen.get(start).slice(0, found.length);
  }
}

/** A person of our own, so that a tour neither needs nor uses anybody's git configuration. */
export function environment(home) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GIT|REFKIT|XDG)_/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Curator',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada Curator',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    TZ: 'UTC',
  };
}

/**
 * Writes a tour into the page that has it, or says where it is stale.
 *
 * @param remedy the command that writes it
 * @returns the exit code
 */
export function putTour(transcript, { write, check, remedy }) {
  if (write) writeSection(write, 'tour', transcript);
  if (check && !isCurrent(check, 'tour', transcript)) {
    console.error(`The tour in ${check} is not what the commands print now. Run "${remedy}".`);
    return 1;
  }
  return 0;
}
