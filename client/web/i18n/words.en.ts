// What the scores are called in English, each with one line that helps to fill in a form.

import {
  bands,
  interests,
  prospects,
  risk,
  strengths,
  traits,
} from '../../../src/assessments/talent-mapping/texts/en/names.ts'

export const wordsEn = {
  interests: {
    realistic: {
      name: interests.R,
      help: 'Working with tools, machines, plants or animals; seeing what you made',
    },
    investigative: {
      name: interests.I,
      help: 'Asking how and why, looking at evidence, solving hard problems',
    },
    artistic: {
      name: interests.A,
      help: 'Making something of your own with words, sound, pictures or form',
    },
    social: { name: interests.S, help: 'Helping, teaching and looking after people' },
    enterprising: { name: interests.E, help: 'Leading, persuading and starting things' },
    conventional: {
      name: interests.C,
      help: 'Keeping things in order: records, figures, clear procedures',
    },
  },
  traits: {
    openness: { name: traits.openness, help: 'From fond of the familiar to fond of new ideas' },
    conscientiousness: {
      name: traits.conscientiousness,
      help: 'From going with the moment to planning and finishing',
    },
    extraversion: {
      name: traits.extraversion,
      help: 'From quiet and reserved to outgoing and lively',
    },
    agreeableness: {
      name: traits.agreeableness,
      help: 'From challenging to trusting and considerate',
    },
    neuroticism: { name: traits.neuroticism, help: 'From calm under strain to quickly worried' },
  },
  // Short, since it stands beside a field.
  strengths: { ...strengths, appreciationOfBeauty: 'Appreciation of beauty' },
  virtues: {
    wisdom: 'Wisdom',
    courage: 'Courage',
    humanity: 'Humanity',
    justice: 'Justice',
    temperance: 'Temperance',
    transcendence: 'Transcendence',
  },
  bands,
  levels: { ...risk, ...prospects },
  fits: {
    veryClose: 'Very close to your interests',
    close: 'Close to your interests',
    worthALook: 'Worth a look',
    unusualMix: 'An unusual mix: nothing is very close',
  },
  prospects: {
    jobAvailability: 'Openings',
    salaryPotential: 'Pay',
    careerProgression: 'Advancement',
    industryGrowth: 'Growth of the field',
    skillDevelopment: 'Learning on the job',
    aiOvertake: 'Work that machines may take over',
  },
}
