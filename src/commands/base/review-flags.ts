import * as Flags from '@oclif/core/flags';

/** What is reviewed, what is written of it where, and where it is posted. */
export const reviewFlags = {
  base: Flags.string({ description: 'What the change is proposed to, as it is now.', helpValue: 'REV' }),
  head: Flags.string({ description: 'The newest commit of the change.', helpValue: 'REV' }),
  author: Flags.string({ description: 'The GitHub login of whoever proposes it.', helpValue: 'LOGIN' }),
  from: Flags.string({
    description: 'Take a review that --output wrote, instead of making one. It is checked, and needs no reference.',
    helpValue: 'FILE',
    exclusive: ['base', 'author'],
  }),
  format: Flags.string({
    description: 'How to draw it.',
    options: ['text', 'markdown', 'json', 'html'],
    default: 'text',
  }),
  output: Flags.string({ char: 'o', description: 'Also write it as JSON, for --from.', helpValue: 'FILE' }),
  html: Flags.string({ description: 'Also write all of it as a page.', helpValue: 'FILE' }),
  markdown: Flags.string({ description: 'Also write it as Markdown.', helpValue: 'FILE' }),
  post: Flags.boolean({ description: 'Post it to its pull request: one comment, kept up to date, and a check run.' }),
  'pull-request': Flags.integer({
    description: 'Which one; the open one with that newest commit unless given.',
    min: 1,
    helpValue: 'N',
    dependsOn: ['post'],
  }),
  repository: Flags.string({
    description: 'The repository on GitHub.',
    env: 'GITHUB_REPOSITORY',
    helpValue: 'OWNER/REPO',
  }),
};
