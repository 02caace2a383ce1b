// Transport and supply: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const transport: readonly WrittenOccupation[] = [
  {
    id: 'truck-driver',
    values: [6.5, 1.5, 1, 2, 2.5, 4.5],
    preparation: 2,
    prospects: [4, 3, 2, 2, 2, 4],
    majors: ['logistics', 'transportManagement'],
    industries: ['logistik'],
    english: { title: 'Truck Driver', work: 'bringing goods over long roads safely and on time' },
    indonesian: {
      title: 'Pengemudi Truk',
      work: 'mengantar barang jarak jauh dengan aman dan tepat waktu',
    },
  },
  {
    id: 'bus-driver',
    values: [6, 1, 1, 4.5, 2, 4],
    preparation: 1,
    prospects: [4, 2, 2, 2, 2, 3],
    majors: ['transportManagement', 'logistics'],
    industries: ['logistik', 'pariwisata'],
    english: {
      title: 'Bus Driver',
      work: 'taking passengers where they want to go, safely and kindly',
    },
    indonesian: {
      title: 'Pengemudi Bus',
      work: 'mengantar penumpang ke tujuan dengan aman dan ramah',
    },
  },
  {
    id: 'warehouse-worker',
    values: [6.5, 1.5, 1, 1.5, 2, 4.5],
    preparation: 1,
    prospects: [4, 2, 2, 3, 2, 4],
    majors: ['logistics', 'warehousing'],
    industries: ['logistik', 'perdagangan'],
    english: {
      title: 'Warehouse Worker',
      work: 'receiving, storing and sending goods so that none is lost',
    },
    indonesian: {
      title: 'Pekerja Gudang',
      work: 'menerima, menyimpan, dan mengirim barang tanpa ada yang hilang',
    },
  },
  {
    id: 'airline-pilot',
    values: [6.5, 4.5, 1, 2, 4, 4],
    preparation: 4,
    prospects: [3, 5, 3, 4, 3, 2],
    majors: ['aviation', 'aeronauticalEngineering'],
    industries: ['logistik', 'pariwisata'],
    english: {
      title: 'Airline Pilot',
      work: 'flying passengers and freight, and deciding when it is not safe to',
    },
    indonesian: {
      title: 'Pilot',
      work: 'menerbangkan penumpang dan kargo, dan memutuskan kapan tidak aman untuk terbang',
    },
  },
  {
    id: 'ship-officer',
    values: [6, 3.5, 1, 2.5, 5, 4],
    preparation: 4,
    prospects: [3, 4, 3, 3, 3, 2],
    majors: ['nauticalStudies', 'marineEngineering'],
    industries: ['logistik', 'energi'],
    english: { title: 'Ship Officer', work: 'navigating a ship and leading its crew' },
    indonesian: { title: 'Perwira Kapal', work: 'menavigasi kapal dan memimpin awaknya' },
  },
  {
    id: 'logistics-planner',
    values: [4.5, 2.5, 1, 1.5, 4, 6],
    preparation: 3,
    prospects: [4, 3, 3, 4, 3, 4],
    majors: ['logistics', 'transportManagement', 'industrialEngineering'],
    industries: ['logistik', 'perdagangan'],
    english: {
      title: 'Logistics Planner',
      work: 'planning routes, stocks and loads so that goods arrive when they should',
    },
    indonesian: {
      title: 'Perencana Logistik',
      work: 'merencanakan rute, stok, dan muatan agar barang tiba tepat waktu',
    },
  },
  {
    id: 'air-traffic-controller',
    values: [3.5, 4.5, 1, 2, 4, 6],
    preparation: 3,
    prospects: [3, 4, 3, 3, 3, 2],
    majors: ['aviation', 'aeronauticalEngineering'],
    industries: ['logistik', 'pemerintahan'],
    english: {
      title: 'Air Traffic Controller',
      work: 'keeping aircraft apart and on their way, minute by minute',
    },
    indonesian: {
      title: 'Pemandu Lalu Lintas Udara',
      work: 'menjaga jarak pesawat dan jalurnya, menit demi menit',
    },
  },
  {
    id: 'supply-chain-manager',
    values: [3.5, 3, 1, 2, 6.5, 5.5],
    preparation: 4,
    prospects: [4, 4, 4, 4, 4, 3],
    majors: ['logistics', 'industrialEngineering', 'management'],
    industries: ['logistik', 'manufaktur', 'perdagangan'],
    english: {
      title: 'Supply Chain Manager',
      work: 'making sure that goods are bought, stored and delivered in time',
    },
    indonesian: {
      title: 'Manajer Rantai Pasok',
      work: 'memastikan barang dibeli, disimpan, dan dikirim tepat waktu',
    },
  },
  {
    id: 'procurement-officer',
    values: [2.5, 2.5, 1, 2, 5, 5.5],
    preparation: 3,
    prospects: [4, 3, 3, 3, 3, 3],
    majors: ['logistics', 'businessAdministration', 'law'],
    industries: ['logistik', 'pemerintahan'],
    english: {
      title: 'Procurement Officer',
      work: 'buying what an organisation needs at a fair price and by the rules',
    },
    indonesian: {
      title: 'Petugas Pengadaan',
      work: 'membeli kebutuhan organisasi dengan harga wajar dan sesuai aturan',
    },
  },
  {
    id: 'postal-worker',
    values: [4.5, 1, 1, 3, 2, 5],
    preparation: 1,
    prospects: [3, 2, 1, 1, 2, 4],
    majors: ['logistics', 'officeAdministration'],
    industries: ['logistik'],
    english: {
      title: 'Postal Worker',
      work: 'sorting and bringing letters and parcels to the right door',
    },
    indonesian: {
      title: 'Petugas Pos',
      work: 'menyortir dan mengantar surat dan paket ke alamat yang benar',
    },
  },
  {
    id: 'flight-attendant',
    values: [3, 1, 2, 5.5, 4.5, 3.5],
    preparation: 2,
    prospects: [3, 2, 3, 3, 3, 1],
    majors: ['hospitality', 'tourism'],
    industries: ['pariwisata', 'logistik'],
    english: { title: 'Flight Attendant', work: 'keeping passengers safe and at ease in the air' },
    indonesian: {
      title: 'Pramugari dan Pramugara',
      work: 'menjaga penumpang tetap aman dan nyaman di udara',
    },
  },
]
