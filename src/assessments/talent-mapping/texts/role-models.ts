// Public people whose work fits each ordered pair of interests. The pairing is our own reading of what
// they are known for; none of them was tested.
import type { Letter } from '../dimensions.ts'

export interface RoleModel {
  readonly code: readonly [Letter, Letter]
  readonly name: string
  readonly title: string
}

const person = (code: readonly [Letter, Letter], name: string, title: string): RoleModel => ({
  code,
  name,
  title,
})

export const roleModels: readonly RoleModel[] = [
  person(['R', 'I'], 'Nikola Tesla', 'Electrical engineer and inventor'),
  person(['R', 'A'], 'George Nakashima', 'Woodworker, architect and furniture maker'),
  person(['R', 'S'], 'Tenzing Norgay', 'Mountaineer and guide'),
  person(['R', 'E'], 'Soichiro Honda', 'Engineer and founder of the Honda Motor Company'),
  person(['R', 'C'], 'Chesley Sullenberger', 'Airline captain and safety expert'),
  person(['I', 'R'], 'Marie Curie', 'Physicist and chemist'),
  person(['I', 'A'], 'Albert Einstein', 'Theoretical physicist'),
  person(['I', 'S'], 'Jane Goodall', 'Primatologist and conservationist'),
  person(['I', 'E'], 'B. J. Habibie', 'Aerospace engineer and third President of Indonesia'),
  person(['I', 'C'], 'Katherine Johnson', 'Mathematician at NASA'),
  person(['A', 'R'], 'Zaha Hadid', 'Architect'),
  person(['A', 'I'], 'Ursula K. Le Guin', 'Novelist and essayist'),
  person(['A', 'S'], 'R. A. Kartini', 'Writer and advocate of education for girls'),
  person(['A', 'E'], 'Lin-Manuel Miranda', 'Composer, playwright and performer'),
  person(['A', 'C'], 'Dieter Rams', 'Industrial designer'),
  person(['S', 'R'], 'Clara Barton', 'Nurse and founder of the American Red Cross'),
  person(['S', 'I'], 'Florence Nightingale', 'Founder of modern nursing and statistician'),
  person(['S', 'A'], 'Fred Rogers', 'Television host and educator'),
  person(['S', 'E'], 'Ki Hajar Dewantara', 'Educator and founder of the Taman Siswa schools'),
  person(['S', 'C'], 'Frances Perkins', 'Social reformer behind the US Social Security Act'),
  person(['E', 'R'], 'Susi Pudjiastuti', 'Entrepreneur and former fisheries minister of Indonesia'),
  person(['E', 'I'], 'Andrew Grove', 'Engineer and former chief executive of Intel'),
  person(['E', 'A'], 'Steve Jobs', 'Co-founder of Apple'),
  person(['E', 'S'], 'Oprah Winfrey', 'Broadcaster, producer and philanthropist'),
  person(['E', 'C'], 'Indra Nooyi', 'Former chief executive of PepsiCo'),
  person(['C', 'R'], 'Gene Kranz', 'Former NASA flight director'),
  person(['C', 'I'], 'Margaret Hamilton', 'Lead of the Apollo flight software team'),
  person(['C', 'A'], 'Marie Kondo', 'Organising consultant and author'),
  person(['C', 'S'], 'Carla Hayden', 'Librarian and former Librarian of Congress'),
  person(['C', 'E'], 'Sri Mulyani Indrawati', 'Economist and former finance minister of Indonesia'),
]

/** People of many interests, for profiles in which no interest leads. */
export const manySidedPeople: readonly Omit<RoleModel, 'code'>[] = [
  { name: 'Leonardo da Vinci', title: 'Painter, engineer and anatomist' },
  { name: 'Benjamin Franklin', title: 'Printer, scientist and diplomat' },
  { name: 'Maya Angelou', title: 'Writer, performer and civil rights activist' },
]
