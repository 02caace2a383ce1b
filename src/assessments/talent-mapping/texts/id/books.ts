// Why to read each book, in Indonesian: our own words, written to be followed by the score they answer to.
import type { BookId } from '../books.ts'

export const bookReasons: Record<BookId, string> = {
  'shop-class-as-soulcraft': 'Tentang mengapa kerja tangan juga kerja pikiran',
  'the-design-of-everyday-things': 'Tentang apa yang membuat benda mudah atau sulit dipakai',
  'thinking-fast-and-slow': 'Tentang bagaimana penilaian keliru dan cara memeriksanya',
  'the-demon-haunted-world': 'Tentang sains sebagai cara berpikir, bukan kumpulan fakta',
  'the-creative-habit': 'Tentang menjadikan kerja kreatif sebagai kebiasaan harian',
  'bird-by-bird': 'Tentang melewati halaman kosong, sepotong demi sepotong',
  'nonviolent-communication': 'Tentang mendengarkan apa yang dibutuhkan orang lain',
  mindset: 'Tentang bagaimana keyakinan untuk tumbuh membantu orang belajar',
  'getting-to-yes': 'Tentang kesepakatan yang dapat dipegang kedua pihak',
  'high-output-management': 'Tentang apa yang dikerjakan manajer sepanjang hari, dan mengapa',
  'the-checklist-manifesto': 'Tentang bagaimana daftar sederhana mencegah kesalahan mahal',
  'getting-things-done': 'Tentang menyimpan setiap tugas dalam sistem yang Anda percayai',
  range: 'Tentang manfaat mencoba beberapa bidang bagi bidang yang dipilih',
  'deep-work': 'Tentang bertahan cukup lama pada satu hal yang sulit',
  'atomic-habits': 'Tentang membangun keteraturan dari langkah yang sangat kecil',
  'four-thousand-weeks': 'Tentang sengaja membiarkan beberapa hal tak dikerjakan',
  quiet: 'Tentang apa yang dibawa orang pendiam ke dunia yang bising',
  'youre-not-listening':
    'Tentang betapa banyak yang dipelajari dengan membiarkan orang lain bicara',
  'how-to-win-friends-and-influence-people':
    'Tentang didengar dengan lebih dulu tertarik pada orang lain',
  'give-and-take': 'Tentang bermurah hati tanpa kehabisan tenaga',
  'thinking-in-bets': 'Tentang menanggapi risiko dengan serius saat risiko tidak menakutkan Anda',
  'the-happiness-trap': 'Tentang hidup bersama rasa cemas tanpa dikendalikan olehnya',
  'designing-your-life': 'Tentang mencoba beberapa kehidupan di atas kertas sebelum memilih',
  'what-color-is-your-parachute':
    'Tentang mengubah apa yang Anda sukai dan kuasai menjadi pencarian kerja',
  'so-good-they-cant-ignore-you':
    'Tentang keterampilan sebagai jalan menuju pekerjaan yang disukai',
}
