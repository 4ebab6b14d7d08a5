import { describe, expect, test } from 'vitest';
import { NotFoundError, RefkitError } from '../../src/otu/errors.js';
import { errorReport, errorText } from '../../src/terminal/error-report.js';
import { EXIT_CODE_MEANINGS, EXIT_CODES } from '../../src/terminal/exit-codes.js';
import { PLAIN } from '../../src/terminal/style.js';

const view = { terminal: false, columns: 80, style: PLAIN };

class OddError extends RefkitError {
  readonly code = 'ODD_TEST';
  readonly kind = 'conflict';
}

describe('exit codes', () => {
  test('are those of the documentation', () => {
    expect(EXIT_CODES).toEqual({
      failed: 1,
      invalid: 1,
      usage: 2,
      not_found: 3,
      conflict: 4,
      locked: 4,
      forbidden: 4,
      network: 5,
      interrupted: 130,
    });
  });

  test('each has a meaning in the help topic', () => {
    const explained = new Set(EXIT_CODE_MEANINGS.map(([code]) => code));
    expect([...new Set(Object.values(EXIT_CODES))].filter((code) => !explained.has(code))).toEqual([]);
  });
});

describe('the report of an error', () => {
  test('has the message, what to do about it, and the code of its kind', () => {
    const error = new NotFoundError('There is no OTU "x"', { suggestions: ['did you mean y?'], data: { otu: 'x' } });
    const report = errorReport(error, {});
    expect(report.exitCode).toBe(3);
    expect(errorText(report, view)).toBe('error: There is no OTU "x"\n  did you mean y?\n');
    expect(report.json).toEqual({
      id: 'not_found',
      message: 'There is no OTU "x"',
      otu: 'x',
      suggestions: ['did you mean y?'],
    });
  });

  test('keeps its id and message, whatever the data is called', () => {
    const error = new OddError('Refused', { data: { id: 'igboyes', message: 'other' } });
    expect(errorReport(error, {}).json).toMatchObject({ id: 'odd_test', message: 'Refused' });
  });

  test('shows no stack without DEBUG=refkit, and with it the causes too', () => {
    const error = new OddError('Refused', { cause: new Error('the disk is full') });
    expect(errorText(errorReport(error, {}), view)).not.toContain('at ');
    expect(errorText(errorReport(error, { DEBUG: 'other' }), view)).not.toContain('at ');
    expect(errorText(errorReport(error, { DEBUG: 'a,refkit' }), view)).toMatch(/\n {4}at .*caused by Error: the disk/s);
  });

  test('of an error that nobody foresaw gives away nothing but its message', () => {
    const error = Object.assign(new TypeError('x is not a function'), { config: { home: '/home/ada' } });
    const report = errorReport(error, {});
    expect(report.exitCode).toBe(1);
    expect(JSON.stringify(report.json)).not.toContain('/home/ada');
    expect(report.json).toMatchObject({ id: 'internal_error', message: 'x is not a function' });
  });

  test('of a failure of the machine says what to do', () => {
    const error = Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: 'EACCES', syscall: 'open' });
    expect(errorReport(error, {})).toMatchObject({ exitCode: 1, json: { id: 'system_error', code: 'EACCES' } });
    expect(errorReport(error, {}).suggestions).toEqual(['check who may read and write it']);
    const listening = Object.assign(new Error('listen EACCES: permission denied'), {
      code: 'EACCES',
      syscall: 'listen',
    });
    expect(errorReport(listening, {}).suggestions).toEqual([
      'ports below 1024 are for root: choose another one with --port',
    ]);
  });

  test('cannot be made to draw on the terminal by a name in the data', () => {
    expect(errorText(errorReport(new OddError('no OTU "\x1b[2J"'), {}), view)).toBe('error: no OTU "\\x1b[2J"\n');
  });
});
