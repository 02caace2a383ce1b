// What each statement says in English, as a template; what may stand in braces is told in `say.ts`.
import type { StatementCode } from '../../statements.ts'

export const statements: Record<StatementCode, string> = {
  persona: '{others}',
  'interests.equal': 'Your six interests are even: all six stand at {n}, so no field stands out.',
  'interests.even':
    'Your six interests are even: they lie within {n} {n#point|points} of each other around {m}, so no field stands out.',
  'even.low':
    'That can mean that the questions did not touch what you care about, that you answered strictly, or that you are still finding out; it says nothing about what you can do.',
  'even.middle':
    'That can mean that you like a bit of everything, or that you have not yet tried enough to prefer one thing.',
  'even.high':
    'That can mean that many kinds of work attract you; choosing will matter more for you than finding.',
  'interests.single':
    'Your interests lean most towards {0:label} ({0:score}, {0:band}): you like to {0:likes}. The other interests do not settle on a second.',
  'interests.pair':
    'Your interests lean most towards {0:label} ({0:score}, {0:band}) and {1:label} ({1:score}, {1:band}): you like to {0:likes}, and to {1:likes}.',
  'runnerUp.equal': '{and} are equal, so {others} {others#describes|describe} you nearly as well.',
  'runnerUp.close':
    '{and} lie within {n} {n#point|points}, so {others} {others#describes|describe} you nearly as well.',
  'trait.marked': 'In character you {0:tends} ({0}, {0:band}).',
  'trait.none': 'None of your five personality scores stands out; all lie between 40 and 60.',
  'strength.first': 'Among your 24 character strengths, {0:label} ({0:score}) comes first.',
  'strength.shared':
    'Among your 24 character strengths, {0:label} ({0:score}) comes first, level with {n} {n#other|others}.',
  'strength.none': 'Your 24 character strengths all have the same score, so none comes first.',

  motivator: '{0:motivator} ({0}).',
  'motivator.deeper': 'Going deeper into a field you know ({all}).',
  'motivator.newSides': 'Finding new sides to your field ({all}).',
  'motivator.strength': '{0:motive} ({0}).',
  'motivator.variety':
    'Variety: seeing several kinds of work before settling on one (range of interests {n}).',
  'motivator.manyRoles': 'Being useful in more than one role (range of interests {n}).',
  learns: 'You learn best {0:learns} ({0}).',
  'learns.even':
    'You learn best by changing the way: read, try, discuss and build, and keep what works (your interests are even).',
  'learns.traits': '{0:style}, and {1:style} ({all}).',
  setting: 'You work best with {0:setting} ({0}).',
  'setting.two': 'You work best with {0:setting} ({0}); also with {1:setting} ({1}).',
  'setting.even':
    'You work best with mixed tasks, several kinds of colleagues and the chance to change roles (your interests are even).',
  'setting.company': 'You need {0:style} ({0}).',
  'setting.pace': '{0:style} ({0}).',

  'strengths.signature': 'Your signature strengths are {and}.',
  'strengths.level':
    'All 24 of your character strengths have the same score ({n}), so none ranks above another; the five below only come first in the list. Ask people who know you well which of the 24 they see in you.',
  'strengths.tied':
    'With the same score as the fifth ({n}) there {labels#is|are} also {labels}; the published order of the list decides.',
  'strengths.tiedMany':
    'With the same score as the fifth ({n}) there are {m} more; the published order of the list decides.',
  'virtue.most': '{n} of these five belong to the virtue of {virtue}.',
  'virtue.spread': 'They come from {n} different virtues and no one virtue leads.',
  'strengths.use':
    'They count most where you also like the work: with {0}, that is where you {0:likes}.',
  'strengths.compass':
    'With even interests, your strengths are the better compass: look for work that asks for them.',
  'strengths.tryNext':
    'As your interests are even too, what you try next will tell you more than this page can.',
  'strength.shows': '{0:label} ({0:score}): you {0:shows}. At work, {0:use}.',
  'strength.atTimes': '{0:label} ({0:score}): at times you {0:shows}. At work, {0:use}.',

  'weakness.middle':
    'What follows is the other side of your tendencies, not a list of faults: it tells where a little attention pays. All five of your personality scores lie near the middle ({all}), so none of this will be strong; take it as questions to ask yourself.',
  'weakness.marked':
    'What follows is the other side of your tendencies, not a list of faults: it tells where a little attention pays. It rests mostly on {and}, furthest from the middle of your five personality scores.',
  watch: '{0:watch} ({0}).',
  'watch.unfinished':
    'Starting more than you finish: the next idea comes before the last one is done ({all}).',
  'watch.perfectionism':
    'Perfectionism: setting the bar high and then worrying about not reaching it ({all}).',
  'watch.loud':
    'Carrying the room without asking it: some agree only because you are louder ({all}).',
  'watch.moods': 'Taking on the moods of others and going home with them ({all}).',
  'watch.aloneWithWorries': 'Keeping worries to yourself for too long ({all}).',
  'watch.quietLeader':
    'Leading and persuading attract you, yet a day full of people costs you energy ({all}).',
  'watch.plainHelper':
    'You want to help people, yet your plain words may put some of them off ({all}).',
  'watch.firstForm':
    'You like to make things, yet you may stop at the first form that works ({all}).',
  'watch.ownOrder':
    'You like order in the work, yet your own routine may not keep up with it ({all}).',
  drain: '{0:drain} ({0}).',
  pitfall: '{0:pitfall} ({0}).',
  'pitfall.calling':
    'Waiting for the one true calling: with even interests, trying beats thinking it over (range of interests {n}).',
  'pitfall.everything':
    'Saying yes to everything: choose one thing for a term and give it a fair trial (range of interests {n}).',
  'pitfall.strength': '{0:overuse} ({0}).',
  'pitfall.askOthers':
    'Waiting to be told what you are good at: choose one strength and build it (all 24 at {n}).',

  'code.even':
    'Your Holland code is {code}, but with interests this even the order of its letters means little ({all}).',
  'code.tied':
    'Your Holland code is {code}. {and} share a place, so the order of their letters means nothing.',
  'code.neighbours':
    'Your Holland code is {code}. {and} are neighbours on the hexagon of interests: much work uses both.',
  'code.alternates':
    'Your Holland code is {code}. {and} are one step removed from each other on the hexagon of interests: look for work that lets you use both.',
  'code.opposites':
    'Your Holland code is {code}. {and} are opposites on the hexagon of interests: work that needs both is rare and those who offer both are wanted.',
  'clarity.clear':
    'Your picture is clear: your highest and lowest interest are {n} {n#point|points} apart ({all}) and your average is {m}.',
  'clarity.mixed':
    'Your picture is mixed, so read the name as a starting point: your highest and lowest interest are {n} {n#point|points} apart ({all}) and your average is {m}.',
  'clarity.flat':
    'Your picture is flat, so let experience decide rather than this page: your highest and lowest interest are {n} {n#point|points} apart ({all}) and your average is {m}.',
  'clarity.equal':
    'Your picture is flat, so let experience decide rather than this page: all six interests stand at {n}.',
  'elevation.low':
    'Your average of {n} over the six interests is low: few of the questions appealed to you.',
  'elevation.high':
    'Your average of {n} over the six interests is high: many kinds of work appeal to you.',
  'coherence.agree':
    '{and} often go together and support each other: you are likely to enjoy this kind of work and to take to it easily.',
  'coherence.differ':
    '{0} with {1} is a less usual pair: you like the field, so look for a role in it that suits your manner.',
  'coherence.open':
    'Your interests and your personality neither confirm nor contradict each other clearly ({all}): the two describe different sides of you.',
  'coherence.even':
    'Your interests are even, so they neither confirm nor contradict your personality ({all}).',
  risk: 'Your leaning towards risk is {n} of 100: Extraversion and Openness raise it, the other three traits lower it ({all}).',
  limits:
    'These are scores, not percentiles: they compare your own answers with each other, not you with other people. Career prospects are general judgements; check them where you live. Nothing here is a diagnosis or a ground for hiring alone.',

  'skill.first': '{0:firstSkill} ({0}).',
  'skill.second': '{0:secondSkill} ({0}).',
  'skill.planning':
    'Project planning: useful in every field you may end up in (your interests are even).',
  'skill.writing':
    'Clear writing: it travels with you from one job to the next (your interests are even).',
  'skill.data':
    'Working with data: even basic analysis opens doors in most fields (your interests are even).',
  grow: '{0:grow} ({0}).',
  'activity.first': '{0:firstActivity} ({0}).',
  'activity.second': '{0:secondActivity} ({0}).',
  'activity.sixProjects':
    'Try six small projects in a year, one for each kind of interest, and note what you enjoyed (your interests are even).',
  'activity.threeWorkplaces':
    'Spend a day each at three very different workplaces and ask what a bad day looks like there (your interests are even).',
  book: '{reason} ({0}).',
  'book.even': '{reason} (your interests are even).',

  'fit.veryClose':
    'Very close to your interests (agreement {fit} of 1 with its typical {code}; you: {and}).',
  'fit.close':
    'Close to your interests (agreement {fit} of 1 with its typical {code}; you: {and}).',
  'fit.worthALook':
    'Worth a look for your interests (agreement {fit} of 1 with its typical {code}; you: {and}).',
  'fit.unusualMix':
    'The closest that we know, but yours is an unusual mix (agreement {fit} of 1 with its typical {code}; you: {and}).',
  'explore.interests': 'One field to explore, as your interests are even.',
  'explore.personality':
    'One field to explore, as your interests are even; your {and} {and#points|point} there.',
  work: 'The work: {work}.',
  industries: 'You rated its industries: {and}.',
}
