// The dimensions that talent mapping knows and what people call them. Words and orders only.

export const riasecKeys = [
  'realistic',
  'investigative',
  'artistic',
  'social',
  'enterprising',
  'conventional',
] as const

/** In the order of the hexagon: neighbours here are neighbours there, and the last meets the first. */
export const letters = ['R', 'I', 'A', 'S', 'E', 'C'] as const
export type Letter = (typeof letters)[number]

export const letterLabels: Record<Letter, string> = {
  R: 'Realistic',
  I: 'Investigative',
  A: 'Artistic',
  S: 'Social',
  E: 'Enterprising',
  C: 'Conventional',
}

export const oceanKeys = [
  'openness',
  'conscientiousness',
  'extraversion',
  'agreeableness',
  'neuroticism',
] as const
export type OceanKey = (typeof oceanKeys)[number]

export const oceanLabels: Record<OceanKey, string> = {
  openness: 'Openness',
  conscientiousness: 'Conscientiousness',
  extraversion: 'Extraversion',
  agreeableness: 'Agreeableness',
  neuroticism: 'Neuroticism',
}

/** The published order of the VIA classification, virtue by virtue. */
export const strengthsByVirtue = {
  wisdom: ['creativity', 'curiosity', 'judgment', 'loveOfLearning', 'perspective'],
  courage: ['bravery', 'perseverance', 'honesty', 'zest'],
  humanity: ['love', 'kindness', 'socialIntelligence'],
  justice: ['teamwork', 'fairness', 'leadership'],
  temperance: ['forgiveness', 'humility', 'prudence', 'selfRegulation'],
  transcendence: ['appreciationOfBeauty', 'gratitude', 'hope', 'humor', 'spirituality'],
} as const
export type Virtue = keyof typeof strengthsByVirtue
export type StrengthKey = (typeof strengthsByVirtue)[Virtue][number]

export const virtues = Object.keys(strengthsByVirtue) as Virtue[]
export const strengthKeys: readonly StrengthKey[] = Object.values(strengthsByVirtue).flat()

export const virtueOf = (strength: StrengthKey): Virtue =>
  virtues.find((virtue) =>
    (strengthsByVirtue[virtue] as readonly StrengthKey[]).includes(strength),
  ) ?? 'wisdom'

/** The keys are what submissions use; the labels are what people read. */
export const industryLabels = {
  teknologi: 'technology',
  kesehatan: 'health',
  keuangan: 'finance',
  pendidikan: 'education',
  rekayasa: 'engineering',
  pemasaran: 'marketing',
  hukum: 'law',
  kreatif: 'creative work',
  media: 'media',
  penjualan: 'sales',
  sains: 'science',
  manufaktur: 'manufacturing',
  agrikultur: 'agriculture',
  pemerintahan: 'government',
  konsultasi: 'consulting',
  pariwisata: 'tourism',
  logistik: 'logistics',
  energi: 'energy',
  sosial: 'social work',
  olahraga: 'sports',
  properti: 'property',
  kuliner: 'food',
  perdagangan: 'trade',
  telekomunikasi: 'telecommunications',
} as const
export type IndustryKey = keyof typeof industryLabels
export const industryKeys = Object.keys(industryLabels) as IndustryKey[]
