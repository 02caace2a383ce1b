// Catches what a screen throws while it is drawn, such as a part that could not be loaded, and offers to try again.
import { Component, type ReactNode } from 'react'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  readonly children: ReactNode
}

export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children
  }
}

function Failed() {
  const m = useMessages()
  return (
    <section className="notice bad" role="alert">
      <p>{m.errors.NETWORK}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {m.frame.again}
      </button>
    </section>
  )
}
