/** Who the printed address signs in where nobody was entered: named on the sign-in page of a try-out, and only there. */
export const tryOutOrganiser = 'organiser@demarche.example'
