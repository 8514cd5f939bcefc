/** The manual names lessons: they are there, and show what the page is about. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHIPPED } from '../scenario/shipped';
import { manNames, manPage } from '../userland';

/** Control files that no lesson needs: of other controllers, for programs, or of counters that stay 0 here. */
const WITHOUT_LESSON =
  /^(cgroup\.clone_children|cgroup\.event_control|memory\.soft_limit_in_bytes|memory\.kmem\.tcp\.(usage|max_usage).*|memory\.kmem\.tcp\.failcnt)$/;
/** Pages of ideas, not of something to type. */
const IDEAS = ['cgroups', 'kmem', 'stock'];

const pages = manNames().map((name) => manPage(name)!);
const isControlFile = (name: string): boolean =>
  /^(memory|cgroup)\./.test(name) || ['tasks', 'notify_on_release', 'release_agent'].includes(name);

describe('the manual', () => {
  it('names a lesson for every control file that one can be shown of', () => {
    const without = pages.filter(({ name, lesson }) => isControlFile(name) && lesson === undefined).map(({ name }) => name);
    expect(without.filter((name) => !WITHOUT_LESSON.test(name))).toEqual([]);
    expect(pages.filter(({ name }) => isControlFile(name))).toHaveLength(30);
  });

  it.each(pages.filter(({ lesson }) => lesson !== undefined))('$name is shown in $lesson', ({ name, lesson }) => {
    expect(SHIPPED.map((shipped) => shipped.name)).toContain(lesson);
    if (IDEAS.includes(name)) return;
    const text = readFileSync(new URL(`../../public/scenarios/${lesson}.md`, import.meta.url), 'utf8');
    expect(text).toContain(name.replace(/^memory\.memsw\.(usage|max_usage)_in_bytes$/, 'memory.memsw.'));
  });
});
