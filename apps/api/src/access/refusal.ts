import type { RefusalCode } from '@sealbridge/policy';

/** Thrown inside `resource` or `work`: the act is rolled back and answered as refused with this reason. Never leaves `perform`. */
export class Refusal extends Error {
  constructor(readonly reason: RefusalCode) {
    super(`refused: ${reason}`);
    this.name = 'Refusal';
  }
}
