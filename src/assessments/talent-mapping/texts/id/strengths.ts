// What each of the 24 character strengths looks like and how it can be used at work, in Indonesian. The keys
// are those of the VIA classification; the words are our own. No strength is called weak: rank is all VIA gives.
import type { StrengthKey, Virtue } from '../../dimensions.ts'
import type { StrengthTexts, VirtueTexts } from '../catalogue.ts'

export const strengths: Record<StrengthKey, StrengthTexts> = {
  creativity: {
    shows: 'melihat cara yang belum terpikir oleh orang lain',
    use: 'tawarkan dua cara lain sebelum rencana ditetapkan',
  },
  curiosity: {
    shows: 'terus bertanya dan suka menjelajahi hal baru',
    use: 'jadilah yang pertama menengok masalah yang belum dirumuskan',
  },
  judgment: {
    shows: 'melihat persoalan dari semua sisi sebelum memutuskan',
    use: 'sebutkan bukti yang menentang gagasan favorit',
  },
  loveOfLearning: {
    shows: 'menikmati menguasai pelajaran dan keterampilan baru',
    use: 'pelajari alat baru lebih dulu dan ajarkan kepada yang lain',
  },
  perspective: {
    shows: 'melihat gambaran besar dan memberi nasihat yang menolong',
    use: 'rangkum inti dari diskusi yang panjang',
  },
  bravery: {
    shows: 'tidak mundur dari tantangan atau pandangan yang tak populer',
    use: 'angkat hal sulit sebelum membesar',
  },
  perseverance: {
    shows: 'menyelesaikan yang dimulai, juga saat berlarut-larut',
    use: 'ambil tugas yang sudah dua kali ditinggalkan',
  },
  honesty: {
    shows: 'berkata benar dan bertindak apa adanya',
    use: 'sampaikan kabar buruk lebih awal, selagi masih bisa diperbaiki',
  },
  zest: {
    shows: 'melakukan sesuatu dengan penuh tenaga',
    use: 'beri semangat baru pada proyek yang lesu',
  },
  love: {
    shows: 'menghargai kedekatan dengan orang dan menunjukkannya',
    use: 'bangun kepercayaan yang bertahan di masa sulit',
  },
  kindness: {
    shows: 'senang berbuat sesuatu untuk orang lain',
    use: 'bantu rekan baru melewati minggu-minggu pertamanya',
  },
  socialIntelligence: {
    shows: 'menangkap apa yang menggerakkan orang lain dan diri sendiri',
    use: 'kenali kapan rapat butuh jeda atau kata yang lugas',
  },
  teamwork: {
    shows: 'mengerjakan bagian Anda dan setia pada kelompok',
    use: 'ambil bagian kerja bersama yang tak diinginkan siapa pun',
  },
  fairness: {
    shows: 'memberi semua orang kesempatan yang sama, apa pun perasaan Anda',
    use: 'atur pembagian tugas agar semua dapat menerimanya',
  },
  leadership: {
    shows: 'menyatukan kelompok dan memastikan pekerjaan selesai',
    use: 'pimpin satu proyek kecil dari awal sampai akhir',
  },
  forgiveness: {
    shows: 'melepaskan kesalahan dan memberi kesempatan kedua',
    use: 'mulai lagi dengan rekan setelah suatu kesalahan',
  },
  humility: {
    shows: 'membiarkan hasil kerja berbicara sendiri',
    use: 'sebut nama yang berjasa, dan bertanyalah kepada yang lebih tahu',
  },
  prudence: {
    shows: 'memikirkan akibat sebelum bertindak',
    use: 'periksa apa yang bisa salah dari suatu rencana',
  },
  selfRegulation: {
    shows: 'mengendalikan perasaan, kebiasaan, dan dorongan',
    use: 'jaga arah tetap saat orang lain tergesa',
  },
  appreciationOfBeauty: {
    shows: 'menangkap apa yang indah atau dikerjakan dengan mahir',
    use: 'tetapkan standar seperti apa pekerjaan yang benar-benar selesai',
  },
  gratitude: {
    shows: 'menyadari kebaikan yang datang dan mengucap terima kasih',
    use: 'katakan kepada orang apa yang terwujud berkat bantuannya',
  },
  hope: {
    shows: 'mengharapkan yang baik dan mengusahakannya',
    use: 'jaga tujuan tetap terlihat saat percobaan pertama gagal',
  },
  humor: {
    shows: 'suka tertawa dan membuat orang lain tersenyum',
    use: 'cairkan ketegangan tanpa menyakiti siapa pun',
  },
  spirituality: {
    shows: 'mencari makna dan tujuan di luar diri sendiri',
    use: 'ingatkan tim untuk siapa pekerjaan itu dilakukan',
  },
}

export const virtues: Record<Virtue, VirtueTexts> = {
  wisdom: {
    name: 'kebijaksanaan',
    motive: 'Mempelajari sesuatu dan memakainya',
    overuse: 'Menambah pengetahuan saat sudah waktunya memutuskan',
  },
  courage: {
    name: 'keberanian',
    motive: 'Membela yang penting dan menuntaskannya',
    overuse: 'Bertempur untuk hal yang dapat selesai dengan percakapan',
  },
  humanity: {
    name: 'kemanusiaan',
    motive: 'Dekat dengan orang dan membawa kebaikan bagi mereka',
    overuse: 'Menjaga perasaan saat kata yang jelas lebih menolong',
  },
  justice: {
    name: 'keadilan',
    motive: 'Kelompok yang bekerja sama dengan baik dan adil',
    overuse: 'Menunggu semua setuju saat seseorang harus memutuskan',
  },
  temperance: {
    name: 'pengendalian diri',
    motive: 'Melakukan segala sesuatu secukupnya dan tanpa merugikan',
    overuse: 'Begitu berhati-hati hingga kesempatan lewat',
  },
  transcendence: {
    name: 'transendensi',
    motive: 'Pekerjaan yang maknanya melampaui hari ini',
    overuse: 'Mengikuti angan-angan melampaui fakta',
  },
}
