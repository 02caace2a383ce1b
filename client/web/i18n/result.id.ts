// The words of results in Indonesian.
import type { Messages } from './messages.tsx'

export const resultId: Pick<Messages, 'result'> = {
  result: {
    title: 'Hasil Anda',
    brief: 'Dalam tiga kalimat',
    interests: 'Yang menarik bagi Anda',
    interestsCaption:
      'Enam minat Anda pada segi enam: yang bersebelahan mirip, yang berseberangan berbeda.',
    code: (code) => `Kode Holland ${code}`,
    traits: 'Kecenderungan Anda',
    traitsCaption:
      'Lima dimensi besar dari 0 sampai 100, dengan bagian tengah ditandai. Kedua ujungnya sama baiknya.',
    strengths: 'Kekuatan Anda',
    strengthsCaption:
      '24 kekuatan karakter Anda, diurutkan dalam diri Anda sendiri, bukan dibandingkan dengan orang lain. Lima yang pertama adalah kekuatan khas Anda.',
    signature: 'khas',
    table: 'Angkanya dalam tabel',
    columns: {
      what: 'Nama',
      score: 'Skor',
      band: 'Tingkat',
      rank: 'Urutan',
      virtue: 'Kebajikan',
    },
    careers: 'Karier untuk dijajaki',
    careersLead: 'Titik awal, bukan putusan. Masing-masing disertai alasannya.',
    moreCareers: 'Juga layak dilirik',
    majors: 'Jalur pendidikan',
    prospects: 'Prospek',
    motivators: 'Yang menggerakkan Anda',
    learning: 'Cara Anda belajar',
    environment: 'Lingkungan kerja yang cocok',
    risk: 'Kesiapan mengambil risiko',
    strengthsText: 'Kekuatan Anda di tempat kerja',
    weaknesses: 'Sisi lainnya',
    insights: 'Yang menonjol',
    skills: 'Keterampilan yang layak dikembangkan',
    pitfalls: 'Yang perlu diwaspadai',
    roleModels: 'Tokoh yang layak dikenal',
    activities: 'Kegiatan yang dapat dicoba',
    books: 'Buku yang layak dibaca',
    confidence: 'Seberapa pasti hasil ini',
    clarity: {
      clear: 'Gambaran Anda jelas: beberapa minat jauh di atas yang lain.',
      mixed:
        'Gambaran Anda campuran: beberapa minat berdekatan, jadi bacalah baris pertama sebagai kecenderungan.',
      flat: 'Gambaran Anda rata: minat Anda hampir sama tinggi, jadi jangan terlalu berpegang pada urutannya.',
    },
    spread: (points) => `Minat tertinggi dan terendah Anda terpaut ${points} poin.`,
    consistency: {
      high: 'Dua minat utama Anda bertetangga pada segi enam.',
      medium: 'Dua minat utama Anda tidak bertetangga dan tidak pula berseberangan.',
      low: 'Dua minat utama Anda berseberangan; sedikit pekerjaan yang menyatukan keduanya.',
    },
    sources: 'Dari mana hasil ini berasal',
    madeBy: (analyzer) => `Dibuat oleh analisis “${analyzer}”.`,
    notThis:
      'Ini skor, bukan persentil: yang dibandingkan adalah jawaban-jawaban Anda, bukan Anda dengan orang lain. Ini bukan diagnosis dan bukan satu-satunya dasar menerima karyawan. Skor dapat berubah pada tes berikutnya.',
    method:
      'Minat: segi enam Holland (RIASEC). Kepribadian: model lima faktor. Kekuatan: 24 kekuatan klasifikasi VIA, diurutkan dalam diri sendiri. Karier: menurut kemiripan profil minat.',
    written: 'Teks analisis ini berbahasa Inggris.',
    print: 'Cetak atau simpan PDF',
    share: 'Bagikan',
    remove: 'Hapus',
    removeTitle: 'Hapus hasil ini?',
    removeText:
      'Hasil ini hilang dari halaman Anda, dan tautannya langsung tidak berlaku. Tindakan ini tidak dapat dibatalkan.',
    removeYes: 'Hapus hasil ini',
    back: 'Kembali',
    pending: 'Hasil ini belum siap.',
    toJob: 'Lihat perkembangannya',
    failed: 'Tidak ada hasil: analisisnya gagal.',
    plain: 'Keluaran analisis',
    of: (date) => `Dianalisis pada ${date}`,
    sharedTitle: 'Hasil yang dibagikan',
    sharedUntil: (date) =>
      `Dibagikan oleh pemiliknya sampai ${date}. Sebagian mungkin tidak ditampilkan.`,
    sharedGone: 'Tautan ini tidak berlaku',
    sharedGoneText:
      'Mungkin masa berlakunya habis, sudah ditarik kembali, atau tersalin tidak lengkap.',
  },
}
