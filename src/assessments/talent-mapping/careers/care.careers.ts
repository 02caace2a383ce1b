// Care and counselling: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const care: readonly WrittenOccupation[] = [
  {
    id: 'clinical-psychologist',
    values: [1, 6, 4, 6, 2, 2],
    preparation: 5,
    prospects: [4, 4, 3, 4, 4, 2],
    majors: ['psychology', 'clinicalPsychology', 'neuroscience'],
    industries: ['kesehatan', 'sosial'],
    english: {
      title: 'Clinical Psychologist',
      work: 'understanding mental suffering and helping people to overcome it',
    },
    indonesian: {
      title: 'Psikolog Klinis',
      work: 'memahami penderitaan batin dan membantu orang mengatasinya',
    },
  },
  {
    id: 'social-worker',
    values: [1.5, 3.5, 2, 7, 3.5, 2.5],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['socialWork', 'psychology', 'sociology'],
    industries: ['sosial', 'pemerintahan'],
    english: {
      title: 'Social Worker',
      work: 'standing by people in need and finding the help they have a right to',
    },
    indonesian: {
      title: 'Pekerja Sosial',
      work: 'mendampingi orang yang kesulitan dan mencarikan bantuan yang menjadi haknya',
    },
  },
  {
    id: 'case-manager',
    values: [1, 2.5, 1.5, 6.5, 3, 5],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 2],
    majors: ['socialWork', 'publicAdministration', 'psychology'],
    industries: ['sosial', 'pemerintahan'],
    english: {
      title: 'Social Services Case Manager',
      work: 'planning and following up the help that a family gets',
    },
    indonesian: {
      title: 'Manajer Kasus Layanan Sosial',
      work: 'merencanakan dan memantau bantuan bagi sebuah keluarga',
    },
  },
  {
    id: 'school-counsellor',
    values: [1, 3.5, 3.5, 7, 2.5, 2.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 1],
    majors: ['guidanceCounselling', 'psychology', 'education'],
    industries: ['pendidikan', 'sosial'],
    english: {
      title: 'School Counsellor',
      work: 'helping pupils with worries, choices and each other',
    },
    indonesian: {
      title: 'Konselor Sekolah',
      work: 'membantu siswa menghadapi kecemasan, pilihan, dan satu sama lain',
    },
  },
  {
    id: 'elderly-carer',
    values: [4, 1.5, 1.5, 6, 1.5, 3],
    preparation: 1,
    prospects: [5, 2, 2, 4, 3, 1],
    majors: ['elderlyCare', 'nursing'],
    industries: ['kesehatan', 'sosial'],
    english: {
      title: 'Carer for the Elderly',
      work: 'washing, feeding, listening to and walking with old people',
    },
    indonesian: {
      title: 'Perawat Lansia',
      work: 'memandikan, memberi makan, mendengarkan, dan menemani lansia',
    },
  },
  {
    id: 'childcare-worker',
    values: [2.5, 1, 3.5, 6, 2.5, 2],
    preparation: 1,
    prospects: [4, 2, 2, 3, 3, 1],
    majors: ['earlyChildhood', 'elderlyCare'],
    industries: ['sosial', 'pendidikan'],
    english: {
      title: 'Childcare Worker',
      work: 'keeping small children safe, clean and busy while parents work',
    },
    indonesian: {
      title: 'Pengasuh Anak',
      work: 'menjaga anak kecil tetap aman, bersih, dan sibuk saat orang tua bekerja',
    },
  },
  {
    id: 'community-organiser',
    values: [1.5, 2, 3, 6.5, 5.5, 2],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 1],
    majors: ['developmentStudies', 'sociology', 'socialWork'],
    industries: ['sosial', 'pemerintahan'],
    english: {
      title: 'Community Organiser',
      work: 'bringing neighbours together to change what troubles them',
    },
    indonesian: {
      title: 'Penggerak Masyarakat',
      work: 'mengajak warga bersama-sama mengubah apa yang mengganggu mereka',
    },
  },
  {
    id: 'religious-leader',
    values: [1, 3.5, 4.5, 6.5, 4, 2.5],
    preparation: 5,
    prospects: [3, 2, 3, 2, 3, 1],
    majors: ['theology', 'philosophy', 'counselling'],
    industries: ['sosial', 'pendidikan'],
    english: {
      title: 'Religious Leader',
      work: 'guiding a congregation through feast days, grief and questions',
    },
    indonesian: {
      title: 'Pemuka Agama',
      work: 'membimbing umat melalui hari raya, duka, dan pertanyaan',
    },
  },
  {
    id: 'art-therapist',
    values: [1.5, 4, 6.5, 6, 1.5, 1],
    preparation: 5,
    prospects: [2, 3, 3, 3, 4, 1],
    majors: ['artTherapy', 'psychology', 'fineArts'],
    industries: ['kesehatan', 'sosial', 'kreatif'],
    english: {
      title: 'Art Therapist',
      work: 'helping people through drawing, clay, music or drama',
    },
    indonesian: {
      title: 'Terapis Seni',
      work: 'membantu orang melalui gambar, tanah liat, musik, atau drama',
    },
  },
  {
    id: 'careers-adviser',
    values: [1, 3, 3, 6.5, 4.5, 3.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['guidanceCounselling', 'psychology', 'humanResources'],
    industries: ['pendidikan', 'konsultasi'],
    english: {
      title: 'Careers Adviser',
      work: 'helping people to find out what they could do and how to get there',
    },
    indonesian: {
      title: 'Konselor Karier',
      work: 'membantu orang menemukan apa yang bisa dikerjakan dan jalannya',
    },
  },
]
