// Asking anew what a change may have changed. A first answer that is under way may have been read before the change,
// and TanStack Query would keep it: it is asked for once more when it is there.
import type { Query, QueryFilters } from '@tanstack/react-query'
import { queryClient } from './client.ts'

const onceMore = new WeakSet<Query>()

export function askAnew(filters?: QueryFilters): void {
  void queryClient.invalidateQueries(filters)
  for (const query of queryClient
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined || onceMore.has(query)) continue
    onceMore.add(query)
    const again = () => {
      onceMore.delete(query)
      void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    void query.promise?.then(again, again)
  }
}
