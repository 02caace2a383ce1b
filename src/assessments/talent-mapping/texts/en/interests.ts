// What each of the six interests means for a person, in English: our own words on Holland's six types.
// Phrases only, written to stand inside a sentence; scores are added where they are used.
import type { Letter } from '../../dimensions.ts'
import type { InterestTexts } from '../catalogue.ts'

export const interests: Record<Letter, InterestTexts> = {
  R: {
    likes: 'work with tools, machines, plants, animals or your own body and see a result',
    motivator: 'A result you can touch, that works and lasts',
    learns: 'by doing: handle the thing first and read the manual second',
    setting: 'equipment, materials or the outdoors at hand and few meetings',
    pitfall: 'Fixing the thing and forgetting the people: say what you will do before you do it',
    drain: 'Hands-on, physical or technical work may cost you more energy than it gives',
    firstSkill:
      'Technical drawing and reading plans: it turns practical ideas into work others can build',
    secondSkill:
      'Safety and maintenance: those who keep equipment running are trusted with more of it',
    firstActivity: 'Build or repair one useful thing a month in a workshop or makerspace',
    secondActivity:
      'Volunteer where hands are needed: a school garden, a repair café, a rescue team',
  },
  I: {
    likes: 'ask how and why, look at evidence and work through hard problems',
    motivator: 'Understanding how things really work',
    learns: 'by getting to the reason: read deeply, test an idea and compare sources',
    setting: 'time to think, good data and colleagues who enjoy a hard question',
    pitfall: 'Analysing for too long: decide beforehand how much evidence is enough',
    drain: 'Long analysis, theory and open questions may cost you more energy than they give',
    firstSkill: 'Statistics and data analysis: they make a hunch testable in nearly every field',
    secondSkill: 'Scientific writing: a finding counts only when somebody else can follow it',
    firstActivity:
      'Join a science, maths or coding club and carry one question through to an answer',
    secondActivity:
      'Keep a research notebook: one question a week, with what you found and how sure you are',
  },
  A: {
    likes: 'make something of your own with words, sound, pictures or form',
    motivator: 'Room to make something of your own',
    learns: 'by making: turn a lesson into a sketch, a story, a model or a piece',
    setting: 'freedom in how you do the work and people who welcome unusual ideas',
    pitfall: 'Leaving a piece when its charm wears off: agree on the day when it is finished',
    drain: 'Work that asks for invention without rules may cost you more energy than it gives',
    firstSkill: 'Visual communication: layout, colour and type make any idea easier to take in',
    secondSkill: 'Giving and taking critique: work grows faster when others see it early',
    firstActivity: 'Show or publish one small finished piece each month, however plain',
    secondActivity: 'Join a choir, theatre, writing or design group that meets every week',
  },
  S: {
    likes: 'help, teach and listen to people',
    motivator: 'Seeing another person do better because of you',
    learns: 'with others: discuss, and teach what you have just learned',
    setting: 'close contact with people and a team that looks after each other',
    pitfall: 'Putting everybody else first: keep some hours of the week for yourself',
    drain: 'Caring for or teaching people all day may cost you more energy than it gives',
    firstSkill: 'Active listening and coaching: good questions help longer than good advice',
    secondSkill: 'Leading a group discussion: it lets quiet people count too',
    firstActivity: 'Tutor or mentor somebody younger for a whole school term',
    secondActivity: 'Volunteer in a community, health or youth programme',
  },
  E: {
    likes: 'win people over, take the lead and get things going',
    motivator: 'Setting a goal, winning support for it and reaching it',
    learns: 'with a goal in sight: a real project, a date and somebody to convince',
    setting: 'visible goals, quick decisions and room to lead',
    pitfall: 'Promising before checking: ask for a day before you commit other people',
    drain: 'Selling, leading and competing may cost you more energy than they give',
    firstSkill: 'Negotiation: finding what the other side needs is more useful than talking well',
    secondSkill: 'Budgets and basic finance: people follow plans whose figures add up',
    firstActivity: 'Run one real event or small sale from plan to accounts',
    secondActivity: 'Join a debating, student-council or young-enterprise team',
  },
  C: {
    likes: 'bring order to information and get the details right',
    motivator: 'Order you can rely on and work without errors',
    learns: 'step by step: a clear plan, worked examples and regular practice',
    setting: 'clear rules, tidy processes and tasks with a definite end',
    pitfall: 'Holding on to a rule when the case is new: ask what the rule was for',
    drain: 'Routine, records and fixed procedures may cost you more energy than they give',
    firstSkill: 'Spreadsheets and databases: well-kept data saves everybody else time',
    secondSkill: 'Process design: writing down how work is done is the first step to improving it',
    firstActivity: 'Be treasurer or secretary of a club for a year',
    secondActivity:
      'Put one messy thing in order for others: an archive, an inventory, a timetable',
  },
}
