// Science and research: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const science: readonly WrittenOccupation[] = [
  {
    id: 'chemist',
    values: [4.5, 7, 1.5, 1.5, 2, 4.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['chemistry', 'chemicalEngineering'],
    industries: ['sains', 'manufaktur'],
    english: {
      title: 'Chemist',
      work: 'making and testing substances and finding out what they can do',
    },
    indonesian: {
      title: 'Ahli Kimia',
      work: 'membuat dan menguji zat serta mencari tahu kegunaannya',
    },
  },
  {
    id: 'physicist',
    values: [4.5, 7, 3, 1.5, 1.5, 3],
    preparation: 5,
    prospects: [2, 4, 3, 3, 5, 2],
    majors: ['physics', 'mathematics'],
    industries: ['sains', 'energi'],
    english: {
      title: 'Physicist',
      work: 'asking how matter and energy behave and testing the answers',
    },
    indonesian: {
      title: 'Fisikawan',
      work: 'bertanya bagaimana materi dan energi berperilaku dan menguji jawabannya',
    },
  },
  {
    id: 'mathematician',
    values: [1.5, 7, 3.5, 1.5, 1.5, 4.5],
    preparation: 5,
    prospects: [2, 4, 3, 3, 4, 3],
    majors: ['mathematics', 'statistics'],
    industries: ['sains', 'pendidikan'],
    english: {
      title: 'Mathematician',
      work: 'proving what must be true and finding methods that others can use',
    },
    indonesian: {
      title: 'Matematikawan',
      work: 'membuktikan apa yang pasti benar dan menemukan metode yang berguna bagi orang lain',
    },
  },
  {
    id: 'economist',
    values: [1, 6.5, 2.5, 2.5, 4.5, 4.5],
    preparation: 5,
    prospects: [3, 4, 3, 3, 4, 3],
    majors: ['economics', 'statistics', 'publicPolicy'],
    industries: ['keuangan', 'pemerintahan', 'konsultasi'],
    english: {
      title: 'Economist',
      work: 'explaining how people, firms and states use money, and what may come next',
    },
    indonesian: {
      title: 'Ekonom',
      work: 'menjelaskan cara orang, perusahaan, dan negara memakai uang, dan apa yang mungkin terjadi',
    },
  },
  {
    id: 'anthropologist',
    values: [1.5, 6.5, 5, 4, 2, 2.5],
    preparation: 5,
    prospects: [2, 3, 3, 2, 4, 2],
    majors: ['anthropology', 'sociology', 'developmentStudies'],
    industries: ['sains', 'pendidikan'],
    english: {
      title: 'Anthropologist',
      work: 'studying how people live, by listening, observing and writing about it',
    },
    indonesian: {
      title: 'Antropolog',
      work: 'meneliti cara hidup manusia dengan mendengar, mengamati, dan menuliskannya',
    },
  },
  {
    id: 'historian',
    values: [1.5, 6.5, 5, 3, 1.5, 4],
    preparation: 5,
    prospects: [2, 3, 3, 2, 4, 3],
    majors: ['history', 'archaeology', 'literature'],
    industries: ['pendidikan', 'pemerintahan'],
    english: {
      title: 'Historian',
      work: 'finding out from what was left behind how it came to be as it is',
    },
    indonesian: {
      title: 'Sejarawan',
      work: 'mencari tahu dari peninggalan bagaimana keadaan sekarang terbentuk',
    },
  },
  {
    id: 'forensic-scientist',
    values: [4.5, 6.5, 2, 2, 2, 4.5],
    preparation: 4,
    prospects: [2, 3, 3, 3, 4, 2],
    majors: ['forensicScience', 'chemistry', 'biology'],
    industries: ['hukum', 'pemerintahan'],
    english: {
      title: 'Forensic Scientist',
      work: 'drawing evidence from traces that a court can rely on',
    },
    indonesian: {
      title: 'Ahli Forensik',
      work: 'mengolah jejak menjadi bukti yang dapat dipercaya pengadilan',
    },
  },
  {
    id: 'food-scientist',
    values: [4.5, 6, 3, 1.5, 2.5, 4],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['foodTechnology', 'chemistry', 'nutrition'],
    industries: ['kuliner', 'manufaktur'],
    english: {
      title: 'Food Scientist',
      work: 'making food safe, lasting and good by test and recipe',
    },
    indonesian: {
      title: 'Ahli Teknologi Pangan',
      work: 'membuat makanan aman, awet, dan enak melalui uji dan resep',
    },
  },
  {
    id: 'statistical-assistant',
    values: [1, 5, 1.5, 1.5, 1.5, 6.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 4],
    majors: ['statistics', 'mathematics'],
    industries: ['pemerintahan', 'konsultasi'],
    english: {
      title: 'Statistical Assistant',
      work: 'collecting figures, checking them and making tables that can be trusted',
    },
    indonesian: {
      title: 'Asisten Statistik',
      work: 'mengumpulkan angka, memeriksanya, dan membuat tabel yang dapat dipercaya',
    },
  },
  {
    id: 'gis-specialist',
    values: [3.5, 5, 3, 1, 1.5, 6],
    preparation: 4,
    prospects: [3, 3, 3, 4, 4, 3],
    majors: ['geography', 'geodesy', 'informatics'],
    industries: ['pemerintahan', 'teknologi'],
    english: {
      title: 'Geographic Information Specialist',
      work: 'making maps from data so that questions about places get answers',
    },
    indonesian: {
      title: 'Spesialis Informasi Geografis',
      work: 'membuat peta dari data untuk menjawab pertanyaan tentang tempat',
    },
  },
  {
    id: 'urban-planner',
    values: [2, 5.5, 4.5, 2.5, 4.5, 2.5],
    preparation: 5,
    prospects: [3, 3, 3, 3, 4, 2],
    majors: ['urbanDesign', 'geography', 'publicPolicy'],
    industries: ['pemerintahan', 'properti'],
    english: {
      title: 'Urban Planner',
      work: 'deciding with citizens and figures how a town should grow',
    },
    indonesian: {
      title: 'Perencana Kota',
      work: 'memutuskan bersama warga dan data bagaimana kota tumbuh',
    },
  },
]
