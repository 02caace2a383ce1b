// What a low, middle or high score on each personality trait means at work, in Indonesian: our own words on the
// Big Five. No level is better than another; `watch` is the other side of a tendency, not a fault.
import type { Level } from '../../bands.ts'
import type { OceanKey } from '../../dimensions.ts'
import type { TraitTexts } from '../catalogue.ts'

export const traits: Record<OceanKey, Record<Level, TraitTexts>> = {
  openness: {
    low: {
      tends: 'menyukai hal yang terbukti dan konkret',
      watch: 'Melewatkan gagasan asing sebelum dicoba',
      grow: 'Mencoba satu cara baru setiap bulan pada tugas kecil yang aman bila gagal',
      style: 'Contoh konkret sebelum teori cocok bagi Anda',
    },
    middle: {
      tends: 'menimbang gagasan baru dengan apa yang sudah berjalan',
      watch: 'Ragu antara mempertahankan cara lama dan mencoba yang baru',
      grow: 'Membuat percobaan kecil agar gagasan baru dinilai dari hasilnya',
      style: 'Campuran teori dan contoh cocok bagi Anda',
    },
    high: {
      tends: 'mencari gagasan dan hubungan baru',
      watch: 'Beralih ke gagasan berikutnya sebelum yang terakhir berbuah',
      grow: 'Menuntaskan: memilih dua dari sepuluh gagasan dan mewujudkannya',
      style: 'Anda boleh mulai dari gagasan besar dan mengisi faktanya kemudian',
    },
  },
  conscientiousness: {
    low: {
      tends: 'tetap luwes dan memutuskan sambil jalan',
      watch: 'Membiarkan rencana dan tenggat sampai mendesak',
      grow: 'Merencanakan dengan langkah kecil: daftar pendek tiap pagi dan satu tinjauan tetap tiap minggu',
      style:
        'sesi pendek dengan akhir yang terlihat membawa Anda lebih jauh daripada jadwal panjang',
    },
    middle: {
      tends: 'merencanakan yang penting dan membiarkan sisanya mengalir',
      watch: 'Rapi dalam hal yang disukai, tetapi mengabaikan sisanya',
      grow: 'Memilih tugas mana yang layak direncanakan, lalu merencanakannya',
      style: 'rencana ringan dengan ruang perubahan membawa Anda paling jauh',
    },
    high: {
      tends: 'merencanakan lebih dulu dan menyelesaikan apa yang dimulai',
      watch:
        'Memoles lebih lama dari yang perlu, atau mengambil alih pekerjaan yang dilakukan orang dengan cara lain',
      grow: 'Menilai apa yang sudah cukup baik, dan menyerahkan pekerjaan tanpa mengulanginya',
      style: 'jadwal buatan sendiri membawa Anda jauh',
    },
  },
  extraversion: {
    low: {
      tends: 'berpikir sebelum berbicara dan memulihkan tenaga dalam ketenangan',
      watch: 'Membiarkan gagasan baik tak terdengar dalam kelompok yang ramai',
      grow: 'Berbicara lebih awal: satu hal yang disiapkan dalam sepuluh menit pertama rapat',
      style: 'tempat tenang dan rapat yang diberitahukan lebih dulu',
    },
    middle: {
      tends: 'berpindah antara keramaian dan ketenangan sesuai hari',
      watch: 'Terlambat menyadari apakah hari itu Anda butuh teman atau ketenangan',
      grow: 'Merencanakan minggu agar rapat dan kerja tenang sama-sama mendapat waktunya',
      style: 'keseimbangan antara kebersamaan dan ketenangan',
    },
    high: {
      tends: 'mendapat tenaga dari orang lain dan mudah mengutarakan pikiran',
      watch: 'Mengisi keheningan yang sebenarnya akan dipakai orang lain untuk berbicara',
      grow: 'Mendengarkan sampai akhir: ajukan pertanyaan kedua sebelum menjawab',
      style: 'orang di sekitar Anda hampir sepanjang hari',
    },
  },
  agreeableness: {
    low: {
      tends: 'berkata terus terang dan menawar dengan tegas',
      watch: 'Memenangkan perdebatan, tetapi kehilangan simpati pihak lain',
      grow: 'Membingkai kritik: sebutkan dulu apa yang berhasil, lalu apa yang membuatnya lebih baik',
    },
    middle: {
      tends: 'bekerja sama tanpa melepas pandangan sendiri',
      watch: 'Mengalah dalam hal kecil sampai hal besar menjadi pertengkaran',
      grow: 'Mengatakan sejak awal apa yang dapat dan tidak dapat Anda setujui',
    },
    high: {
      tends: 'percaya pada orang dan mencari kesepakatan',
      watch: 'Berkata “ya” padahal “tidak” lebih adil bagi diri sendiri',
      grow: 'Berkata “tidak” dengan ramah: jawaban jelas, alasan, dan tawaran lain',
    },
  },
  neuroticism: {
    low: {
      tends: 'tetap tenang saat keadaan memburuk',
      watch: 'Tampak tak tersentuh oleh kecemasan orang lain, atau melewatkan tanda awal',
      grow: 'Menanyakan kecemasan orang lain dan menanggapi satu di antaranya dengan sungguh-sungguh',
      style: 'Anda sanggup bekerja di bawah tekanan tinggi',
    },
    middle: {
      tends: 'merasakan tekanan saat ada dan melepasnya kemudian',
      watch: 'Meremehkan beban tekanan yang berlangsung lama',
      grow: 'Mengenali tanda awal kelelahan dan beristirahat sebelum terpaksa',
      style: 'Minggu sibuk tidak masalah bila diikuti minggu yang lebih tenang',
    },
    high: {
      tends: 'cepat menangkap masalah dan merasakannya dengan kuat',
      watch:
        'Membawa pulang kecemasan, dan menganggap kritik atas pekerjaan sebagai kritik pribadi',
      grow: 'Mengelola tekanan: jeda teratur, tidur, dan seseorang untuk diajak bicara',
      style: 'Irama tetap dan atasan yang adil lebih penting daripada kedudukan',
    },
  },
}
