/** The documents that come with the playground, in the order a newcomer should meet them. Their texts are `scenarios/NAME.md`. */
export interface ShippedScenario {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

export const SHIPPED: readonly ShippedScenario[] = [
  {
    name: 'fork-bomb',
    title: 'A fork bomb, contained',
    summary: 'Three tenants share a machine. One of them runs a fork bomb, and a kernel memory limit keeps it to itself.',
  },
  {
    name: 'fork-bomb-unlimited',
    title: 'The same bomb without a limit',
    summary: 'Nobody limits kernel memory, so the bomb takes the whole machine and its neighbours pay for it.',
  },
  {
    name: 'tracked-not-limited',
    title: 'Tracked, but not limited',
    summary: 'A kernel limit above the memory limit only counts. The memory limit stops the group, and it stops it by killing.',
  },
  {
    name: 'removed-but-charged',
    title: 'Removed, but still charged',
    summary: 'A task leaves its group and the group is removed, yet its stack stays on the bill of the group above.',
  },
];
