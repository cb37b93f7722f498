import type { Cohort } from '#core/cohorts.ts';

/** A cohort's feeds, for autodiscovery by feed readers. */
export function feedLinks(cohort: Cohort): { href: string; title: string; type: string }[] {
  return [
    { href: `/${cohort.slug}/daily.atom`, title: `${cohort.title}: the daily`, type: 'application/atom+xml' },
    {
      href: `/${cohort.slug}/posts.atom`,
      title: `${cohort.title}: every post`,
      type: 'application/atom+xml',
    },
  ];
}

/** The feed of one conversation beside those of its cohort. */
export function conversationFeedLinks(
  cohort: Cohort,
  rootId: number,
  title: string,
): ReturnType<typeof feedLinks> {
  const own = {
    href: `/${cohort.slug}/conversations/${rootId}.atom`,
    title: `This conversation: ${title}`,
    type: 'application/atom+xml',
  };
  return [own, ...feedLinks(cohort)];
}
