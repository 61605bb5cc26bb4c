/** The number of a volume in an address; 0, which none has, for anything else. */
export const volumeNumber = (typed: string | undefined) =>
  /^[1-9]\d{0,4}$/.test(typed ?? '') ? Number(typed) : 0
