// What each statement says in Indonesian, as a template; what may stand in braces is told in `say.ts`.
import type { StatementCode } from '../../statements.ts'

export const statements: Record<StatementCode, string> = {
  persona: '{others}',
  'interests.equal':
    'Keenam minat Anda rata: semuanya berada di {n}, sehingga tidak ada bidang yang menonjol.',
  'interests.even':
    'Keenam minat Anda rata: terpaut tidak lebih dari {n} poin di sekitar {m}, sehingga tidak ada bidang yang menonjol.',
  'even.low':
    'Ini dapat berarti pertanyaannya tidak menyentuh hal yang Anda pedulikan, Anda menjawab dengan ketat, atau Anda masih mencari; ini tidak mengatakan apa pun tentang kemampuan Anda.',
  'even.middle':
    'Ini dapat berarti Anda menyukai sedikit dari segalanya, atau belum cukup mencoba untuk memilih satu.',
  'even.high':
    'Ini dapat berarti banyak jenis pekerjaan menarik bagi Anda; memilih akan lebih penting daripada mencari.',
  'interests.single':
    'Minat Anda paling condong ke {0:label} ({0:score}, {0:band}): Anda suka {0:likes}. Tidak ada minat lain yang jelas berada di urutan kedua.',
  'interests.pair':
    'Minat Anda paling condong ke {0:label} ({0:score}, {0:band}) dan {1:label} ({1:score}, {1:band}): Anda suka {0:likes}, serta {1:likes}.',
  'runnerUp.equal': '{and} sama tinggi, sehingga {others} menggambarkan Anda hampir sama baiknya.',
  'runnerUp.close':
    '{and} hanya terpaut {n} poin, sehingga {others} menggambarkan Anda hampir sama baiknya.',
  'trait.marked': 'Dari segi kepribadian, Anda {0:tends} ({0}, {0:band}).',
  'trait.none':
    'Tidak satu pun dari lima skor kepribadian Anda menonjol; semuanya antara 40 dan 60.',
  'strength.first':
    'Di antara 24 kekuatan karakter Anda, {0:label} ({0:score}) berada di urutan pertama.',
  'strength.shared':
    'Di antara 24 kekuatan karakter Anda, {0:label} ({0:score}) berada di urutan pertama, setara dengan {n} kekuatan lain.',
  'strength.none':
    'Ke-24 kekuatan karakter Anda bernilai sama, sehingga tidak ada yang berada di urutan pertama.',

  motivator: '{0:motivator} ({0}).',
  'motivator.deeper': 'Mendalami bidang yang sudah Anda kenal ({all}).',
  'motivator.newSides': 'Menemukan sisi baru dari bidang Anda ({all}).',
  'motivator.strength': '{0:motive} ({0}).',
  'motivator.variety':
    'Keragaman: melihat beberapa jenis pekerjaan sebelum memilih satu (rentang minat {n}).',
  'motivator.manyRoles': 'Berguna dalam lebih dari satu peran (rentang minat {n}).',
  learns: 'Anda paling mudah belajar {0:learns} ({0}).',
  'learns.even':
    'Anda paling mudah belajar dengan berganti cara: baca, coba, diskusikan, dan buat, lalu simpan yang berhasil (minat Anda rata).',
  'learns.traits': '{0:style}, dan {1:style} ({all}).',
  setting: 'Anda bekerja paling baik dengan {0:setting} ({0}).',
  'setting.two':
    'Anda bekerja paling baik dengan {0:setting} ({0}); juga dengan {1:setting} ({1}).',
  'setting.even':
    'Anda bekerja paling baik dengan tugas campuran, beragam rekan, dan kesempatan berganti peran (minat Anda rata).',
  'setting.company': 'Anda membutuhkan {0:style} ({0}).',
  'setting.pace': '{0:style} ({0}).',

  'strengths.signature': 'Kekuatan khas Anda adalah {and}.',
  'strengths.level':
    'Ke-24 kekuatan karakter Anda bernilai sama ({n}), sehingga tidak ada yang lebih tinggi; lima di bawah ini hanya lebih dulu dalam daftar. Tanyakan kepada orang yang mengenal Anda kekuatan mana yang mereka lihat.',
  'strengths.tied':
    'Dengan skor yang sama seperti yang kelima ({n}) ada juga {labels}; urutannya mengikuti daftar yang diterbitkan.',
  'strengths.tiedMany':
    'Dengan skor yang sama seperti yang kelima ({n}) ada {m} lagi; urutannya mengikuti daftar yang diterbitkan.',
  'virtue.most': '{n} dari lima ini termasuk kebajikan {virtue}.',
  'virtue.spread': 'Kelimanya berasal dari {n} kebajikan dan tidak ada yang dominan.',
  'strengths.use':
    'Kekuatan itu paling berarti saat Anda juga menyukai pekerjaannya: dengan {0}, itu berarti {0:likes}.',
  'strengths.compass':
    'Dengan minat yang rata, kekuatan Anda adalah kompas yang lebih baik: carilah pekerjaan yang memintanya.',
  'strengths.tryNext':
    'Karena minat Anda juga rata, hal yang Anda coba berikutnya lebih banyak memberi tahu daripada halaman ini.',
  'strength.shows': '{0:label} ({0:score}): Anda {0:shows}. Di tempat kerja, {0:use}.',
  'strength.atTimes':
    '{0:label} ({0:score}): kadang-kadang Anda {0:shows}. Di tempat kerja, {0:use}.',

  'weakness.middle':
    'Berikut ini sisi lain dari kecenderungan Anda, bukan daftar kekurangan: di sinilah sedikit perhatian berbuah. Kelima skor kepribadian Anda berada di dekat tengah ({all}), sehingga tidak ada yang kuat; anggaplah sebagai pertanyaan untuk diri sendiri.',
  'weakness.marked':
    'Berikut ini sisi lain dari kecenderungan Anda, bukan daftar kekurangan: di sinilah sedikit perhatian berbuah. Ini terutama bertumpu pada {and}, yang paling jauh dari tengah di antara lima skor kepribadian Anda.',
  watch: '{0:watch} ({0}).',
  'watch.unfinished':
    'Memulai lebih banyak daripada menyelesaikan: gagasan berikutnya datang sebelum yang terakhir tuntas ({all}).',
  'watch.perfectionism':
    'Perfeksionisme: memasang standar tinggi lalu cemas tidak mencapainya ({all}).',
  'watch.loud':
    'Menguasai seisi ruangan tanpa bertanya: ada yang setuju hanya karena suara Anda lebih keras ({all}).',
  'watch.moods': 'Menyerap suasana hati orang lain dan membawanya pulang ({all}).',
  'watch.aloneWithWorries': 'Terlalu lama menyimpan kecemasan sendiri ({all}).',
  'watch.quietLeader':
    'Memimpin dan meyakinkan menarik bagi Anda, tetapi sehari penuh bersama orang menguras tenaga ({all}).',
  'watch.plainHelper':
    'Anda ingin membantu orang, tetapi kata-kata lugas Anda dapat menjauhkan sebagian dari mereka ({all}).',
  'watch.firstForm':
    'Anda suka berkarya, tetapi mungkin berhenti pada bentuk pertama yang jadi ({all}).',
  'watch.ownOrder':
    'Anda menyukai keteraturan dalam pekerjaan, tetapi rutinitas sendiri mungkin tidak mengimbanginya ({all}).',
  drain: '{0:drain} ({0}).',
  pitfall: '{0:pitfall} ({0}).',
  'pitfall.calling':
    'Menunggu satu panggilan sejati: dengan minat yang rata, mencoba lebih baik daripada memikirkannya (rentang minat {n}).',
  'pitfall.everything':
    'Menyanggupi semuanya: pilih satu hal selama satu semester dan cobalah sungguh-sungguh (rentang minat {n}).',
  'pitfall.strength': '{0:overuse} ({0}).',
  'pitfall.askOthers':
    'Menunggu diberi tahu apa keunggulan Anda: pilih satu kekuatan dan bangunlah (ke-24 kekuatan bernilai {n}).',

  'code.even':
    'Kode Holland Anda {code}, tetapi dengan minat serata ini urutan hurufnya hampir tidak berarti ({all}).',
  'code.tied':
    'Kode Holland Anda {code}. {and} sama tinggi, sehingga urutan hurufnya tidak berarti.',
  'code.neighbours':
    'Kode Holland Anda {code}. {and} bertetangga pada segi enam minat: banyak pekerjaan memakai keduanya.',
  'code.alternates':
    'Kode Holland Anda {code}. {and} terpisah satu langkah pada segi enam minat: carilah pekerjaan yang memberi tempat bagi keduanya.',
  'code.opposites':
    'Kode Holland Anda {code}. {and} berseberangan pada segi enam minat: pekerjaan yang membutuhkan keduanya jarang, dan orang yang memiliki keduanya dicari.',
  'clarity.clear':
    'Gambaran Anda jelas: minat tertinggi dan terendah terpaut {n} poin ({all}) dan rata-ratanya {m}.',
  'clarity.mixed':
    'Gambaran Anda campuran, jadi anggap namanya sebagai titik awal: minat tertinggi dan terendah terpaut {n} poin ({all}) dan rata-ratanya {m}.',
  'clarity.flat':
    'Gambaran Anda rata, jadi biarlah pengalaman yang memutuskan, bukan halaman ini: minat tertinggi dan terendah terpaut {n} poin ({all}) dan rata-ratanya {m}.',
  'clarity.equal':
    'Gambaran Anda rata, jadi biarlah pengalaman yang memutuskan, bukan halaman ini: keenam minat berada di {n}.',
  'elevation.low':
    'Rata-rata {n} dari keenam minat Anda rendah: hanya sedikit pertanyaan yang menarik bagi Anda.',
  'elevation.high':
    'Rata-rata {n} dari keenam minat Anda tinggi: banyak jenis pekerjaan menarik bagi Anda.',
  'coherence.agree':
    '{and} sering berjalan bersama dan saling mendukung: Anda mungkin menikmati pekerjaan seperti ini dan mudah menguasainya.',
  'coherence.differ':
    '{0} dengan {1} adalah pasangan yang kurang lazim: Anda menyukai bidangnya, jadi carilah peran yang sesuai dengan pembawaan Anda.',
  'coherence.open':
    'Minat dan kepribadian Anda tidak jelas saling menguatkan atau bertentangan ({all}): keduanya menggambarkan sisi Anda yang berbeda.',
  'coherence.even':
    'Minat Anda rata, sehingga tidak menguatkan atau menentang kepribadian Anda ({all}).',
  risk: 'Kecenderungan Anda mengambil risiko {n} dari 100: Ekstraversi dan Keterbukaan menaikkannya, tiga sifat lain menurunkannya ({all}).',
  limits:
    'Ini adalah skor, bukan persentil: yang dibandingkan adalah jawaban-jawaban Anda, bukan Anda dengan orang lain. Prospek karier adalah penilaian umum; periksalah di tempat Anda tinggal. Ini bukan diagnosis dan bukan satu-satunya dasar untuk menerima karyawan.',

  'skill.first': '{0:firstSkill} ({0}).',
  'skill.second': '{0:secondSkill} ({0}).',
  'skill.planning': 'Perencanaan proyek: berguna di bidang apa pun nantinya (minat Anda rata).',
  'skill.writing':
    'Menulis dengan jelas: ikut bersama Anda dari satu pekerjaan ke pekerjaan lain (minat Anda rata).',
  'skill.data':
    'Mengolah data: analisis dasar pun membuka pintu di banyak bidang (minat Anda rata).',
  grow: '{0:grow} ({0}).',
  'activity.first': '{0:firstActivity} ({0}).',
  'activity.second': '{0:secondActivity} ({0}).',
  'activity.sixProjects':
    'Coba enam proyek kecil dalam setahun, satu untuk tiap jenis minat, dan catat mana yang Anda nikmati (minat Anda rata).',
  'activity.threeWorkplaces':
    'Habiskan masing-masing satu hari di tiga tempat kerja yang sangat berbeda dan tanyakan seperti apa hari yang buruk di sana (minat Anda rata).',
  book: '{reason} ({0}).',
  'book.even': '{reason} (minat Anda rata).',

  'fit.veryClose':
    'Sangat dekat dengan minat Anda (kesesuaian {fit} dari 1 dengan kode khasnya {code}; Anda: {and}).',
  'fit.close':
    'Dekat dengan minat Anda (kesesuaian {fit} dari 1 dengan kode khasnya {code}; Anda: {and}).',
  'fit.worthALook':
    'Layak dilirik bagi minat Anda (kesesuaian {fit} dari 1 dengan kode khasnya {code}; Anda: {and}).',
  'fit.unusualMix':
    'Yang terdekat yang kami kenal, tetapi perpaduan minat Anda tak biasa (kesesuaian {fit} dari 1 dengan kode khasnya {code}; Anda: {and}).',
  'explore.interests': 'Satu bidang untuk dijelajahi, karena minat Anda rata.',
  'explore.personality':
    'Satu bidang untuk dijelajahi, karena minat Anda rata; {and} Anda menunjuk ke sana.',
  work: 'Pekerjaannya: {work}.',
  industries: 'Anda menilai industrinya: {and}.',
}
