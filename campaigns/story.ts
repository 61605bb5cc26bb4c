export const storyChanges = ['changed', 'vanished'] as const
/** What became of a report since it was read: its words changed, or it is no longer there. */
export type StoryChange = (typeof storyChanges)[number]
