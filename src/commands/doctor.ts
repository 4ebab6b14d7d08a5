import type { Check } from '../reference/doctor.js';
import { line } from '../terminal/escape.js';
import type { View } from '../terminal/style.js';
import { ReferenceCommand } from './base/reference-command.js';

const COLOURS = { ok: 'green', warning: 'yellow', error: 'red' } as const;

export default class Doctor extends ReferenceCommand<typeof Doctor, { ok: boolean; checks: Check[] }> {
  static override summary = 'Check this clone: git objects, history, the catalog against git, leftovers, templates.';
  static override examples = ['refkit doctor'];

  protected async work() {
    const checks: Check[] = [];
    for await (const check of (await this.reference()).examine()) checks.push(check);
    const ok = checks.every(({ status }) => status !== 'error');
    if (!ok) this.status = 1;
    return { ok, checks };
  }

  protected present({ checks }: { checks: Check[] }, { terminal, style }: View) {
    return checks
      .map(({ check, status, message, action }) => {
        if (!terminal) return `${[check, status, message, action ?? ''].map(line).join('\t')}\n`;
        const advice = action === null ? '' : `\n         ${style.dim(line(action))}`;
        return `${style[COLOURS[status]](status.padEnd(7))}  ${line(message)}${advice}\n`;
      })
      .join('');
  }
}
