import { createContext, useContext } from 'react'

/** The request's CSP nonce, by context and not through loader data, so that it never lands in a cached document. */
export const NonceContext = createContext<string | undefined>(undefined)
export const useNonce = () => useContext(NonceContext)
