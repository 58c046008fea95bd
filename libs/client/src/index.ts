export { ClientError, type ClientErrorKind } from './client-error.js';
