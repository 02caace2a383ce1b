// Money: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const finance: readonly WrittenOccupation[] = [
  {
    id: 'investment-analyst',
    values: [1, 6, 1.5, 1.5, 5, 5],
    preparation: 4,
    prospects: [3, 5, 4, 3, 4, 3],
    majors: ['finance', 'economics', 'mathematics'],
    industries: ['keuangan'],
    english: {
      title: 'Investment Analyst',
      work: 'judging what companies and countries are worth and what could go wrong',
    },
    indonesian: {
      title: 'Analis Investasi',
      work: 'menilai harga perusahaan dan negara serta risiko yang ada',
    },
  },
  {
    id: 'financial-manager',
    values: [1, 3.5, 1, 2, 6.5, 6],
    preparation: 5,
    prospects: [4, 5, 4, 3, 4, 3],
    majors: ['finance', 'accounting', 'economics'],
    industries: ['keuangan'],
    english: {
      title: 'Financial Manager',
      work: 'steering the money of an organisation: plans, risks and reports',
    },
    indonesian: {
      title: 'Manajer Keuangan',
      work: 'mengarahkan keuangan organisasi: rencana, risiko, dan laporan',
    },
  },
  {
    id: 'stockbroker',
    values: [1, 4, 1, 2, 6.5, 5],
    preparation: 4,
    prospects: [3, 4, 4, 3, 3, 4],
    majors: ['finance', 'economics'],
    industries: ['keuangan'],
    english: {
      title: 'Stockbroker',
      work: 'buying and selling shares for customers and telling them why',
    },
    indonesian: {
      title: 'Pialang Saham',
      work: 'membeli dan menjual saham untuk nasabah dan menjelaskan alasannya',
    },
  },
  {
    id: 'actuary',
    values: [1, 5.5, 1, 1.5, 3.5, 6.5],
    preparation: 5,
    prospects: [3, 5, 4, 3, 4, 3],
    majors: ['actuarialScience', 'mathematics', 'statistics'],
    industries: ['keuangan'],
    english: { title: 'Actuary', work: 'calculating what risks cost for insurance and pensions' },
    indonesian: { title: 'Aktuaris', work: 'menghitung biaya risiko untuk asuransi dan pensiun' },
  },
  {
    id: 'accountant',
    values: [1, 3.5, 1, 2, 4, 6.5],
    preparation: 4,
    prospects: [4, 4, 4, 3, 3, 4],
    majors: ['accounting', 'finance', 'taxation'],
    industries: ['keuangan', 'konsultasi'],
    english: {
      title: 'Accountant',
      work: 'recording, checking and explaining what an organisation earns and owes',
    },
    indonesian: {
      title: 'Akuntan',
      work: 'mencatat, memeriksa, dan menjelaskan pendapatan dan utang organisasi',
    },
  },
  {
    id: 'auditor',
    values: [1, 4.5, 1, 2, 4, 6],
    preparation: 4,
    prospects: [4, 4, 4, 3, 4, 3],
    majors: ['accounting', 'finance', 'law'],
    industries: ['keuangan', 'konsultasi'],
    english: {
      title: 'Auditor',
      work: 'checking whether books and practice agree with each other and the law',
    },
    indonesian: {
      title: 'Auditor',
      work: 'memeriksa apakah pembukuan sesuai dengan praktik dan hukum',
    },
  },
  {
    id: 'bookkeeper',
    values: [1.5, 2.5, 1, 1.5, 2.5, 6.5],
    preparation: 2,
    prospects: [3, 3, 3, 2, 2, 5],
    majors: ['accounting', 'officeAdministration'],
    industries: ['keuangan'],
    english: { title: 'Bookkeeper', work: 'entering every payment where it belongs, every day' },
    indonesian: {
      title: 'Petugas Pembukuan',
      work: 'mencatat setiap pembayaran di tempatnya, setiap hari',
    },
  },
  {
    id: 'tax-officer',
    values: [1, 3, 1, 3, 4.5, 6],
    preparation: 4,
    prospects: [3, 3, 3, 3, 3, 3],
    majors: ['taxation', 'accounting', 'law'],
    industries: ['pemerintahan', 'keuangan'],
    english: {
      title: 'Tax Officer',
      work: 'working out what is owed and explaining it to those who owe it',
    },
    indonesian: {
      title: 'Petugas Pajak',
      work: 'menghitung pajak terutang dan menjelaskannya kepada wajib pajak',
    },
  },
  {
    id: 'bank-teller',
    values: [1, 1.5, 1, 4, 4, 6],
    preparation: 2,
    prospects: [3, 2, 2, 2, 2, 5],
    majors: ['finance', 'officeAdministration'],
    industries: ['keuangan'],
    english: {
      title: 'Bank Teller',
      work: 'serving customers at the counter without an error in the till',
    },
    indonesian: { title: 'Teler Bank', work: 'melayani nasabah di loket tanpa selisih kas' },
  },
]
