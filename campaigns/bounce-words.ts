// What mail servers and people's programs say where no field says it. Each phrase stands for whole families of servers.

/** The address is none, or nobody is behind it any more. */
export const saysNoAddress =
  /user (?:is )?unknown|unknown (?:user|recipient|address|mailbox|local.?part)|no such (?:user|mailbox|address|recipient|person|account)|(?:user|mailbox|account|address|recipient|addressee|e-?mail)\S* (?:[^.\n]{0,60} )?(?:does ?n[o']t exist|not found|is not known|no longer (?:exists|available|in use|valid)|has been (?:disabled|closed|deactivated|deleted)|is (?:disabled|inactive|closed|invalid|unavailable))|mailbox (?:unavailable|not found|disabled)|invalid (?:recipient|mailbox|address|user)|recipient (?:address )?rejected(?!: (?:blocked|policy|spam))|recipientnotfound|address not found|unrouteable address|not a valid mailbox|couldn't find any host|host or domain name not found|domain (?:does not exist|not found)|no mailbox here by that name|bad destination (?:mailbox|host)|no existe|usuario desconocido|desconhecido|unbekannt|inconnu|n'existe pas|nicht gefunden|utente sconosciuto|не существует|не найден|нет такого|неизвестн/i

/** There is no room in the mailbox: some day there may be again. */
export const saysFull =
  /mailbox (?:is |size )?(?:full|limit|exceeded|over)|(?:over|exceed\w*|out of) (?:\w+ ){0,3}(?:quota|allocation|storage)|quota (?:exceeded|exhausted)|(?:disk |storage )quota|insufficient (?:system )?storage|inbox is full|buz[oó]n (?:est[aá] )?lleno|caixa (?:de correio )?(?:est[aá] )?cheia|voll\b|переполнен/i

export const saysTooLarge =
  /message (?:is )?(?:too (?:large|big)|size exceeds|exceeds (?:the )?(?:maximum|size|limit))|size (?:limit )?exceed|too large|zu groß|demasiado grande/i

/** It is about us, or what we wrote, and says nothing of the address. */
export const saysAboutUs =
  /relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|unable to relay|sender (?:address )?(?:rejected|denied|verify|verification)|block(?:ed|ing|ed using)|block ?list|black ?list|\brbl\b|dnsbl|spam|reputation|polic(?:y|ies)|not (?:authenticated|authorized|permitted|allowed)|authentication (?:required|checks)|access denied|\bspf\b|dkim|dmarc|content (?:rejected|filter)|virus|prohibited|rejected by (?:an )?administrator|restricted/i

/** The server goes on trying; nothing is over. */
export const saysDelayed =
  /\bdelayed\b|delivery (?:status notification )?\(?delay|not yet (?:been )?delivered|will (?:be )?(?:keep|continue|retr\w+|try\w*)|still (?:being )?(?:retr|tr)y?i|(?:do not|don't|not) need to (?:re-?send|do anything)|warning: (?:message|could not send)|delivery incomplete|temporar(?:y|ily) (?:problem|undeliver)|retras|verzögert|atrasad|en retard|задерж|задержан/i

/** Words of a report that something did not arrive, where no field says so. */
export const saysFailed =
  /undeliver|returned (?:mail|to sender)|delivery (?:has )?failed|delivery (?:status notification )?\(?failure|failure notice|mail (?:delivery )?(?:system|failed|failure)|could ?n[o']t be delivered|was ?n[o']t delivered|not (?:be )?delivered|unable to deliver|permanent (?:fatal )?(?:error|failure)|permanently failed|non-?delivery|delivery problem|no (?:se )?(?:ha )?pud?o (?:ser )?entreg|no entregad|n[ãa]o (?:p[ôo]de ser )?entreg|unzustellbar|zustellung fehlgeschlagen|non remis|échec|mancata consegna|недостав|не (?:может быть |было |удалось )?доставл/i

/** Asks the sender to prove that a person wrote. */
export const saysChallenge =
  /confirm (?:that )?you(?:'re| are) (?:a )?(?:human|person|real|not)|please (?:confirm|verify) (?:your|this) (?:message|mail|e-?mail|delivery|identity)|sender (?:verification|confirmation) (?:required|request)|verify (?:that )?you are a real|awaiting your (?:verification|approval)|guest ?list|spam ?arrest|whitelist(?:ed)? (?:me|request)|challenge.?response|confirme que (?:es|eres) una persona|por favor,? confirme su (?:mensaje|correo)|чтобы подтвердить, что вы/i

/** Subjects under which programs answer for somebody who is away, or for an office that says it got something. */
export const saysAway =
  /^(?:auto(?:matic|mated|matisch\w*|m[aá]tica|mat\w*)?[ :.-]*(?:e[ -]?)?(?:reply|response|respuesta|resposta|antwort|réponse|risposta|svar)|automatische antwort|réponse automatique|respuesta autom[aá]tica|resposta autom[aá]tica|risposta automatica|автоответ|автоматический ответ|автоматична|out of (?:the )?office|away from (?:the |my )?(?:office|mail)|on (?:annual )?(?:leave|vacation|holiday)|vacation|i am (?:away|out)|fuera de (?:la )?oficina|ausente|ausencia|fora do escrit[óo]rio|abwesenheit|abwesend|im urlaub|absence|absent|en cong[ée]|assenza|fuori (?:sede|ufficio)|afwezig|frånvaro|poza biurem|nieobecn|в отпуске|отсутств|вне офиса|ձեր նամակը|خارج المكتب|رد تلقائي|自动回复|自動応答|不在|부재중|we (?:have )?received your (?:message|mail|e-?mail|letter|request)|thank you for (?:contacting|your (?:message|e-?mail))|acuse de recibo|hemos recibido su|confirmaci[óo]n de recepci[óo]n)/i
