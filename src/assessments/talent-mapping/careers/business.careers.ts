// Business and office: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const business: readonly WrittenOccupation[] = [
  {
    id: 'management-consultant',
    values: [1, 5.5, 2.5, 3.5, 5.5, 4],
    preparation: 5,
    prospects: [4, 5, 4, 3, 5, 3],
    majors: ['management', 'economics', 'industrialEngineering'],
    industries: ['konsultasi', 'keuangan'],
    english: {
      title: 'Management Consultant',
      work: 'studying how an organisation works and advising its leaders what to change',
    },
    indonesian: {
      title: 'Konsultan Manajemen',
      work: 'mempelajari cara kerja organisasi dan memberi saran kepada pemimpinnya tentang apa yang perlu diubah',
    },
  },
  {
    id: 'market-analyst',
    values: [1, 5.5, 3, 2, 5, 4.5],
    preparation: 4,
    prospects: [4, 3, 3, 4, 4, 4],
    majors: ['statistics', 'marketing', 'economics'],
    industries: ['pemasaran', 'konsultasi'],
    english: {
      title: 'Market Research Analyst',
      work: 'finding out from data and interviews what customers want',
    },
    indonesian: {
      title: 'Analis Riset Pasar',
      work: 'mencari tahu dari data dan wawancara apa yang diinginkan pelanggan',
    },
  },
  {
    id: 'marketing-manager',
    values: [1, 3, 4.5, 2.5, 6.5, 4],
    preparation: 4,
    prospects: [4, 4, 4, 3, 4, 4],
    majors: ['marketing', 'communication', 'businessAdministration'],
    industries: ['pemasaran', 'perdagangan'],
    english: {
      title: 'Marketing Manager',
      work: 'finding out what a market wants and winning it with ideas',
    },
    indonesian: {
      title: 'Manajer Pemasaran',
      work: 'mencari tahu keinginan pasar dan memenangkannya dengan ide',
    },
  },
  {
    id: 'public-relations',
    values: [1, 2.5, 5, 3.5, 6, 3],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 4],
    majors: ['communication', 'journalism', 'marketing'],
    industries: ['pemasaran', 'media'],
    english: {
      title: 'Public Relations Officer',
      work: 'telling the public what an organisation does, and the organisation what the public thinks',
    },
    indonesian: {
      title: 'Staf Hubungan Masyarakat',
      work: 'menyampaikan kepada publik apa yang dilakukan organisasi, dan sebaliknya',
    },
  },
  {
    id: 'event-planner',
    values: [2, 1.5, 4, 4, 6, 4.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['hospitality', 'communication', 'projectManagement'],
    industries: ['pariwisata', 'pemasaran'],
    english: {
      title: 'Event Planner',
      work: 'making weddings, fairs and congresses happen on the day',
    },
    indonesian: {
      title: 'Perencana Acara',
      work: 'menyiapkan dan menyelenggarakan pernikahan, pameran, dan kongres',
    },
  },
  {
    id: 'recruiter',
    values: [1, 2, 2, 5, 6, 3.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 4, 4],
    majors: ['humanResources', 'psychology', 'communication'],
    industries: ['konsultasi', 'teknologi'],
    english: { title: 'Recruiter', work: 'finding people for posts and posts for people' },
    indonesian: { title: 'Perekrut', work: 'mencari orang untuk jabatan dan jabatan untuk orang' },
  },
  {
    id: 'human-resources-officer',
    values: [1, 2, 2, 5.5, 5, 4.5],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 4],
    majors: ['humanResources', 'psychology', 'law'],
    industries: ['konsultasi', 'keuangan'],
    english: {
      title: 'Human Resources Officer',
      work: 'finding, keeping and fairly treating the people of an organisation',
    },
    indonesian: {
      title: 'Staf Sumber Daya Manusia',
      work: 'mencari, mempertahankan, dan memperlakukan orang dalam organisasi dengan adil',
    },
  },
  {
    id: 'entrepreneur',
    values: [2.5, 3.5, 3.5, 3, 7, 3],
    preparation: 3,
    prospects: [3, 4, 5, 4, 5, 2],
    majors: ['businessAdministration', 'management', 'marketing'],
    industries: ['perdagangan', 'teknologi'],
    english: {
      title: 'Founder of a Business',
      work: 'turning an idea into a firm that pays its people',
    },
    indonesian: {
      title: 'Wirausahawan',
      work: 'mengubah ide menjadi usaha yang menghidupi orangnya',
    },
  },
  {
    id: 'executive-assistant',
    values: [1, 1.5, 2, 4.5, 4, 6],
    preparation: 3,
    prospects: [3, 3, 3, 2, 3, 4],
    majors: ['officeAdministration', 'businessAdministration', 'communication'],
    industries: ['konsultasi', 'pemerintahan'],
    english: {
      title: 'Executive Assistant',
      work: 'keeping the days, papers and promises of a leader in order',
    },
    indonesian: {
      title: 'Asisten Eksekutif',
      work: 'menjaga agenda, berkas, dan janji seorang pemimpin',
    },
  },
  {
    id: 'receptionist',
    values: [1.5, 1, 2, 5, 3, 5.5],
    preparation: 1,
    prospects: [4, 2, 2, 2, 2, 5],
    majors: ['officeAdministration', 'hospitality'],
    industries: ['pariwisata', 'kesehatan'],
    english: {
      title: 'Receptionist',
      work: 'greeting people, answering what can be answered and sending them on',
    },
    indonesian: {
      title: 'Resepsionis',
      work: 'menyambut tamu, menjawab pertanyaan, dan mengarahkan mereka',
    },
  },
  {
    id: 'data-entry-clerk',
    values: [3, 2, 1, 1, 1, 6],
    preparation: 1,
    prospects: [3, 2, 1, 1, 1, 5],
    majors: ['officeAdministration', 'informationSystems'],
    industries: ['pemerintahan', 'keuangan'],
    english: {
      title: 'Data Entry Clerk',
      work: 'typing in records and setting right what does not agree',
    },
    indonesian: {
      title: 'Petugas Entri Data',
      work: 'mengetik data dan membetulkan yang tidak cocok',
    },
  },
]
