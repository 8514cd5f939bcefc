/** Random shell for tests: pieces of the language in any order, and bytes that are none. */
import fc from 'fast-check';

/** What shell is made of, and what breaks it. */
export const PIECES: readonly string[] = [
  ...'a b1 x=1 x+=2 a=(1 2) a[1]=x "$x" $x ${x} ${x:-d} ${x#*/} ${#x} ${x//a/b} ${x^^} ${!x} ${x:1:2} ${a[@]} ${a[*]} ${x@Q} $(echo) `echo` $((1+2))'.split(
    ' ',
  ),
  ...'$1 $@ $* $# $? $$ $! $- {a,b} {1..3} {1..} * ? [ab] [!a]* ~ ~+ \\ \\a \' " ` $ ${ $( $(( (( )) ( ) { } [[ ]] [ ] ! & && | || ; ;; ;& ;;& |& < > >> << <<- <<<'.split(
    ' ',
  ),
  ...'>& <& 2>&1 &> &>> <> >| 3>&- if then elif else fi while until do done for in case esac function select time coproc return break continue exit'.split(
    ' ',
  ),
  ...'echo cat true false test read set shift unset export local declare eval exec trap wait kill jobs fg bg cd mkdir rmdir ls hog sleep'.split(
    ' ',
  ),
  ..."== != =~ -eq -lt -z -n -f + - ++ -- ** % ? : , ~ ^ << >> # #! !! $'\\x41' $\"x\" f() f(){ ;} <(true) >(cat) E EOF <<E <<'E' \\\n -e -c -- -".split(
    ' ',
  ),
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  '\x7f',
  '\x80',
  '\xff',
  'é',
];

export const randomPieces: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', ' ', ' ', '\n', ';')), { maxLength: 40 })
  .map((list) => list.map(([piece, gap]) => piece + gap).join(''));

export const randomBytes: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** A few pieces nested very deeply: what recursion would trip over. */
export const randomNesting: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      '(',
      '{ ',
      '$(',
      '`',
      '"',
      '${x:-',
      '$((',
      '((',
      '[[ ( ',
      'if ',
      'while ',
      'case x in a) ',
      'f() ',
      '! ',
      '[[ ! ',
      'a=(',
      '{a,',
    ),
    fc.integer({ min: 1, max: 3000 }),
    fc.constantFrom('', 'x', ')', '}', 'echo', '\n'),
  )
  .map(([open, times, end]) => open.repeat(times) + end.repeat(Math.min(times, 50)));
