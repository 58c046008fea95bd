export { API_ERROR_CODES, ApiError, type ApiErrorCode } from './api-error.js';
export { makeApiClient, type ApiClient, type ApiClientOptions, type BlobUpload } from './client.js';
export * from './generated/graphql.gen.js';
