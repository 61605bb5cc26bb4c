import { dateTag } from '../../campaigns/language'
import { getLocale } from '../messages/generated/runtime'

/** The tag that the desk's hours and days are written by. */
export const clockLocale = (): string => dateTag(getLocale())
