// Law and government: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const government: readonly WrittenOccupation[] = [
  {
    id: 'lawyer',
    values: [1, 5, 3, 3.5, 6.5, 3.5],
    preparation: 5,
    prospects: [4, 4, 4, 3, 4, 3],
    majors: ['law', 'internationalRelations', 'politicalScience'],
    industries: ['hukum', 'pemerintahan'],
    english: {
      title: 'Lawyer',
      work: 'advising people and organisations on the law and speaking for them',
    },
    indonesian: {
      title: 'Pengacara',
      work: 'memberi nasihat hukum kepada orang dan organisasi serta mewakilinya',
    },
  },
  {
    id: 'diplomat',
    values: [1, 4.5, 3, 5, 6, 3],
    preparation: 5,
    prospects: [2, 4, 4, 2, 4, 2],
    majors: ['internationalRelations', 'politicalScience', 'law'],
    industries: ['pemerintahan'],
    english: {
      title: 'Diplomat',
      work: 'speaking for a country abroad and finding what both sides can sign',
    },
    indonesian: {
      title: 'Diplomat',
      work: 'mewakili negara di luar negeri dan mencari apa yang dapat disepakati',
    },
  },
  {
    id: 'policy-adviser',
    values: [1, 5.5, 2.5, 4, 6, 3.5],
    preparation: 5,
    prospects: [3, 4, 3, 3, 4, 3],
    majors: ['publicPolicy', 'economics', 'politicalScience'],
    industries: ['pemerintahan', 'konsultasi'],
    english: {
      title: 'Policy Adviser',
      work: 'telling those who govern what a law would do, and winning support for it',
    },
    indonesian: {
      title: 'Penasihat Kebijakan',
      work: 'menjelaskan dampak suatu aturan kepada pembuat kebijakan dan mencari dukungan',
    },
  },
  {
    id: 'police-officer',
    values: [4.5, 2.5, 1, 4.5, 5.5, 4],
    preparation: 3,
    prospects: [4, 3, 3, 3, 3, 2],
    majors: ['policeStudies', 'law', 'psychology'],
    industries: ['pemerintahan', 'hukum'],
    english: {
      title: 'Police Officer',
      work: 'keeping the peace, protecting people and finding out who did what',
    },
    indonesian: {
      title: 'Polisi',
      work: 'menjaga ketertiban, melindungi orang, dan mencari tahu siapa pelakunya',
    },
  },
  {
    id: 'firefighter',
    values: [6.5, 2.5, 1, 5, 3, 3],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 1],
    majors: ['fireSafety', 'emergencyCare'],
    industries: ['pemerintahan'],
    english: {
      title: 'Firefighter',
      work: 'putting out fires, rescuing people and teaching them how to prevent both',
    },
    indonesian: {
      title: 'Petugas Pemadam Kebakaran',
      work: 'memadamkan api, menyelamatkan orang, dan mengajarkan pencegahan',
    },
  },
  {
    id: 'security-guard',
    values: [5.5, 1.5, 1, 4, 3, 4],
    preparation: 1,
    prospects: [4, 2, 2, 3, 2, 3],
    majors: ['securityStudies', 'fireSafety'],
    industries: ['properti', 'pemerintahan'],
    english: {
      title: 'Security Guard',
      work: 'watching over people and places and calming what could become trouble',
    },
    indonesian: {
      title: 'Petugas Keamanan',
      work: 'menjaga orang dan tempat serta meredakan hal yang dapat menjadi masalah',
    },
  },
  {
    id: 'paralegal',
    values: [1, 4, 2, 3, 3.5, 6],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 4],
    majors: ['law', 'officeAdministration'],
    industries: ['hukum'],
    english: {
      title: 'Paralegal',
      work: 'preparing files, searching cases and keeping deadlines for lawyers',
    },
    indonesian: {
      title: 'Paralegal',
      work: 'menyiapkan berkas, menelusuri perkara, dan menjaga tenggat bagi pengacara',
    },
  },
  {
    id: 'civil-servant',
    values: [1, 2.5, 1, 4, 3.5, 6],
    preparation: 3,
    prospects: [3, 3, 3, 2, 3, 3],
    majors: ['publicAdministration', 'law'],
    industries: ['pemerintahan'],
    english: {
      title: 'Public Administration Officer',
      work: 'handling applications so that everybody is treated by the same rule',
    },
    indonesian: {
      title: 'Staf Administrasi Publik',
      work: 'menangani permohonan agar semua orang diperlakukan dengan aturan yang sama',
    },
  },
  {
    id: 'compliance-officer',
    values: [1, 3, 1, 3.5, 4.5, 6],
    preparation: 4,
    prospects: [4, 4, 4, 4, 3, 3],
    majors: ['law', 'accounting', 'businessAdministration'],
    industries: ['hukum', 'keuangan'],
    english: {
      title: 'Compliance Officer',
      work: 'seeing that an organisation keeps to the law and to its own rules',
    },
    indonesian: {
      title: 'Petugas Kepatuhan',
      work: 'memastikan organisasi mematuhi hukum dan aturannya sendiri',
    },
  },
  {
    id: 'customs-officer',
    values: [3.5, 2.5, 1, 2.5, 4.5, 5.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 3],
    majors: ['customs', 'law', 'internationalRelations'],
    industries: ['pemerintahan', 'perdagangan'],
    english: {
      title: 'Customs Officer',
      work: 'checking what crosses the border and what is due on it',
    },
    indonesian: {
      title: 'Petugas Bea Cukai',
      work: 'memeriksa barang yang melintasi perbatasan dan bea yang harus dibayar',
    },
  },
]
