// What is said of links to a result in Indonesian; loaded by whoever makes or lists them.
import type { ShareWords } from './share-words.tsx'

export const shareId: ShareWords = {
  title: 'Bagikan hasil ini',
  lead: 'Siapa pun yang memegang tautan dapat membaca bagian yang Anda pilih, tanpa akun, sampai tautan berakhir. Anda dapat menariknya kapan saja.',
  parts: 'Yang ditampilkan tautan',
  sections: {
    summary: 'Ringkasan',
    strengths: 'Kekuatan dan sisi lainnya',
    careers: 'Karier',
    growth: 'Belajar, bekerja, dan bertumbuh',
    scores: 'Skor dan grafik',
    everything: 'Semuanya',
  },
  scoresNote: 'Kalimat tetap menyebut beberapa skor walau grafik tidak ditampilkan.',
  ends: 'Tautan berakhir setelah',
  days: (count) => `${count} hari`,
  make: 'Buat tautan',
  ready:
    'Tautan sudah siap dan hanya ditampilkan sekali ini: salinlah sebelum menutup jendela ini.',
  link: 'Tautan',
  copy: 'Salin',
  copied: 'Tersalin',
  close: 'Tutup',
  none: 'Pilih sedikitnya satu bagian.',
  listTitle: 'Tautan yang Anda bagikan',
  listEmpty: 'Anda belum membagikan apa pun.',
  state: { open: 'berlaku', expired: 'berakhir', revoked: 'ditarik' },
  until: (date) => `sampai ${date}`,
  opened: (when) => (when === null ? 'belum pernah dibuka' : `terakhir dibuka ${when}`),
  revoke: 'Tarik kembali',
}
