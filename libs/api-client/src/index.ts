export { API_ERROR_CODES, ApiError, type ApiErrorCode, apiErrorOfExtensions } from './api-error.js';
export { answerTo, makeApiClient, type ApiClient, type ApiClientOptions, type BlobUpload } from './client.js';
export * from './generated/graphql.gen.js';
