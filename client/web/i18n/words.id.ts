// What the scores are called in Indonesian, each with one line that helps to fill in a form.
import type { Messages } from './messages.tsx'

export const wordsId: Messages['words'] = {
  interests: {
    realistic: {
      name: 'Realistik',
      help: 'Bekerja dengan alat, mesin, tanaman, atau hewan; melihat hasil nyata',
    },
    investigative: {
      name: 'Investigatif',
      help: 'Bertanya bagaimana dan mengapa, menimbang bukti, memecahkan masalah sulit',
    },
    artistic: {
      name: 'Artistik',
      help: 'Mencipta karya sendiri lewat kata, bunyi, gambar, atau bentuk',
    },
    social: { name: 'Sosial', help: 'Menolong, mengajar, dan merawat orang lain' },
    enterprising: { name: 'Wirausaha', help: 'Memimpin, meyakinkan, dan memulai hal baru' },
    conventional: {
      name: 'Konvensional',
      help: 'Menjaga keteraturan: catatan, angka, prosedur yang jelas',
    },
  },
  traits: {
    openness: {
      name: 'Keterbukaan',
      help: 'Dari menyukai yang akrab sampai menyukai gagasan baru',
    },
    conscientiousness: {
      name: 'Kesungguhan',
      help: 'Dari mengikuti suasana sampai merencanakan dan menuntaskan',
    },
    extraversion: {
      name: 'Ekstraversi',
      help: 'Dari pendiam sampai mudah bergaul dan bersemangat',
    },
    agreeableness: {
      name: 'Keramahan',
      help: 'Dari suka menantang sampai mudah percaya dan tenggang rasa',
    },
    neuroticism: { name: 'Neurotisisme', help: 'Dari tenang di bawah tekanan sampai mudah cemas' },
  },
  strengths: {
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
    appreciationOfBeauty: 'Penghargaan atas keindahan',
    gratitude: 'Rasa syukur',
    hope: 'Harapan',
    humor: 'Humor',
    spirituality: 'Spiritualitas',
  },
  virtues: {
    wisdom: 'Kebijaksanaan',
    courage: 'Keberanian',
    humanity: 'Kemanusiaan',
    justice: 'Keadilan',
    temperance: 'Pengendalian diri',
    transcendence: 'Transendensi',
  },
  bands: {
    low: 'rendah',
    'rather low': 'agak rendah',
    middle: 'sedang',
    'rather high': 'agak tinggi',
    high: 'tinggi',
  },
  levels: {
    'super high': 'sangat tinggi',
    'very high': 'sangat tinggi',
    high: 'tinggi',
    moderate: 'sedang',
    low: 'rendah',
    'very low': 'sangat rendah',
    'super low': 'sangat rendah',
  },
  fits: {
    veryClose: 'Sangat dekat dengan minat Anda',
    close: 'Dekat dengan minat Anda',
    worthALook: 'Layak dilirik',
    unusualMix: 'Campuran yang tidak biasa: tidak ada yang sangat dekat',
  },
  prospects: {
    jobAvailability: 'Lowongan',
    salaryPotential: 'Gaji',
    careerProgression: 'Kenaikan jenjang',
    industryGrowth: 'Pertumbuhan bidang',
    skillDevelopment: 'Belajar sambil bekerja',
    aiOvertake: 'Pekerjaan yang mungkin diambil alih mesin',
  },
}
