// One figure that leads to what it counts.
import { useLanguage } from '../i18n/messages.tsx'
import { Link } from '../router.tsx'
import { countIn } from './parts.tsx'

interface TileProps {
  readonly name: string
  /** A number is written as the reader's language writes it. */
  readonly of: number | string
  readonly to: string
  readonly isBad?: boolean
  readonly note?: string | undefined
}

export function Tile({ name, of, to, isBad = false, note }: TileProps) {
  const { locale } = useLanguage()
  return (
    <li className="tile" data-bad={isBad}>
      <Link to={to}>
        <span className="tile-name">{name}</span>{' '}
        <strong>{typeof of === 'number' ? countIn(locale, of) : of}</strong>
        {note && <span className="quiet"> {note}</span>}
      </Link>
    </li>
  )
}
