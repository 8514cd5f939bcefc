/** The subjects of the thirteen patches, the same in every language: they are what the history of Linux has. */
export const PATCH_TITLES: readonly string[] = [
  'memcg: Make it possible to use the stock for more than one page.',
  'memcg: Reclaim when more than one page needed.',
  'memcg: change defines to an enum',
  'kmem accounting basic infrastructure',
  'Add a __GFP_KMEMCG flag',
  'memcg: kmem controller infrastructure',
  'mm: Allocate kernel pages to the right memcg',
  'res_counter: return amount of charges after res_counter_uncharge',
  'memcg: kmem accounting lifecycle management',
  'memcg: use static branches when code not in use',
  'memcg: allow a memcg with kmem charges to be destructed.',
  'execute the whole memcg freeing in rcu callback',
  'protect architectures where THREAD_SIZE >= PAGE_SIZE against fork bombs',
];
