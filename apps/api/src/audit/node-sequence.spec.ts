import { Transaction } from '../platform/database/transaction.js';
import { NodeSequence } from './node-sequence.js';

type Outcome = Parameters<Transaction['end']>[0];

const transaction = (): Transaction =>
  new Transaction(undefined as never, undefined as never, { backendPid: '1', transactionId: '1' });

const takeAndEnd = (sequence: NodeSequence, outcome: Outcome): number => {
  const tx = transaction();
  const number = sequence.take(tx);
  tx.end(outcome);
  return number;
};

const reportAndEnd = (sequence: NodeSequence, outcome: Outcome): ReturnType<NodeSequence['report']> => {
  const tx = transaction();
  const report = sequence.report(tx);
  tx.end(outcome);
  return report;
};

it('accounts for every settled number and names those that were rolled back', () => {
  const sequence = new NodeSequence();
  takeAndEnd(sequence, 'committed');
  takeAndEnd(sequence, 'rolled back');
  takeAndEnd(sequence, 'committed');
  expect(reportAndEnd(sequence, 'committed')).toEqual({ through: 2, burned: [1] });
  expect(reportAndEnd(sequence, 'committed')).toBeNull();
});

it('does not reach past a number that is still open', () => {
  const sequence = new NodeSequence();
  takeAndEnd(sequence, 'committed');
  sequence.take(transaction());
  takeAndEnd(sequence, 'rolled back');
  expect(reportAndEnd(sequence, 'committed')).toEqual({ through: 0, burned: [] });
});

it('reports again what was claimed in a heartbeat that did not commit', () => {
  const sequence = new NodeSequence();
  takeAndEnd(sequence, 'rolled back');
  expect(reportAndEnd(sequence, 'rolled back')).toEqual({ through: 0, burned: [0] });
  expect(reportAndEnd(sequence, 'committed')).toEqual({ through: 0, burned: [0] });
});

it.each([
  ['burned', [2], { through: 2, burned: [1] }],
  ['committed', [1], { through: 2, burned: [] }],
])('settles a lost COMMIT as %s only by what the log shows', (_name, leaves, report) => {
  jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(61_000);
  const sequence = new NodeSequence();
  takeAndEnd(sequence, 'committed');
  takeAndEnd(sequence, 'unknown');
  expect(sequence.questions()).toEqual([]);
  sequence.resolve(new Set());
  takeAndEnd(sequence, 'committed');
  expect(reportAndEnd(sequence, 'committed')).toEqual({ through: 0, burned: [] });
  expect(sequence.questions()).toEqual([1, 2]);
  sequence.resolve(new Set(leaves));
  expect(reportAndEnd(sequence, 'committed')).toEqual(report);
  jest.restoreAllMocks();
});
