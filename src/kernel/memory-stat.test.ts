import { describe, expect, it } from 'vitest';
import { lruAddDrain } from './pagevec';
import { bootForTests, mkdir, read, spawn, touch, write } from './machine-for-tests';

describe('memory.stat', () => {
  it('has 13 lines of its own, two limits and 13 totals, in the kernel order', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const keys = String(read(k, '/A', 'memory.stat')).split('\n').map((line) => line.split(' ')[0]); // prettier-ignore
    const own =
      'cache rss mapped_file swap pgpgin pgpgout pgfault pgmajfault inactive_anon active_anon inactive_file active_file unevictable'.split(
        ' ',
      );
    expect(keys).toEqual([...own, 'hierarchical_memory_limit', 'hierarchical_memsw_limit', ...own.map((key) => `total_${key}`)]);
  });

  it('counts pages exactly, where usage counts batches, and sums a hierarchy', () => {
    const { k } = bootForTests();
    mkdir(k, '/P');
    write(k, '/P', 'memory.use_hierarchy', 1);
    mkdir(k, '/P/c');
    touch(k, spawn(k, '/P/c'), 5);
    const stat = String(read(k, '/P', 'memory.stat'));
    expect(stat).toMatch(/^rss 0$/m);
    expect(stat).toMatch(/^total_rss 20480$/m);
    // Five pages are still on their way to the list.
    expect(stat).toMatch(/^total_active_anon 0$/m);
    lruAddDrain(k);
    expect(read(k, '/P', 'memory.stat')).toMatch(/^total_active_anon 20480$/m);
    expect(stat).toMatch(/^total_pgpgin 5$/m);
    expect(read(k, '/P', 'memory.usage_in_bytes')).toBe('131072');
  });

  it('gives the root all groups, hierarchical or not', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    touch(k, spawn(k, '/A'), 5);
    touch(k, spawn(k, '/'), 2);
    expect(read(k, '/', 'memory.usage_in_bytes')).toBe(String(7 * 4096));
    expect(read(k, '/', 'memory.max_usage_in_bytes')).toBe('0');
  });

  it('shows the smallest limit on the way up', () => {
    const { k } = bootForTests();
    mkdir(k, '/P');
    write(k, '/P', 'memory.use_hierarchy', 1);
    write(k, '/P', 'memory.limit_in_bytes', '1M');
    mkdir(k, '/P/c');
    write(k, '/P/c', 'memory.limit_in_bytes', '2M');
    expect(read(k, '/P/c', 'memory.stat')).toContain('hierarchical_memory_limit 1048576\n');
    expect(read(k, '/P/c', 'memory.stat')).toContain('hierarchical_memsw_limit 9223372036854775807\n');
  });
});
