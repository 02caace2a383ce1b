// Every word of the account's page in English; loaded with it and by no other screen.
import { shareEn } from './share.en.ts'

const tokens = (count: number): string => (count === 1 ? '1 token' : `${count} tokens`)

export const accountEn = {
  share: shareEn,
  title: 'Account',
  email: 'E-mail address',
  since: 'Here since',
  tokens: 'Tokens',
  ledger: 'Every movement, newest first. The balance is their sum.',
  entry: 'No.',
  when: 'When',
  what: 'What',
  amount: 'Tokens',
  kinds: { charge: 'Analysis', refund: 'Refund', grant: 'Received' },
  empty: 'No movements yet.',
  data: 'Your data',
  export: 'Download my data',
  exportHelp:
    'One JSON file: your account, every analysis with its scores and result, every token movement, every notification and link.',
  exporting: 'Collecting…',
  erase: 'Delete my analyses',
  eraseHelp:
    'Deletes every analysis and takes back every link. One that is being analysed is left until it ends. Your account and its token movements stay: they are the proof that nothing was lost.',
  eraseTitle: 'Delete all your analyses?',
  eraseText:
    'They disappear from your pages and all links stop working at once. Download your data first if you may want it. This cannot be undone.',
  eraseYes: 'Delete all of them',
  erased: (count: number) =>
    count === 1 ? '1 analysis was deleted.' : `${count} analyses were deleted.`,
  left: (count: number) =>
    count === 1
      ? '1 is still running; delete it when it has ended.'
      : `${count} are still running; delete them when they have ended.`,
  close: {
    title: 'Close my account',
    lead: 'Your account ends, and what is held about you is erased. Nobody can undo this, not even whoever runs the service.',
    points: {
      erased: {
        title: 'Erased',
        text: 'Your e-mail address and password, every analysis with its scores and result, and all else that is held about you. Links you have shared stop working at once.',
      },
      running: {
        title: 'Ended',
        text: 'Analyses in line or under way. Their tokens go back to the account and end with it.',
      },
      stays: {
        title: 'Kept',
        text: 'Every token movement, and that there was an analysis, under a random code that no longer leads to anybody. They prove that no token went astray.',
      },
      lost: {
        title: 'Lost',
        text: (balance: number) =>
          balance === 0
            ? 'Nothing: you have 0 tokens.'
            : `${tokens(balance)} that you have not used. Nothing is paid out for them.`,
      },
    },
    again: 'You may sign up with the same address later, as somebody new.',
    sureTitle: 'Close your account for good?',
    sureText: (balance: number) =>
      balance === 0
        ? 'Everything of yours is erased. Nobody can undo this; you have 0 tokens left to lose.'
        : `Everything of yours is erased, and what you have not used is lost: ${tokens(balance)}. Nobody can undo this.`,
    password: 'Your password',
    passwordHelp: 'So that nobody else can do this at your screen.',
    needed: 'Enter your password.',
    wrong: 'This is not your password.',
    yes: 'Close my account for good',
    working: 'Closing…',
  },
}
