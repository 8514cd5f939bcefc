/** Where a link in a lesson leads. */
import type { PageDoor } from '../page-door';

export type Goal =
  | { readonly kind: 'away'; readonly href: string }
  /** A shipped lesson, written as the file beside this one. */
  | { readonly kind: 'lesson'; readonly name: string; readonly href: string }
  /** A heading of the same document, a manual page (`#man-NAME`), or a link of the playground. */
  | { readonly kind: 'here'; readonly go: (event: Event, door: PageDoor | undefined) => void };

export function leadTo(href: string): Goal {
  const lesson = /^([a-z0-9-]+)\.md$/.exec(href)?.[1];
  if (lesson !== undefined) return { kind: 'lesson', name: lesson, href: `./?scenario=${lesson}` };
  if (!href.startsWith('#')) return { kind: 'away', href };
  return {
    kind: 'here',
    go(event, door) {
      // A session in a link is opened as any other change of the address is.
      if (/^#s\d+\./.test(href)) return;
      event.preventDefault();
      const manual = /^#man-(.+)$/.exec(href)?.[1];
      if (manual !== undefined) door?.manual(manual);
      else headingAt((event.currentTarget as Element).closest('article'), href.slice(1))?.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** The heading whose words make this name, as code hosts make it. */
function headingAt(article: Element | null, name: string): Element | undefined {
  const headings = [...(article?.querySelectorAll('h1, h2, h3, h4, h5, h6') ?? [])];
  return headings.find((heading) => slug(heading.textContent ?? '') === name);
}

export function slug(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Words in code that the manual has a page for: control files, and the tools of this field. */
export function hasManual(code: string): boolean {
  return /^(?!memory\.(?:kmem|memsw)$)(?:memory|cgroup)\.[a-z_]+(?:\.[a-z_]+)?$|^(?:tasks|release_agent|notify_on_release|hog|cg(?:create|delete|set|get|exec|classify)|lscgroup)$/.test(
    code,
  );
}
