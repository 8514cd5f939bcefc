import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ObjectsImage, ObjectStore } from './object-store';

interface Box {
  value: number;
}

/** Numbers in one page, in neighbouring ones, and far off as hashes are. */
const ID = fc.constantFrom(0, 1, 31, 32, 63, 64, 40_000, 2 ** 20, 2 ** 20 + 1, 2 ** 32 - 1);
const ACTION = fc.oneof(
  fc.record({ type: fc.constantFrom('set', 'edit', 'delete'), id: ID, value: fc.nat(9) }),
  fc.record({ type: fc.constantFrom('checkpoint', 'restore'), id: fc.constant(0), value: fc.nat(9) }),
);

it('holds what a map would hold, through checkpoints and back, and changes no checkpoint', () => {
  fc.assert(
    fc.property(fc.array(ACTION, { maxLength: 60 }), (actions) => {
      const store = new ObjectStore<Box>((box) => ({ ...box }));
      let model = new Map<number, number>();
      const taken: { readonly image: ObjectsImage<Box>; readonly model: ReadonlyMap<number, number> }[] = [];
      for (const { type, id, value } of actions) {
        if (type === 'set') {
          store.set(id, { value });
          model.set(id, value);
        } else if (type === 'edit' && model.has(id)) {
          store.edit(id).value = value;
          model.set(id, value);
        } else if (type === 'delete') {
          store.delete(id);
          model.delete(id);
        } else if (type === 'checkpoint') taken.push({ image: store.checkpoint(), model: new Map(model) });
        else if (type === 'restore' && taken.length > 0) {
          const back = taken[value % taken.length]!;
          store.restore(back.image);
          model = new Map(back.model);
        }
        const ids = [...model.keys()].sort((a, b) => a - b);
        expect([store.size, store.ids()]).toEqual([model.size, ids]);
        expect(ids.map((one) => store.get(one).value)).toEqual(ids.map((one) => model.get(one)));
      }
    }),
  );
});

it('weighs only the pages that were written to since', () => {
  const store = new ObjectStore<Box>((box) => ({ ...box }));
  for (let id = 0; id < 320; id++) store.set(id, { value: id });
  const first = store.checkpoint();
  store.edit(5).value = 0;
  const second = store.checkpoint();
  expect(store.weigh(second, first)).toBeLessThan(store.weigh(first) / 5);
  expect(second.near[1]).toBe(first.near[1]);
});
