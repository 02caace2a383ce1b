// Trades and crafts: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const trades: readonly WrittenOccupation[] = [
  {
    id: 'furniture-maker',
    values: [6.5, 2, 5, 1.5, 3, 3.5],
    preparation: 2,
    prospects: [2, 3, 3, 2, 4, 2],
    majors: ['furnitureDesign', 'productDesign', 'carpentry'],
    industries: ['kreatif', 'manufaktur', 'properti'],
    english: {
      title: 'Furniture Maker',
      work: 'designing furniture and making it from wood, metal and textiles',
    },
    indonesian: {
      title: 'Pembuat Mebel',
      work: 'merancang mebel dan membuatnya dari kayu, logam, dan tekstil',
    },
  },
  {
    id: 'tailor',
    values: [6, 1.5, 5, 2.5, 2.5, 4],
    preparation: 2,
    prospects: [3, 2, 3, 2, 3, 2],
    majors: ['fashionDesign', 'textiles'],
    industries: ['kreatif', 'perdagangan'],
    english: {
      title: 'Tailor',
      work: 'cutting, sewing and altering clothes so that they fit the person',
    },
    indonesian: {
      title: 'Penjahit',
      work: 'memotong, menjahit, dan mengubah pakaian agar pas di badan',
    },
  },
  {
    id: 'electrician',
    values: [7, 3.5, 1, 2, 2, 4.5],
    preparation: 3,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['electricalEngineering', 'buildingServices'],
    industries: ['energi', 'properti'],
    english: {
      title: 'Electrician',
      work: 'installing and repairing wiring, switches and electric machines',
    },
    indonesian: {
      title: 'Teknisi Listrik',
      work: 'memasang dan memperbaiki kabel, sakelar, dan mesin listrik',
    },
  },
  {
    id: 'car-mechanic',
    values: [7, 3.5, 1, 2, 3, 3],
    preparation: 2,
    prospects: [4, 2, 3, 2, 4, 2],
    majors: ['automotiveEngineering', 'mechanicalEngineering'],
    industries: ['manufaktur', 'perdagangan'],
    english: {
      title: 'Car Mechanic',
      work: 'finding out why a vehicle fails and putting it right',
    },
    indonesian: {
      title: 'Mekanik Mobil',
      work: 'mencari penyebab kerusakan kendaraan dan memperbaikinya',
    },
  },
  {
    id: 'plumber',
    values: [7, 2.5, 1, 2.5, 3, 4],
    preparation: 2,
    prospects: [4, 2, 3, 3, 3, 1],
    majors: ['buildingServices', 'civilEngineering'],
    industries: ['properti'],
    english: { title: 'Plumber', work: 'laying and mending pipes for water, gas and heat' },
    indonesian: {
      title: 'Tukang Pipa',
      work: 'memasang dan memperbaiki pipa air, gas, dan pemanas',
    },
  },
  {
    id: 'welder',
    values: [7, 2, 2.5, 1, 1.5, 3.5],
    preparation: 2,
    prospects: [4, 2, 3, 3, 3, 3],
    majors: ['metalworking', 'mechanicalEngineering'],
    industries: ['manufaktur', 'energi'],
    english: { title: 'Welder', work: 'joining metal into frames, pipes, ships and machines' },
    indonesian: {
      title: 'Tukang Las',
      work: 'menyambung logam menjadi rangka, pipa, kapal, dan mesin',
    },
  },
  {
    id: 'carpenter',
    values: [7, 2, 3.5, 1.5, 2, 3],
    preparation: 2,
    prospects: [4, 2, 3, 2, 3, 2],
    majors: ['carpentry', 'constructionManagement'],
    industries: ['properti', 'manufaktur'],
    english: { title: 'Carpenter', work: 'building floors, roofs, doors and stairs from wood' },
    indonesian: { title: 'Tukang Kayu', work: 'membuat lantai, atap, pintu, dan tangga dari kayu' },
  },
  {
    id: 'aircraft-mechanic',
    values: [7, 4, 1, 1.5, 1.5, 5],
    preparation: 3,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['aircraftMaintenance', 'mechanicalEngineering'],
    industries: ['rekayasa', 'logistik'],
    english: {
      title: 'Aircraft Mechanic',
      work: 'inspecting and repairing aircraft so that every flight is safe',
    },
    indonesian: {
      title: 'Mekanik Pesawat',
      work: 'memeriksa dan memperbaiki pesawat agar setiap penerbangan aman',
    },
  },
  {
    id: 'hairdresser',
    values: [4, 1.5, 5.5, 4.5, 4, 2.5],
    preparation: 2,
    prospects: [4, 2, 3, 3, 3, 1],
    majors: ['beautyCare', 'fashionDesign'],
    industries: ['kreatif', 'perdagangan'],
    english: {
      title: 'Hairdresser',
      work: 'cutting and styling hair and sending people out pleased',
    },
    indonesian: {
      title: 'Penata Rambut',
      work: 'memotong dan menata rambut hingga pelanggan puas',
    },
  },
  {
    id: 'craft-artist',
    values: [5.5, 2.5, 7, 1.5, 2.5, 2],
    preparation: 2,
    prospects: [2, 2, 2, 2, 4, 1],
    majors: ['fineArts', 'crafts'],
    industries: ['kreatif', 'pariwisata'],
    english: {
      title: 'Craft Artist',
      work: 'making pots, cloth, jewellery or carvings by hand and selling them',
    },
    indonesian: {
      title: 'Seniman Kriya',
      work: 'membuat gerabah, kain, perhiasan, atau ukiran dengan tangan dan menjualnya',
    },
  },
]
