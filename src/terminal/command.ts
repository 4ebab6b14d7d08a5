/**
 * The base of every command. It owns what they share: parsing, the value that is printed as JSON or drawn as text,
 * warnings, progress, and the way from an error to a message and an exit code. A command does its work through
 * {@link RefkitCommand.work} and draws the result in {@link RefkitCommand.present}; nothing else writes to the console.
 */

import type { Interfaces } from '@oclif/core';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { errorReport, errorText } from './error-report.js';
import { UsageError } from './errors.js';
import { lines } from './escape.js';
import { output } from './output.js';
import type { ProgressStep } from './progress.js';
import { type View, viewOf } from './style.js';
import { usageError } from './usage.js';
import { count, grouped } from './words.js';

export type CommandFlags<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof RefkitCommand)['baseFlags'] & T['flags']
>;
export type CommandArgs<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/**
 * @typeParam T the command's own class, for the types of its flags and arguments
 * @typeParam Value what the command answers: what {@link json} prints, and what {@link present} draws
 */
export abstract class RefkitCommand<T extends typeof Command, Value> extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'Print one JSON value and nothing else.', helpGroup: 'GLOBAL' }),
  };

  protected flags!: CommandFlags<T>;
  protected args!: CommandArgs<T>;
  /** What the process exits with when nothing fails. */
  protected status = 0;
  readonly #said = new Set<string>();
  readonly #notes: string[] = [];
  #progress: { update(step: ProgressStep): void; clear(): void } | null = null;

  /** Does the work. What it gives has to be a JSON value other than null. */
  protected abstract work(): Promise<Value>;

  /** What `--json` prints of the value: the value itself, unless the API's shape is only a part of it. */
  protected json(value: Value): unknown {
    return value;
  }

  /** The same value as text, each line ended by a line break; null where there is nothing to show of it. */
  protected abstract present(value: Value, view: View): string | null | Promise<string>;

  /** Parses, works, prints. Never throws. @returns the exit code */
  async execute(): Promise<number> {
    await this._run();
    return this.status;
  }

  override async init(): Promise<void> {
    const { baseFlags, flags, args, strict } = this.ctor;
    const known = Object.keys({ ...baseFlags, ...flags });
    const parsed = await this.parse({ baseFlags, flags, args, strict }).catch(async (error: Error) => {
      throw await usageError(error, { id: this.idText, flags: known });
    });
    this.flags = parsed.flags as CommandFlags<T>;
    this.args = parsed.args as CommandArgs<T>;
  }

  override async run(): Promise<void> {
    const value = await this.work();
    this.#progress?.clear();
    if (this.jsonEnabled()) {
      this.write(`${JSON.stringify(this.json(value), null, 2)}\n`);
      return;
    }
    const text = await this.present(value, viewOf(process.stdout));
    if (text === null) return;
    this.write(text);
    if (text === '') this.note('Nothing found');
    if (process.stdout.isTTY) for (const note of this.#notes) process.stderr.write(note);
  }

  override async catch(error: Error): Promise<void> {
    this.parsed = true; // or oclif reproaches the command for not parsing
    this.#progress?.clear();
    const report = errorReport(error);
    this.status = report.exitCode;
    if (this.jsonEnabled()) this.write(`${JSON.stringify({ error: report.json }, null, 2)}\n`);
    else process.stderr.write(errorText(report, viewOf(process.stderr)));
  }

  override jsonEnabled(): boolean {
    const end = this.argv.indexOf('--');
    return (end < 0 ? this.argv : this.argv.slice(0, end)).includes('--json');
  }

  /** Says something on standard error that does not stop the work; once, however often it is said. */
  override warn(input: Error | string): Error | string {
    const message = typeof input === 'string' ? input : input.message;
    if (this.#said.has(message)) return input;
    this.#said.add(message);
    this.#progress?.clear();
    process.stderr.write(`${viewOf(process.stderr).style.yellow('warning:')} ${lines(message)}\n`);
    return input;
  }

  /** What a person has to know, on standard error. */
  protected tell(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Talk for people, on standard error, only where standard output is a terminal: hints, page numbers. */
  protected note(text: string): void {
    if (process.stdout.isTTY && !this.jsonEnabled())
      process.stderr.write(`${viewOf(process.stderr).style.dim(text)}\n`);
  }

  /** On a terminal, which page of a list this is, where there is more than one. */
  protected notePage(list: { page: number; page_count: number; found_count: number }, noun: string): void {
    const { page, page_count, found_count } = list;
    if (page_count <= 1) return;
    const next = page < page_count ? `; --page ${page + 1} shows more` : '';
    this.note(`Page ${page} of ${grouped(page_count)}, ${count(found_count, noun)}${next}`);
  }

  /** Returns when somebody has said yes, on the command line or when asked. @throws NotConfirmedError, UsageError */
  protected async confirm(yes: boolean, question: string): Promise<void> {
    if (yes) return;
    const { confirm } = await import('./prompt.js');
    await confirm(lines(question));
  }

  /** Refuses an edit that says nothing to change. @throws UsageError */
  protected requireOne(input: Record<string, unknown>): void {
    if (Object.values(input).some((value) => value !== undefined)) return;
    throw new UsageError('Nothing to change was given', {
      data: { command: this.idText },
      suggestions: [`"refkit ${this.idText} --help" lists what can be changed`],
    });
  }

  /** What long work reports to; undefined where nobody would see it. */
  protected async progress(): Promise<((step: ProgressStep) => void) | undefined> {
    if (!process.stderr.isTTY) return undefined;
    const { ProgressLine } = await import('./progress.js');
    const progress = new ProgressLine();
    this.#progress = progress;
    return (step) => progress.update(step);
  }

  /** The command's name as it is typed. */
  protected get idText(): string {
    return (this.id ?? '').replaceAll(':', ' ');
  }

  /** Data, on standard output. */
  protected write(text: string | Uint8Array): void {
    output(text);
  }
}
