// Every word of the account's page in Indonesian; loaded with it and by no other screen.
import type { AccountWords } from './account-words.tsx'
import { shareId } from './share.id.ts'

export const accountId: AccountWords = {
  share: shareId,
  title: 'Akun',
  email: 'Alamat email',
  since: 'Bergabung sejak',
  tokens: 'Token',
  ledger: 'Setiap mutasi token, yang terbaru di atas. Saldo adalah jumlahnya.',
  entry: 'No.',
  when: 'Waktu',
  what: 'Keterangan',
  amount: 'Token',
  kinds: { charge: 'Analisis', refund: 'Pengembalian', grant: 'Penerimaan' },
  empty: 'Belum ada mutasi.',
  data: 'Data Anda',
  export: 'Unduh data saya',
  exportHelp:
    'Satu berkas JSON: akun Anda, setiap analisis dengan skor dan hasilnya, setiap mutasi token, setiap pemberitahuan, dan setiap tautan.',
  exporting: 'Mengumpulkan data…',
  erase: 'Hapus analisis saya',
  eraseHelp:
    'Menghapus semua analisis dan menarik semua tautan. Analisis yang sedang berjalan dibiarkan sampai selesai. Akun dan mutasi tokennya tetap ada: itulah bukti bahwa tidak ada yang hilang.',
  eraseTitle: 'Hapus semua analisis Anda?',
  eraseText:
    'Semuanya hilang dari halaman Anda dan semua tautan langsung tidak berlaku. Unduhlah data Anda lebih dahulu bila mungkin masih diperlukan. Tindakan ini tidak dapat dibatalkan.',
  eraseYes: 'Hapus semuanya',
  erased: (count) => `${count} analisis telah dihapus.`,
  left: (count) => `${count} masih berjalan; hapuslah setelah selesai.`,
  close: {
    title: 'Tutup akun saya',
    lead: 'Akun Anda berakhir dan semua data tentang Anda dihapus. Ini tidak dapat dibatalkan oleh siapa pun, termasuk pengelola layanan.',
    points: {
      erased: {
        title: 'Dihapus',
        text: 'Alamat email dan kata sandi Anda, setiap analisis beserta skor dan hasilnya, dan semua data lain tentang Anda. Tautan yang Anda bagikan langsung tidak berlaku.',
      },
      running: {
        title: 'Diakhiri',
        text: 'Analisis yang masih mengantre atau sedang berjalan. Tokennya dikembalikan ke akun dan berakhir bersama akun itu.',
      },
      stays: {
        title: 'Disimpan',
        text: 'Setiap mutasi token dan catatan bahwa pernah ada analisis, dengan kode acak yang tidak lagi mengarah kepada siapa pun. Itulah bukti bahwa tidak ada token yang hilang.',
      },
      lost: {
        title: 'Hangus',
        text: (balance) =>
          balance === 0
            ? 'Tidak ada: saldo Anda 0 token.'
            : `${balance} token yang belum Anda pakai. Tidak ada uang pengganti untuknya.`,
      },
    },
    again: 'Kelak Anda dapat mendaftar lagi dengan alamat yang sama, sebagai pengguna baru.',
    sureTitle: 'Tutup akun Anda untuk selamanya?',
    sureText: (balance) =>
      balance === 0
        ? 'Semua data Anda dihapus. Ini tidak dapat dibatalkan oleh siapa pun; saldo Anda 0 token.'
        : `Semua data Anda dihapus, dan ${balance} token yang belum Anda pakai hangus. Ini tidak dapat dibatalkan oleh siapa pun.`,
    password: 'Kata sandi Anda',
    passwordHelp: 'Agar orang lain tidak dapat melakukannya di layar Anda.',
    needed: 'Isi kata sandi Anda.',
    wrong: 'Ini bukan kata sandi Anda.',
    yes: 'Tutup akun saya selamanya',
    working: 'Menutup…',
  },
}
