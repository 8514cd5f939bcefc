/** What parses as bash but is not covered: found in the tree before anything runs. */
import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';

export interface Refused {
  readonly pos: number;
  readonly what: string;
}

/** Builtins of bash that this shell does not have. */
const REFUSED_BUILTINS = new Set(
  'alias bind caller compgen complete compopt dirs enable fc history logout popd pushd suspend unalias'.split(' '),
);
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

/** The first construct that is refused, with what it is called. Places inside backquotes are those of the outer text. */
export function firstRefused(script: ParsedScript): Refused | undefined {
  let found: Refused | undefined;
  walk(script, (node, shift) => {
    if (found !== undefined) return;
    const what = refusedName(node);
    if (what !== undefined) found = { pos: shift >= 0 ? shift : 'pos' in node ? node.pos : 0, what };
  });
  return found;
}

/**
 * Errors of a script and of all scripts within; with `hereDocuments` only here-documents that are not closed. The parser drops a `(`
 * behind a command's name, so that is looked for in the source.
 */
export function nestedErrors(script: ParsedScript, hereDocuments = false, source = ''): { pos: number; message: string }[] {
  const errors: { pos: number; message: string }[] = [];
  walk(script, (node, shift) => {
    if (hereDocuments) {
      if (node.type === 'HereDoc' && node.closing === undefined && node.delimiter !== undefined)
        errors.push({ pos: node.pos, message: node.delimiter.value });
    } else if (node.type === 'Command' && node.name !== undefined && shift < 0 && source !== '') {
      const open = /^[ \t]*\([ \t]*/.exec(source.slice(node.name.end, node.name.end + 80));
      if (open !== null) errors.push(unexpectedAt(source, node.name.end + open[0].length));
    } else if (node.type === 'Script' && 'errors' in node && node.errors !== undefined) {
      for (const error of node.errors) errors.push({ pos: shift >= 0 ? shift : error.pos, message: error.message });
    }
  });
  return errors;
}

const TOKEN = /^(?:;;&|;;|;&|&&|\|\||\|&|[;&|()<>]|\n|[^ \t\n;&|()<>]+)/;

/** The token that stands at a place, as bash names it. */
export function tokenAt(source: string, pos: number): string {
  return TOKEN.exec(source.slice(pos))?.[0] ?? 'newline';
}

function unexpectedAt(source: string, pos: number): { pos: number; message: string } {
  return { pos, message: `unexpected token '${tokenAt(source, pos)}'` };
}

function refusedName(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'Select':
      return 'select';
    case 'Coproc':
      return 'coproc';
    case 'ProcessSubstitution':
      return `process substitution ${node.operator}(…)`;
    case 'CommandExpansion':
      return node.text.startsWith('${') ? 'command substitution ${ …; }' : undefined;
    case 'ParameterExpansion':
      return node.operation?.type === 'Transform' && !'QULuAaEK'.includes(node.operation.operand.value) ? node.text : undefined;
    case 'Command': {
      const name = node.name?.parts === undefined ? node.name?.value : undefined;
      if (name === undefined) return undefined;
      if (REFUSED_BUILTINS.has(name)) return name;
      if (!DECLARING.has(name)) return undefined;
      for (const argument of node.args) {
        if (argument.type !== 'Word' || !/^-[a-zA-Z]+$/.test(argument.value)) break;
        if (argument.value.includes('A')) return `${name} -A (associative arrays)`;
        if (argument.value.includes('n') && name !== 'export') return `${name} -n (name references)`;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Visits all nodes, without recursion of our own: trees may be deep. `shift` is the outer place of decoded backquotes. */
function walk(script: ParsedScript, visit: (node: SyntaxNode, shift: number) => void): void {
  const stack: { node: SyntaxNode; shift: number }[] = [{ node: script, shift: -1 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, shift } = next;
    visit(node, shift);
    const children: { node: SyntaxNode; shift: number }[] = [];
    forEachChild(node, (child) => {
      const decoded = child.type === 'Script' && child.source !== undefined && 'pos' in node;
      children.push({ node: child, shift: decoded && shift < 0 ? node.pos : shift });
    });
    for (const child of children.reverse()) stack.push(child);
  }
}
