// Education and sport: what the built-in table knows of this field. Values and prospects are judgements of this project,
// not statistics; `occupation.ts` tells what each entry means.
import type { WrittenOccupation } from './occupation.ts'

export const education: readonly WrittenOccupation[] = [
  {
    id: 'music-teacher',
    values: [1.5, 2, 6.5, 6, 3, 1.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 1],
    majors: ['musicEducation', 'musicPerformance', 'education'],
    industries: ['pendidikan', 'kreatif'],
    english: { title: 'Music Teacher', work: 'teaching people to play, sing and understand music' },
    indonesian: {
      title: 'Guru Musik',
      work: 'mengajari orang bermain, bernyanyi, dan memahami musik',
    },
  },
  {
    id: 'secondary-teacher',
    values: [1.5, 4.5, 3.5, 6.5, 3, 3],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['education', 'mathematics', 'literature'],
    industries: ['pendidikan'],
    english: {
      title: 'Secondary School Teacher',
      work: 'teaching a subject to young people and helping them to grow up',
    },
    indonesian: {
      title: 'Guru Sekolah Menengah',
      work: 'mengajar mata pelajaran kepada remaja dan membantu mereka tumbuh',
    },
  },
  {
    id: 'lecturer',
    values: [1.5, 6, 3.5, 6.5, 2.5, 2.5],
    preparation: 5,
    prospects: [3, 3, 4, 3, 5, 2],
    majors: ['education', 'psychology', 'economics'],
    industries: ['pendidikan', 'sains'],
    english: {
      title: 'University Lecturer',
      work: 'teaching students, guiding their work and adding to what is known',
    },
    indonesian: {
      title: 'Dosen',
      work: 'mengajar mahasiswa, membimbing karyanya, dan menambah pengetahuan',
    },
  },
  {
    id: 'preschool-teacher',
    values: [2, 2, 5, 7, 2.5, 2.5],
    preparation: 3,
    prospects: [3, 2, 3, 3, 4, 1],
    majors: ['earlyChildhood', 'education'],
    industries: ['pendidikan'],
    english: {
      title: 'Preschool Teacher',
      work: 'playing, singing and building with small children so that they learn',
    },
    indonesian: {
      title: 'Guru PAUD',
      work: 'bermain, bernyanyi, dan membangun bersama anak kecil agar mereka belajar',
    },
  },
  {
    id: 'drama-teacher',
    values: [1.5, 2, 6, 6.5, 3.5, 1],
    preparation: 4,
    prospects: [2, 3, 3, 3, 4, 1],
    majors: ['theatre', 'education', 'performingArts'],
    industries: ['pendidikan', 'kreatif'],
    english: {
      title: 'Drama Teacher',
      work: 'giving young people the courage to stand on a stage',
    },
    indonesian: {
      title: 'Guru Drama',
      work: 'memberi anak muda keberanian untuk berdiri di panggung',
    },
  },
  {
    id: 'special-teacher',
    values: [2, 3, 3.5, 7, 2, 3],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['specialEducation', 'psychology'],
    industries: ['pendidikan', 'sosial'],
    english: {
      title: 'Special Education Teacher',
      work: 'teaching children who learn in another way than most',
    },
    indonesian: {
      title: 'Guru Pendidikan Khusus',
      work: 'mengajar anak yang belajar dengan cara berbeda',
    },
  },
  {
    id: 'primary-teacher',
    values: [1.5, 2, 3.5, 7, 2.5, 4],
    preparation: 4,
    prospects: [4, 3, 3, 3, 4, 1],
    majors: ['education', 'earlyChildhood', 'psychology'],
    industries: ['pendidikan'],
    english: {
      title: 'Primary School Teacher',
      work: 'teaching children to read, write, count and get on together',
    },
    indonesian: {
      title: 'Guru Sekolah Dasar',
      work: 'mengajari anak membaca, menulis, berhitung, dan bergaul',
    },
  },
  {
    id: 'training-specialist',
    values: [1, 2.5, 3, 6, 5, 3.5],
    preparation: 4,
    prospects: [3, 3, 3, 3, 4, 3],
    majors: ['humanResources', 'education', 'psychology'],
    industries: ['konsultasi', 'pendidikan'],
    english: {
      title: 'Training Specialist',
      work: 'teaching employees what their work will need tomorrow',
    },
    indonesian: {
      title: 'Spesialis Pelatihan',
      work: 'mengajarkan kepada karyawan apa yang dibutuhkan pekerjaannya kelak',
    },
  },
  {
    id: 'sports-coach',
    values: [5, 2.5, 1.5, 6, 4.5, 2],
    preparation: 3,
    prospects: [3, 3, 3, 3, 4, 1],
    majors: ['sportsScience', 'physicalEducation'],
    industries: ['olahraga', 'pendidikan'],
    english: {
      title: 'Sports Coach',
      work: 'training people and teams to do better than they thought they could',
    },
    indonesian: {
      title: 'Pelatih Olahraga',
      work: 'melatih orang dan tim melampaui dugaan mereka',
    },
  },
  {
    id: 'fitness-trainer',
    values: [4.5, 2, 2.5, 5.5, 4.5, 1.5],
    preparation: 2,
    prospects: [4, 2, 3, 4, 4, 1],
    majors: ['sportsScience', 'physicalEducation'],
    industries: ['olahraga', 'kesehatan'],
    english: {
      title: 'Fitness Trainer',
      work: 'leading people through exercise and keeping them at it',
    },
    indonesian: {
      title: 'Instruktur Kebugaran',
      work: 'memandu orang berolahraga dan menjaga semangatnya',
    },
  },
  {
    id: 'school-principal',
    values: [1, 3, 2, 5.5, 6.5, 4.5],
    preparation: 5,
    prospects: [3, 4, 3, 3, 4, 1],
    majors: ['educationalLeadership', 'education', 'publicAdministration'],
    industries: ['pendidikan', 'pemerintahan'],
    english: {
      title: 'School Principal',
      work: 'leading a school: its teachers, its pupils and its money',
    },
    indonesian: { title: 'Kepala Sekolah', work: 'memimpin sekolah: guru, siswa, dan uangnya' },
  },
  {
    id: 'librarian',
    values: [1, 4, 3, 4.5, 2, 6],
    preparation: 5,
    prospects: [2, 3, 2, 2, 3, 3],
    majors: ['libraryScience', 'informationScience', 'education'],
    industries: ['pendidikan', 'pemerintahan'],
    english: {
      title: 'Librarian',
      work: 'ordering knowledge and helping people to find and judge it',
    },
    indonesian: {
      title: 'Pustakawan',
      work: 'menata pengetahuan dan membantu orang menemukan dan menilainya',
    },
  },
  {
    id: 'library-assistant',
    values: [1.5, 2, 3, 5, 2, 5],
    preparation: 2,
    prospects: [2, 2, 2, 2, 3, 3],
    majors: ['libraryScience', 'officeAdministration'],
    industries: ['pendidikan'],
    english: {
      title: 'Library Assistant',
      work: 'lending, shelving and finding books, and helping whoever asks',
    },
    indonesian: {
      title: 'Asisten Perpustakaan',
      work: 'meminjamkan, menata, dan mencari buku serta membantu yang bertanya',
    },
  },
  {
    id: 'archivist',
    values: [1.5, 4, 4.5, 2, 1.5, 6],
    preparation: 5,
    prospects: [2, 3, 2, 2, 3, 3],
    majors: ['archivalScience', 'history', 'libraryScience'],
    industries: ['pemerintahan', 'pendidikan'],
    english: {
      title: 'Archivist',
      work: 'choosing, ordering and preserving records so that others can find them',
    },
    indonesian: {
      title: 'Arsiparis',
      work: 'memilih, menata, dan merawat arsip agar dapat ditemukan',
    },
  },
]
