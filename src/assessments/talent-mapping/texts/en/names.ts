// What scores, traits and strengths are called in English, for the texts of a result and for the pages alike. Names only.
import type { Labels } from '../catalogue.ts'

export const interests: Labels['interests'] = {
  R: 'Realistic',
  I: 'Investigative',
  A: 'Artistic',
  S: 'Social',
  E: 'Enterprising',
  C: 'Conventional',
}

export const traits: Labels['traits'] = {
  openness: 'Openness',
  conscientiousness: 'Conscientiousness',
  extraversion: 'Extraversion',
  agreeableness: 'Agreeableness',
  neuroticism: 'Neuroticism',
}

export const strengths: Labels['strengths'] = {
  creativity: 'Creativity',
  curiosity: 'Curiosity',
  judgment: 'Judgment',
  loveOfLearning: 'Love of learning',
  perspective: 'Perspective',
  bravery: 'Bravery',
  perseverance: 'Perseverance',
  honesty: 'Honesty',
  zest: 'Zest',
  love: 'Love',
  kindness: 'Kindness',
  socialIntelligence: 'Social intelligence',
  teamwork: 'Teamwork',
  fairness: 'Fairness',
  leadership: 'Leadership',
  forgiveness: 'Forgiveness',
  humility: 'Humility',
  prudence: 'Prudence',
  selfRegulation: 'Self-regulation',
  appreciationOfBeauty: 'Appreciation of beauty and excellence',
  gratitude: 'Gratitude',
  hope: 'Hope',
  humor: 'Humour',
  spirituality: 'Spirituality',
}

export const bands: Labels['bands'] = {
  low: 'low',
  ratherLow: 'rather low',
  middle: 'middle',
  ratherHigh: 'rather high',
  high: 'high',
}

export const risk: Labels['risk'] = {
  'very high': 'very high',
  high: 'high',
  moderate: 'moderate',
  low: 'low',
  'very low': 'very low',
}

export const prospects: Labels['prospects'] = {
  'super high': 'very high',
  high: 'high',
  moderate: 'moderate',
  low: 'low',
  'super low': 'very low',
}
