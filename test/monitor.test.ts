import { monitor } from 'nodetorch';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const {
  Aggregation, Event, log_event, register_event_handler, Stat, STAT_EVENT, TensorboardEventHandler,
  unregister_event_handler,
} = monitor;
const { COUNT, MAX, MEAN, MIN, SUM, VALUE } = Aggregation;

let events: InstanceType<typeof Event>[] = [];
let handle: ReturnType<typeof register_event_handler>;
beforeEach(() => {
  events = [];
  handle = register_event_handler((event) => events.push(event));
});
afterEach(() => unregister_event_handler(handle));

test('numbers are summed up, and logged with the last of so many', () => {
  const stat = new Stat('n', [SUM, COUNT, MEAN, MAX, MIN, VALUE], 3600, 3);
  stat.add(1);
  stat.add(5.5);
  expect([stat.name, stat.count, stat.get().get(SUM)]).toEqual(['n', 2, 0]);
  stat.add(2);
  const sums = { 'n.sum': 8.5, 'n.count': 3, 'n.mean': 8.5 / 3, 'n.max': 5.5, 'n.min': 1, 'n.value': 2 };
  expect([stat.count, stat.get().get(SUM), stat.get().get(MEAN)]).toEqual([0, 8.5, 8.5 / 3]);
  expect(events.map(({ name, data }) => [name, data])).toEqual([[STAT_EVENT, sums]]);
  // Until the next interval no more are counted.
  stat.add(9);
  expect([stat.count, events.length]).toEqual([0, 1]);
});

test('an interval is logged with the first number after it, and what is left at the end', () => {
  const now = vi.spyOn(performance, 'now');
  now.mockReturnValue(1000);
  {
    const stat = new Stat('w', [SUM], 0.5);
    stat.add(1);
    stat.add(2);
    expect(events).toEqual([]);
    now.mockReturnValue(1600);
    stat.add(4);
    expect([events.length, stat.count]).toEqual([1, 1]);
    stat[Symbol.dispose]();
  }
  now.mockRestore();
  expect(events.map(({ data }) => data)).toEqual([{ 'w.sum': 3 }, { 'w.sum': 4 }]);
});

test('handlers get events until they are unregistered', () => {
  const event = new Event('a', new Date(5000), { x: 1, y: true, z: 's' });
  log_event(event);
  expect(events).toEqual([event]);
  const other = register_event_handler(() => {
    throw new Error('from the handler');
  });
  expect(() => log_event(event)).toThrow('from the handler');
  unregister_event_handler(other);
  expect(() => unregister_event_handler(other)).toThrow(/not registered/);
  expect(() => register_event_handler(3 as never)).toThrow("'int' object is not callable");
  expect([String(MEAN), MEAN.__repr__()]).toEqual(['Aggregation.MEAN', '<Aggregation.MEAN: 2>']);
});

test('what a Stat logs becomes scalars for TensorBoard', () => {
  const written: unknown[] = [];
  class Writer {
    add_scalar(...args: unknown[]): void {
      written.push(args);
    }
  }
  const handler = new TensorboardEventHandler(new Writer());
  const registered = register_event_handler(handler);
  log_event(new Event('other', new Date(), { x: 1 }));
  log_event(new Event(STAT_EVENT, new Date(2500), { 'n.sum': 3 }));
  unregister_event_handler(registered);
  expect(written).toEqual([['n.sum', 3, { walltime: 2.5 }]]);
});
