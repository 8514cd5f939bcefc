/** Commands as `jobs` shows them. */
import type { AndOr, CommandNode, CompoundList, PipelineNode, Redirection } from 'unbash';

/** A command written as bash writes it back: one blank between words, `( … )`, `2> file`. `source` slices what is left as it stands. */
export function commandText(node: CommandNode | PipelineNode | AndOr, source: (part: { pos: number; end: number }) => string): string {
  const redirect = (item: Redirection): string => {
    const number =
      item.descriptor === undefined
        ? ''
        : item.descriptor.type === 'FileDescriptor'
          ? String(item.descriptor.value)
          : `{${item.descriptor.name}}`;
    if (item.type === 'HereDoc') return `${number}${item.operator}${item.delimiter?.text ?? ''}`;
    const gap = item.operator === '>&' || item.operator === '<&' ? '' : ' ';
    const fd = gap === '' && number === '' ? (item.operator === '>&' ? '1' : '0') : number;
    return `${fd}${item.operator}${gap}${item.target?.text ?? ''}`;
  };
  const list = (body: CompoundList): string =>
    body.commands.map((statement) => commandText(statement.command, source) + (statement.background ? ' &' : ';')).join(' ');
  switch (node.type) {
    case 'Command': {
      const words = [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix];
      return words.map((item) => (item.type === 'Word' || item.type === 'Assignment' ? item.text : redirect(item))).join(' ');
    }
    case 'Subshell':
      return `( ${list(node.body).replace(/;$/, '')} )`;
    case 'BraceGroup':
      return `{ ${list(node.body)} }`;
    case 'Redirected':
      return [commandText(node.command, source), ...node.redirects.map(redirect)].join(' ');
    case 'Pipeline':
      return (
        (node.prefixes.some((prefix) => prefix.type === 'Negation') ? '! ' : '') +
        node.commands.map((command) => commandText(command, source)).join(' | ')
      );
    case 'AndOr':
      return node.commands.map((command, i) => (i > 0 ? `${node.operators[i - 1]} ` : '') + commandText(command, source)).join(' ');
    default:
      return source(node);
  }
}
