import { expect, it } from 'vitest';
import { declarations } from '../cli/host-scripts';
import * as client from './client-module';

it('the client has the values that its declarations promise, and these need no other file', () => {
  const text = declarations('.');
  const promised = [...text.matchAll(/^export declare (?:const|class|function) (\w+)/gm)].map(([, name]) => name);
  expect(promised.sort()).toEqual(Object.keys(client).sort());
  expect(text).not.toMatch(/\b(?:import|from)\b ['"({]/);
});
