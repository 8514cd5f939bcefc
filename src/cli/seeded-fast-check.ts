/**
 * fast-check as the tests have it: the same random cases in every run, so that a change fails for its own sake. SEED in
 * the environment brings others.
 */
import fc from '../../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['SEED'] ?? 3813) });

export * from '../../node_modules/fast-check/lib/fast-check.js';
export default fc;
