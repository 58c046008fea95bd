export { tableOf } from './result.js';
export { verifying } from './workloads/w6-verify.js';
export { sealing } from './workloads/w7-seal.js';
