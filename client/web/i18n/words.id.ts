// What the scores are called in Indonesian, each with one line that helps to fill in a form.

import {
  bands,
  interests,
  prospects,
  risk,
  strengths,
  traits,
} from '../../../src/assessments/talent-mapping/texts/id/names.ts'
import type { Messages } from './messages.tsx'

export const wordsId: Messages['words'] = {
  interests: {
    realistic: {
      name: interests.R,
      help: 'Bekerja dengan alat, mesin, tanaman, atau hewan; melihat hasil nyata',
    },
    investigative: {
      name: interests.I,
      help: 'Bertanya bagaimana dan mengapa, menimbang bukti, memecahkan masalah sulit',
    },
    artistic: {
      name: interests.A,
      help: 'Mencipta karya sendiri lewat kata, bunyi, gambar, atau bentuk',
    },
    social: { name: interests.S, help: 'Menolong, mengajar, dan merawat orang lain' },
    enterprising: { name: interests.E, help: 'Memimpin, meyakinkan, dan memulai hal baru' },
    conventional: {
      name: interests.C,
      help: 'Menjaga keteraturan: catatan, angka, prosedur yang jelas',
    },
  },
  traits: {
    openness: {
      name: traits.openness,
      help: 'Dari menyukai yang akrab sampai menyukai gagasan baru',
    },
    conscientiousness: {
      name: traits.conscientiousness,
      help: 'Dari mengikuti suasana sampai merencanakan dan menuntaskan',
    },
    extraversion: {
      name: traits.extraversion,
      help: 'Dari pendiam sampai mudah bergaul dan bersemangat',
    },
    agreeableness: {
      name: traits.agreeableness,
      help: 'Dari suka menantang sampai mudah percaya dan tenggang rasa',
    },
    neuroticism: {
      name: traits.neuroticism,
      help: 'Dari tenang di bawah tekanan sampai mudah cemas',
    },
  },
  // Short, since it stands beside a field.
  strengths: { ...strengths, appreciationOfBeauty: 'Penghargaan atas keindahan' },
  virtues: {
    wisdom: 'Kebijaksanaan',
    courage: 'Keberanian',
    humanity: 'Kemanusiaan',
    justice: 'Keadilan',
    temperance: 'Pengendalian diri',
    transcendence: 'Transendensi',
  },
  bands,
  levels: { ...risk, ...prospects },
  fits: {
    veryClose: 'Sangat dekat dengan minat Anda',
    close: 'Dekat dengan minat Anda',
    worthALook: 'Layak dilirik',
    unusualMix: 'Perpaduan yang tidak biasa: tidak ada yang sangat dekat',
  },
  prospects: {
    jobAvailability: 'Lowongan',
    salaryPotential: 'Gaji',
    careerProgression: 'Jenjang karier',
    industryGrowth: 'Pertumbuhan bidang',
    skillDevelopment: 'Belajar sambil bekerja',
    aiOvertake: 'Pekerjaan yang mungkin diambil alih mesin',
  },
}
