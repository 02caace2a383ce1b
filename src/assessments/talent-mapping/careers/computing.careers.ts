// Computing: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const computing: readonly WrittenOccupation[] = [
  {
    id: 'software-developer',
    values: [3.5, 6.5, 3, 1.5, 2, 5],
    preparation: 4,
    prospects: [5, 5, 4, 5, 5, 4],
    majors: ['computerScience', 'softwareEngineering', 'informatics'],
    industries: ['teknologi', 'telekomunikasi'],
    english: {
      title: 'Software Developer',
      work: 'working out what software should do and writing, testing and improving it',
    },
    indonesian: {
      title: 'Pengembang Perangkat Lunak',
      work: 'merumuskan apa yang harus dilakukan perangkat lunak, lalu menulis, menguji, dan memperbaikinya',
    },
  },
  {
    id: 'data-scientist',
    values: [2.5, 6.5, 2.5, 1.5, 2.5, 5.5],
    preparation: 5,
    prospects: [4, 5, 4, 5, 5, 3],
    majors: ['dataScience', 'statistics', 'computerScience'],
    industries: ['teknologi', 'keuangan', 'telekomunikasi'],
    english: {
      title: 'Data Scientist',
      work: 'drawing answers and predictions from large amounts of data',
    },
    indonesian: {
      title: 'Ilmuwan Data',
      work: 'menarik jawaban dan ramalan dari data dalam jumlah besar',
    },
  },
  {
    id: 'security-analyst',
    values: [4, 6, 1.5, 1.5, 3, 5.5],
    preparation: 4,
    prospects: [4, 5, 4, 5, 4, 2],
    majors: ['cybersecurity', 'computerScience', 'informationSystems'],
    industries: ['teknologi', 'keuangan'],
    english: {
      title: 'Information Security Analyst',
      work: 'finding weak places in systems and closing them before others use them',
    },
    indonesian: {
      title: 'Analis Keamanan Informasi',
      work: 'menemukan celah dalam sistem dan menutupnya sebelum dimanfaatkan orang lain',
    },
  },
  {
    id: 'machine-learning-engineer',
    values: [4, 7, 3.5, 1, 2.5, 4],
    preparation: 5,
    prospects: [4, 5, 4, 5, 5, 3],
    majors: ['artificialIntelligence', 'computerScience', 'mathematics'],
    industries: ['teknologi'],
    english: {
      title: 'Machine Learning Engineer',
      work: 'building systems that learn from data, and finding out where they fail',
    },
    indonesian: {
      title: 'Insinyur Pembelajaran Mesin',
      work: 'membangun sistem yang belajar dari data dan mencari di mana ia gagal',
    },
  },
  {
    id: 'network-technician',
    values: [6, 4.5, 1, 2, 2, 5],
    preparation: 3,
    prospects: [4, 4, 3, 4, 4, 3],
    majors: ['computerNetworks', 'electricalEngineering'],
    industries: ['telekomunikasi', 'teknologi'],
    english: {
      title: 'Network Technician',
      work: 'setting up and mending the cables, switches and radios that carry data',
    },
    indonesian: {
      title: 'Teknisi Jaringan',
      work: 'memasang dan memperbaiki kabel, sakelar, dan radio pembawa data',
    },
  },
  {
    id: 'database-administrator',
    values: [2.5, 5, 1.5, 1.5, 2, 6.5],
    preparation: 4,
    prospects: [3, 4, 3, 3, 4, 3],
    majors: ['informationSystems', 'computerScience', 'informatics'],
    industries: ['teknologi', 'telekomunikasi'],
    english: {
      title: 'Database Administrator',
      work: 'keeping an organisation’s data safe, correct and quick to reach',
    },
    indonesian: {
      title: 'Administrator Basis Data',
      work: 'menjaga data organisasi tetap aman, benar, dan cepat diakses',
    },
  },
  {
    id: 'ui-designer',
    values: [2, 3.5, 6.5, 2, 3, 4.5],
    preparation: 4,
    prospects: [4, 4, 3, 4, 4, 4],
    majors: ['visualCommunication', 'interactionDesign', 'informatics'],
    industries: ['teknologi', 'kreatif'],
    english: {
      title: 'User Interface Designer',
      work: 'designing the screens, icons and steps through which people use software',
    },
    indonesian: {
      title: 'Desainer Antarmuka',
      work: 'merancang layar, ikon, dan langkah untuk memakai perangkat lunak',
    },
  },
  {
    id: 'ux-researcher',
    values: [1.5, 6, 5, 4, 3, 3],
    preparation: 4,
    prospects: [3, 4, 4, 4, 4, 3],
    majors: ['psychology', 'interactionDesign', 'designResearch'],
    industries: ['teknologi', 'konsultasi'],
    english: {
      title: 'User Experience Researcher',
      work: 'finding out how people use products and what would serve them better',
    },
    indonesian: {
      title: 'Peneliti Pengalaman Pengguna',
      work: 'mencari tahu cara orang memakai produk dan apa yang lebih membantu mereka',
    },
  },
  {
    id: 'product-manager',
    values: [1, 5, 3.5, 2.5, 6.5, 4],
    preparation: 4,
    prospects: [4, 5, 4, 4, 5, 2],
    majors: ['informatics', 'businessAdministration', 'informationSystems'],
    industries: ['teknologi', 'telekomunikasi'],
    english: {
      title: 'Technology Product Manager',
      work: 'deciding what a software product should do and getting a team to build it',
    },
    indonesian: {
      title: 'Manajer Produk Teknologi',
      work: 'menentukan fungsi produk perangkat lunak dan mengajak tim membuatnya',
    },
  },
  {
    id: 'game-designer',
    values: [2.5, 5.5, 6.5, 1.5, 3.5, 3.5],
    preparation: 4,
    prospects: [3, 4, 3, 4, 5, 3],
    majors: ['gameDesign', 'informatics', 'animation'],
    industries: ['teknologi', 'kreatif'],
    english: {
      title: 'Game Designer',
      work: 'inventing rules, worlds and riddles that people want to play',
    },
    indonesian: {
      title: 'Perancang Gim',
      work: 'menciptakan aturan, dunia, dan teka-teki yang ingin dimainkan orang',
    },
  },
  {
    id: 'technical-writer',
    values: [2.5, 4.5, 5, 1.5, 1.5, 5.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 5],
    majors: ['communication', 'linguistics', 'informatics'],
    industries: ['teknologi', 'manufaktur'],
    english: {
      title: 'Technical Writer',
      work: 'writing the instructions that people can really follow',
    },
    indonesian: {
      title: 'Penulis Teknis',
      work: 'menulis petunjuk yang benar-benar dapat diikuti',
    },
  },
]
