/** Offers a document as a file named by its title. */
export function saveFile(title: string, text: string, ending: 'md' | 'txt' = 'md'): void {
  const address = URL.createObjectURL(new Blob([text], { type: ending === 'md' ? 'text/markdown' : 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${fileName(title)}.${ending}`;
  link.click();
  URL.revokeObjectURL(address);
}

/** A title as a file's name. */
export function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return name.slice(0, 60) || 'scenario';
}
