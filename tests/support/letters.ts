import { fillFields, parseLetter } from '../../campaigns/letter'
import type { Paper } from '../../campaigns/letter-paper'
import { annexNote, paperWords } from '../../emails/paper-words'

type Written = {
  organisation: string
  place: string
  office: string
  subject: string
  body: string
  signer: string
  from: string
}

/** A short letter in each language, with what stands around it. */
export const lettersIn: Record<string, Written> = {
  es: {
    organisation: 'Consejo Nacional Armenio',
    place: 'Buenos Aires',
    office: 'Embajada de Belarús',
    subject: 'Detención de Maksim Znak',
    body: 'Señor Embajador:\n\nEscribimos en nombre de **{{count}}** personas…\n\nAtentamente,',
    signer: 'Ana Pérez',
    from: 'Córdoba, Argentina',
  },
  en: {
    organisation: 'Armenian National Council',
    place: 'London',
    office: 'Embassy of Belarus',
    subject: 'The detention of Maksim Znak',
    body: 'Your Excellency,\n\nWe write on behalf of **{{count}}** people.\n\nYours faithfully,',
    signer: 'Nora O’Brien',
    from: 'Cork, Ireland',
  },
  ar: {
    organisation: 'المجلس الوطني الأرمني',
    place: 'القاهرة',
    office: 'سفارة بيلاروسيا',
    subject: 'احتجاز المحامي مكسيم زناك',
    body: 'سعادة السفير،\n\nنكتب إليكم باسم **{{count}}** شخصاً.\n\nمع فائق الاحترام،',
    signer: 'محمد عبد الله',
    from: 'القاهرة، مصر',
  },
  he: {
    organisation: 'המועצה הלאומית הארמנית',
    place: 'תל אביב',
    office: 'שגרירות בלארוס',
    subject: 'מעצרו של מקסים זנק',
    body: 'כבוד השגריר,\n\nאנו כותבים בשם **{{count}}** אנשים.\n\nבכבוד רב,',
    signer: 'דוד כהן',
    from: 'תל אביב, ישראל',
  },
  hy: {
    organisation: 'Հայ ազգային խորհուրդ',
    place: 'Երևան',
    office: 'Բելառուսի դեսպանություն',
    subject: 'Մաքսիմ Զնակի կալանքը',
    body: 'Մեծարգո՛ դեսպան,\n\nԳրում ենք **{{count}}** մարդու անունից։\n\nՀարգանքով,',
    signer: 'Տիգրան Պետրոսյան',
    from: 'Երևան, Հայաստան',
  },
  ru: {
    organisation: 'Армянский национальный совет',
    place: 'Москва',
    office: 'Посольство Беларуси',
    subject: 'Заключение Максима Знака',
    body: 'Ваше Превосходительство!\n\nПишем от имени **{{count}}** человек.\n\nС уважением,',
    signer: 'Анна Каренина',
    from: 'Москва, Россия',
  },
  zh: {
    organisation: '亚美尼亚民族委员会',
    place: '北京',
    office: '白俄罗斯大使馆',
    subject: '关于马克西姆·兹纳克被拘押一事',
    body: '尊敬的大使阁下：\n\n我们谨代表{{count}}人致函——“请释放他”……\n\n此致\n\n敬礼！',
    signer: '王小明',
    from: '上海，中国',
  },
  ja: {
    organisation: 'アルメニア国民評議会',
    place: '東京',
    office: 'ベラルーシ大使館',
    subject: 'マクシム・ズナク氏の拘束について',
    body: '大使閣下\n\n{{count}}名を代表して書いています。「釈放を求めます」\n\n敬具',
    signer: '山田 はなこ',
    from: '東京、日本',
  },
  ko: {
    organisation: '아르메니아 민족 평의회',
    place: '서울',
    office: '벨라루스 대사관',
    subject: '막심 즈나크 구금에 관하여',
    body: '대사님께\n\n{{count}}명을 대표하여 씁니다.\n\n감사합니다.',
    signer: '김민준',
    from: '서울, 대한민국',
  },
  hi: {
    organisation: 'आर्मेनियाई राष्ट्रीय परिषद',
    place: 'नई दिल्ली',
    office: 'बेलारूस का दूतावास',
    subject: 'मक्सिम ज़्नाक की हिरासत',
    body: 'महामहिम,\n\nहम **{{count}}** लोगों की ओर से लिख रहे हैं।\n\nसादर,',
    signer: 'प्रिया शर्मा',
    from: 'दिल्ली, भारत',
  },
}

/** It as it is printed, with an annex of two columns. */
export function paperIn(language: string, written: Written): Paper {
  const parsed = parseLetter(written.body)
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.faults))
  const count = new Intl.NumberFormat(language).format(1_214)
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2026, 10, 24),
  )
  const signatures = Array.from({ length: 70 }, () => ({ name: written.signer, place: written.from }))
  return {
    language,
    title: written.subject,
    author: written.organisation,
    letterheads: [{ name: written.organisation, lines: [written.place] }],
    place: written.place,
    date,
    recipient: [written.office],
    reference: '2026-BCDFGH',
    subject: written.subject,
    body: fillFields(parsed.document, {
      ...{ recipient: '', salutation: '', organisation: '', campaign: '', date: '', place: '' },
      count,
    }),
    signatories: [{ organisation: written.organisation, title: '' }],
    annex: {
      total: 1_214,
      countedOnly: 1_144,
      note: annexNote({
        language,
        asOf: date,
        initialsCount: 3,
        earlierCount: 2,
        languages: { [language]: 1_214 },
      }),
      signatures,
    },
    words: paperWords({ language, total: 1_214, countedOnly: 1_144 }),
    createdAt: '2026-11-24T12:00:00.000Z',
  }
}
