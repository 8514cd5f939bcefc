import { expect, it } from 'vitest';
import { ENOMEM, errnoName, errnoNumber, strerror } from './errno';

it('knows numbers, names and texts of errors, of either sign', () => {
  expect(errnoName(-ENOMEM)).toBe('ENOMEM');
  expect(errnoNumber('ENOMEM')).toBe(12);
  expect(strerror(-16)).toBe('Device or resource busy');
  expect(strerror(12)).toBe('Cannot allocate memory');
  expect(errnoName(999)).toBe('999');
  expect(strerror(999)).toBe('Unknown error 999');
  expect(errnoNumber('ENOPE')).toBeUndefined();
});
