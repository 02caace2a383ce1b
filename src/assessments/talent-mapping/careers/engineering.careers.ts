// Engineering and building: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const engineering: readonly WrittenOccupation[] = [
  {
    id: 'civil-engineer',
    values: [6, 5, 2, 2, 3, 5],
    preparation: 4,
    prospects: [4, 4, 3, 4, 4, 3],
    majors: ['civilEngineering', 'environmentalEngineering', 'structuralEngineering'],
    industries: ['rekayasa', 'properti'],
    english: {
      title: 'Civil Engineer',
      work: 'planning and overseeing roads, bridges and water systems',
    },
    indonesian: {
      title: 'Insinyur Sipil',
      work: 'merencanakan dan mengawasi jalan, jembatan, dan sistem air',
    },
  },
  {
    id: 'mechanical-engineer',
    values: [5.5, 6.5, 2, 1.5, 3, 4.5],
    preparation: 4,
    prospects: [4, 4, 4, 3, 4, 2],
    majors: ['mechanicalEngineering', 'mechatronics', 'materialsEngineering'],
    industries: ['rekayasa', 'manufaktur', 'energi'],
    english: {
      title: 'Mechanical Engineer',
      work: 'designing and testing machines, engines and devices',
    },
    indonesian: { title: 'Insinyur Mesin', work: 'merancang dan menguji mesin dan perangkat' },
  },
  {
    id: 'land-surveyor',
    values: [6, 4, 1.5, 1.5, 2, 5.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 3, 3],
    majors: ['geodesy', 'civilEngineering', 'geography'],
    industries: ['rekayasa', 'properti', 'pemerintahan'],
    english: {
      title: 'Land Surveyor',
      work: 'measuring land and drawing the maps that building and law rest on',
    },
    indonesian: {
      title: 'Juru Ukur Tanah',
      work: 'mengukur tanah dan membuat peta yang menjadi dasar bangunan dan hukum',
    },
  },
  {
    id: 'drafter',
    values: [5, 4, 4, 1, 1, 6],
    preparation: 3,
    prospects: [3, 3, 3, 2, 3, 4],
    majors: ['civilEngineering', 'mechanicalEngineering', 'architecture'],
    industries: ['rekayasa', 'properti'],
    english: {
      title: 'Technical Drafter',
      work: 'turning sketches into drawings that others can build from',
    },
    indonesian: {
      title: 'Juru Gambar Teknik',
      work: 'mengubah sketsa menjadi gambar yang dapat dibangun',
    },
  },
  {
    id: 'robotics-technician',
    values: [6.5, 5, 2, 1.5, 2, 4.5],
    preparation: 3,
    prospects: [4, 4, 3, 5, 5, 3],
    majors: ['mechatronics', 'industrialAutomation'],
    industries: ['manufaktur', 'teknologi'],
    english: {
      title: 'Robotics Technician',
      work: 'building, setting up and mending robots in factories and laboratories',
    },
    indonesian: {
      title: 'Teknisi Robotika',
      work: 'merakit, mengatur, dan memperbaiki robot di pabrik dan laboratorium',
    },
  },
  {
    id: 'solar-technician',
    values: [6.5, 4, 1.5, 2.5, 2, 4],
    preparation: 3,
    prospects: [4, 3, 3, 5, 4, 1],
    majors: ['renewableEnergy', 'electricalEngineering'],
    industries: ['energi'],
    english: {
      title: 'Solar Panel Technician',
      work: 'putting up solar panels and keeping them at full power',
    },
    indonesian: {
      title: 'Teknisi Panel Surya',
      work: 'memasang panel surya dan menjaga dayanya tetap penuh',
    },
  },
  {
    id: 'research-manager',
    values: [4, 5.5, 2.5, 2, 6, 3.5],
    preparation: 5,
    prospects: [3, 5, 4, 3, 5, 2],
    majors: ['industrialEngineering', 'chemistry', 'management'],
    industries: ['sains', 'manufaktur'],
    english: {
      title: 'Research and Development Manager',
      work: 'leading the people who find a company its next products',
    },
    indonesian: {
      title: 'Manajer Riset dan Pengembangan',
      work: 'memimpin orang-orang yang mencari produk perusahaan berikutnya',
    },
  },
  {
    id: 'technical-sales',
    values: [4.5, 4, 1, 2.5, 6, 3],
    preparation: 4,
    prospects: [4, 4, 4, 3, 4, 3],
    majors: ['mechanicalEngineering', 'electricalEngineering', 'marketing'],
    industries: ['penjualan', 'rekayasa'],
    english: {
      title: 'Technical Sales Engineer',
      work: 'explaining machines to those who may buy them, and fitting one to the other',
    },
    indonesian: {
      title: 'Insinyur Penjualan Teknis',
      work: 'menjelaskan mesin kepada calon pembeli dan mencocokkannya',
    },
  },
  {
    id: 'building-inspector',
    values: [5, 3, 1, 2.5, 3, 5.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 3, 2],
    majors: ['civilEngineering', 'buildingServices', 'fireSafety'],
    industries: ['properti', 'pemerintahan'],
    english: {
      title: 'Building Inspector',
      work: 'checking that buildings are what the law and the plans say',
    },
    indonesian: {
      title: 'Pemeriksa Bangunan',
      work: 'memeriksa apakah bangunan sesuai hukum dan rencana',
    },
  },
  {
    id: 'construction-manager',
    values: [5, 3, 1.5, 2.5, 6.5, 4.5],
    preparation: 4,
    prospects: [4, 4, 4, 3, 4, 2],
    majors: ['constructionManagement', 'civilEngineering', 'projectManagement'],
    industries: ['properti', 'rekayasa'],
    english: {
      title: 'Construction Manager',
      work: 'leading building projects from budget to handover',
    },
    indonesian: {
      title: 'Manajer Konstruksi',
      work: 'memimpin proyek bangunan dari anggaran hingga serah terima',
    },
  },
  {
    id: 'site-supervisor',
    values: [6, 2.5, 1.5, 2.5, 5, 4.5],
    preparation: 3,
    prospects: [4, 3, 3, 3, 3, 2],
    majors: ['civilEngineering', 'constructionManagement'],
    industries: ['properti', 'rekayasa'],
    english: {
      title: 'Construction Site Supervisor',
      work: 'seeing that crews on a building site work safely, on time and to plan',
    },
    indonesian: {
      title: 'Pengawas Proyek Bangunan',
      work: 'memastikan pekerja proyek bekerja dengan aman, tepat waktu, dan sesuai rencana',
    },
  },
  {
    id: 'quality-inspector',
    values: [5.5, 3.5, 1.5, 1.5, 2, 6],
    preparation: 2,
    prospects: [4, 3, 3, 3, 3, 4],
    majors: ['industrialEngineering', 'chemistry', 'qualityManagement'],
    industries: ['manufaktur', 'kuliner'],
    english: {
      title: 'Quality Control Inspector',
      work: 'testing products against their standard and tracing faults to their cause',
    },
    indonesian: {
      title: 'Pemeriksa Mutu',
      work: 'menguji produk menurut standar dan melacak penyebab cacat',
    },
  },
]
