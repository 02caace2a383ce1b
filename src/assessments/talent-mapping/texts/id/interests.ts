// What each of the six interests means for a person, in Indonesian: our own words on Holland's six types.
// Phrases only, written to stand inside a sentence; scores are added where they are used.
import type { Letter } from '../../dimensions.ts'
import type { InterestTexts } from '../catalogue.ts'

export const interests: Record<Letter, InterestTexts> = {
  R: {
    likes:
      'bekerja dengan alat, mesin, tanaman, hewan, atau tubuh Anda sendiri dan melihat hasilnya',
    motivator: 'Hasil yang dapat disentuh, berfungsi, dan tahan lama',
    learns: 'dengan melakukan: pegang dulu bendanya, baca petunjuknya kemudian',
    setting: 'peralatan, bahan, atau alam terbuka di dekat Anda dan sedikit rapat',
    pitfall:
      'Membereskan barangnya dan melupakan orangnya: katakan apa yang akan Anda lakukan sebelum melakukannya',
    drain:
      'Pekerjaan fisik, teknis, atau dengan tangan mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill:
      'Gambar teknik dan membaca rancangan: gagasan praktis menjadi sesuatu yang dapat dibangun orang lain',
    secondSkill:
      'Keselamatan dan perawatan: orang yang menjaga peralatan tetap jalan dipercaya mengurus lebih banyak',
    firstActivity: 'Buat atau perbaiki satu benda berguna setiap bulan di bengkel atau ruang karya',
    secondActivity:
      'Jadilah relawan di tempat yang butuh tenaga: kebun sekolah, bengkel warga, tim penyelamat',
  },
  I: {
    likes: 'bertanya bagaimana dan mengapa, melihat bukti, dan memecahkan masalah sulit',
    motivator: 'Memahami cara kerja segala sesuatu yang sebenarnya',
    learns: 'dengan mencari sebabnya: baca mendalam, uji gagasan, dan bandingkan sumber',
    setting: 'waktu untuk berpikir, data yang baik, dan rekan yang menyukai pertanyaan sulit',
    pitfall: 'Terlalu lama menganalisis: tentukan dulu seberapa banyak bukti yang cukup',
    drain:
      'Analisis panjang, teori, dan pertanyaan terbuka mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill: 'Statistika dan analisis data: dugaan dapat diuji di hampir semua bidang',
    secondSkill: 'Penulisan ilmiah: temuan baru berarti bila orang lain dapat mengikutinya',
    firstActivity:
      'Bergabunglah dengan klub sains, matematika, atau pemrograman dan tuntaskan satu pertanyaan',
    secondActivity:
      'Buat buku catatan penelitian: satu pertanyaan seminggu, apa temuannya dan seberapa yakin Anda',
  },
  A: {
    likes: 'membuat karya sendiri dengan kata, bunyi, gambar, atau bentuk',
    motivator: 'Ruang untuk membuat sesuatu yang milik Anda sendiri',
    learns: 'dengan berkarya: ubah pelajaran menjadi sketsa, cerita, model, atau karya',
    setting: 'kebebasan dalam cara bekerja dan orang yang terbuka pada gagasan tak biasa',
    pitfall: 'Meninggalkan karya saat pesonanya hilang: sepakati hari selesainya',
    drain:
      'Pekerjaan yang menuntut daya cipta tanpa aturan mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill: 'Komunikasi visual: tata letak, warna, dan huruf membuat gagasan mudah diterima',
    secondSkill:
      'Memberi dan menerima kritik: karya tumbuh lebih cepat bila orang lain melihatnya lebih awal',
    firstActivity:
      'Pamerkan atau terbitkan satu karya kecil yang selesai setiap bulan, sesederhana apa pun',
    secondActivity:
      'Bergabunglah dengan paduan suara, teater, kelompok menulis, atau desain yang bertemu setiap minggu',
  },
  S: {
    likes: 'membantu, mengajar, dan mendengarkan orang',
    motivator: 'Melihat orang lain menjadi lebih baik karena Anda',
    learns: 'bersama orang lain: diskusikan, lalu ajarkan apa yang baru dipelajari',
    setting: 'hubungan dekat dengan orang dan tim yang saling menjaga',
    pitfall: 'Mendahulukan semua orang: simpan beberapa jam dalam seminggu untuk diri sendiri',
    drain:
      'Merawat atau mengajar orang sepanjang hari mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill:
      'Mendengarkan aktif dan membimbing: pertanyaan baik menolong lebih lama daripada nasihat baik',
    secondSkill: 'Memandu diskusi kelompok: orang pendiam pun ikut didengar',
    firstActivity: 'Ajari atau dampingi seseorang yang lebih muda selama satu semester penuh',
    secondActivity: 'Jadilah relawan dalam program masyarakat, kesehatan, atau pemuda',
  },
  E: {
    likes: 'meyakinkan orang, memimpin, dan menggerakkan sesuatu',
    motivator: 'Menetapkan tujuan, mendapat dukungan, dan mencapainya',
    learns: 'dengan tujuan di depan mata: proyek nyata, tanggal, dan orang yang harus diyakinkan',
    setting: 'tujuan yang terlihat, keputusan cepat, dan ruang untuk memimpin',
    pitfall:
      'Berjanji sebelum memeriksa: mintalah waktu sehari sebelum mengikat orang lain pada janji Anda',
    drain: 'Menjual, memimpin, dan bersaing mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill: 'Negosiasi: menemukan kebutuhan pihak lain lebih berguna daripada pandai berbicara',
    secondSkill: 'Anggaran dan keuangan dasar: orang mengikuti rencana yang angkanya cocok',
    firstActivity: 'Jalankan satu acara nyata atau usaha kecil dari rencana sampai laporan',
    secondActivity: 'Bergabunglah dengan klub debat, OSIS, atau tim wirausaha muda',
  },
  C: {
    likes: 'menata informasi dan mengerjakan rincian dengan benar',
    motivator: 'Keteraturan yang dapat diandalkan dan pekerjaan tanpa kesalahan',
    learns: 'selangkah demi selangkah: rencana jelas, contoh soal, dan latihan teratur',
    setting: 'aturan jelas, proses rapi, dan tugas dengan akhir yang pasti',
    pitfall: 'Berpegang pada aturan saat kasusnya baru: tanyakan untuk apa aturan itu dibuat',
    drain:
      'Rutinitas, pencatatan, dan prosedur tetap mungkin lebih banyak menguras tenaga daripada memberi',
    firstSkill: 'Lembar kerja dan basis data: data yang terawat menghemat waktu semua orang',
    secondSkill:
      'Perancangan proses: menuliskan cara kerja adalah langkah pertama untuk memperbaikinya',
    firstActivity: 'Jadilah bendahara atau sekretaris sebuah klub selama setahun',
    secondActivity:
      'Rapikan satu hal yang berantakan untuk orang lain: arsip, inventaris, atau jadwal',
  },
}
