import { Form, Link, useNavigation } from '@remix-run/react'
import { useEffect } from 'react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { RadioCards } from '../../ui/choice'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { Notice } from '../../ui/notice'
import { RouteLines } from '../../ui/route-lines'
import { Countries } from './countries'
import type { RouteAnswer, RouteData } from './route'

type Props = RouteData & { answer: RouteAnswer | undefined }

/** Whose signatures one office gets: everyone's, those from countries to tick, or everybody else's. */
export function RoutePage({ answer, ...page }: Props) {
  const { id, title, name, confirmedCount } = page
  const isBusy = useNavigation().state !== 'idle'
  const fault = answer && faultWords[answer.fault]()
  const isOfCountries = answer?.fault === 'countries-missing' || answer?.fault === 'country-unknown'
  useEffect(() => {
    if (answer) document.getElementById(faultsId)?.focus()
  }, [answer])
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to={`/desk/campaigns/${id}`} lang={title.language}>
            {title.words}
          </Link>
          {' · '}
          <Link to={`/desk/campaigns/${id}/recipients`}>{m.desk_recipients()}</Link>
        </p>
        <h1>{m.route_title()}</h1>
        <p lang={name.language}>{name.words}</p>
      </header>
      {!page.isDraft && (
        <Notice kind="warn">
          <p>{m.route_from_now_on()}</p>
          {confirmedCount > 0 && (
            <p>
              {m.route_signed({
                count: confirmedCount,
                shown: new Intl.NumberFormat(getLocale()).format(confirmedCount),
              })}
            </p>
          )}
        </Notice>
      )}
      <RouteLines lines={page.lines} />
      <Form method="post" action={`#${faultsId}`} className="stack desk-form route-form">
        {fault && (
          <FaultSummary
            title={m.story_faults()}
            faults={[{ field: isOfCountries ? 'countries' : 'forWhom', words: fault }]}
          />
        )}
        <RadioCards
          name="forWhom"
          legend={name.words}
          hint={m.route_lead()}
          fault={isOfCountries ? undefined : fault}
          chosen={answer?.forWhom ?? page.forWhom}
          options={[
            { value: 'everyone', label: m.route_everyone(), detail: m.route_everyone_words() },
            { value: 'countries', label: m.route_countries(), detail: m.route_countries_words() },
            { value: 'others', label: m.route_others(), detail: m.route_others_words() },
          ]}
        />
        <Countries
          continents={page.continents}
          chosen={answer?.countries ?? page.countries}
          fault={isOfCountries ? fault : undefined}
        />
        <div className="row">
          <button type="submit" className="button" disabled={isBusy}>
            {m.route_save()}
          </button>
        </div>
      </Form>
    </>
  )
}

const faultWords: Record<RouteAnswer['fault'], () => string> = {
  'choice-missing': m.route_fault_choice,
  'countries-missing': m.route_fault_missing,
  'country-unknown': m.route_fault_unknown,
  unreached: m.route_fault_unreached,
}
