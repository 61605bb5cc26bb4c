import { useEffect, useState } from 'react'
import * as m from '../../messages/generated/messages'

/** The letter on paper, page by page. A new drawing takes the place of the old one when it is ready to be seen. */
export function PaperPreview({ svg, pages }: { svg: string; pages: number }) {
  const [shown, setShown] = useState<string[]>([])
  useEffect(() => {
    let isOld = false
    const drawn = pagesOf(svg, pages)
    Promise.all(drawn.map(decoded)).then(
      () => !isOld && setShown(drawn),
      () => {},
    )
    return () => {
      isOld = true
    }
  }, [svg, pages])
  return (
    <div className="paper-pages">
      {shown.map((page, index) => (
        <img
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number.
          key={index}
          className="paper-page"
          src={page}
          width={595}
          height={842}
          alt={m.text_paper_page({ page: index + 1, pages: shown.length })}
        />
      ))}
    </div>
  )
}

function decoded(address: string): Promise<void> {
  const image = new Image()
  image.src = address
  return image.decode()
}

/** The pages stand one under the other in the drawing; each is the same drawing seen through another window. */
function pagesOf(svg: string, pages: number): string[] {
  const [whole = '', width = '', height = ''] =
    /viewBox="0 0 ([\d.]+) ([\d.]+)" width="[^"]+" height="[^"]+"/.exec(svg) ?? []
  const tall = Number(height) / pages
  return Array.from({ length: pages }, (_, index) => {
    const window = `viewBox="0 ${index * tall} ${width} ${tall}" width="${width}pt" height="${tall}pt"`
    return `data:image/svg+xml,${encodeURIComponent(svg.replace(whole, window))}`
  })
}
