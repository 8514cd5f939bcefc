/**
 * Runs case files against the simulated kernel:
 *
 *     npm run --silent conformance -- PATH… [--case ID]… [--json] [--verbose] [--first] [--force]
 *
 * PATH is a case file or a folder of them. One line for each mismatch (case, step, operation, field, expected, got), a
 * line for each skipped case with its reason, and a last line with the totals. Exit status 0 all passed or skipped,
 * 1 a case failed, 2 there is nothing to run.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FormatError } from '../conformance/parse';
import { parseCases, type ReadCase } from '../conformance/case-format';
import { caseLines, totals, totalsLine } from '../conformance/report';
import { runCase, type CaseResult, type RunOptions } from '../conformance/run-case';

const USAGE = 'usage: conformance PATH… [--case ID]… [--json] [--verbose] [--first] [--force]';

class UsageError extends Error {}

interface Options extends RunOptions {
  readonly paths: readonly string[];
  readonly cases: ReadonlySet<string>;
  readonly json: boolean;
  readonly verbose: boolean;
}

function readOptions(args: readonly string[]): Options {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const options = {
      case: { type: 'string', multiple: true, default: [] as string[] },
      json: flag,
      verbose: flag,
      first: flag,
      force: flag,
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (positionals.length === 0) throw new UsageError(USAGE);
    return {
      paths: positionals,
      cases: new Set(values.case),
      json: values.json,
      verbose: values.verbose,
      first: values.first,
      force: values.force,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The case files under a path: the file itself, or every `.json` below the folder, in the order of their names. */
function caseFiles(path: string): readonly string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new UsageError(`${path}: no such file or folder`);
  }
  if (!isFolder) return [path];
  const names = readdirSync(path).sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name) =>
    statSync(join(path, name)).isDirectory() ? caseFiles(join(path, name)) : name.endsWith('.json') ? [join(path, name)] : [],
  );
}

function readCases(file: string): readonly ReadCase[] {
  try {
    return parseCases(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof FormatError) return [{ ok: false, id: file, problem: error.message }];
    throw error;
  }
}

/** A case that cannot be read has failed. */
function runRead(read: ReadCase, options: RunOptions): CaseResult {
  if (read.ok) return runCase(read.case, options);
  if (read.unknown !== undefined) {
    const reason = `needs the operation "${read.unknown}"`;
    return { id: read.id, outcome: 'skipped', reason, mismatches: [], steps: 0, compared: 0 };
  }
  const mismatch = { step: 0, operation: 'read', field: 'format', expected: 'a case', got: read.problem };
  return { id: read.id, outcome: 'failed', mismatches: [mismatch], steps: 0, compared: 0 };
}

function main(args: readonly string[]): number {
  const options = readOptions(args);
  const wanted = (read: ReadCase): boolean => options.cases.size === 0 || options.cases.has(read.ok ? read.case.id : read.id);
  const results: CaseResult[] = [];
  for (const file of options.paths.flatMap(caseFiles)) {
    for (const read of readCases(file).filter(wanted)) {
      const result = runRead(read, options);
      results.push(result);
      if (!options.json) for (const line of caseLines(result, options.verbose)) console.log(line);
    }
  }
  if (results.length === 0) throw new UsageError('no cases found');
  const sums = totals(results);
  console.log(options.json ? JSON.stringify({ ...sums, cases: results }, undefined, 1) : totalsLine(sums));
  return sums.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
