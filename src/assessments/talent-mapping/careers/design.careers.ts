// Design and fine arts: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const design: readonly WrittenOccupation[] = [
  {
    id: 'industrial-designer',
    values: [5, 4, 6.5, 1.5, 3, 2.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['productDesign', 'industrialDesign', 'mechanicalEngineering'],
    industries: ['kreatif', 'manufaktur'],
    english: {
      title: 'Industrial Designer',
      work: 'giving products a form that works, can be made and pleases',
    },
    indonesian: {
      title: 'Desainer Produk',
      work: 'memberi bentuk pada produk yang berfungsi, dapat dibuat, dan menarik',
    },
  },
  {
    id: 'architect',
    values: [4.5, 5, 6.5, 2, 3.5, 3],
    preparation: 5,
    prospects: [3, 4, 4, 3, 4, 2],
    majors: ['architecture', 'urbanDesign', 'interiorArchitecture'],
    industries: ['properti', 'kreatif'],
    english: {
      title: 'Architect',
      work: 'designing buildings that are sound, useful and good to be in',
    },
    indonesian: { title: 'Arsitek', work: 'merancang bangunan yang kokoh, berguna, dan nyaman' },
  },
  {
    id: 'interior-designer',
    values: [3.5, 2.5, 6.5, 3, 4.5, 3],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['interiorArchitecture', 'productDesign'],
    industries: ['properti', 'kreatif'],
    english: {
      title: 'Interior Designer',
      work: 'arranging rooms, light and colour for those who will use them',
    },
    indonesian: {
      title: 'Desainer Interior',
      work: 'menata ruang, cahaya, dan warna bagi penghuninya',
    },
  },
  {
    id: 'fashion-designer',
    values: [4, 2, 7, 1.5, 5, 2],
    preparation: 3,
    prospects: [2, 3, 3, 3, 4, 3],
    majors: ['fashionDesign', 'textiles'],
    industries: ['kreatif', 'perdagangan'],
    english: {
      title: 'Fashion Designer',
      work: 'inventing clothes and seeing them through cutting room and show',
    },
    indonesian: {
      title: 'Perancang Busana',
      work: 'menciptakan busana dan mengawalnya dari potongan hingga peragaan',
    },
  },
  {
    id: 'graphic-designer',
    values: [2.5, 2, 7, 1.5, 3.5, 3.5],
    preparation: 3,
    prospects: [3, 3, 3, 3, 4, 5],
    majors: ['visualCommunication', 'illustration'],
    industries: ['kreatif', 'pemasaran'],
    english: {
      title: 'Graphic Designer',
      work: 'making a message visible with type, colour and pictures',
    },
    indonesian: {
      title: 'Desainer Grafis',
      work: 'membuat pesan terlihat lewat huruf, warna, dan gambar',
    },
  },
  {
    id: 'illustrator',
    values: [3, 3, 7, 1.5, 2, 2.5],
    preparation: 3,
    prospects: [2, 3, 2, 2, 4, 4],
    majors: ['illustration', 'fineArts'],
    industries: ['kreatif', 'media'],
    english: {
      title: 'Illustrator',
      work: 'drawing what a text, a product or a child needs to see',
    },
    indonesian: {
      title: 'Ilustrator',
      work: 'menggambar apa yang perlu dilihat oleh naskah, produk, atau anak',
    },
  },
  {
    id: 'animator',
    values: [3, 3, 6.5, 1, 2, 4],
    preparation: 3,
    prospects: [3, 3, 3, 4, 5, 4],
    majors: ['animation', 'illustration'],
    industries: ['media', 'kreatif'],
    english: { title: 'Animator', work: 'bringing drawings and models to life, frame by frame' },
    indonesian: { title: 'Animator', work: 'menghidupkan gambar dan model, bingkai demi bingkai' },
  },
  {
    id: 'photographer',
    values: [5, 2, 6.5, 2.5, 4, 2.5],
    preparation: 2,
    prospects: [3, 3, 2, 2, 4, 4],
    majors: ['photography', 'visualCommunication', 'journalism'],
    industries: ['kreatif', 'media'],
    english: { title: 'Photographer', work: 'making pictures for news, products, people and art' },
    indonesian: { title: 'Fotografer', work: 'membuat foto untuk berita, produk, orang, dan seni' },
  },
  {
    id: 'art-director',
    values: [2, 2, 6.5, 2.5, 5.5, 3.5],
    preparation: 4,
    prospects: [3, 4, 4, 3, 4, 3],
    majors: ['visualCommunication', 'advertising', 'film'],
    industries: ['kreatif', 'pemasaran', 'media'],
    english: {
      title: 'Art Director',
      work: 'deciding how a campaign, magazine, game or film will look',
    },
    indonesian: {
      title: 'Pengarah Seni',
      work: 'menentukan tampilan kampanye, majalah, gim, atau film',
    },
  },
  {
    id: 'museum-curator',
    values: [2, 5, 6, 3, 3, 4],
    preparation: 5,
    prospects: [2, 3, 3, 2, 4, 2],
    majors: ['history', 'artHistory', 'archaeology'],
    industries: ['pendidikan', 'pariwisata'],
    english: {
      title: 'Museum Curator',
      work: 'choosing, studying and showing things worth keeping',
    },
    indonesian: {
      title: 'Kurator Museum',
      work: 'memilih, meneliti, dan memamerkan benda yang layak disimpan',
    },
  },
  {
    id: 'gallery-owner',
    values: [1.5, 3, 5.5, 2.5, 6, 3.5],
    preparation: 4,
    prospects: [2, 3, 3, 2, 3, 2],
    majors: ['artHistory', 'businessAdministration', 'fineArts'],
    industries: ['kreatif', 'perdagangan'],
    english: {
      title: 'Gallery Owner',
      work: 'finding artists early and people who want to live with their work',
    },
    indonesian: {
      title: 'Pemilik Galeri',
      work: 'menemukan seniman lebih awal dan orang yang ingin memiliki karyanya',
    },
  },
]
