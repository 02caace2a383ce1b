// Public people whose work fits each ordered pair of interests, by the letters of the pair. The pairing is
// our own reading of what they are known for; none of them was tested.

export const roleModels = {
  RI: 'Nikola Tesla',
  RA: 'George Nakashima',
  RS: 'Tenzing Norgay',
  RE: 'Soichiro Honda',
  RC: 'Chesley Sullenberger',
  IR: 'Marie Curie',
  IA: 'Albert Einstein',
  IS: 'Jane Goodall',
  IE: 'B. J. Habibie',
  IC: 'Katherine Johnson',
  AR: 'Zaha Hadid',
  AI: 'Ursula K. Le Guin',
  AS: 'R. A. Kartini',
  AE: 'Lin-Manuel Miranda',
  AC: 'Dieter Rams',
  SR: 'Clara Barton',
  SI: 'Florence Nightingale',
  SA: 'Fred Rogers',
  SE: 'Ki Hajar Dewantara',
  SC: 'Frances Perkins',
  ER: 'Susi Pudjiastuti',
  EI: 'Andrew Grove',
  EA: 'Steve Jobs',
  ES: 'Oprah Winfrey',
  EC: 'Indra Nooyi',
  CR: 'Gene Kranz',
  CI: 'Margaret Hamilton',
  CA: 'Marie Kondo',
  CS: 'Carla Hayden',
  CE: 'Sri Mulyani Indrawati',
} as const

/** People of many interests, for profiles in which no interest leads. */
export const manySidedPeople = {
  polymath: 'Leonardo da Vinci',
  printer: 'Benjamin Franklin',
  writer: 'Maya Angelou',
} as const

export type RoleModelId = keyof typeof roleModels | keyof typeof manySidedPeople
export const people: Record<RoleModelId, string> = { ...roleModels, ...manySidedPeople }
