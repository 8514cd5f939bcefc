/** Names of the shipped documents in their order: all that is needed to open one. `shipped.ts` says more of them. */
export const SHIPPED_NAMES: readonly string[] =
  'why-limit fork-bomb fork-bomb-unlimited directory-bomb default-off k-and-u tracked-not-limited why-ebusy hierarchy stock failcnt whose-page removed-but-charged moving-charges oom-or-enomem oom-killer-off reclaim-and-swap slabs hosting-provider services patch-01-stock patch-02-reclaim patch-03-enum patch-04-files patch-05-flag patch-06-controller patch-07-hook patch-08-last-page patch-09-life-cycle patch-10-static-branch patch-11-destruct patch-12-rcu patch-13-stacks'.split(
    ' ',
  );
