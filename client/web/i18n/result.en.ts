// The words of results in English.

export const resultEn = {
  result: {
    title: 'Your result',
    brief: 'In three sentences',
    interests: 'What draws you',
    interestsCaption: 'Your six interests on the hexagon: neighbours are alike, opposites differ.',
    code: (code: string) => `Holland code ${code}`,
    traits: 'How you tend to be',
    traitsCaption:
      'Five broad traits from 0 to 100, with the middle marked. Neither end is better.',
    strengths: 'What you are strong in',
    strengthsCaption:
      'Your 24 character strengths, ranked within you and not against others. The first five are your signature strengths.',
    signature: 'signature',
    table: 'The numbers as a table',
    columns: { what: 'What', score: 'Score', band: 'In words', rank: 'Rank', virtue: 'Virtue' },
    careers: 'Careers to explore',
    careersLead: 'Starting points, not verdicts. Each says why it is here.',
    moreCareers: 'Also worth a look',
    majors: 'Ways in',
    prospects: 'Prospects',
    motivators: 'What moves you',
    learning: 'How you learn',
    environment: 'Where you work well',
    risk: 'Readiness for risk',
    strengthsText: 'Your strengths at work',
    weaknesses: 'The other side',
    insights: 'What stands out',
    skills: 'Skills worth building',
    pitfalls: 'Things to watch',
    roleModels: 'People to read about',
    activities: 'Things to do',
    books: 'Books to read',
    confidence: 'How sure this is',
    clarity: {
      clear: 'Your picture is clear: some interests stand well above the others.',
      mixed:
        'Your picture is mixed: a few interests are close to each other, so read the first lines as a tendency.',
      flat: 'Your picture is flat: your interests are nearly even, so take the order lightly.',
    },
    spread: (points: number) =>
      `${points} points lie between your highest and your lowest interest.`,
    consistency: {
      high: 'Your two leading interests are close kin.',
      medium: 'Your two leading interests are neither kin nor opposites.',
      low: 'Your two leading interests are opposites, which few kinds of work unite.',
    },
    sources: 'Where this comes from',
    madeBy: (analyzer: string) => `Made by the analysis “${analyzer}”.`,
    notThis:
      'These are scores, not percentiles: they compare your answers with each other, not you with other people. No diagnosis, and no ground for hiring alone. A new test changes scores.',
    method:
      'Interests: Holland’s hexagon (RIASEC). Personality: the five-factor model. Strengths: the 24 of the VIA classification, ranked within the person. Careers: by the likeness of interest profiles.',
    written: 'The text of the analysis is in English.',
    print: 'Print or save as PDF',
    share: 'Share',
    remove: 'Delete',
    removeTitle: 'Delete this result?',
    removeText:
      'It disappears from your pages, and its links stop working at once. This cannot be undone.',
    removeYes: 'Delete the result',
    back: 'Back',
    pending: 'This result is not ready yet.',
    toJob: 'See how it stands',
    failed: 'There is no result: the analysis failed.',
    plain: 'What the analysis gave',
    of: (date: string) => `Analysed on ${date}`,
    sharedTitle: 'A shared result',
    sharedUntil: (date: string) =>
      `Shared with you by its owner until ${date}. Parts may be left out.`,
    sharedGone: 'This link does not work',
    sharedGoneText: 'It may have expired, been taken back, or been copied without its end.',
  },
}
