// Land, water and animals: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const nature: readonly WrittenOccupation[] = [
  {
    id: 'forest-manager',
    values: [5.5, 5, 1.5, 2.5, 4.5, 3.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 3, 2],
    majors: ['forestry', 'environmentalScience', 'ecology'],
    industries: ['agrikultur', 'pemerintahan'],
    english: {
      title: 'Forest Manager',
      work: 'looking after forests: surveying, planting, protecting and harvesting them well',
    },
    indonesian: {
      title: 'Pengelola Hutan',
      work: 'merawat hutan: menyurvei, menanam, melindungi, dan memanen dengan baik',
    },
  },
  {
    id: 'farm-manager',
    values: [6, 3, 1.5, 2, 5, 4],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 2],
    majors: ['agriculture', 'agribusiness', 'animalScience'],
    industries: ['agrikultur'],
    english: {
      title: 'Farm Manager',
      work: 'running a farm: its soil, animals, machines, people and sales',
    },
    indonesian: {
      title: 'Pengelola Pertanian',
      work: 'mengelola lahan pertanian: tanah, ternak, mesin, orang, dan penjualannya',
    },
  },
  {
    id: 'fish-farmer',
    values: [6.5, 4, 1, 1.5, 4, 3],
    preparation: 2,
    prospects: [3, 3, 3, 3, 3, 2],
    majors: ['aquaculture', 'agribusiness'],
    industries: ['agrikultur', 'kuliner'],
    english: { title: 'Fish Farmer', work: 'raising fish and shrimp from egg to market' },
    indonesian: {
      title: 'Pembudi Daya Ikan',
      work: 'membesarkan ikan dan udang dari telur sampai pasar',
    },
  },
  {
    id: 'gardener',
    values: [6.5, 2.5, 3.5, 2, 1.5, 2],
    preparation: 1,
    prospects: [3, 2, 2, 2, 3, 1],
    majors: ['horticulture', 'landscapeArchitecture'],
    industries: ['agrikultur', 'properti'],
    english: { title: 'Gardener', work: 'planting and tending gardens, parks and playing fields' },
    indonesian: { title: 'Tukang Kebun', work: 'menanam dan merawat kebun, taman, dan lapangan' },
  },
  {
    id: 'agronomist',
    values: [5.5, 6, 1.5, 2.5, 3.5, 3],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 2],
    majors: ['agriculture', 'soilScience', 'agribusiness'],
    industries: ['agrikultur', 'sains'],
    english: { title: 'Agronomist', work: 'finding out how fields can give more and lose less' },
    indonesian: {
      title: 'Ahli Agronomi',
      work: 'mencari cara agar lahan menghasilkan lebih banyak dan lebih sedikit rusak',
    },
  },
  {
    id: 'geologist',
    values: [5.5, 6.5, 2.5, 1.5, 2.5, 2.5],
    preparation: 4,
    prospects: [3, 4, 3, 3, 4, 2],
    majors: ['geology', 'geophysics', 'environmentalScience'],
    industries: ['energi', 'sains'],
    english: {
      title: 'Geologist',
      work: 'studying rocks, water and ground to find resources and judge hazards',
    },
    indonesian: {
      title: 'Geolog',
      work: 'meneliti batuan, air, dan tanah untuk menemukan sumber daya dan menilai bahaya',
    },
  },
  {
    id: 'environmental-scientist',
    values: [4.5, 6.5, 2, 3, 3, 3.5],
    preparation: 4,
    prospects: [3, 3, 3, 4, 4, 2],
    majors: ['environmentalScience', 'ecology', 'environmentalEngineering'],
    industries: ['sains', 'pemerintahan'],
    english: {
      title: 'Environmental Scientist',
      work: 'measuring what harms air, water and soil and saying what would help',
    },
    indonesian: {
      title: 'Ilmuwan Lingkungan',
      work: 'mengukur apa yang merusak udara, air, dan tanah serta cara memperbaikinya',
    },
  },
  {
    id: 'veterinarian',
    values: [5, 6.5, 1.5, 4, 2.5, 2.5],
    preparation: 5,
    prospects: [3, 4, 3, 3, 4, 1],
    majors: ['veterinaryMedicine', 'animalScience'],
    industries: ['kesehatan', 'agrikultur'],
    english: { title: 'Veterinarian', work: 'treating animals and advising those who keep them' },
    indonesian: {
      title: 'Dokter Hewan',
      work: 'mengobati hewan dan memberi nasihat kepada pemiliknya',
    },
  },
  {
    id: 'biologist',
    values: [4.5, 7, 2.5, 2, 1.5, 3.5],
    preparation: 5,
    prospects: [2, 3, 3, 3, 4, 2],
    majors: ['biology', 'ecology', 'biotechnology'],
    industries: ['sains', 'agrikultur'],
    english: {
      title: 'Biologist',
      work: 'studying how living things grow, behave and depend on each other',
    },
    indonesian: {
      title: 'Ahli Biologi',
      work: 'meneliti cara makhluk hidup tumbuh, berperilaku, dan saling bergantung',
    },
  },
  {
    id: 'landscape-architect',
    values: [4.5, 5, 6, 2, 3, 2.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 2],
    majors: ['landscapeArchitecture', 'horticulture', 'urbanDesign'],
    industries: ['properti', 'pemerintahan'],
    english: {
      title: 'Landscape Architect',
      work: 'shaping gardens, parks and squares that live through the seasons',
    },
    indonesian: {
      title: 'Arsitek Lanskap',
      work: 'membentuk kebun, taman, dan alun-alun yang hidup sepanjang musim',
    },
  },
]
