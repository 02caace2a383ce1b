// What scores, traits and strengths are called in Indonesian, for the texts of a result and for the pages alike. Names only.
import type { Labels } from '../catalogue.ts'

export const interests: Labels['interests'] = {
  R: 'Realistik',
  I: 'Investigatif',
  A: 'Artistik',
  S: 'Sosial',
  E: 'Wirausaha',
  C: 'Konvensional',
}

export const traits: Labels['traits'] = {
  openness: 'Keterbukaan',
  conscientiousness: 'Kesungguhan',
  extraversion: 'Ekstraversi',
  agreeableness: 'Keramahan',
  neuroticism: 'Neurotisisme',
}

export const strengths: Labels['strengths'] = {
  creativity: 'Kreativitas',
  curiosity: 'Rasa ingin tahu',
  judgment: 'Pertimbangan matang',
  loveOfLearning: 'Cinta belajar',
  perspective: 'Wawasan luas',
  bravery: 'Keberanian',
  perseverance: 'Ketekunan',
  honesty: 'Kejujuran',
  zest: 'Semangat',
  love: 'Kasih',
  kindness: 'Kebaikan hati',
  socialIntelligence: 'Kecerdasan sosial',
  teamwork: 'Kerja sama',
  fairness: 'Keadilan',
  leadership: 'Kepemimpinan',
  forgiveness: 'Pemaafan',
  humility: 'Kerendahan hati',
  prudence: 'Kehati-hatian',
  selfRegulation: 'Pengendalian diri',
  appreciationOfBeauty: 'Penghargaan atas keindahan dan keunggulan',
  gratitude: 'Rasa syukur',
  hope: 'Harapan',
  humor: 'Humor',
  spirituality: 'Spiritualitas',
}

export const bands: Labels['bands'] = {
  low: 'rendah',
  ratherLow: 'agak rendah',
  middle: 'sedang',
  ratherHigh: 'agak tinggi',
  high: 'tinggi',
}

export const risk: Labels['risk'] = {
  'very high': 'sangat tinggi',
  high: 'tinggi',
  moderate: 'sedang',
  low: 'rendah',
  'very low': 'sangat rendah',
}

export const prospects: Labels['prospects'] = {
  'super high': 'sangat tinggi',
  high: 'tinggi',
  moderate: 'sedang',
  low: 'rendah',
  'super low': 'sangat rendah',
}
