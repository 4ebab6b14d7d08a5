/** Issues on GitHub that were written with a reference's forms. */
import { LABELS } from '../../../src/github/propose/issue-forms.js';
import type { StandInIssue } from '../../support/github/repository.js';

/** The text that GitHub makes of what was filled into a form. */
export function written(form: keyof typeof LABELS, answers: Record<string, string>): string {
  return LABELS[form].map((label) => `### ${label}\r\n\r\n${answers[label] || '_No response_'}`).join('\r\n\r\n');
}

/** The event of a label that was put on an issue. */
export function labeled({ number, title, body, user, state, labels }: StandInIssue, label = 'propose') {
  return {
    action: 'labeled',
    label: { name: label },
    issue: {
      number,
      title,
      body,
      state,
      user: { login: user.login, id: user.id },
      labels: labels.map((name) => ({ name })),
    },
  };
}
