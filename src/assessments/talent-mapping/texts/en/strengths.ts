// What each of the 24 character strengths looks like and how it can be used at work, in English. The keys
// are those of the VIA classification; the words are our own. No strength is called weak: rank is all VIA gives.
import type { StrengthKey, Virtue } from '../../dimensions.ts'
import type { StrengthTexts, VirtueTexts } from '../catalogue.ts'

export const strengths: Record<StrengthKey, StrengthTexts> = {
  creativity: {
    shows: 'see ways of doing things that others have not thought of',
    use: 'offer two other ways before a plan is fixed',
  },
  curiosity: {
    shows: 'keep asking and like to explore what is new to you',
    use: 'take the first look at a problem that nobody has described yet',
  },
  judgment: {
    shows: 'look at a question from all sides before you decide',
    use: 'be the one who names the evidence against a favourite idea',
  },
  loveOfLearning: {
    shows: 'enjoy mastering new subjects and skills',
    use: 'learn the new tool first and teach it to the others',
  },
  perspective: {
    shows: 'see the larger picture and give advice that helps',
    use: 'sum up what a long discussion was really about',
  },
  bravery: {
    shows: 'do not shrink from a challenge or from an unpopular view',
    use: 'raise the difficult subject before it grows',
  },
  perseverance: {
    shows: 'finish what you start, also when it drags on',
    use: 'take the task that has been given up twice',
  },
  honesty: {
    shows: 'speak the truth and act as the person you are',
    use: 'report bad news early, while it can still be mended',
  },
  zest: {
    shows: 'go at things with energy',
    use: 'give a tired project a new start',
  },
  love: {
    shows: 'value being close to people and show it',
    use: 'build the kind of trust that survives a bad quarter',
  },
  kindness: {
    shows: 'like to do things for others',
    use: 'help new colleagues through their first weeks',
  },
  socialIntelligence: {
    shows: 'notice what moves other people and yourself',
    use: 'sense when a meeting needs a pause or a plain word',
  },
  teamwork: {
    shows: 'do your part and stand by the group',
    use: 'take the piece of shared work that nobody wants',
  },
  fairness: {
    shows: 'give everybody the same chance, whatever you feel about them',
    use: 'settle who does what so that all can accept it',
  },
  leadership: {
    shows: 'bring a group together and see that things get done',
    use: 'take charge of a small project from start to end',
  },
  forgiveness: {
    shows: 'let go of a wrong and give a second chance',
    use: 'start again with a colleague after a mistake',
  },
  humility: {
    shows: 'let what you have done speak for itself',
    use: 'give credit by name, and ask those who know more',
  },
  prudence: {
    shows: 'think of the consequences before you act',
    use: 'check a plan for what could go wrong with it',
  },
  selfRegulation: {
    shows: 'keep your feelings, habits and impulses in hand',
    use: 'hold a steady course when others hurry',
  },
  appreciationOfBeauty: {
    shows: 'notice what is beautiful or done with great skill',
    use: 'set the standard for how finished work should look',
  },
  gratitude: {
    shows: 'notice the good that comes your way and say thank you',
    use: 'tell people exactly what their help made possible',
  },
  hope: {
    shows: 'expect good things and work towards them',
    use: 'keep the goal in sight when the first try fails',
  },
  humor: {
    shows: 'like to laugh and bring lightness to others',
    use: 'ease a tense moment without hurting anybody',
  },
  spirituality: {
    shows: 'look for meaning and a purpose beyond yourself',
    use: 'remind the team whom its work is for',
  },
}

export const virtues: Record<Virtue, VirtueTexts> = {
  wisdom: {
    name: 'wisdom',
    motive: 'Learning something and putting it to use',
    overuse: 'Collecting more knowledge when it is time to decide',
  },
  courage: {
    name: 'courage',
    motive: 'Standing up for what matters and seeing it through',
    overuse: 'Fighting a battle that a conversation would have settled',
  },
  humanity: {
    name: 'humanity',
    motive: 'Being close to people and good for them',
    overuse: 'Sparing feelings where a clear word would help more',
  },
  justice: {
    name: 'justice',
    motive: 'A group that works well together and fairly',
    overuse: 'Waiting until all agree when somebody has to decide',
  },
  temperance: {
    name: 'temperance',
    motive: 'Doing things with measure and without harm',
    overuse: 'Being so careful that the chance goes by',
  },
  transcendence: {
    name: 'transcendence',
    motive: 'Work with a meaning beyond the day',
    overuse: 'Following the vision past the facts',
  },
}
