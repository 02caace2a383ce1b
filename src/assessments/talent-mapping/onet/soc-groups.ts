// What the major groups of the Standard Occupational Classification mean to us: industries, fields of study and
// prospects, judged by this project for a whole group, since O*NET's own files do not say.

import type { MajorKey } from '../careers/majors.ts'
import type { IndustryKey } from '../dimensions.ts'
import type { PreparationLevel } from '../texts/catalogue.ts'

interface SocGroup {
  readonly industries: readonly IndustryKey[]
  readonly majors: readonly MajorKey[]
  /** As in `WrittenOccupation`: jobs, pay, rise, growth, learning, machines; pay for job zones 3 and 4. */
  readonly prospects: readonly number[]
}

const group = (
  industries: readonly IndustryKey[],
  majors: readonly MajorKey[],
  prospects: readonly number[],
): SocGroup => ({ industries, majors, prospects })

const groups: Readonly<Record<string, SocGroup>> = {
  '11': group(
    ['konsultasi', 'keuangan'],
    ['management', 'businessAdministration', 'finance'],
    [4, 4, 4, 3, 4, 2],
  ),
  '13': group(
    ['keuangan', 'konsultasi'],
    ['accounting', 'finance', 'businessAdministration'],
    [4, 3, 3, 3, 4, 3],
  ),
  '15': group(
    ['teknologi', 'telekomunikasi'],
    ['computerScience', 'informatics', 'statistics'],
    [4, 4, 4, 5, 5, 3],
  ),
  '17': group(
    ['rekayasa', 'manufaktur'],
    ['mechanicalEngineering', 'civilEngineering', 'electricalEngineering'],
    [3, 4, 3, 3, 4, 2],
  ),
  '19': group(['sains'], ['biology', 'chemistry', 'psychology'], [2, 3, 3, 3, 4, 2]),
  '21': group(['sosial'], ['socialWork', 'psychology', 'counselling'], [4, 3, 3, 3, 4, 1]),
  '23': group(['hukum'], ['law', 'politicalScience'], [3, 4, 3, 3, 4, 3]),
  '25': group(['pendidikan'], ['education', 'psychology', 'literature'], [4, 3, 3, 3, 4, 1]),
  '27': group(
    ['kreatif', 'media'],
    ['visualCommunication', 'communication', 'film'],
    [2, 3, 3, 3, 4, 4],
  ),
  '29': group(['kesehatan'], ['medicine', 'nursing', 'publicHealth'], [4, 4, 4, 4, 4, 1]),
  '31': group(['kesehatan'], ['nursing', 'elderlyCare', 'publicHealth'], [5, 3, 2, 4, 3, 1]),
  '33': group(
    ['pemerintahan'],
    ['policeStudies', 'fireSafety', 'securityStudies'],
    [3, 3, 3, 3, 3, 2],
  ),
  '35': group(['kuliner'], ['culinaryArts', 'hospitality', 'foodTechnology'], [4, 3, 2, 3, 3, 2]),
  '37': group(['properti'], ['horticulture', 'buildingServices'], [4, 3, 2, 2, 2, 1]),
  '39': group(
    ['pariwisata', 'olahraga'],
    ['hospitality', 'beautyCare', 'sportsScience'],
    [4, 3, 2, 3, 3, 1],
  ),
  '41': group(
    ['penjualan', 'perdagangan'],
    ['marketing', 'businessAdministration', 'retailManagement'],
    [4, 3, 3, 3, 3, 4],
  ),
  '43': group(
    ['pemerintahan', 'keuangan'],
    ['officeAdministration', 'accounting', 'logistics'],
    [3, 3, 2, 2, 2, 5],
  ),
  '45': group(['agrikultur'], ['agriculture', 'forestry', 'aquaculture'], [3, 3, 2, 2, 2, 2]),
  '47': group(
    ['properti', 'energi'],
    ['constructionManagement', 'civilEngineering', 'buildingServices'],
    [4, 3, 3, 3, 3, 1],
  ),
  '49': group(
    ['manufaktur', 'energi'],
    ['mechanicalEngineering', 'electricalEngineering', 'automotiveEngineering'],
    [4, 3, 3, 3, 4, 2],
  ),
  '51': group(
    ['manufaktur'],
    ['industrialEngineering', 'metalworking', 'foodTechnology'],
    [3, 3, 2, 2, 2, 4],
  ),
  '53': group(['logistik'], ['logistics', 'transportManagement', 'aviation'], [4, 3, 2, 2, 2, 4]),
}

/** For a group that a later classification may add. */
const unknownGroup = group(
  ['konsultasi'],
  ['management', 'businessAdministration'],
  [3, 3, 3, 3, 3, 3],
)

const payPlace = 1

/** By an O*NET-SOC code, whose first two digits name the major group; pay moves with the job zone. */
export function socGroupOf(code: string, zone: PreparationLevel): SocGroup {
  const own = groups[code.slice(0, 2)] ?? unknownGroup
  const shift = zone === 5 ? 1 : zone <= 2 ? -1 : 0
  const prospects = own.prospects.map((level, place) =>
    place === payPlace ? Math.min(5, Math.max(1, level + shift)) : level,
  )
  return { ...own, prospects }
}
