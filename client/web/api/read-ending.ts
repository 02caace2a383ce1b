// Whoever looks at how an analysis ended has read of it: the mark goes, unless marks of others would go with it.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryClient, trpc } from './client.ts'
import { queries } from './queries.ts'
import { unreadEndings } from './unread.ts'

export function useMarkRead() {
  return useMutation({
    mutationFn: (upTo: number) => trpc.notifications.markRead.mutate({ upTo }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.notifications().queryKey }),
  })
}

/** Reading marks everything up to an event, so it stops before the first ending that was not looked at. */
export function useReadEnding(jobId: string | undefined): void {
  const endings = unreadEndings(useQuery(queries.notifications()).data)
  const own = endings.find((ending) => ending.jobId === jobId)?.id
  const isOldest = own !== undefined && endings.every(({ id }) => id >= own)
  const { mutate } = useMarkRead()
  useEffect(() => {
    if (own !== undefined && isOldest) mutate(own)
  }, [own, isOldest, mutate])
}
