// The dimensions that talent mapping knows, by key and in their published orders. What people call them is
// in the catalogues of texts, one for each language.

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

export const oceanKeys = [
  'openness',
  'conscientiousness',
  'extraversion',
  'agreeableness',
  'neuroticism',
] as const
export type OceanKey = (typeof oceanKeys)[number]

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

const virtueByStrength = new Map<StrengthKey, Virtue>(
  virtues.flatMap((virtue) => strengthsByVirtue[virtue].map((strength) => [strength, virtue])),
)

export const virtueOf = (strength: StrengthKey): Virtue =>
  virtueByStrength.get(strength) ?? 'wisdom'

export const industryKeys = [
  'teknologi',
  'kesehatan',
  'keuangan',
  'pendidikan',
  'rekayasa',
  'pemasaran',
  'hukum',
  'kreatif',
  'media',
  'penjualan',
  'sains',
  'manufaktur',
  'agrikultur',
  'pemerintahan',
  'konsultasi',
  'pariwisata',
  'logistik',
  'energi',
  'sosial',
  'olahraga',
  'properti',
  'kuliner',
  'perdagangan',
  'telekomunikasi',
] as const
export type IndustryKey = (typeof industryKeys)[number]

/** What a statement may rest on: an interest by its letter, all else by its key. */
export type Evidence = Letter | OceanKey | StrengthKey | IndustryKey
