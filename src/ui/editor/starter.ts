/** What a new lesson begins with: one of each block, and it runs. */
export const STARTER = `---
title: My lesson
summary: One line for galleries.
machine: { ram: 64M }
---

What the student reads first.

\`\`\`sh
mkdir box
echo 1M > box/memory.kmem.limit_in_bytes
\`\`\`

\`\`\`predict
How many of 1000 forks succeed in this box?
- [ ] All of them
- [x] Fewer: its kernel memory has a limit
> Each task pays for its kernel stack, and for what else the kernel keeps of it.
\`\`\`

\`\`\`sh
cgexec -g memory:box hog fork 1000 &
sleep 1
\`\`\`

\`\`\`check
box/memory.kmem.failcnt > 0
box/memory.kmem.usage_in_bytes <= 1M
\`\`\`
`;
