// The variables of what the service sends by itself: webhooks, and alerts by mail.
import { flag, whole } from './config-fields.ts'

export const outboundVariables = {
  WEBHOOK_TIMEOUT: whole(
    10,
    1,
    60,
    'seconds',
    'How long a receiver of a webhook may take to answer',
  ),
  WEBHOOK_ALLOW_HTTP: flag(
    'Whether webhooks may be sent over plain http, for receivers of your own',
  ),
  WEBHOOK_ALLOW_PRIVATE: flag(
    'Whether webhooks may be sent to this machine and private networks; for local use, since every user can name a URL',
  ),
}
