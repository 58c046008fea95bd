export { figuresTableOf, tableOf } from './result.js';
export { instance } from './workloads/instance.js';
export { verifying } from './workloads/w6-verify.js';
export { sealing } from './workloads/w7-seal.js';
export { directorySync } from './workloads/w10-directory.js';
export { deciding } from './workloads/w13-decide.js';
export { signingIn } from './workloads/w12-sign-in.js';
export { lists } from './workloads/w9-lists.js';
export { rotating } from './workloads/w11-rotate.js';
